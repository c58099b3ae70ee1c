// Several addresses of one host, tried one after the other without waiting for the slow ones (Happy Eyeballs, RFC
// 8305).
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "net/address.h"
#include "net/first_of.h"
#include "net/loop.h"

namespace culvert {

inline constexpr Duration kAttemptDelay = std::chrono::milliseconds(250);  // RFC 8305 §8

// Families in turn, beginning with the one that the system prefers (RFC 8305 §4).
[[nodiscard]] std::vector<Endpoint> in_turn(const std::vector<IpAddress>& addresses, std::uint16_t port);

// Attempts under way, each on its own task. The first that succeeds wins; the others are dropped with the race. The
// error is that of the attempt that failed last.
template <class T>
class AddressRace {
 public:
  using Attempt = std::function<Task<Result<T>>(Endpoint)>;
  AddressRace(Loop& loop, Duration delay, Attempt attempt)
      : loop_(loop), delay_(delay), attempt_(std::move(attempt)), news_(loop), tasks_(loop) {}

  // Precondition: at least one endpoint. Once.
  Task<Result<T>> run(std::vector<Endpoint> endpoints) {
    for (const Endpoint& endpoint : endpoints) {
      ++running_;
      tasks_.spawn(run_one(endpoint));
      co_await news_or_delay();
      if (winner_) co_return std::move(*winner_);
    }
    while (running_ != 0) {
      news_.clear();
      co_await news_.wait();
      if (winner_) co_return std::move(*winner_);
    }
    co_return std::unexpected(std::move(error_));
  }

 private:
  Task<> run_one(Endpoint endpoint) {
    auto result = co_await attempt_(endpoint);
    --running_;
    if (!result) {
      error_ = std::move(result.error());
    } else if (!winner_) {
      winner_.emplace(std::move(*result));
    }
    news_.set();
  }

  Task<> news_or_delay() {
    news_.clear();
    Timer timer(loop_);
    timer.start(delay_);
    co_await first_of([this](Waiter& w) { return news_.poll_set(w); },
                      [&timer](Waiter& w) { return timer.poll_expired(w); });
  }

  Loop& loop_;
  const Duration delay_;
  const Attempt attempt_;
  Event news_;
  std::size_t running_ = 0;
  std::optional<T> winner_;
  Error error_;
  TaskSet tasks_;  // last: they use everything above
};

}  // namespace culvert
