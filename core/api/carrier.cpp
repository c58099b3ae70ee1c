#include "api/carrier.h"

#include "inbound/farewell.h"
#include "net/dialer.h"
#include "net/first_of.h"
#include "net/with_timeout.h"
#include "tunnel/direct_stream.h"

namespace culvert::api {

using Action = config::Rule::Action;

namespace {

Error back_to_us(const http::HostPort& target) {
  return {Stage::kLocal, Code::kDenied,
          target.to_string() + " is a listener of Culvert itself: the connection would come back for ever"};
}

}  // namespace

Carrier::Carrier(Shared& shared, Router& router, Upstreams& upstreams, Tunnels& tunnels)
    : shared_(shared), router_(router), upstreams_(upstreams), tunnels_(tunnels), tasks_(shared.loop) {}

void Carrier::take(Tunnel::Id id, Arrival arrival, Origin origin) {
  tasks_.spawn(serve(id, std::move(arrival), std::move(origin)));
}

void Carrier::unreadable(Error error, const Origin& origin) {
  Tunnels::Opening opening(tunnels_, next_id(), {.listener = origin.listener, .caller = origin.caller});
  opening.failed(std::move(error));
}

// Whether the application was told; not every one can be.
Task<bool> Carrier::answer(Arrival& arrival, Result<> outcome) {
  ChunkQueue reply = arrival.reply(shared_.loop.pool(), outcome);
  if (reply.empty()) co_return false;
  const auto written = co_await arrival.stream->write(std::move(reply));
  co_return written.has_value();
}

// Null: straight to the destination.
Result<Upstream*> Carrier::decide(Tunnels::Opening& opening, const http::HostPort& target, const Origin& origin) {
  Router::Decision decision = router_.decide(target, origin.profile, origin.caller);
  std::string profile = decision.profile.empty() ? upstreams_.in_use() : decision.profile;
  if (decision.action != Action::kTunnel) profile.clear();
  opening.change([&](TunnelFacts& f) {
    f.action = decision.action;
    f.rule = decision.text;
    f.profile = profile;
  });
  opening.trace(Step::kDecided, decision.text);
  if (router_.is_own(target)) return std::unexpected(back_to_us(target));
  if (decision.action == Action::kBlock) {
    return fail(Stage::kLocal, Code::kDenied, "it is blocked by " + decision.text);
  }
  if (decision.action == Action::kDirect) return nullptr;
  return upstreams_.find(profile);
}

Task<> Carrier::serve(Tunnel::Id id, Arrival arrival, Origin origin) {
  Tunnels::Opening opening(tunnels_, id,
                           {.target = arrival.target.to_string(),
                            .application = origin.application,
                            .forward = origin.forward,
                            .listener = origin.listener,
                            .caller = origin.caller},
                           origin.peer);
  auto upstream = decide(opening, arrival.target, origin);
  std::optional<Upstream::Use> use;
  bool early = false;
  Far far = fail(Stage::kLocal, Code::kClosed);
  if (!upstream) {
    far = std::unexpected(std::move(upstream.error()));
  } else {
    if (*upstream != nullptr) use.emplace(**upstream);
    const bool asked = *upstream != nullptr && (*upstream)->profile().answer_early;
    if (asked) early = co_await answer(arrival, {});
    auto opened = co_await unless(shared_.loop, open(opening, arrival, *upstream),
                                  [&opening](Waiter& w) { return opening.poll_cancelled(w); });
    if (opened) {
      far = std::move(*opened);
    } else {
      far = std::unexpected(opening.why());
    }
  }
  const Result<> outcome = far ? Result<>{} : Result<>(std::unexpected(far.error()));
  const bool told = !early && co_await answer(arrival, outcome);
  if (outcome) {
    opening.opened(std::move(arrival.stream), std::move(*far), std::move(use));
    co_return;
  }
  opening.failed(outcome.error());
  use.reset();
  if (told) {
    co_await inbound::let_go(shared_.loop, *arrival.stream);
  } else {
    arrival.stream->reset(outcome.error());  // the only way to tell
  }
}

Task<Carrier::Far> Carrier::open(Tunnels::Opening& opening, Arrival& arrival, Upstream* upstream) {
  if (upstream != nullptr) {
    auto opened = co_await upstream->open(arrival.target, arrival.stream, opening.progress);
    if (!opened) co_return std::unexpected(std::move(opened.error()));
    opening.change([&](TunnelFacts& f) {
      f.proxy = opened->proxy;
      f.connection = opening.progress.connection;
      f.version = opened->version;
    });
    co_return std::move(opened->far);
  }
  opening.trace(Step::kWaiting);
  ByteStream& application = *arrival.stream;
  std::optional<Error> broke;
  auto far = co_await unless(shared_.loop, dial_direct(arrival.target), [&](Waiter& w) -> Poll<bool> {
    if (auto failed = application.poll_failed(w)) broke = std::move(*failed);
    return broke ? Poll<bool>(true) : std::nullopt;
  });
  if (far) co_return std::move(*far);
  co_return std::unexpected(std::move(*broke));
}

Task<Carrier::Far> Carrier::dial_direct(http::HostPort target) {
  DialOptions options;
  options.lookup_stage = options.connect_stage = Stage::kDestination;
  bool ours = false;
  options.allowed = [&](const Endpoint& at) {
    const bool own = router_.is_own(at);
    ours = ours || own;
    return !own;
  };
  auto socket = co_await dial(shared_.loop, shared_.resolver, target.host, target.port, std::move(options));
  if (!socket && socket.error().code == Code::kDenied && ours) co_return std::unexpected(back_to_us(target));
  if (!socket) co_return std::unexpected(std::move(socket.error()));
  if (router_.leads_back(*socket)) co_return std::unexpected(back_to_us(target));
  co_return make_direct(std::move(*socket));
}

}  // namespace culvert::api
