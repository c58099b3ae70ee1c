#include "net/reactor.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "net/loop.h"
#include "support/loop_runner.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

struct Noted final : Waiter {
  void wake() override { ++times; }
  int times = 0;
};

// A connected pair of sockets; the first is watched.
class WatchTest : public LoopTest {
 protected:
  WatchTest() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    EXPECT_EQ(watch.start(ends[0], Watch::Kind::kSocket), 0);
  }
  ~WatchTest() override {
    watch.stop();
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  ssize_t read_some() {
    std::array<char, 64> bytes;
    return ::read(ends[0], bytes.data(), bytes.size());
  }
  // Turns of the loop that look at the sockets.
  void look() {
    run([&]() -> Task<> { co_await sleep(loop, 5ms); });
  }

  std::array<int, 2> ends{-1, -1};
  Watch watch{loop};
  Noted noted;
};

TEST_F(WatchTest, NewsComeOnceForEachThingThatHappened) {
  ASSERT_LT(read_some(), 0);
  watch.wait_readable(noted);
  EXPECT_FALSE(watch.may_read());
  look();
  EXPECT_EQ(noted.times, 0);
  ASSERT_EQ(::write(ends[1], "a", 1), 1);
  look();
  EXPECT_EQ(noted.times, 1);
  EXPECT_TRUE(watch.may_read());
  look();
  EXPECT_EQ(noted.times, 1) << "nobody asked again";
}

TEST_F(WatchTest, WhatCameBeforeAnybodyWaitedIsNotLost) {
  ASSERT_LT(read_some(), 0);
  watch.wait_readable(noted);
  noted.unlink();
  ASSERT_EQ(::write(ends[1], "a", 1), 1);
  look();
  // Whoever comes now either may read, or is told.
  if (!watch.may_read()) {
    watch.wait_readable(noted);
    look();
    EXPECT_EQ(noted.times, 1);
  }
  EXPECT_EQ(read_some(), 1);
}

// The end may have come together with the last bytes: it must be found without another sign.
TEST_F(WatchTest, TheEndIsFoundAfterAShortRead) {
  ASSERT_LT(read_some(), 0);
  watch.wait_readable(noted);
  ASSERT_EQ(::write(ends[1], "last", 4), 4);
  ASSERT_EQ(::shutdown(ends[1], SHUT_WR), 0);
  look();
  EXPECT_EQ(noted.times, 1);
  ASSERT_EQ(read_some(), 4);
  watch.was_drained();
  if (!watch.may_read()) {
    watch.wait_readable(noted);
    look();
    EXPECT_EQ(noted.times, 2);
  }
  EXPECT_EQ(read_some(), 0);
}

TEST_F(WatchTest, WaitingToWriteEndsWhenThereIsRoom) {
  std::array<char, 65536> bytes{};
  while (::write(ends[0], bytes.data(), bytes.size()) > 0) {
  }
  watch.wait_writable(noted);
  look();
  EXPECT_EQ(noted.times, 0);
  while (::read(ends[1], bytes.data(), bytes.size()) > 0) {
  }
  look();
  EXPECT_EQ(noted.times, 1);
}

TEST_F(WatchTest, StoppingWakesWhoeverWaits) {
  watch.wait_readable(noted);
  watch.stop();
  look();
  EXPECT_EQ(noted.times, 1);
}

// A number that the system gives away again, and a place in the reactor's list that another watch gets: news of the old
// one must not reach the new.
TEST_F(WatchTest, NewsOfAnOldSocketDoNotReachANewOne) {
  const int copy = ::dup(ends[0]);  // as a child process may hold one: closing does not end the old registration
  watch.stop();
  ::close(ends[0]);
  std::array<int, 2> other{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, other.data()), 0);
  Watch fresh(loop);
  ASSERT_EQ(fresh.start(other[0], Watch::Kind::kSocket), 0);
  fresh.wait_readable(noted);
  look();
  ASSERT_EQ(::write(ends[1], "a", 1), 1);
  look();
  EXPECT_EQ(noted.times, 0);
  EXPECT_FALSE(fresh.may_read());
  fresh.stop();
  for (const int end : {copy, other[0], other[1]}) ::close(end);
  ends[0] = -1;
}

TEST(ReactorTest, WakeEndsTheWaitFromAnotherThread) {
  Reactor reactor;
  std::thread other([&] { reactor.wake(); });
  reactor.wait(TimePoint::max());
  other.join();
  const TimePoint start = std::chrono::steady_clock::now();
  reactor.wait(start + 20ms);
  EXPECT_GE(std::chrono::steady_clock::now(), start + 20ms) << "woken once";
}

}  // namespace
}  // namespace culvert::test
