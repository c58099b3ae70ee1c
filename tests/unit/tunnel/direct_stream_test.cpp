#include "tunnel/direct_stream.h"

#include "support/loop_runner.h"
#include "support/streams.h"
#include "tunnel/tunnel.h"

namespace culvert::test {
namespace {

// A tunnel from `application` to `destination` without anything in between; both are real TCP connections.
struct Direct {
  explicit Direct(Loop& loop)
      : set(loop, [this](const Tunnel& t) {
          result = t.result();
          traffic = t.traffic();
        }) {}
  static Task<std::unique_ptr<Direct>> make(Loop& loop) {
    auto self = std::make_unique<Direct>(loop);
    TcpPair near = co_await make_tcp_pair(loop);
    SocketPair far = co_await make_socket_pair(loop);
    self->application = std::move(near.a);
    self->destination = std::make_unique<TcpStream>(std::move(far.b));
    self->set.add(1, "destination.test:80", std::move(near.b), make_direct(std::move(far.a)));
    co_return self;
  }
  Task<> over() {
    co_await poll([this](Waiter& w) { return set.poll_empty(w); });
  }

  std::unique_ptr<TcpStream> application;
  std::unique_ptr<TcpStream> destination;
  std::optional<Result<>> result;
  Traffic traffic;
  TunnelSet set;
};

using DirectStreamTest = LoopTest;

TEST_F(DirectStreamTest, BulkBothWaysAndTheEndOfEach) {
  constexpr std::uint64_t kBulk = 8'000'000;
  run([&]() -> Task<> {
    const auto direct = co_await Direct::make(loop);
    Result<Checksum> sent[2];
    Result<Checksum> got[2];
    TaskSet tasks(loop);
    auto sends = [&](ByteStream& to, int i) -> Task<> {
      sent[i] = co_await send_bulk(loop, to, kBulk, static_cast<std::uint64_t>(i) + 1);
      EXPECT_TRUE(co_await to.finish());
    };
    auto reads = [&](ByteStream& from, int i) -> Task<> { got[i] = co_await receive_bulk(from); };
    tasks.spawn(sends(*direct->application, 0));
    tasks.spawn(reads(*direct->destination, 0));
    tasks.spawn(sends(*direct->destination, 1));
    tasks.spawn(reads(*direct->application, 1));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    co_await direct->over();
    for (int i = 0; i < 2; ++i) {
      CO_ASSERT(sent[i] && got[i]);
      EXPECT_EQ(*sent[i], *got[i]);
    }
    EXPECT_TRUE(direct->result && *direct->result);
    EXPECT_EQ(direct->traffic.sent, kBulk);
    EXPECT_EQ(direct->traffic.received, kBulk);
  });
}

TEST_F(DirectStreamTest, ADirectionThatHasEndedLeavesTheOther) {
  for (const bool application_first : {true, false}) {
    run([&]() -> Task<> {
      const auto direct = co_await Direct::make(loop);
      TcpStream& first = application_first ? *direct->application : *direct->destination;
      TcpStream& second = application_first ? *direct->destination : *direct->application;
      EXPECT_TRUE(co_await write(loop, first, "the question"));
      EXPECT_TRUE(co_await first.finish());
      EXPECT_EQ(co_await read_all(second), "the question");
      co_await settle(loop);
      EXPECT_EQ(direct->set.size(), 1U);
      EXPECT_FALSE((*direct->set.begin()).second->finishing());
      EXPECT_TRUE(co_await write(loop, second, "the answer"));
      EXPECT_TRUE(co_await second.finish());
      EXPECT_EQ(co_await read_all(first), "the answer");
      co_await direct->over();
      EXPECT_TRUE(direct->result && *direct->result);
    });
  }
}

TEST_F(DirectStreamTest, AResetReachesTheOtherSide) {
  for (const bool application_resets : {true, false}) {
    run([&]() -> Task<> {
      const auto direct = co_await Direct::make(loop);
      TcpStream& resets = application_resets ? *direct->application : *direct->destination;
      TcpStream& other = application_resets ? *direct->destination : *direct->application;
      EXPECT_TRUE(co_await write(loop, resets, "half a sentence"));
      EXPECT_EQ(co_await read_at_least(other, 15), "half a sentence");
      resets.reset({Stage::kLocal, Code::kReset, "test"});
      const auto end = co_await other.next();
      CO_ASSERT(!end);
      EXPECT_EQ(end.error().code, Code::kReset);
      co_await direct->over();
      CO_ASSERT(direct->result && !*direct->result);
      EXPECT_EQ(direct->result->error().code, Code::kReset);
    });
  }
}

TEST_F(DirectStreamTest, AskingToWrapUpDoesNothing) {
  run([&]() -> Task<> {
    const auto direct = co_await Direct::make(loop);
    direct->set.wrap_up();
    EXPECT_TRUE(co_await write(loop, *direct->application, "still here"));
    EXPECT_EQ(co_await read_at_least(*direct->destination, 10), "still here");
  });
}

}  // namespace
}  // namespace culvert::test
