#include "net/tcp_listener.h"

#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using TcpListenerTest = LoopTest;

TEST_F(TcpListenerTest, AcceptsWhatConnects) {
  run([&]() -> Task<> {
    auto listener = TcpListener::open(loop, loopback(), Stage::kLocal);
    CO_ASSERT(listener);
    EXPECT_NE(listener->endpoint().port, 0);
    auto one = co_await connect_tcp(loop, listener->endpoint());
    auto two = co_await connect_tcp(loop, listener->endpoint());
    CO_ASSERT(one && two);
    Socket first = co_await listener->accept();
    Socket second = co_await listener->accept();
    EXPECT_EQ(first.remote(), (*one)->socket().local());
    EXPECT_EQ(second.remote(), (*two)->socket().local());
    EXPECT_EQ(first.local(), listener->endpoint());
  });
}

TEST_F(TcpListenerTest, WaitsForAConnection) {
  run([&]() -> Task<> {
    auto listener = TcpListener::open(loop, loopback(), Stage::kLocal);
    CO_ASSERT(listener);
    int accepted = 0;
    TaskSet tasks(loop);
    auto accepts = [&]() -> Task<> {
      for (;;) {
        const Socket socket = co_await listener->accept();
        ++accepted;
      }
    };
    tasks.spawn(accepts());
    co_await settle(loop);
    for (int i = 1; i <= 3; ++i) {
      auto stream = co_await connect_tcp(loop, listener->endpoint());
      EXPECT_TRUE(stream);
      EXPECT_TRUE(co_await eventually(loop, [&] { return accepted == i; }));
    }
  });
}

TEST_F(TcpListenerTest, APortInUseIsALocalError) {
  auto first = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(first);
  const auto second = TcpListener::open(loop, first->endpoint(), Stage::kLocal);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().stage, Stage::kLocal);
  EXPECT_NE(second.error().detail.find(first->endpoint().to_string()), std::string::npos) << second.error().detail;
}

TEST_F(TcpListenerTest, ThePortIsFreeAfterwards) {
  auto first = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(first);
  const Endpoint at = first->endpoint();
  {
    const auto gone = std::move(*first);
  }
  EXPECT_TRUE(TcpListener::open(loop, at, Stage::kLocal));
}

TEST_F(TcpListenerTest, Ipv6) {
  auto listener = TcpListener::open(loop, {IpAddress::parse("::1").value(), 0}, Stage::kLocal);
  if (!listener) GTEST_SKIP() << "no IPv6 here: " << listener.error().detail;
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, listener->endpoint());
    CO_ASSERT(stream);
    const Socket accepted = co_await listener->accept();
    EXPECT_TRUE(accepted.remote().address.is_v6());
  });
}

// A task that waits in accept() keeps no claim on the listener: whoever owns the listener may close it at any time,
// also when the task is about to look for a connection.
TEST_F(TcpListenerTest, ClosedWhileATaskIsAboutToAccept) {
  run([&]() -> Task<> {
    for (int round = 0; round < 20; ++round) {
      auto opened = TcpListener::open(loop, loopback(), Stage::kLocal);
      CO_ASSERT(opened);
      auto listener = std::make_unique<TcpListener>(std::move(*opened));
      TaskSet tasks(loop);
      auto accepts = [&]() -> Task<> {
        for (;;) static_cast<void>(co_await listener->accept());
      };
      tasks.spawn(accepts());
      co_await settle(loop);
      auto socket = Socket::connect(loop, listener->endpoint(), Stage::kTcp);
      CO_ASSERT(socket);
      // Enough that are ready to take several turns, so that closing falls between the event and the look.
      TaskSet busy(loop);
      auto spins = [&]() -> Task<> { co_await settle(loop, 8); };
      for (int i = 0; i < 400; ++i) busy.spawn(spins());
      co_await settle(loop, round % 8);
      listener.reset();
      co_await poll([&](Waiter& w) { return busy.poll_empty(w); });
    }
  });
}

}  // namespace
}  // namespace culvert::test
