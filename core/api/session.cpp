#include "api/session.h"

#include "api/identity.h"
#include "api/tls_options.h"
#include "inbound/farewell.h"
#include "inbound/forward.h"
#include "inbound/mixed.h"
#include "net/first_of.h"
#include "net/tcp_stream.h"
#include "net/with_timeout.h"

namespace culvert::api {

using namespace std::chrono_literals;

namespace {

constexpr Duration kFarewellLimit = 1s;
constexpr Duration kContinueLimit = 10s;   // for the proxy to say that it has a request
constexpr Duration kHandshakeLimit = 30s;  // for an application to say where it wants to go

OriginPool::Options pool_options(const config::Profile& profile, const http::UriTemplate& uri_template, Trace& trace) {
  OriginPool::Options options;
  options.trace = &trace;
  options.extended_connect = !profile.classic_connect;
  options.host = uri_template.origin().host;
  options.port = uri_template.origin().port;
  options.versions = profile.http;
  options.quic.qlog_directory = profile.qlog_directory;
  if (profile.congestion == "cubic") options.quic.congestion = quic::CongestionControl::kCubic;
  return options;
}

ProxyClient::Options client_options(const config::Profile& profile, const http::UriTemplate& uri_template,
                                    http::Identity identity, Trace& trace) {
  ProxyClient::Options options;
  options.trace = &trace;
  options.identity = std::move(identity);
  options.uri_template = uri_template;
  options.classic_connect = profile.classic_connect;
  if (profile.expect_continue) options.continue_timeout = kContinueLimit;
  if (auto wire = parse_wire(profile.wire)) options.revisions = std::move(*wire);  // validated before
  return options;
}

}  // namespace

Result<std::unique_ptr<Session>> Session::start(Loop& loop, Resolver& resolver, config::Profile profile, Trace& trace,
                                                Engine::EventHandler& on_event) {
  if (const auto problems = config::validate(profile); !problems.empty()) {
    return fail(Stage::kLocal, Code::kInvalid, problems.front().field + ": " + problems.front().message);
  }
  auto input =
      profile.classic_connect ? http::parse_classic_proxy(profile.proxy) : http::parse_proxy_input(profile.proxy);
  if (!input) return std::unexpected(std::move(input.error()));
  const auto options = tls_options(profile);
  if (!options) return std::unexpected(options.error());
  auto tls = TlsContext::client(*options);
  if (!tls) return std::unexpected(std::move(tls.error()));
  auto identity = identity_of(profile.authentication);
  if (!identity) return std::unexpected(std::move(identity.error()));
  std::unique_ptr<SessionStore> store;
  if (!profile.session_file.empty()) {
    auto opened = SessionStore::open(loop, *tls, profile.session_file);
    if (!opened) return std::unexpected(std::move(opened.error()));
    store = std::move(*opened);
  }
  std::unique_ptr<Session> session(new Session(loop, resolver, std::move(profile), std::move(*tls), std::move(store),
                                               input->uri_template, std::move(*identity), trace, on_event));
  if (auto listening = session->listen(); !listening) return std::unexpected(std::move(listening.error()));
  return session;
}

Session::Session(Loop& loop, Resolver& resolver, config::Profile profile, TlsContext tls,
                 std::unique_ptr<SessionStore> store, const http::UriTemplate& uri_template, http::Identity identity,
                 Trace& trace, Engine::EventHandler& on_event)
    : loop_(loop),
      profile_(std::move(profile)),
      on_event_(on_event),
      trace_(trace),
      store_(std::move(store)),
      pool_(loop, resolver, std::move(tls), pool_options(profile_, uri_template, trace),
            {.on_connected = [this](const ConnectionInfo& c) { tell(event::Connected{c}); },
             .on_disconnected = [this](const ConnectionInfo& c,
                                       const Error& e) { tell(event::Disconnected{c, describe(e)}); }}),
      proxy_(loop, client_options(profile_, uri_template, std::move(identity), trace), pool_),
      network_(loop),
      tunnels_(
          loop, [this](const Tunnel& t) { tunnel_over(t); }, &trace),
      tasks_(loop) {
  tasks_.spawn(follow_network());
}

Session::~Session() = default;

Task<> Session::follow_network() {
  for (std::uint64_t seen = network_.changes();; seen = network_.changes()) {
    pool_.network_changed(network_.network());
    co_await poll([&](Waiter& w) { return network_.poll_changed(seen, w); });
  }
}

Task<> Session::shut_down() {
  listeners_.clear();
  tunnels_.close_all({Stage::kLocal, Code::kClosed, "switched off"});
  pool_.drain();
  Timer limit(loop_);
  limit.start(kFarewellLimit);
  co_await first_of([this](Waiter& w) { return pool_.poll_empty(w); },
                    [&limit](Waiter& w) { return limit.poll_expired(w); });
  if (store_ != nullptr) co_await store_->close();
}

Result<> Session::listen() {
  std::vector<event::Listening> opened;
  const auto open = [&](const Endpoint& at, const config::SocksListener* socks,
                        const config::PlainForward* forward) -> Result<> {
    auto listener = TcpListener::open(loop_, at, Stage::kLocal);
    if (!listener) return std::unexpected(std::move(listener.error()));
    listeners_.push_back(std::make_unique<TcpListener>(std::move(*listener)));
    opened.push_back({.kind = socks != nullptr ? "mixed" : "forward",
                      .address = listeners_.back()->endpoint().to_string(),
                      .target = forward != nullptr ? forward->target.to_string() : ""});
    tasks_.spawn(accept_loop(*listeners_.back(), socks, forward));
    return {};
  };
  for (const auto& s : profile_.socks) {
    if (auto ok = open(s.listen, &s, nullptr); !ok) return ok;
  }
  for (const auto& f : profile_.forwards) {
    if (auto ok = open(f.listen, nullptr, &f); !ok) return ok;
  }
  for (auto& l : opened) tell(std::move(l));
  return {};
}

Task<> Session::accept_loop(TcpListener& listener, const config::SocksListener* socks,
                            const config::PlainForward* forward) {
  for (;;) {
    auto stream = std::make_unique<TcpStream>(co_await listener.accept());
    if (socks != nullptr) {
      tasks_.spawn(take_mixed(std::move(stream), *socks));
    } else {
      tasks_.spawn(serve(inbound::accept_forward(std::move(stream), forward->target)));
    }
  }
}

Task<> Session::take_mixed(std::unique_ptr<TcpStream> stream, const config::SocksListener& socks) {
  std::optional<inbound::Credentials> credentials;
  if (socks.credentials) credentials = {socks.credentials->user, socks.credentials->password};
  auto arrival = co_await with_timeout(loop_, kHandshakeLimit,
                                       inbound::accept_mixed(loop_, std::move(stream), std::move(credentials)));
  if (!arrival) arrival = fail(Stage::kLocal, Code::kTimedOut, "the application did not say where it wants to go");
  if (*arrival) {
    tasks_.spawn(serve(std::move(**arrival)));
    co_return;
  }
  Error& error = arrival->error();
  std::string sentence = describe(error);
  tell(event::TunnelFailed{++last_id_, "", std::move(error), std::move(sentence)});
}

// Whether the application was told; not every one can be.
Task<bool> Session::answer(Arrival& arrival, Result<> outcome) {
  ChunkQueue reply = arrival.reply(loop_.pool(), outcome);
  if (reply.empty()) co_return false;
  const auto written = co_await arrival.stream->write(std::move(reply));
  co_return written.has_value();
}

Task<> Session::serve(Arrival arrival) {
  const Tunnel::Id id = ++last_id_;
  const TimePoint start = loop_.now();
  std::string target = arrival.target.to_string();
  trace_.add(start, {.connection = 0, .tunnel = id}, Step::kArrived, target);
  Waiting& waiting = waiting_.emplace(id, Waiting{target, {.id = id}}).first->second;
  const bool told_early = profile_.answer_early && co_await answer(arrival, {});
  auto far = co_await proxy_.open(arrival.target, *arrival.stream, &waiting.opening);
  waiting_.erase(id);
  const Result<> outcome = far ? Result<>{} : Result<>(std::unexpected(far.error()));
  const bool told = !told_early && co_await answer(arrival, outcome);
  if (!outcome) {
    trace_.add(loop_.now(), {.connection = 0, .tunnel = id}, Step::kFailed, outcome.error().detail);
    tell(event::TunnelFailed{id, target, outcome.error(), describe(outcome.error(), target)});
    if (told) co_await inbound::let_go(loop_, *arrival.stream);
    if (!told) arrival.stream->reset(outcome.error());  // the only way to tell
    co_return;
  }
  tell(event::TunnelOpened{id, target, loop_.now() - start});
  tunnels_.add(id, std::move(target), std::move(arrival.stream), std::move(*far));
}

void Session::tunnel_over(const Tunnel& tunnel) {
  event::TunnelClosed closed{tunnel.id(), tunnel.label(), tunnel.traffic(), tunnel.result(), ""};
  if (!closed.result) closed.sentence = describe(closed.result.error(), tunnel.label());
  tell(std::move(closed));
}

void Session::carry(http::HostPort target, Engine::StreamMaker make) {
  auto stream = make(loop_);
  if (!stream) {
    std::string sentence = describe(stream.error());
    tell(event::TunnelFailed{++last_id_, target.to_string(), std::move(stream.error()), std::move(sentence)});
    return;
  }
  tasks_.spawn(serve(inbound::accept_forward(std::move(*stream), std::move(target))));
}

void Session::reach(std::move_only_function<void(const Result<ConnectionInfo>&)> receive) {
  tasks_.spawn([](OriginPool& pool, auto told) -> Task<> { told(co_await pool.reach()); }(pool_, std::move(receive)));
}

void Session::close_tunnel(Tunnel::Id id) { tunnels_.close(id, {Stage::kLocal, Code::kClosed, "closed by the user"}); }

Snapshot Session::snapshot() const {
  Snapshot all;
  all.connections = pool_.connections();
  all.total = tunnels_.past();
  for (const auto& [id, waiting] : waiting_) all.opening.push_back({id, waiting.target, waiting.opening.step});
  for (const auto& [id, tunnel] : tunnels_) {
    all.tunnels.push_back({id, tunnel->label(), tunnel->traffic(), tunnel->finishing()});
    all.total.sent += tunnel->traffic().sent;
    all.total.received += tunnel->traffic().received;
  }
  return all;
}

}  // namespace culvert::api
