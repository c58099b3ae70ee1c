#include "upstream/connector.h"

#include "http/h1/connection.h"
#include "http/h2/session.h"
#include "http/h3/session.h"
#include "net/dialer.h"
#include "net/first_of.h"
#include "net/with_timeout.h"
#include "tls/session_cache.h"

namespace culvert {

using http::ConnectionState;
using http::Version;

namespace {

constexpr int kEarlyTurns = 3;  // of the loop, in which a request that waits is woken, made and written

// Until requests may be made; or have been, in early data: over HTTP/1.1 the connection may be a tunnel by now.
Task<Result<>> opened(http::ClientConnection& http) {
  while (http.state() == ConnectionState::kOpening) {
    co_await poll([&, seen = http.changes()](Waiter& w) { return http.poll_changed(seen, w); });
  }
  if (http.state() == ConnectionState::kClosed) co_return std::unexpected(http.error());
  if (http.state() == ConnectionState::kDraining && http.streams() == 0) {
    co_return fail(Stage::kHttp, Code::kClosed, "the proxy takes no requests on a new connection (GOAWAY)");
  }
  co_return Result<>{};
}

std::string summary(const TlsInfo& tls) {
  return tls.version + " " + tls.group + (tls.resumed ? " resumed" : "") + (tls.early_data ? " early-data" : "");
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
  Progress progress;
  std::optional<Result> quic;
  Event over;              // `quic` is there
  bool abandoned = false;  // nobody waits for it
  bool tcp_worked = false;
};

// For as long as a connection takes requests in early data.
class Connector::EarlyOffer {
 public:
  EarlyOffer(const Listener& listener, http::ClientConnection& http) : listener_(listener), http_(http) {
    if (offered_) listener_.on_early(http_);
  }
  ~EarlyOffer() {
    if (offered_) listener_.on_early_over(http_, established_);
  }
  void established() { established_ = true; }
  EarlyOffer(const EarlyOffer&) = delete;
  EarlyOffer& operator=(const EarlyOffer&) = delete;

 private:
  const Listener& listener_;
  http::ClientConnection& http_;
  const bool offered_ = http_.room() != 0;  // over HTTP/2 the server's settings come first (requirement R3)
  bool established_ = false;
};

Connector::Connector(Loop& loop, Resolver& resolver, TlsContext tls, const Options& options, Listener listener)
    : loop_(loop),
      resolver_(resolver),
      tls_(std::move(tls)),
      options_(options),
      listener_(std::move(listener)),
      memory_({options.host, options.port}),
      late_(loop) {}

Task<Connector::Result> Connector::connect(Progress& progress) {
  const TimePoint start = loop_.now();
  const bool quic = http::contains(options_.versions, Version::kHttp3);
  const bool tcp = !http::alpn_over_tcp(options_.versions).empty();
  const VersionMemory::Plan plan = memory_.plan(network_, loop_.now(), quic);
  Result made = fail(Stage::kLocal, Code::kInvalid, "the profile allows no version of HTTP");
  if (quic && !tcp) {
    made = co_await connect_over_quic(progress, plan.at);
  } else if (quic && plan.quic) {
    made = co_await race(progress, plan);
  } else {
    made = co_await connect_over_tcp(progress);
  }
  if (made) (*made)->info.setup = loop_.now() - start;
  co_return made;
}

Task<Connector::Result> Connector::race(Progress& progress, const VersionMemory::Plan& plan) {
  auto race = std::make_shared<Race>(loop_, plan, network_);
  race->progress = progress;
  struct Abandon {
    Race& race;
    ~Abandon() { race.abandoned = true; }
  } const abandon{*race};
  late_.spawn(quic_leg(race));
  Timer head_start(loop_);
  head_start.start(plan.head_start == Duration::zero() ? plan.head_start : options_.head_start);
  progress.stage = Stage::kQuic;
  co_await first_of([&](Waiter& w) { return race->over.poll_set(w); },
                    [&](Waiter& w) { return head_start.poll_expired(w); });
  if (race->quic && *race->quic) co_return std::move(*race->quic);
  auto tcp = co_await unless(loop_, connect_over_tcp(progress), [&](Waiter& w) -> Poll<bool> {
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
    memory_.quic_failed(race->network, race->plan.place, loop_.now());
  }
  co_return std::move(*tcp);
}

Task<> Connector::quic_leg(std::shared_ptr<Race> race) {
  auto made = co_await with_timeout(loop_, options_.connect_timeout, connect_over_quic(race->progress, race->plan.at));
  if (!made) made = fail(race->progress.stage, Code::kTimedOut, "no answer over UDP");
  if (!*made) race->progress.tell(loop_.now(), Step::kQuicFailed, made->error().detail);
  if (*made) memory_.quic_worked(race->network, loop_.now());
  if (!race->abandoned) {
    race->quic = std::move(*made);
    race->over.set();
  } else if (*made) {
    listener_.on_late(std::move(**made));
  } else if (race->tcp_worked) {
    memory_.quic_failed(race->network, race->plan.place, loop_.now());
  }
}

Task<Connector::Result> Connector::connect_over_quic(Progress& progress, std::optional<http::AltService> at) {
  progress.stage = Stage::kDns;
  const std::string host = at && !at->host.empty() ? at->host : options_.host;
  progress.tell(loop_.now(), Step::kLookup, host);
  const auto addresses = co_await resolver_.resolve(host, Stage::kDns);
  if (!addresses) co_return std::unexpected(addresses.error());
  progress.tell(loop_.now(), Step::kLookedUp, {}, addresses->size());
  progress.stage = Stage::kQuic;
  AddressRace<std::unique_ptr<Made>> race(
      loop_, kAttemptDelay, [this, &progress](Endpoint address) { return connect_over_quic_to(progress, address); });
  co_return co_await race.run(in_turn(*addresses, at ? at->port : options_.port));
}

Task<Connector::Result> Connector::connect_over_quic_to(Progress& progress, Endpoint address) {
  progress.tell(loop_.now(), Step::kQuic, address.to_string());
  const quic::Origin origin{options_.host, address, std::string(http::alpn_of(Version::kHttp3))};
  auto transport = quic::connect(loop_, tls_, origin, h3::with_http3(options_.quic, options_.h3), resumption_);
  if (!transport) co_return std::unexpected(std::move(transport.error()));
  auto made = std::make_unique<Made>();
  quic::Connection& quic = **transport;
  made->info.version = Version::kHttp3;
  made->http = h3::make_client(loop_, std::move(*transport), options_.h3);
  {
    EarlyOffer early(listener_, *made->http);
    if (co_await poll([&](Waiter& w) { return quic.poll_established(w); })) {
      early.established();
      progress.stage = Stage::kHttp;
      progress.tell(loop_.now(), Step::kQuicReady, summary(quic.facts().tls));
    }
  }
  if (auto usable = co_await opened(*made->http); !usable) co_return std::unexpected(std::move(usable.error()));
  if (!will_do(*made->http)) co_return std::unexpected(no_extended_connect());
  const quic::ConnectionFacts facts = quic.facts();
  made->exporter = http::exporter_of(quic);
  made->info.tls = facts.tls;
  made->info.remote = facts.remote;
  progress.tell(loop_.now(), Step::kHttpReady, http::name_of(made->info.version));
  co_return made;
}

bool Connector::will_do(const http::ClientConnection& http) const {
  return !options_.extended_connect || http.extended_connect();
}

// A server whose HTTP/2 knows no extended CONNECT may let HTTP/1.1 switch protocols (requirement R3).
Task<Connector::Result> Connector::connect_over_tcp(Progress& progress) {
  auto made = co_await connect_over_tcp(progress, avoid_http2_);
  if (!made || will_do(*(*made)->http)) co_return made;
  if (http::contains(options_.versions, Version::kHttp11)) {
    progress.stage = Stage::kTcp;
    made = co_await connect_over_tcp(progress, true);
    avoid_http2_ = made.has_value();
    if (!made && made.error().stage != Stage::kTls) co_return made;
  }
  if (!made || !will_do(*(*made)->http)) co_return std::unexpected(no_extended_connect());
  co_return made;
}

Task<Connector::Result> Connector::connect_over_tcp(Progress& progress, bool without_http2) {
  for (int tries = 1;; ++tries) {
    DialOptions dialing{.timeout = options_.connect_timeout,
                        .on_step = [this, &progress](Step step, std::string_view text, std::uint64_t value) {
                          progress.tell(loop_.now(), step, text, value);
                        }};
    auto socket = co_await dial(loop_, resolver_, options_.host, options_.port, std::move(dialing));
    if (!socket) co_return std::unexpected(std::move(socket.error()));
    progress.stage = Stage::kTls;
    progress.tell(loop_.now(), Step::kTls);
    auto made = co_await secure(progress, std::move(*socket), without_http2);
    // Early data was in a protocol that the server does not choose any more.
    if (made || made.error().code != Code::kRetryable || tries > static_cast<int>(SessionCache::kPerPeer)) {
      co_return made;
    }
  }
}

Task<Connector::Result> Connector::secure(Progress& progress, Socket socket, bool without_http2) {
  auto made = std::make_unique<Made>();
  made->info.remote = socket.remote();
  socket.detect_dead_peer(options_.h2.patience.silence_limit);
  std::vector<std::string> alpn = http::alpn_over_tcp(options_.versions);
  if (without_http2) std::erase(alpn, http::alpn_of(Version::kHttp2));
  auto tls = TlsStream::begin(std::move(socket), tls_, options_.host, std::move(alpn));
  TlsStream& below = *tls;
  made->exporter = http::exporter_of(below);
  if (below.takes_early_data()) {
    const std::string early_alpn = below.early_alpn();
    if (auto spoken = speak(*made, early_alpn, std::move(tls), without_http2); !spoken) {
      co_return std::unexpected(std::move(spoken.error()));
    }
    if (auto done = co_await handshake_with_early_data(*made, below); !done) {
      co_return std::unexpected(std::move(done.error()));
    }
    made->info.tls = below.info();
  } else {
    if (auto done = co_await below.handshake(); !done) co_return std::unexpected(std::move(done.error()));
    made->info.tls = below.info();
    if (auto spoken = speak(*made, made->info.tls.alpn, std::move(tls), without_http2); !spoken) {
      co_return std::unexpected(std::move(spoken.error()));
    }
  }
  progress.stage = Stage::kHttp;
  progress.tell(loop_.now(), Step::kTlsReady, summary(made->info.tls));
  if (auto usable = co_await opened(*made->http); !usable) co_return std::unexpected(std::move(usable.error()));
  progress.tell(loop_.now(), Step::kHttpReady, http::name_of(made->info.version));
  co_return made;
}

Task<culvert::Result<>> Connector::handshake_with_early_data(Made& made, TlsStream& tls) {
  EarlyOffer early(listener_, *made.http);
  for (int turn = 0; turn < kEarlyTurns; ++turn) co_await loop_.yield();
  tls.start_handshake();
  auto done = co_await poll([&tls](Waiter& w) { return tls.poll_established(w); });
  if (done) early.established();
  co_return done;
}

// Speaks what ALPN has chosen. A server that knows nothing of ALPN speaks HTTP/1.1; one that was heard to speak HTTP/2
// does know of it.
culvert::Result<> Connector::speak(Made& made, const std::string& alpn, std::unique_ptr<ByteStream> transport,
                                   bool without_http2) {
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
