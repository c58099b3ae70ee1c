#include "upstream/origin_pool.h"

#include "http/h1/connection.h"
#include "http/h2/session.h"
#include "net/dialer.h"
#include "net/first_of.h"
#include "net/with_timeout.h"
#include "tls/tls_stream.h"

namespace culvert {

using http::ConnectionState;
using http::Version;

namespace {
constexpr int kAttemptsPerRequest = 3;  // a server may close each connection as soon as it is made
}

struct OriginPool::Connection {
  ConnectionInfo info;
  std::unique_ptr<http::ClientConnection> http;
};

// What the request that started an attempt gets to know of it.
struct OriginPool::Attempt {
  Stage stage = Stage::kTcp;  // how far it is
  bool over = false;
  std::optional<Error> error;
};

OriginPool::OriginPool(Loop& loop, Resolver& resolver, TlsContext tls, Options options, Listener listener)
    : loop_(loop),
      resolver_(resolver),
      tls_(std::move(tls)),
      options_(std::move(options)),
      listener_(std::move(listener)),
      change_waiters_(loop),
      tasks_(loop) {}

OriginPool::~OriginPool() = default;

http::ClientConnection* OriginPool::with_room() const {
  for (const auto& c : connections_) {
    if (c->http->room() != 0) return c->http.get();
  }
  return nullptr;
}

bool OriginPool::may_connect() const {
  if (draining_) return false;
  if (one_stream_each_) return connections_.size() + attempts_ < options_.max_single_connections;
  // One attempt serves all that wait: a connection has room for many.
  return attempts_ == 0 && connections_.size() < options_.max_connections;
}

Task<Result<std::unique_ptr<http::ClientStream>>> OriginPool::open(const http::Request& request) {
  Timer limit(loop_);
  limit.start(options_.wait_timeout);
  std::shared_ptr<Attempt> own;
  int tries = kAttemptsPerRequest;
  for (;;) {
    if (draining_) co_return fail(Stage::kLocal, Code::kClosed, "switched off");
    if (http::ClientConnection* connection = with_room()) co_return connection->open(request);
    if (own != nullptr && own->over) {
      if (own->error) co_return std::unexpected(*own->error);
      own.reset();  // it succeeded, and others were quicker to use it, or it was closed at once
    }
    if (own == nullptr && may_connect()) {
      if (tries == 0 && connections_.empty()) co_return std::unexpected(last_loss_);
      if (tries != 0) {
        --tries;
        own = start_attempt();
      }
    }
    const std::uint64_t seen = changes_;
    const bool news = co_await first_of(
        [&](Waiter& w) -> Poll<bool> {
          if (seen != changes_) return true;
          change_waiters_.add(w);
          return {};
        },
        [&](Waiter& w) -> Poll<bool> {
          if (limit.poll_expired(w)) return false;
          return {};
        });
    if (!news) co_return fail(Stage::kProxy, Code::kLimit, "all connections to the proxy are full");
  }
}

std::shared_ptr<OriginPool::Attempt> OriginPool::start_attempt() {
  ++attempts_;
  auto started = std::make_shared<Attempt>();
  tasks_.spawn(attempt(started));
  return started;
}

Task<> OriginPool::attempt(std::shared_ptr<Attempt> self) {
  auto connection = co_await with_timeout(loop_, options_.connect_timeout, connect(self->stage));
  --attempts_;
  self->over = true;
  if (connection && *connection) {
    const auto place = connections_.insert(connections_.end(), std::move(**connection));
    if (listener_.on_connected) listener_.on_connected((*place)->info);
    tasks_.spawn(watch(place));
  } else if (connection) {
    self->error = connection->error();
  } else {
    self->error = Error{self->stage, Code::kTimedOut, "the proxy did not answer in time"};
  }
  changed();
}

Task<Result<std::unique_ptr<OriginPool::Connection>>> OriginPool::connect(Stage& stage) {
  const TimePoint start = loop_.now();
  auto made = co_await connect_over_tcp(stage, avoid_http2_);
  if (!made) co_return made;
  if (!(*made)->http->extended_connect()) {
    if (http::contains(options_.versions, Version::kHttp11)) {
      stage = Stage::kTcp;
      made = co_await connect_over_tcp(stage, true);
      avoid_http2_ = made.has_value();
      if (!made && made.error().stage != Stage::kTls) co_return made;
    }
    if (!made || !(*made)->http->extended_connect()) {
      co_return fail(Stage::kHttp, Code::kUnsupported, "this server does not offer extended CONNECT");
    }
  }
  (*made)->info.setup = loop_.now() - start;
  (*made)->info.id = ++last_id_;
  one_stream_each_ = (*made)->info.version == Version::kHttp11;
  co_return made;
}

Task<Result<std::unique_ptr<OriginPool::Connection>>> OriginPool::connect_over_tcp(Stage& stage, bool without_http2) {
  auto socket = co_await dial(loop_, resolver_, options_.host, options_.port, {.timeout = options_.connect_timeout});
  if (!socket) co_return std::unexpected(std::move(socket.error()));
  stage = Stage::kTls;
  auto made = std::make_unique<Connection>();
  made->info.remote = socket->remote();
  std::vector<std::string> alpn = http::alpn_over_tcp(options_.versions);
  if (without_http2) std::erase(alpn, http::alpn_of(Version::kHttp2));
  auto tls = co_await TlsStream::connect(std::move(*socket), tls_, options_.host, std::move(alpn));
  if (!tls) co_return std::unexpected(std::move(tls.error()));
  made->info.tls = (*tls)->info();
  stage = Stage::kHttp;
  if (auto spoken = speak(*made, std::move(*tls), without_http2); !spoken)
    co_return std::unexpected(std::move(spoken.error()));
  http::ClientConnection& http = *made->http;
  while (http.state() == ConnectionState::kOpening) {
    co_await poll([&, seen = http.changes()](Waiter& w) { return http.poll_changed(seen, w); });
  }
  if (http.state() == ConnectionState::kClosed) co_return std::unexpected(http.error());
  if (http.state() == ConnectionState::kDraining) {
    co_return fail(Stage::kHttp, Code::kClosed, "the proxy takes no requests on a new connection (GOAWAY)");
  }
  co_return made;
}

// Speaks what ALPN has chosen. A server that knows nothing of ALPN speaks HTTP/1.1; one that was heard to speak HTTP/2
// does know of it.
Result<> OriginPool::speak(Connection& made, std::unique_ptr<ByteStream> transport, bool without_http2) {
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

// Looks after one connection: passes its changes on, closes it when it is surplus, removes it when it is closed.
Task<> OriginPool::watch(std::list<std::unique_ptr<Connection>>::iterator place) {
  http::ClientConnection& http = *(*place)->http;
  Timer idle(loop_);
  while (http.state() != ConnectionState::kClosed) {
    const bool surplus = http.streams() == 0 && connections_.size() > 1;
    if (!surplus) idle.cancel();
    if (surplus && !idle.running()) idle.start(options_.idle_timeout);
    const bool moved = co_await first_of([&, seen = http.changes()](Waiter& w) { return http.poll_changed(seen, w); },
                                         [&](Waiter& w) -> Poll<bool> {
                                           if (idle.poll_expired(w)) return false;
                                           return {};
                                         });
    if (!moved) {
      idle.cancel();
      if (http.streams() == 0 && connections_.size() > 1) http.drain();
    }
    changed();
  }
  const std::unique_ptr<Connection> closed = std::move(*place);
  connections_.erase(place);
  last_loss_ = closed->http->error();
  if (listener_.on_disconnected) listener_.on_disconnected(closed->info, closed->http->error());
  changed();
}

void OriginPool::changed() {
  ++changes_;
  change_waiters_.notify_all();
}

std::vector<ConnectionInfo> OriginPool::connections() const {
  std::vector<ConnectionInfo> all;
  for (const auto& c : connections_) {
    all.push_back(c->info);
    all.back().streams = c->http->streams();
  }
  return all;
}

void OriginPool::drain() {
  draining_ = true;
  for (const auto& c : connections_) c->http->drain();
  changed();
}

Poll<bool> OriginPool::poll_empty(Waiter& w) {
  if (connections_.empty()) return true;
  change_waiters_.add(w);
  return {};
}

}  // namespace culvert
