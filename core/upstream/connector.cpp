#include "upstream/connector.h"

#include "http/h1/connection.h"
#include "http/h2/session.h"
#include "http/h3/session.h"
#include "net/dialer.h"
#include "net/first_of.h"
#include "net/with_timeout.h"
#include "tls/tls_stream.h"

namespace culvert {

using http::ConnectionState;
using http::Version;

namespace {

// Until requests may be made.
Task<Result<>> opened(http::ClientConnection& http) {
  while (http.state() == ConnectionState::kOpening) {
    co_await poll([&, seen = http.changes()](Waiter& w) { return http.poll_changed(seen, w); });
  }
  if (http.state() == ConnectionState::kClosed) co_return std::unexpected(http.error());
  if (http.state() == ConnectionState::kDraining) {
    co_return fail(Stage::kHttp, Code::kClosed, "the proxy takes no requests on a new connection (GOAWAY)");
  }
  co_return Result<>{};
}

Error no_extended_connect() {
  return {Stage::kHttp, Code::kUnsupported, "this server does not offer extended CONNECT"};
}

}  // namespace

// HTTP/3's part in a race; it may last longer than the race.
struct Connector::Race {
  Race(Loop& loop, const VersionMemory::Plan& p, std::string n) : plan(p), network(std::move(n)), over(loop) {}
  const VersionMemory::Plan plan;
  const std::string network;
  Stage stage = Stage::kDns;
  std::optional<Result> quic;
  Event over;              // `quic` is there
  bool abandoned = false;  // nobody waits for it
  bool tcp_worked = false;
};

Connector::Connector(Loop& loop, Resolver& resolver, TlsContext tls, const Options& options, LateHandler on_late)
    : loop_(loop),
      resolver_(resolver),
      tls_(std::move(tls)),
      options_(options),
      on_late_(std::move(on_late)),
      late_(loop) {}

Task<Connector::Result> Connector::connect(Stage& stage) {
  const TimePoint start = loop_.now();
  const bool quic = http::contains(options_.versions, Version::kHttp3);
  const bool tcp = !http::alpn_over_tcp(options_.versions).empty();
  const VersionMemory::Plan plan = memory_.plan(network_, loop_.now(), quic);
  Result made = fail(Stage::kLocal, Code::kInvalid, "the profile allows no version of HTTP");
  if (quic && !tcp) {
    made = co_await connect_over_quic(stage, plan.at);
  } else if (quic && plan.quic) {
    made = co_await race(stage, plan);
  } else {
    made = co_await connect_over_tcp(stage);
  }
  if (made) (*made)->info.setup = loop_.now() - start;
  co_return made;
}

Task<Connector::Result> Connector::race(Stage& stage, const VersionMemory::Plan& plan) {
  auto race = std::make_shared<Race>(loop_, plan, network_);
  struct Abandon {
    Race& race;
    ~Abandon() { race.abandoned = true; }
  } const abandon{*race};
  late_.spawn(quic_leg(race));
  Timer head_start(loop_);
  head_start.start(plan.head_start == Duration::zero() ? plan.head_start : options_.head_start);
  stage = Stage::kQuic;
  co_await first_of([&](Waiter& w) { return race->over.poll_set(w); },
                    [&](Waiter& w) { return head_start.poll_expired(w); });
  if (race->quic && *race->quic) co_return std::move(*race->quic);
  auto tcp = co_await unless(loop_, connect_over_tcp(stage), [&](Waiter& w) -> Poll<bool> {
    if (race->quic && *race->quic) return true;
    static_cast<void>(race->over.poll_set(w));
    return {};
  });
  if (race->quic && *race->quic) co_return std::move(*race->quic);
  race->tcp_worked = tcp->has_value();
  if (!race->tcp_worked) {
    co_await race->over.wait();
    if (*race->quic) co_return std::move(*race->quic);
  } else if (race->quic) {
    memory_.quic_failed(race->network, loop_.now());
  }
  co_return std::move(*tcp);
}

Task<> Connector::quic_leg(std::shared_ptr<Race> race) {
  auto made = co_await with_timeout(loop_, options_.connect_timeout, connect_over_quic(race->stage, race->plan.at));
  if (!made) made = fail(race->stage, Code::kTimedOut, "no answer over UDP");
  if (*made) memory_.quic_worked(race->network, loop_.now());
  if (!race->abandoned) {
    race->quic = std::move(*made);
    race->over.set();
  } else if (*made) {
    on_late_(std::move(**made));
  } else if (race->tcp_worked) {
    memory_.quic_failed(race->network, loop_.now());
  }
}

Task<Connector::Result> Connector::connect_over_quic(Stage& stage, std::optional<http::AltService> at) {
  stage = Stage::kDns;
  const std::string host = at && !at->host.empty() ? at->host : options_.host;
  const auto addresses = co_await resolver_.resolve(host, Stage::kDns);
  if (!addresses) co_return std::unexpected(addresses.error());
  stage = Stage::kQuic;
  AddressRace<std::unique_ptr<Made>> race(
      loop_, kAttemptDelay, [this, &stage](Endpoint address) { return connect_over_quic_to(stage, address); });
  co_return co_await race.run(in_turn(*addresses, at ? at->port : options_.port));
}

Task<Connector::Result> Connector::connect_over_quic_to(Stage& stage, Endpoint address) {
  const quic::Origin origin{options_.host, address, std::string(http::alpn_of(Version::kHttp3))};
  auto transport = quic::connect(loop_, tls_, origin, h3::with_http3(options_.quic, options_.h3), resumption_);
  if (!transport) co_return std::unexpected(std::move(transport.error()));
  auto made = std::make_unique<Made>();
  quic::Connection& quic = **transport;
  made->info.version = Version::kHttp3;
  made->http = h3::make_client(loop_, std::move(*transport), options_.h3);
  if (co_await poll([&](Waiter& w) { return quic.poll_established(w); })) stage = Stage::kHttp;
  if (auto usable = co_await opened(*made->http); !usable) co_return std::unexpected(std::move(usable.error()));
  if (!made->http->extended_connect()) co_return std::unexpected(no_extended_connect());
  const quic::ConnectionFacts facts = quic.facts();
  made->info.tls = facts.tls;
  made->info.remote = facts.remote;
  co_return made;
}

// A server whose HTTP/2 knows no extended CONNECT may let HTTP/1.1 switch protocols (requirement R3).
Task<Connector::Result> Connector::connect_over_tcp(Stage& stage) {
  auto made = co_await connect_over_tcp(stage, avoid_http2_);
  if (!made || (*made)->http->extended_connect()) co_return made;
  if (http::contains(options_.versions, Version::kHttp11)) {
    stage = Stage::kTcp;
    made = co_await connect_over_tcp(stage, true);
    avoid_http2_ = made.has_value();
    if (!made && made.error().stage != Stage::kTls) co_return made;
  }
  if (!made || !(*made)->http->extended_connect()) co_return std::unexpected(no_extended_connect());
  co_return made;
}

Task<Connector::Result> Connector::connect_over_tcp(Stage& stage, bool without_http2) {
  auto socket = co_await dial(loop_, resolver_, options_.host, options_.port, {.timeout = options_.connect_timeout});
  if (!socket) co_return std::unexpected(std::move(socket.error()));
  stage = Stage::kTls;
  auto made = std::make_unique<Made>();
  made->info.remote = socket->remote();
  socket->detect_dead_peer(options_.h2.patience.silence_limit);
  std::vector<std::string> alpn = http::alpn_over_tcp(options_.versions);
  if (without_http2) std::erase(alpn, http::alpn_of(Version::kHttp2));
  auto tls = co_await TlsStream::connect(std::move(*socket), tls_, options_.host, std::move(alpn));
  if (!tls) co_return std::unexpected(std::move(tls.error()));
  made->info.tls = (*tls)->info();
  stage = Stage::kHttp;
  if (auto spoken = speak(*made, std::move(*tls), without_http2); !spoken)
    co_return std::unexpected(std::move(spoken.error()));
  if (auto usable = co_await opened(*made->http); !usable) co_return std::unexpected(std::move(usable.error()));
  co_return made;
}

// Speaks what ALPN has chosen. A server that knows nothing of ALPN speaks HTTP/1.1; one that was heard to speak HTTP/2
// does know of it.
culvert::Result<> Connector::speak(Made& made, std::unique_ptr<ByteStream> transport, bool without_http2) {
  const std::string& alpn = made.info.tls.alpn;
  const bool http11 = alpn == http::alpn_of(Version::kHttp11) || (alpn.empty() && !without_http2);
  if (alpn == http::alpn_of(Version::kHttp2)) {
    made.http = h2::make_client(loop_, std::move(transport), options_.h2);
  } else if (http11 && http::contains(options_.versions, Version::kHttp11)) {
    made.http = h1::make_client(loop_, std::move(transport), options_.h1);
  } else {
    const bool only_http2 = !http::contains(options_.versions, Version::kHttp11);
    return fail(Stage::kTls, Code::kUnsupported,
                only_http2 ? "this server does not offer HTTP/2"
                           : "this server speaks no version of HTTP that the profile allows");
  }
  made.info.version = made.http->version();
  return {};
}

}  // namespace culvert
