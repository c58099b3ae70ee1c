#include "upstream/origin_pool.h"

#include <algorithm>

#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert {

using http::ConnectionState;
using http::Version;

namespace {
constexpr int kAttemptsPerRequest = 3;  // a server may close each connection as soon as it is made
}

// What the request that started an attempt gets to know of it.
struct OriginPool::Attempt {
  Progress progress;
  bool over = false;
  std::optional<Error> error;
};

OriginPool::OriginPool(Loop& loop, Resolver& resolver, TlsContext tls, Options options, Listener listener)
    : loop_(loop),
      options_(std::move(options)),
      listener_(std::move(listener)),
      connector_(loop, resolver, std::move(tls), options_,
                 {.on_late = [this](std::unique_ptr<Connection> c) { add(std::move(c)); },
                  .on_early = [this](http::ClientConnection& c) { offer_early(c); },
                  .on_early_over = [this](http::ClientConnection& c, bool good) { end_early(c, good); }}),
      last_id_(options_.last_id != nullptr ? *options_.last_id : own_last_id_),
      network_news_(loop),
      change_waiters_(loop),
      tasks_(loop) {}

OriginPool::~OriginPool() = default;

// Of several, one over the version that comes first in the order of preference.
OriginPool::Connection* OriginPool::with_room() const {
  Connection* best = nullptr;
  std::ptrdiff_t best_rank = 0;
  for (const auto& c : connections_) {
    if (c->http->room() == 0) continue;
    const std::ptrdiff_t rank = std::ranges::find(options_.versions, c->info.version) - options_.versions.begin();
    if (best != nullptr && rank >= best_rank) continue;
    best = c.get();
    best_rank = rank;
  }
  return best;
}

bool OriginPool::may_connect() const {
  if (draining_) return false;
  if (one_stream_each_) return connections_.size() + attempts_ < options_.max_single_connections;
  // One attempt serves all that wait: a connection has room for many.
  return attempts_ == 0 && connections_.size() < options_.max_connections;
}

const OriginPool::EarlyConnection* OriginPool::early_with_room() const {
  const auto it = std::ranges::find_if(early_, [](const EarlyConnection& c) { return c.http->room() != 0; });
  return it == early_.end() ? nullptr : &*it;
}

void OriginPool::offer_early(http::ClientConnection& http) {
  early_.push_back({&http, std::make_shared<Early>(loop_)});
  changed();
}

void OriginPool::end_early(const http::ClientConnection& http, bool established) {
  const auto it = std::ranges::find(early_, &http, &EarlyConnection::http);
  if (it == early_.end()) return;
  it->fate->pending = !established;
  early_.erase(it);
}

Task<Result<OriginPool::Opened>> OriginPool::open(MakeRequest make, Timing timing) {
  Timer limit(loop_);
  limit.start(options_.wait_timeout);
  std::shared_ptr<Attempt> own;
  int tries = kAttemptsPerRequest;
  if (timing == Timing::kAfterEarly && connections_.empty()) own = last_attempt_;
  for (;;) {
    if (draining_) co_return fail(Stage::kLocal, Code::kClosed, "switched off");
    if (const Connection* connection = with_room()) {
      const auto request = make(
          {connection->info.version, connection->http->extended_connect(), &connection->exporter, &connection->info});
      if (!request) co_return std::unexpected(request.error());
      co_return Opened{connection->http->open(*request), nullptr, connection->info.id};
    }
    if (const EarlyConnection* early = timing == Timing::kEarly ? early_with_room() : nullptr) {
      const auto request = make({early->http->version(), early->http->extended_connect(), nullptr, nullptr});
      if (!request) co_return std::unexpected(request.error());
      co_return Opened{early->http->open(*request), early->fate, 0};
    }
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

Task<Result<ConnectionInfo>> OriginPool::reach() {
  std::optional<ConnectionInfo> reached;
  const auto none = co_await open(
      [&reached](const Carrier& carrier) -> Result<http::Request> {
        reached = *carrier.info;
        return fail(Stage::kLocal, Code::kClosed, "no request is wanted");
      },
      Timing::kAfterHandshake);
  if (reached) co_return std::move(*reached);
  co_return std::unexpected(none.error());
}

std::shared_ptr<OriginPool::Attempt> OriginPool::start_attempt() {
  ++attempts_;
  last_attempt_ = std::make_shared<Attempt>();
  last_attempt_->progress.connection = ++last_id_;
  last_attempt_->progress.trace = options_.trace;
  tasks_.spawn(attempt(last_attempt_));
  return last_attempt_;
}

Task<> OriginPool::attempt(std::shared_ptr<Attempt> self) {
  auto connection = co_await with_timeout(loop_, options_.connect_timeout, connector_.connect(self->progress));
  --attempts_;
  self->over = true;
  if (connection && *connection) {
    (**connection)->info.id = self->progress.connection;
    add(std::move(**connection));
  } else if (connection) {
    self->error = connection->error();
  } else {
    self->error = Error{self->progress.stage, Code::kTimedOut, "the proxy did not answer in time"};
  }
  if (self->error) self->progress.tell(loop_.now(), Step::kGivenUp, self->error->detail);
  changed();
}

void OriginPool::add(std::unique_ptr<Connection> connection) {
  if (connection->info.id == 0) connection->info.id = ++last_id_;  // HTTP/3 that was ready after TCP
  one_stream_each_ = connection->info.version == Version::kHttp11;
  const auto place = connections_.insert(connections_.end(), std::move(connection));
  if (draining_) (*place)->http->drain();
  if (listener_.on_connected) listener_.on_connected((*place)->info);
  tasks_.spawn(watch(place));
  // Over UDP nobody knows whether the early data arrives at all.
  for (const EarlyConnection& early : early_) {
    if (early.http->version() == Version::kHttp3) early.fate->superseded.set();
  }
  std::erase_if(early_, [](const EarlyConnection& c) { return c.fate->superseded.is_set(); });
  changed();
}

void OriginPool::network_changed(const std::string& network) {
  connector_.set_network(network);
  for (const auto& c : connections_) c->http->network_changed();
  network_news_.set();
}

Task<> OriginPool::reconnect() {
  for (Duration pause = options_.first_pause; !draining_ && connections_.empty();) {
    network_news_.clear();
    Timer timer(loop_);
    timer.start(pause);
    const bool news = co_await first_of([this](Waiter& w) { return network_news_.poll_set(w); },
                                        [&timer](Waiter& w) -> Poll<bool> {
                                          if (timer.poll_expired(w)) return false;
                                          return {};
                                        });
    pause = news ? options_.first_pause : std::min(2 * pause, options_.longest_pause);
    if (draining_ || !connections_.empty()) break;
    if (attempts_ == 0) static_cast<void>(start_attempt());
    co_await poll([this, seen = changes_](Waiter& w) -> Poll<bool> {
      if (seen != changes_) return true;
      change_waiters_.add(w);
      return {};
    });
  }
  reconnecting_ = false;
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
  const bool missed = closed->http->streams() != 0 && closed->info.version != Version::kHttp11;
  if (missed && connections_.empty() && !draining_ && !std::exchange(reconnecting_, true)) tasks_.spawn(reconnect());
  if (options_.trace != nullptr) {
    options_.trace->add(loop_.now(), {.connection = closed->info.id, .tunnel = 0}, Step::kConnectionEnd,
                        closed->http->error().detail);
  }
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
