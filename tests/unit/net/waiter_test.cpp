#include "net/waiter.h"

#include <memory>
#include <vector>

#include "net/first_of.h"
#include "support/loop_runner.h"

namespace culvert::test {
namespace {

using WaitListTest = LoopTest;
using FirstOfTest = LoopTest;
using TimerTest = LoopTest;
using LoopItself = LoopTest;

struct Counter final : Waiter {
  int woken = 0;
  void wake() override { ++woken; }
};

TEST_F(WaitListTest, NotifyWakesEachWaiterOnceAndNeverInside) {
  WaitList list(loop);
  Counter a;
  Counter b;
  list.add(a);
  list.add(b);
  list.add(a);  // moves it, hangs it up no second time
  list.notify_all();
  EXPECT_EQ(a.woken + b.woken, 0);
  EXPECT_TRUE(list.empty());
  run([&]() -> Task<> { co_await settle(loop); });
  EXPECT_EQ(a.woken, 1);
  EXPECT_EQ(b.woken, 1);
}

TEST_F(WaitListTest, ADestroyedWaiterIsOffEveryList) {
  WaitList list(loop);
  auto gone = std::make_unique<Counter>();
  Counter stays;
  list.add(*gone);
  list.add(stays);
  gone.reset();
  list.notify_all();
  auto ready = std::make_unique<Counter>();
  loop.make_ready(*ready);
  EXPECT_TRUE(ready->waiting());
  ready.reset();  // on the ready list
  run([&]() -> Task<> { co_await settle(loop); });
  EXPECT_EQ(stays.woken, 1);
}

TEST_F(WaitListTest, AListMayGoBeforeItsWaiters) {
  Counter waiter;
  {
    WaitList list(loop);
    list.add(waiter);
  }
  EXPECT_FALSE(waiter.waiting());
}

TEST_F(WaitListTest, AWaiterMayDestroyTheNextOneToRun) {
  struct Destroyer final : Waiter {
    std::unique_ptr<Counter> victim = std::make_unique<Counter>();
    void wake() override { victim.reset(); }
  } destroyer;
  loop.make_ready(destroyer);
  loop.make_ready(*destroyer.victim);
  run([&]() -> Task<> { co_await settle(loop); });
  EXPECT_EQ(destroyer.victim, nullptr);
}

TEST_F(WaitListTest, SpuriousWakeUpsAreHarmless) {
  WaitList list(loop);
  int asked = 0;
  bool ready = false;
  int result = 0;
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    auto waits = [&]() -> Task<> {
      result = co_await poll([&](Waiter& w) -> Poll<int> {
        ++asked;
        if (ready) return 7;
        list.add(w);
        return {};
      });
    };
    tasks.spawn(waits());
    for (int i = 0; i < 5; ++i) {
      co_await settle(loop, 3);
      list.notify_all();
    }
    co_await settle(loop, 3);
    EXPECT_EQ(result, 0);
    ready = true;
    list.notify_all();
    co_await settle(loop, 3);
  });
  EXPECT_EQ(result, 7);
  EXPECT_EQ(asked, 7);
}

TEST_F(WaitListTest, AResultThatIsThereDoesNotWait) {
  run([&]() -> Task<> {
    WaitList list(loop);
    const int result = co_await poll([&](Waiter& w) -> Poll<int> {
      list.add(w);  // hung up although there is a result: it must come off again
      return 3;
    });
    EXPECT_EQ(result, 3);
    EXPECT_TRUE(list.empty());
  });
}

TEST_F(FirstOfTest, WhicheverComesFirst) {
  run([&]() -> Task<> {
    Event a(loop);
    Event b(loop);
    int which = 0;
    TaskSet tasks(loop);
    auto waits = [&]() -> Task<> {
      which = co_await first_of([&](Waiter& w) { return a.poll_set(w) ? Poll<int>(1) : std::nullopt; },
                                [&](Waiter& w) { return b.poll_set(w) ? Poll<int>(2) : std::nullopt; });
    };
    tasks.spawn(waits());
    co_await settle(loop);
    b.set();
    co_await settle(loop);
    EXPECT_EQ(which, 2);
    which = 0;
    a.set();  // both are: the first is asked first
    tasks.spawn(waits());
    co_await settle(loop);
    EXPECT_EQ(which, 1);
  });
}

TEST_F(FirstOfTest, BothAtOnceResumeOnce) {
  run([&]() -> Task<> {
    Event a(loop);
    Event b(loop);
    int resumed = 0;
    TaskSet tasks(loop);
    auto waits = [&]() -> Task<> {
      co_await first_of([&](Waiter& w) { return a.poll_set(w); }, [&](Waiter& w) { return b.poll_set(w); });
      ++resumed;
      co_await settle(loop);
    };
    tasks.spawn(waits());
    co_await settle(loop);
    a.set();
    b.set();
    co_await settle(loop, 200);
    EXPECT_EQ(resumed, 1);
    EXPECT_EQ(tasks.size(), 0U);
  });
}

TEST_F(FirstOfTest, DestroyedWhileBothArmsAreReady) {
  run([&]() -> Task<> {
    Event a(loop);
    Event b(loop);
    auto tasks = std::make_unique<TaskSet>(loop);
    auto waits = [&]() -> Task<> {
      co_await first_of([&](Waiter& w) { return a.poll_set(w); }, [&](Waiter& w) { return b.poll_set(w); });
      ADD_FAILURE() << "resumed after its end";
    };
    tasks->spawn(waits());
    co_await settle(loop);
    a.set();
    b.set();
    tasks.reset();
    co_await settle(loop);
  });
}

TEST_F(TimerTest, ExpiresOnceItsTimeHasPassed) {
  run([&]() -> Task<> {
    const TimePoint start = loop.now();
    Timer timer(loop);
    timer.start(std::chrono::milliseconds(20));
    EXPECT_TRUE(timer.running());
    co_await poll([&](Waiter& w) { return timer.poll_expired(w); });
    EXPECT_GE(loop.now() - start, std::chrono::milliseconds(20));
    EXPECT_FALSE(timer.running());
  });
}

TEST_F(TimerTest, FiresInOrderOfTimeAndNotWhenCancelled) {
  std::vector<int> order;
  run([&]() -> Task<> {
    using std::chrono::milliseconds;
    Timer late(loop);
    Timer early(loop);
    Timer cancelled(loop);
    late.start(milliseconds(30));
    early.start(milliseconds(10));
    cancelled.start(milliseconds(1));
    TaskSet tasks(loop);
    auto note = [&](Timer& timer, int what) -> Task<> {
      co_await poll([&](Waiter& w) { return timer.poll_expired(w); });
      order.push_back(what);
    };
    tasks.spawn(note(cancelled, 0));
    tasks.spawn(note(late, 2));
    tasks.spawn(note(early, 1));
    co_await loop.yield();
    cancelled.cancel();
    co_await eventually(loop, [&] { return order.size() == 2; });
  });
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST_F(TimerTest, StartingAgainMovesTheDeadline) {
  run([&]() -> Task<> {
    Timer timer(loop);
    timer.start(std::chrono::milliseconds(1));
    timer.start(std::chrono::hours(1));
    co_await sleep(loop, std::chrono::milliseconds(10));
    Counter waiter;
    EXPECT_FALSE(timer.poll_expired(waiter).has_value());
    timer.start(std::chrono::milliseconds(1));
    co_await poll([&](Waiter& w) { return timer.poll_expired(w); });
  });
}

TEST_F(TimerTest, DestroyedWhileRunning) {
  run([&]() -> Task<> {
    {
      Timer timer(loop);
      timer.start(std::chrono::milliseconds(1));
    }
    co_await sleep(loop, std::chrono::milliseconds(5));
  });
}

TEST_F(LoopItself, ManyThatYieldDoNotKeepTimersAndPostedWorkOut) {
  bool posted = false;
  run([&]() -> Task<> {
    bool stop = false;
    TaskSet tasks(loop);
    auto spins = [&]() -> Task<> {
      while (!stop) co_await loop.yield();
    };
    for (int i = 0; i < 500; ++i) tasks.spawn(spins());
    loop.post([&] { posted = true; });
    co_await sleep(loop, std::chrono::milliseconds(5));
    stop = true;
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
  });
  EXPECT_TRUE(posted);
}

TEST_F(LoopItself, PostFromAnotherThread) {
  int sum = 0;
  std::thread other([&] {
    for (int i = 1; i <= 100; ++i) loop.post([&sum, i] { sum += i; });
  });
  run([&]() -> Task<> { co_await eventually(loop, [&] { return sum == 5050; }); });
  other.join();
  EXPECT_EQ(sum, 5050);
}

}  // namespace
}  // namespace culvert::test
