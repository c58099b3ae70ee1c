#include "net/task.h"

#include <string>
#include <vector>

#include "support/loop_runner.h"

namespace culvert::test {
namespace {

using TaskTest = LoopTest;
using TaskSetTest = LoopTest;

// Notes when it is destroyed.
struct Mark {
  Mark(std::vector<std::string>& l, std::string n) : log(l), name(std::move(n)) {}
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;
  ~Mark() { log.push_back(name); }
  std::vector<std::string>& log;
  std::string name;
};

Task<int> answer() { co_return 42; }

TEST_F(TaskTest, GivesItsResult) {
  EXPECT_EQ(run([]() -> Task<int> { co_return 1 + co_await answer(); }), 43);
}

TEST_F(TaskTest, DoesNothingBeforeItIsAwaited) {
  bool started = false;
  {
    auto body = [&]() -> Task<> {
      started = true;
      co_return;
    };
    const Task<> task = body();
  }
  EXPECT_FALSE(started);
}

TEST_F(TaskTest, DestructionEndsItWhereItWaitsAndDestroysLocalsInOrder) {
  std::vector<std::string> log;
  Event never(loop);
  auto inner = [&]() -> Task<> {
    const Mark third(log, "inner 1");
    const Mark second(log, "inner 2");
    co_await never.wait();
    log.emplace_back("not reached");
  };
  auto outer = [&]() -> Task<> {
    const Mark last(log, "outer");
    co_await inner();
    log.emplace_back("not reached");
  };
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    tasks.spawn(outer());
    co_await settle(loop);
    EXPECT_TRUE(log.empty());
  });
  EXPECT_EQ(log, (std::vector<std::string>{"inner 2", "inner 1", "outer"}));
}

TEST_F(TaskTest, DestructionWhileReadyToRunEndsItToo) {
  std::vector<std::string> log;
  Event event(loop);
  auto waits = [&]() -> Task<> {
    const Mark mark(log, "destroyed");
    co_await event.wait();
    log.emplace_back("not reached");
  };
  run([&]() -> Task<> {
    {
      TaskSet tasks(loop);
      tasks.spawn(waits());
      co_await settle(loop);
      event.set();  // the task is on the ready list now
    }
    co_await settle(loop);
  });
  EXPECT_EQ(log, std::vector<std::string>{"destroyed"});
}

TEST_F(TaskTest, MoveAssignmentTakesTheOtherTask) {
  EXPECT_EQ(run([&]() -> Task<int> {
              auto one = []() -> Task<int> { co_return 1; };
              auto two = []() -> Task<int> { co_return 2; };
              Task<int> task = one();
              task = two();
              co_return co_await std::move(task);
            }),
            2);
}

TEST_F(TaskSetTest, RunsSideBySideAndIsEmptyAfterTheLast) {
  std::vector<int> order;
  Event first(loop);
  Event second(loop);
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    auto note = [&](Event& when, int what) -> Task<> {
      co_await when.wait();
      order.push_back(what);
    };
    tasks.spawn(note(first, 1));
    tasks.spawn(note(second, 2));
    EXPECT_EQ(tasks.size(), 2U);
    co_await settle(loop);
    second.set();
    co_await settle(loop);
    EXPECT_EQ(tasks.size(), 1U);
    first.set();
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(tasks.size(), 0U);
  });
  EXPECT_EQ(order, (std::vector{2, 1}));
}

TEST_F(TaskSetTest, ATaskMaySpawnOthers) {
  int ran = 0;
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    auto leaf = [&]() -> Task<> {
      ++ran;
      co_return;
    };
    auto root = [&]() -> Task<> {
      for (int i = 0; i < 1000; ++i) tasks.spawn(leaf());
      co_return;
    };
    tasks.spawn(root());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
  });
  EXPECT_EQ(ran, 1000);
}

TEST_F(TaskSetTest, DestroyedBeforeItsTasksStart) {
  int ran = 0;
  run([&]() -> Task<> {
    auto leaf = [&]() -> Task<> {
      ++ran;
      co_return;
    };
    {
      TaskSet tasks(loop);
      tasks.spawn(leaf());
    }
    co_await settle(loop);
  });
  EXPECT_EQ(ran, 0);
}

TEST_F(TaskSetTest, DestroyedBetweenTheEndOfATaskAndItsDeletion) {
  std::vector<std::string> log;
  run([&]() -> Task<> {
    Event go(loop);
    auto tasks = std::make_unique<TaskSet>(loop);
    auto leaf = [&]() -> Task<> {
      const Mark mark(log, "leaf");
      co_await go.wait();
    };
    tasks->spawn(leaf());
    tasks->spawn(leaf());
    co_await settle(loop);
    go.set();
    co_await loop.yield();  // both have run, and the set has not yet tidied up
    tasks.reset();
    co_await settle(loop);
  });
  EXPECT_EQ(log.size(), 2U);
}

}  // namespace
}  // namespace culvert::test
