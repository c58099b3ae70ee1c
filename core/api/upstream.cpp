#include "api/upstream.h"

#include <algorithm>
#include <format>

#include "api/identity.h"
#include "api/rewindable_stream.h"
#include "api/tls_options.h"
#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert::api {

using namespace std::chrono_literals;

namespace {

constexpr Duration kContinueLimit = 10s;  // for the proxy to say that it has a request

OriginPool::Options pool_options(Shared& shared, const config::Profile& profile, const http::HostPort& origin) {
  OriginPool::Options options;
  options.trace = &shared.trace;
  options.last_id = &shared.last_connection;
  options.extended_connect = !profile.classic_connect;
  options.host = origin.host;
  options.port = origin.port;
  options.versions = profile.http;
  options.quic.qlog_directory = profile.qlog_directory;
  if (profile.congestion == "cubic") options.quic.congestion = quic::CongestionControl::kCubic;
  return options;
}

ProxyClient::Options client_options(Shared& shared, const config::Profile& profile,
                                    const http::UriTemplate& uri_template, const http::Identity& identity) {
  ProxyClient::Options options;
  options.trace = &shared.trace;
  options.identity = identity;
  options.uri_template = uri_template;
  options.classic_connect = profile.classic_connect;
  if (profile.expect_continue) options.continue_timeout = kContinueLimit;
  if (auto wire = parse_wire(profile.wire)) options.revisions = std::move(*wire);  // validated before
  return options;
}

// Of a connection. One that is closed in good order, by us when nobody needs it, is no failure.
std::string farewell(const Error& error, std::string_view proxy) {
  if (error.code == Code::kClosed) return std::format("The connection to {} is closed.", proxy);
  return describe(error);
}

// Whether another proxy may be asked for the same tunnel: this one cannot be reached, or says that it has not taken
// the request.
bool may_go_elsewhere(const Error& error, Step step) {
  if (error.code == Code::kRetryable) return true;
  constexpr std::array kOnTheWay{Stage::kDns, Stage::kTcp, Stage::kTls, Stage::kQuic, Stage::kHttp};
  return step == Step::kWaiting && std::ranges::find(kOnTheWay, error.stage) != kOnTheWay.end();
}

}  // namespace

struct Upstream::Proxy {
  Proxy(Shared& shared, const TlsContext& tls, OriginPool::Options pool_options, OriginPool::Listener listener,
        ProxyClient::Options client_options)
      : name(client_options.uri_template.origin().to_string()),
        pool(shared.loop, shared.resolver, tls, std::move(pool_options), std::move(listener)),
        client(shared.loop, std::move(client_options), pool),
        pause(shared.timing.proxy_pause),
        news(shared.loop) {}

  const std::string name;
  OriginPool pool;
  ProxyClient client;
  bool avoided = false;
  Error why;           // it is avoided
  TimePoint retry_at;  // then
  Duration pause;      // of the next time that it is avoided
  bool trying = false;
  WaitList news;  // it is avoided now
};

Result<Upstream::Parts> Upstream::prepare(config::Profile profile) {
  if (!profile.kept.problem.empty()) return fail(Stage::kLocal, Code::kInvalid, profile.kept.problem);
  if (const auto problems = config::validate(profile); !problems.empty()) {
    return fail(Stage::kLocal, Code::kInvalid, problems.front().field + ": " + problems.front().message);
  }
  std::vector<http::UriTemplate> proxies;
  std::vector<std::string> texts = profile.fallbacks;
  texts.insert(texts.begin(), profile.proxy);
  for (const std::string& text : texts) {
    auto input = profile.classic_connect ? http::parse_classic_proxy(text) : http::parse_proxy_input(text);
    if (!input) return std::unexpected(std::move(input.error()));
    proxies.push_back(std::move(input->uri_template));
  }
  const auto options = tls_options(profile);
  if (!options) return std::unexpected(options.error());
  auto tls = TlsContext::client(*options);
  if (!tls) return std::unexpected(std::move(tls.error()));
  auto identity = identity_of(profile.authentication);
  if (!identity) return std::unexpected(std::move(identity.error()));
  if (!profile.session_file.empty()) {
    if (auto read = SessionStore::read(*tls, profile.session_file); !read) {
      return std::unexpected(std::move(read.error()));
    }
  }
  return Parts{std::move(profile), std::move(proxies), std::move(*tls), std::move(*identity)};
}

Upstream::Upstream(Shared& shared, Parts parts)
    : shared_(shared),
      profile_(std::move(parts.profile)),
      tls_(std::move(parts.tls)),
      store_(profile_.session_file.empty() ? nullptr
                                           : std::make_unique<SessionStore>(shared.loop, tls_, profile_.session_file)),
      unused_(shared.loop),
      tasks_(shared.loop) {
  for (std::size_t i = 0; i < parts.proxies.size(); ++i) {
    OriginPool::Options pool = pool_options(shared, profile_, parts.proxies[i].origin());
    if (i + 1 < parts.proxies.size()) pool.connect_timeout = shared.timing.proxy_patience;
    OriginPool::Listener listener{
        .on_connected =
            [this, i](const ConnectionInfo& c) {
              shared_.tell(event::Connected{c, profile_.id, proxies_[i]->name});
              back(*proxies_[i]);
            },
        .on_disconnected =
            [this, i](const ConnectionInfo& c, const Error& e) {
              shared_.tell(event::Disconnected{c, farewell(e, proxies_[i]->name), profile_.id, proxies_[i]->name, e});
            }};
    proxies_.push_back(std::make_unique<Proxy>(shared, tls_, std::move(pool), std::move(listener),
                                               client_options(shared, profile_, parts.proxies[i], parts.identity)));
  }
}

Upstream::~Upstream() = default;

// Those that are avoided come last. Those whose pause is over are tried beside.
std::vector<Upstream::Proxy*> Upstream::in_turn() {
  std::vector<Proxy*> order;
  for (const auto& p : proxies_) {
    if (!p->avoided) order.push_back(p.get());
  }
  const bool all_avoided = order.empty();
  for (const auto& p : proxies_) {
    if (!p->avoided) continue;
    order.push_back(p.get());
    if (!all_avoided && !p->trying && shared_.loop.now() >= p->retry_at) {
      p->trying = true;
      tasks_.spawn(try_beside(*p));
    }
  }
  return order;
}

Task<Result<Upstream::Opened>> Upstream::open(http::HostPort target, std::unique_ptr<ByteStream>& application,
                                              ProxyClient::Opening& opening) {
  const std::vector<Proxy*> order = in_turn();
  RewindableStream* rewindable = nullptr;
  if (order.size() > 1) {
    auto around = std::make_unique<RewindableStream>(shared_.loop, std::move(application));
    rewindable = around.get();
    application = std::move(around);  // at all times: this task may be dropped
  }
  Result<Opened> outcome = fail(Stage::kLocal, Code::kInvalid, "the profile has no proxy");
  for (Proxy* proxy : order) {
    opening.connection = 0;
    auto far = co_await ask(*proxy, target, *application, opening);
    if (far) {
      proxy->pause = shared_.timing.proxy_pause;
      back(*proxy);
      outcome = Opened{std::move(*far), proxy->name, std::nullopt};
      for (const ConnectionInfo& c : proxy->pool.connections()) {
        if (c.id == opening.connection) outcome->version = c.version;
      }
      break;
    }
    outcome = std::unexpected(std::move(far.error()));
    if (order.size() == 1 || !may_go_elsewhere(outcome.error(), opening.step)) break;
    avoid(*proxy, outcome.error());
    if (proxy == order.back()) break;
    rewindable->rewind();
    shared_.trace.add(shared_.loop.now(), {.connection = 0, .tunnel = opening.id}, Step::kNextProxy, proxy->name);
  }
  if (rewindable != nullptr) rewindable->unwrap(application);
  co_return outcome;
}

// A request that waits for a connection to a proxy which meanwhile has turned out to be out of reach waits no longer.
Task<Result<std::unique_ptr<FarStream>>> Upstream::ask(Proxy& proxy, const http::HostPort& target,
                                                       ByteStream& application, ProxyClient::Opening& opening) {
  if (proxies_.size() == 1 || proxy.avoided) co_return co_await proxy.client.open(target, application, &opening);
  auto far =
      co_await unless(shared_.loop, proxy.client.open(target, application, &opening), [&](Waiter& w) -> Poll<bool> {
        if (proxy.avoided && opening.step == Step::kWaiting) return true;
        proxy.news.add(w);
        return {};
      });
  if (far) co_return std::move(*far);
  co_return std::unexpected(proxy.why);
}

void Upstream::avoid(Proxy& proxy, const Error& why) {
  proxy.why = why;
  const TimePoint now = shared_.loop.now();
  if (proxy.avoided && now < proxy.retry_at) return;
  proxy.avoided = true;
  const Duration pause = proxy.pause;
  proxy.retry_at = now + pause;
  proxy.pause = std::min(2 * pause, shared_.timing.longest_proxy_pause);
  proxy.news.notify_all();
  shared_.tell(event::ProxyAvoided{profile_.id, proxy.name, why, describe(why), pause});
}

void Upstream::back(Proxy& proxy) {
  if (std::exchange(proxy.avoided, false)) shared_.tell(event::ProxyBack{profile_.id, proxy.name});
}

Task<> Upstream::try_beside(Proxy& proxy) {
  const auto reached = co_await proxy.pool.reach();
  proxy.trying = false;
  if (reached) {
    back(proxy);
  } else if (proxy.avoided) {
    avoid(proxy, reached.error());
  }
}

Task<Result<ConnectionInfo>> Upstream::reach() {
  Result<ConnectionInfo> reached = fail(Stage::kLocal, Code::kInvalid, "the profile has no proxy");
  for (Proxy* proxy : in_turn()) {
    reached = co_await proxy->pool.reach();
    if (reached) break;
    if (proxies_.size() > 1 && may_go_elsewhere(reached.error(), Step::kWaiting)) avoid(*proxy, reached.error());
  }
  co_return reached;
}

// Where the machine is now, another proxy may be the one that can be reached.
void Upstream::network_changed(const std::string& network) {
  for (const auto& p : proxies_) {
    p->pool.network_changed(network);
    p->pause = shared_.timing.proxy_pause;
    p->retry_at = shared_.loop.now();
  }
}

std::vector<Upstream::Carrier> Upstream::connections() const {
  std::vector<Carrier> all;
  for (const auto& p : proxies_) {
    for (ConnectionInfo& c : p->pool.connections()) all.push_back({std::move(c), p->name});
  }
  return all;
}

std::vector<Snapshot::ProxyRow> Upstream::proxies() const {
  std::vector<Snapshot::ProxyRow> all;
  for (const auto& p : proxies_) {
    Snapshot::ProxyRow& row = all.emplace_back();
    row.proxy = p->name;
    if (!p->avoided) continue;
    row.avoided = std::max(p->retry_at - shared_.loop.now(), Duration::zero());
    row.sentence = describe(p->why);
  }
  return all;
}

Upstream::Use::~Use() {
  if (of_ != nullptr && --of_->users_ == 0) of_->unused_.notify_all();
}

Poll<bool> Upstream::poll_unused(Waiter& w) {
  if (users_ == 0) return true;
  unused_.add(w);
  return {};
}

void Upstream::drain() {
  for (const auto& p : proxies_) p->pool.drain();
}

Task<> Upstream::shut_down() {
  drain();
  Timer limit(shared_.loop);
  limit.start(shared_.timing.farewell_limit);
  for (const auto& p : proxies_) {
    co_await first_of([&](Waiter& w) { return p->pool.poll_empty(w); },
                      [&](Waiter& w) { return limit.poll_expired(w); });
  }
  if (store_ != nullptr) co_await store_->close();
}

}  // namespace culvert::api
