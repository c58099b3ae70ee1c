// Running coroutines in tests: to their end, within a hard limit, and without a sleep.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>

#include "net/loop.h"

// Ends the coroutine (a Task<>) when `condition` is false; ASSERT_* cannot be used in one.
#define CO_ASSERT(condition)                  \
  if (static_cast<bool>(condition)) {         \
  } else {                                    \
    ADD_FAILURE() << "not true: " #condition; \
    co_return;                                \
  }                                           \
  static_assert(true)

namespace culvert::test {

inline constexpr Duration kLimit = std::chrono::seconds(40);  // of any one run; sanitizers on a busy machine are slow

namespace detail {
template <class T>
struct Held {
  using type = T;
};
template <>
struct Held<void> {
  using type = bool;
};
template <class T>
T result_of(const Task<T>&);
}  // namespace detail

// Runs the coroutine function `body` on the loop and returns its result. The test fails, by an exception, if that
// takes longer than `limit`. `body` and what it captured live until then.
template <class F>
auto run(Loop& loop, F body, Duration limit = kLimit) {
  using T = decltype(detail::result_of(body()));
  std::optional<typename detail::Held<T>::type> result;
  {
    TaskSet tasks(loop);
    auto main = [&]() -> Task<> {
      if constexpr (std::is_void_v<T>) {
        co_await body();
        result = true;
      } else {
        result.emplace(co_await body());
      }
      loop.stop();
    };
    auto watchdog = [&]() -> Task<> {
      co_await sleep(loop, limit);
      loop.stop();
    };
    tasks.spawn(main());
    tasks.spawn(watchdog());
    loop.run();
  }
  if (!result) throw std::runtime_error("the coroutine did not finish in time");
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Lets everything run that can run without an event from outside.
inline Task<> settle(Loop& loop, int turns = 50) {
  for (int i = 0; i < turns; ++i) co_await loop.yield();
}

// Lets everything run, looking at the sockets too, until `condition` holds; false if it never did.
template <class F>
Task<bool> eventually(Loop& loop, F condition, Duration limit = std::chrono::seconds(20)) {
  const TimePoint end = loop.now() + limit;
  while (!condition()) {
    if (loop.now() > end) co_return false;
    co_await sleep(loop, std::chrono::milliseconds(1));
  }
  co_return true;
}

// A loop on a thread of its own, for what needs another thread than the test's.
class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.run(); }) {}
  ~LoopThread() {
    loop_.stop();
    thread_.join();
  }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  [[nodiscard]] Loop& loop() { return loop_; }
  // Runs `work` there and waits for it.
  void call(std::move_only_function<void()> work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

 private:
  Loop loop_;
  std::thread thread_;
};

// A fixture with a loop.
class LoopTest : public testing::Test {
 protected:
  template <class F>
  auto run(F body, Duration limit = kLimit) {
    return test::run(loop, std::move(body), limit);
  }
  Loop loop;
};

}  // namespace culvert::test
