#include "net/tcp_stream.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "net/tcp_listener.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using TcpStreamTest = LoopTest;
constexpr std::uint64_t kBulk = 24 * 1024 * 1024;

// Sends until write() no longer completes at once; returns how many bytes went.
std::size_t fill(Loop& loop, ByteStream& to) {
  struct Nobody final : Waiter {
    void wake() override {}
  } nobody;
  const std::string piece(256 * 1024, 'x');
  std::size_t sent = 0;
  while (to.poll_writable(nobody)) {
    to.start_write(queue_of(loop, piece));
    sent += piece.size();
  }
  return sent;
}

TEST_F(TcpStreamTest, BulkBothWaysAtOnce) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    Result<Checksum> sent[2];
    Result<Checksum> received[2];
    TaskSet tasks(loop);
    auto send = [&](TcpStream& to, int i) -> Task<> {
      sent[i] = co_await send_bulk(loop, to, kBulk, static_cast<std::uint64_t>(i) + 1);
      EXPECT_TRUE(co_await to.finish());
    };
    auto receive = [&](TcpStream& from, int i) -> Task<> { received[i] = co_await receive_bulk(from); };
    tasks.spawn(send(*pair.a, 0));
    tasks.spawn(send(*pair.b, 1));
    tasks.spawn(receive(*pair.b, 0));
    tasks.spawn(receive(*pair.a, 1));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    for (int i = 0; i < 2; ++i) {
      CO_ASSERT(sent[i] && received[i]);
      EXPECT_EQ(*sent[i], *received[i]);
      EXPECT_EQ(received[i]->size(), kBulk);
    }
  });
}

TEST_F(TcpStreamTest, F1_WriteWaitsForASlowReader) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    const std::size_t sent = fill(loop, *pair.a);
    bool done = false;
    TaskSet tasks(loop);
    auto writes = [&]() -> Task<> {
      EXPECT_TRUE(co_await poll([&](Waiter& w) { return pair.a->poll_writable(w); }));
      done = true;
    };
    tasks.spawn(writes());
    co_await settle(loop);
    EXPECT_FALSE(done);
    auto got = co_await read_at_least(*pair.b, sent);
    CO_ASSERT(got);
    EXPECT_EQ(got->size(), sent);
    EXPECT_TRUE(co_await eventually(loop, [&] { return done; }));
  });
}

TEST_F(TcpStreamTest, BorrowedChunksAreCopiedWhenTheSocketIsFull) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    const std::size_t filled = fill(loop, *pair.a);
    const std::string expected = make_bytes(300'000, 5);
    {
      std::vector<std::uint8_t> memory(expected.size());
      std::memcpy(memory.data(), expected.data(), expected.size());
      ChunkQueue queue(Chunk::borrow(memory));
      pair.a->start_write(std::move(queue));
      std::ranges::fill(memory, std::uint8_t{0xdd});
    }
    pair.a->start_finish();
    TaskSet tasks(loop);
    auto finishes = [&]() -> Task<> {
      EXPECT_TRUE(co_await poll([&](Waiter& w) { return pair.a->poll_finished(w); }));
    };
    tasks.spawn(finishes());
    const auto got = co_await read_all(*pair.b);
    CO_ASSERT(got);
    CO_ASSERT(got->size() == filled + expected.size());
    EXPECT_TRUE(std::string_view(*got).substr(filled) == expected);
  });
}

TEST_F(TcpStreamTest, X1_HalfCloseLeavesTheOtherDirection) {
  for (const bool first : {true, false}) {
    run([&]() -> Task<> {
      TcpPair pair = co_await make_tcp_pair(loop);
      TcpStream& ends = first ? *pair.a : *pair.b;
      TcpStream& goes_on = first ? *pair.b : *pair.a;
      EXPECT_TRUE(co_await write(loop, ends, "last words"));
      EXPECT_TRUE(co_await ends.finish());
      EXPECT_EQ(co_await read_all(goes_on), "last words");
      const auto again = co_await goes_on.next();
      EXPECT_TRUE(again && again->empty()) << "the end stays";
      const std::string much = make_bytes(1'000'000);
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> {
        EXPECT_TRUE(co_await write(loop, goes_on, much));
        EXPECT_TRUE(co_await goes_on.finish());
      };
      tasks.spawn(sends());
      const auto got = co_await read_all(ends);
      EXPECT_TRUE(got == much);
    });
  }
}

TEST_F(TcpStreamTest, FinishSendsEveryByteBeforeTheEnd) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    const std::size_t sent = fill(loop, *pair.a);
    bool finished = false;
    TaskSet tasks(loop);
    auto finishes = [&]() -> Task<> {
      EXPECT_TRUE(co_await pair.a->finish());
      finished = true;
      pair.a.reset();  // finished: the destructor aborts nothing
    };
    tasks.spawn(finishes());
    co_await settle(loop);
    EXPECT_FALSE(finished);
    const auto got = co_await receive_bulk(*pair.b);
    CO_ASSERT(got);
    EXPECT_EQ(got->size(), sent);
  });
}

TEST_F(TcpStreamTest, X7_AResetIsSeenWhileNobodyReads) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    EXPECT_TRUE(co_await write(loop, *pair.a, "unread"));
    std::optional<Error> failure;
    TaskSet tasks(loop);
    auto watches = [&]() -> Task<> { failure = co_await pair.b->failed(); };
    tasks.spawn(watches());
    co_await settle(loop);
    EXPECT_FALSE(failure);
    pair.a->reset({Stage::kLocal, Code::kClosed, "test"});
    EXPECT_TRUE(co_await eventually(loop, [&] { return failure.has_value(); }));
    EXPECT_EQ(failure->code, Code::kReset);
    const auto next = co_await pair.b->next();
    CO_ASSERT(!next);
    EXPECT_EQ(next.error().code, Code::kReset) << "the error is sticky";
    const auto written = co_await write(loop, *pair.b, "x");
    EXPECT_FALSE(written);
  });
}

TEST_F(TcpStreamTest, X7_AResetIsSeenWhileWritingIsStuck) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    fill(loop, *pair.b);
    std::optional<Error> failure;
    Result<> written;
    TaskSet tasks(loop);
    auto watches = [&]() -> Task<> { failure = co_await pair.b->failed(); };
    auto writes = [&]() -> Task<> { written = co_await poll([&](Waiter& w) { return pair.b->poll_writable(w); }); };
    tasks.spawn(watches());
    tasks.spawn(writes());
    co_await settle(loop);
    pair.a->reset({Stage::kLocal, Code::kClosed, "test"});
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(failure && !written);
    EXPECT_EQ(failure->code, Code::kReset);
    EXPECT_EQ(written.error().code, Code::kReset);
  });
}

TEST_F(TcpStreamTest, AnOrderlyEndIsNoFailure) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    std::optional<Error> failure;
    TaskSet tasks(loop);
    auto watches = [&]() -> Task<> { failure = co_await pair.b->failed(); };
    tasks.spawn(watches());
    EXPECT_TRUE(co_await pair.a->finish());
    EXPECT_TRUE(co_await pair.b->finish());
    EXPECT_EQ(co_await read_all(*pair.a), "");
    EXPECT_EQ(co_await read_all(*pair.b), "");
    co_await settle(loop);
    EXPECT_FALSE(failure) << failure->detail;
  });
}

TEST_F(TcpStreamTest, TheSocketGoesWithTheLastDirection) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    EXPECT_TRUE(co_await pair.a->finish());
    EXPECT_TRUE(pair.a->socket().is_open()) << "the other direction lives on";
    EXPECT_EQ(co_await read_all(*pair.b), "");
    EXPECT_TRUE(co_await write(loop, *pair.b, "last words"));
    EXPECT_TRUE(co_await pair.b->finish());
    EXPECT_FALSE(pair.b->socket().is_open());
    EXPECT_EQ(co_await read_all(*pair.a), "last words");
    // As if it were still there: the end stays the end, nothing has failed.
    EXPECT_EQ(co_await read_all(*pair.b), "");
    EXPECT_TRUE(co_await pair.b->finish());
    pair.b->start_write(queue_of(loop, "too late"));
    struct Nobody final : Waiter {
      void wake() override {}
    } nobody;
    EXPECT_FALSE(pair.b->poll_failed(nobody));
    EXPECT_TRUE(pair.b->poll_writable(nobody));
    pair.b->reset({Stage::kLocal, Code::kReset, "test"});
    EXPECT_FALSE(co_await pair.b->next());
  });
}

// The system reports a hang-up for as long as the socket lives.
TEST_F(TcpStreamTest, AnOrderlyEndDoesNotKeepTheLoopBusy) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    EXPECT_TRUE(co_await pair.a->finish());
    EXPECT_TRUE(co_await pair.b->finish());
    EXPECT_EQ(co_await read_all(*pair.a), "");
    EXPECT_EQ(co_await read_all(*pair.b), "");
    int asked = 0;
    TaskSet tasks(loop);
    auto watches = [&]() -> Task<> {
      co_await poll([&](Waiter& w) {
        ++asked;
        return pair.b->poll_failed(w);
      });
    };
    tasks.spawn(watches());
    co_await sleep(loop, std::chrono::milliseconds(50));
    EXPECT_LT(asked, 10);
  });
}

// One urgent byte (TCP's URG) stays reported until it was read past: whoever sends it must not have the processor, and
// what comes later must still be noticed.
TEST_F(TcpStreamTest, X7_UrgentDataKeepsTheLoopNeitherBusyNorBlind) {
  run([&]() -> Task<> {
    auto listener = TcpListener::open(loop, loopback(), Stage::kTcp);
    const int peer = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(listener->endpoint().port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CO_ASSERT(::connect(peer, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
    TcpStream stream(co_await listener->accept());
    int asked = 0;
    std::optional<Error> failure;
    TaskSet tasks(loop);
    auto watches = [&]() -> Task<> {
      failure = co_await poll([&](Waiter& w) {
        ++asked;
        return stream.poll_failed(w);
      });
    };
    tasks.spawn(watches());
    co_await settle(loop);
    EXPECT_EQ(::send(peer, "!", 1, MSG_OOB), 1);
    co_await sleep(loop, std::chrono::milliseconds(50));
    EXPECT_LT(asked, 10);
    EXPECT_FALSE(failure);

    EXPECT_EQ(::send(peer, "data", 4, 0), 4);
    const auto got = co_await read_at_least(stream, 4);
    EXPECT_EQ(got, "data");
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(peer);
    EXPECT_TRUE(co_await eventually(loop, [&] { return failure.has_value(); })) << "nobody reads any more";
  });
}

TEST_F(TcpStreamTest, X5_AnUnfinishedStreamResetsWhenItGoes) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    EXPECT_TRUE(co_await write(loop, *pair.a, "half of it"));
    EXPECT_EQ(co_await read_at_least(*pair.b, 10), "half of it");
    pair.a.reset();
    const auto end = co_await pair.b->next();
    CO_ASSERT(!end);
    EXPECT_EQ(end.error().code, Code::kReset);
  });
}

TEST_F(TcpStreamTest, OwnResetFailsEveryVerbWithItsReason) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    const Error why{Stage::kProxy, Code::kLimit, "why"};
    Result<ChunkQueue> next;
    std::optional<Error> failure;
    TaskSet tasks(loop);
    auto reads = [&]() -> Task<> { next = co_await pair.a->next(); };
    auto watches = [&]() -> Task<> { failure = co_await pair.a->failed(); };
    tasks.spawn(reads());
    tasks.spawn(watches());
    co_await settle(loop);
    pair.a->reset(why);
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(!next && failure);
    EXPECT_EQ(next.error(), why);
    EXPECT_EQ(*failure, why);
    EXPECT_EQ(co_await write(loop, *pair.a, "x"), Result<>(std::unexpected(why)));
    EXPECT_EQ(co_await pair.a->finish(), Result<>(std::unexpected(why)));
  });
}

TEST_F(TcpStreamTest, WhatAHandshakeReadTooMuchComesFirst) {
  run([&]() -> Task<> {
    TcpPair pair = co_await make_tcp_pair(loop);
    EXPECT_TRUE(co_await write(loop, *pair.a, "second"));
    EXPECT_TRUE(co_await pair.a->finish());
    pair.b->unread(queue_of(loop, "first "));
    EXPECT_EQ(co_await read_all(*pair.b), "first second");
  });
}

TEST_F(TcpStreamTest, ConnectingToNobodyIsRefused) {
  run([&]() -> Task<> {
    const auto stream = co_await connect_tcp(loop, loopback(closed_port(loop)));
    CO_ASSERT(!stream);
    EXPECT_EQ(stream.error().code, Code::kRefused);
    EXPECT_EQ(stream.error().stage, Stage::kTcp);
  });
}

}  // namespace
}  // namespace culvert::test
