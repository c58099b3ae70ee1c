// Windows: who waits for whom, and how much memory that takes.

#include <vector>

#include "unit/h2/pair.h"

namespace culvert::test {
namespace {

using Session = LoopTest;
constexpr std::size_t kKiB = 1024;

TEST_F(Session, F1_ASlowReaderStopsTheSender) {
  for (const bool up : {true, false}) {
    run([&]() -> Task<> {
      constexpr std::size_t kWindow = 256 * kKiB;
      constexpr std::size_t kAll = 2048 * kKiB;
      SessionPair pair(loop, {.stream_window = kWindow, .max_stream_window = kWindow});
      Streams s = co_await pair.open();
      ByteStream& sender = up ? static_cast<ByteStream&>(*s.client) : *s.server;
      ByteStream& receiver = up ? static_cast<ByteStream&>(*s.server) : *s.client;
      MemoryStream& arrives = up ? *pair.server_end : *pair.client_end;
      const std::uint64_t before = arrives.received();
      Result<Checksum> sent;
      std::size_t taken = 0;
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> {
        Checksum sum;
        for (std::uint64_t i = 0; sum.size() < kAll; ++i) {
          const std::string piece = make_bytes(32 * kKiB, i);
          sum.add(bytes_of(piece));
          taken += piece.size();
          CO_ASSERT(co_await write(loop, sender, piece));
        }
        CO_ASSERT(co_await sender.finish());
        sent = sum;
      };
      tasks.spawn(sends());
      co_await settle(loop, 500);
      // The window is full, and at most one piece waits at the sender.
      EXPECT_LE(taken, kWindow + 64 * kKiB);
      EXPECT_LE(arrives.received() - before, kWindow + 4 * kKiB);
      EXPECT_GE(arrives.received() - before, kWindow);
      const auto got = co_await receive_bulk(receiver);
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
      CO_ASSERT(got && sent);
      EXPECT_EQ(*got, *sent);
    });
  }
}

// What was lent counts as long as it is not consumed, however often next() is called.
TEST_F(Session, F1_CreditGoesBackOnConsumeNotOnNext) {
  run([&]() -> Task<> {
    constexpr std::size_t kWindow = 64 * kKiB;
    SessionPair pair(loop, {.stream_window = kWindow, .max_stream_window = kWindow});
    Streams s = co_await pair.open();
    TaskSet tasks(loop);
    auto sends = [&]() -> Task<> { static_cast<void>(co_await send_bulk(loop, *s.client, 1024 * kKiB, 1)); };
    tasks.spawn(sends());
    std::size_t lent = 0;
    auto takes = [&]() -> Task<> {
      for (;;) {
        const auto bytes = co_await s.server->next();
        CO_ASSERT(bytes);
        lent += bytes->size();
      }
    };
    tasks.spawn(takes());
    co_await settle(loop, 500);
    EXPECT_EQ(lent, kWindow);
    s.server->consume(lent);
    co_await settle(loop, 500);
    EXPECT_EQ(lent, 2 * kWindow);
  });
}

// Three streams that nobody reads hold 3 x 64 KiB, which is more than the whole connection window of 128 KiB. The
// fourth moves all the same, because connection credit goes back when bytes come off the wire. If it went back only
// when they are consumed, the three would use the connection window up, the fourth would get no byte, and this test
// would run into its time limit.
TEST_F(Session, F2_StalledStreamsHoldUpNoOther) {
  for (const bool up : {true, false}) {
    run([&]() -> Task<> {
      SessionPair pair(loop,
                       {.stream_window = 64 * kKiB, .max_stream_window = 64 * kKiB, .connection_window = 128 * kKiB});
      std::vector<Streams> stalled;
      for (int i = 0; i < 3; ++i) stalled.push_back(co_await pair.open());
      Streams moving = co_await pair.open();
      const auto sender = [&](Streams& s) -> ByteStream& {
        return up ? static_cast<ByteStream&>(*s.client) : *s.server;
      };
      const auto receiver = [&](Streams& s) -> ByteStream& {
        return up ? static_cast<ByteStream&>(*s.server) : *s.client;
      };
      TaskSet tasks(loop);
      auto sends = [&](ByteStream& to, Result<Checksum>& sum) -> Task<> {
        sum = co_await send_bulk(loop, to, 2048 * kKiB, 1);
        EXPECT_TRUE(co_await to.finish());
      };
      std::vector<Result<Checksum>> sums(4);
      for (std::size_t i = 0; i < 3; ++i) tasks.spawn(sends(sender(stalled[i]), sums[i]));
      co_await settle(loop, 300);
      tasks.spawn(sends(sender(moving), sums[3]));
      const auto got = co_await receive_bulk(receiver(moving));
      CO_ASSERT(got);
      EXPECT_EQ(got->size(), 2048 * kKiB);
      EXPECT_EQ(*got, sums[3]);
      // The stalled ones have lost nothing.
      for (std::size_t i = 0; i < 3; ++i) {
        const auto late = co_await receive_bulk(receiver(stalled[i]));
        CO_ASSERT(late);
        EXPECT_EQ(*late, sums[i]);
      }
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    });
  }
}

TEST_F(Session, F1_AllThatWaitsForSlowReadersIsBounded) {
  run([&]() -> Task<> {
    constexpr std::size_t kMost = 256 * kKiB;
    constexpr std::size_t kConnection = 128 * kKiB;
    constexpr std::size_t kStreams = 10;
    SessionPair pair(loop, {.stream_window = 100 * kKiB,
                            .max_stream_window = 100 * kKiB,
                            .connection_window = kConnection,
                            .max_buffered = kMost});
    std::vector<Streams> streams;
    for (std::size_t i = 0; i < kStreams; ++i) streams.push_back(co_await pair.open());
    const std::uint64_t before = pair.server_end->received();
    TaskSet tasks(loop);
    std::vector<Result<Checksum>> sums(kStreams);
    auto sends = [&](std::size_t i) -> Task<> {
      sums[i] = co_await send_bulk(loop, *streams[i].client, 300 * kKiB, i);
      EXPECT_TRUE(co_await streams[i].client->finish());
    };
    for (std::size_t i = 0; i < kStreams; ++i) tasks.spawn(sends(i));
    co_await settle(loop, 1000);
    const std::uint64_t held = pair.server_end->received() - before;
    EXPECT_LE(held, kMost + kConnection + 16 * kKiB);
    EXPECT_GE(held, kMost);
    // Readers set everything in motion again.
    TaskSet reading(loop);
    std::vector<Result<Checksum>> got(kStreams);
    auto reads = [&](std::size_t i) -> Task<> { got[i] = co_await receive_bulk(*streams[i].server); };
    for (std::size_t i = 0; i < kStreams; ++i) reading.spawn(reads(i));
    co_await poll([&](Waiter& w) { return reading.poll_empty(w); });
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    for (std::size_t i = 0; i < kStreams; ++i) {
      CO_ASSERT(got[i] && sums[i]);
      EXPECT_EQ(*got[i], *sums[i]);
    }
  });
}

// A handle that goes gives back what it did not consume: otherwise the connection would be that much poorer for ever.
TEST_F(Session, F1_DroppedStreamsGiveTheirCreditBack) {
  run([&]() -> Task<> {
    constexpr std::size_t kWindow = 64 * kKiB;
    SessionPair pair(loop, {.stream_window = kWindow,
                            .max_stream_window = kWindow,
                            .connection_window = 2 * kWindow,
                            .max_buffered = kWindow});
    for (int i = 0; i < 20; ++i) {
      Streams s = co_await pair.open();
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> { static_cast<void>(co_await send_bulk(loop, *s.client, 10 * kWindow, 1)); };
      tasks.spawn(sends());
      co_await settle(loop, 100);
      s.server.reset();
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    }
    Streams s = co_await pair.open();
    EXPECT_TRUE(co_await write(loop, *s.client, "alive"));
    EXPECT_EQ(co_await read_at_least(*s.server, 5), "alive");
  });
}

TEST_F(Session, F1_ABorrowedChunkIsNotLookedAtLater) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    Streams s = co_await pair.open();
    const std::string expected = make_bytes(50'000, 3);
    {
      const std::vector<std::uint8_t> memory(expected.begin(), expected.end());
      s.client->start_write(ChunkQueue(Chunk::borrow(memory)));
    }
    EXPECT_TRUE(co_await s.client->finish());
    const auto got = co_await read_all(*s.server);
    EXPECT_TRUE(got == expected);
  });
}

TEST_F(Session, F1_FramesKeepToThePeersLargestSize) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();  // without MAX_FRAME_SIZE: 16,384
    auto stream = co_await peer.open();
    const std::string text = make_bytes(60'000, 8);  // within the initial window of 65,535
    stream->start_write(queue_of(loop, text));
    stream->start_finish();
    std::string got;
    for (;;) {
      const auto f = co_await peer.frames.next(raw::kData);
      CO_ASSERT(f);
      EXPECT_LE(f->payload.size(), 16384U);
      got += f->payload;
      if (f->ends_stream()) break;
    }
    EXPECT_TRUE(got == text);
  });
}

TEST_F(Session, F1_TheSenderKeepsToThePeersWindow) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet({{raw::kEnableConnectProtocol, 1}, {raw::kInitialWindowSize, 10}});
    auto stream = co_await peer.open();
    stream->start_write(queue_of(loop, "0123456789abcdefghij"));
    const auto first = co_await peer.frames.next(raw::kData);
    CO_ASSERT(first);
    EXPECT_EQ(first->payload, "0123456789");
    co_await peer.send(raw::window_update(1, 4));
    const auto second = co_await peer.frames.next(raw::kData);
    CO_ASSERT(second);
    EXPECT_EQ(second->payload, "abcd");
    co_await peer.send(raw::window_update(1, 100));
    const auto third = co_await peer.frames.next(raw::kData);
    CO_ASSERT(third);
    EXPECT_EQ(third->payload, "efghij");
  });
}

// What arrives between the PING and its answer says how large windows must be: the first measurement needs no clock.
TEST_F(Session, F3_WindowsGrowWithTheBandwidthDelayProduct) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, {.stream_window = 64 * kKiB, .max_stream_window = 1024 * kKiB});
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::headers(1, raw::kEndHeaders, {{":status", "200"}}) + raw::data(1, "x"));
    const auto ping = co_await peer.frames.next(raw::kPing);
    CO_ASSERT(ping);
    EXPECT_EQ(ping->flags, 0);
    for (int i = 0; i < 3; ++i) co_await peer.send(raw::data(1, make_bytes(16'000)));
    co_await peer.send(raw::frame(raw::kPing, raw::kAck, 0, ping->payload));
    const auto settings = co_await peer.frames.next(raw::kSettings);
    CO_ASSERT(settings);
    // Twice 48,000 is more than 65,536, so it doubles.
    EXPECT_EQ(settings->payload, std::string("\0\4", 2) + raw::u32(128 * kKiB));
  });
}

TEST_F(Session, F3_AnAnswerToNoPingChangesNothing) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, {.stream_window = 64 * kKiB});
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::frame(raw::kPing, raw::kAck, 0, "12345678") + raw::frame(raw::kPing, 0, 0, "question"));
    const auto answer = co_await peer.frames.next(raw::kPing);
    CO_ASSERT(answer);
    EXPECT_EQ(answer->flags, raw::kAck);
    EXPECT_EQ(answer->payload, "question");
    EXPECT_EQ(peer.session->state(), http::ConnectionState::kReady);
  });
}

}  // namespace
}  // namespace culvert::test
