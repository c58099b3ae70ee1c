#include "net/dialer.h"

#include <algorithm>
#include <vector>

#include "net/first_of.h"
#include "net/with_timeout.h"

namespace culvert {

namespace {

// Families in turn, beginning with the one that the system prefers (RFC 8305 §4).
std::vector<IpAddress> interleave(const std::vector<IpAddress>& addresses) {
  std::vector<IpAddress> first;
  std::vector<IpAddress> second;
  for (const IpAddress& a : addresses) (a.is_v6() == addresses.front().is_v6() ? first : second).push_back(a);
  std::vector<IpAddress> out;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) out.push_back(first[i]);
    if (i < second.size()) out.push_back(second[i]);
  }
  return out;
}

// Attempts under way, each on its own task. The first that connects wins; the others are dropped with the race.
class Race {
 public:
  Race(Loop& loop, const DialOptions& options) : loop_(loop), options_(options), news_(loop), tasks_(loop) {}

  Task<Result<Socket>> run(std::vector<Endpoint> endpoints) {
    for (const Endpoint& endpoint : endpoints) {
      tasks_.spawn(attempt(endpoint));
      ++running_;
      co_await news_or_delay();
      if (winner_.is_open()) co_return std::move(winner_);
    }
    while (running_ != 0) {
      news_.clear();
      co_await news_.wait();
      if (winner_.is_open()) co_return std::move(winner_);
    }
    co_return std::unexpected(std::move(error_));
  }

 private:
  Task<> attempt(Endpoint endpoint) {
    auto socket = Socket::connect(loop_, endpoint, options_.connect_stage);
    Result<> connected;
    if (socket) {
      connected = co_await poll([&](Waiter& w) { return socket->poll_connected(w); });
    } else {
      connected = std::unexpected(socket.error());
    }
    --running_;
    if (connected && !winner_.is_open()) winner_ = std::move(*socket);
    if (!connected) error_ = connected.error();
    news_.set();
  }

  Task<> news_or_delay() {
    news_.clear();
    Timer timer(loop_);
    timer.start(options_.attempt_delay);
    co_await first_of([&](Waiter& w) { return news_.poll_set(w); }, [&](Waiter& w) { return timer.poll_expired(w); });
  }

  Loop& loop_;
  const DialOptions& options_;
  Event news_;
  std::size_t running_ = 0;
  Socket winner_;
  Error error_;
  TaskSet tasks_;
};

Task<Result<Socket>> dial_without_limit(Loop& loop, Resolver& resolver, std::string host, std::uint16_t port,
                                        const DialOptions& options) {
  auto addresses = co_await resolver.resolve(std::move(host), options.lookup_stage);
  if (!addresses) co_return std::unexpected(addresses.error());
  std::vector<Endpoint> endpoints;
  for (const IpAddress& address : interleave(*addresses)) endpoints.push_back({address, port});
  if (options.allowed) std::erase_if(endpoints, [&](const Endpoint& e) { return !options.allowed(e); });
  if (endpoints.empty()) co_return fail(options.connect_stage, Code::kDenied, "this address is not allowed");
  Race race(loop, options);
  co_return co_await race.run(std::move(endpoints));
}

}  // namespace

Task<Result<Socket>> dial(Loop& loop, Resolver& resolver, std::string host, std::uint16_t port, DialOptions options) {
  auto result =
      co_await with_timeout(loop, options.timeout, dial_without_limit(loop, resolver, std::move(host), port, options));
  if (!result) co_return fail(options.connect_stage, Code::kTimedOut, "no answer while connecting");
  co_return std::move(*result);
}

}  // namespace culvert
