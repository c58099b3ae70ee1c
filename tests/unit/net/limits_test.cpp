#include "net/with_timeout.h"

#include "support/loop_runner.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using WithTimeout = LoopTest;
using Unless = LoopTest;

struct Flag {
  explicit Flag(bool& f) : gone(f) {}
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;
  ~Flag() { gone = true; }
  bool& gone;
};

TEST_F(WithTimeout, AResultInTime) {
  auto quick = [&]() -> Task<int> {
    co_await settle(loop);
    co_return 5;
  };
  EXPECT_EQ(run([&]() -> Task<std::optional<int>> { co_return co_await with_timeout(loop, 30s, quick()); }), 5);
}

TEST_F(WithTimeout, TooLateEndsTheTask) {
  bool gone = false;
  Event never(loop);
  auto slow = [&]() -> Task<int> {
    const Flag flag(gone);
    co_await never.wait();
    co_return 5;
  };
  EXPECT_EQ(run([&]() -> Task<std::optional<int>> {
              auto result = co_await with_timeout(loop, 1ms, slow());
              EXPECT_TRUE(gone);
              co_return result;
            }),
            std::nullopt);
}

TEST_F(Unless, StopsWhereTheTaskWaits) {
  bool gone = false;
  Event never(loop);
  Event stop(loop);
  auto slow = [&]() -> Task<int> {
    const Flag flag(gone);
    co_await never.wait();
    co_return 5;
  };
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    std::optional<int> result = 1;
    auto body = [&]() -> Task<> {
      result = co_await unless(loop, slow(), [&](Waiter& w) { return stop.poll_set(w); });
    };
    tasks.spawn(body());
    co_await settle(loop);
    EXPECT_FALSE(gone);
    stop.set();
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(result, std::nullopt);
    EXPECT_TRUE(gone);
  });
}

TEST_F(Unless, AResultAtTheSameMomentWins) {
  Event both(loop);
  auto waits = [&]() -> Task<int> {
    co_await both.wait();
    co_return 9;
  };
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    std::optional<int> result;
    auto body = [&]() -> Task<> {
      result = co_await unless(loop, waits(), [&](Waiter& w) {
        Poll<bool> set = both.poll_set(w);
        return set;
      });
    };
    tasks.spawn(body());
    co_await settle(loop);
    both.set();
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_TRUE(result == 9 || result == std::nullopt);
  });
}

TEST_F(Unless, DroppedFromOutside) {
  bool gone = false;
  Event never(loop);
  auto slow = [&]() -> Task<int> {
    const Flag flag(gone);
    co_await never.wait();
    co_return 5;
  };
  run([&]() -> Task<> {
    {
      TaskSet tasks(loop);
      auto body = [&]() -> Task<> { co_await unless(loop, slow(), [&](Waiter& w) { return never.poll_set(w); }); };
      tasks.spawn(body());
      co_await settle(loop);
    }
    EXPECT_TRUE(gone);
  });
}

}  // namespace
}  // namespace culvert::test
