#include "capsule/capsule_stream.h"

#include <array>
#include <optional>
#include <vector>

#include "support/capsules.h"
#include "support/loop_runner.h"
#include "support/memory_pipe.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using Lend = PipeOptions::Lend;
constexpr std::array kLends{Lend::kOwned, Lend::kUntilNext, Lend::kUntilSuspend};
constexpr std::uint64_t kUnknown = 0x1234;

// A CapsuleStream on one end of a pipe, whose other end is the test's.
struct Rig {
  explicit Rig(Loop& loop, PipeOptions options = {}, const WireRevision& revision = default_revision()) {
    auto pipe = MemoryStream::make(loop, options);
    http = pipe.a.get();
    peer = std::move(pipe.b);
    stream = std::make_unique<CapsuleStream>(loop, std::move(pipe.a), revision);
  }
  [[nodiscard]] auto closed() {
    return poll([this](Waiter& w) { return stream->poll_closed(w); });
  }

  MemoryStream* http = nullptr;  // below the stream
  std::unique_ptr<MemoryStream> peer;
  std::unique_ptr<CapsuleStream> stream;
};

// What next() says until its end or an error, consuming all of it.
struct Reader {
  std::string got;
  std::optional<Result<>> ended;

  Task<> run(ByteStream& from) {
    for (;;) {
      auto chunks = co_await from.next();
      if (!chunks) {
        ended = std::unexpected(chunks.error());
        co_return;
      }
      if (chunks->empty()) break;
      got += text_of(*chunks);
      from.consume(chunks->size());
    }
    ended = Result<>{};
  }
};

using CapsuleStreamTest = LoopTest;

TEST_F(CapsuleStreamTest, EachRevisionHasItsTypes) {
  for (const WireRevision& revision : wire_revisions()) {
    run([&]() -> Task<> {
      Rig rig(loop, {}, revision);
      EXPECT_TRUE(co_await write(loop, *rig.stream, "up"));
      EXPECT_TRUE(co_await rig.stream->finish());
      const std::string expected = capsule(revision.data, "up") + capsule(revision.final_data, "");
      EXPECT_EQ(co_await read_at_least(*rig.peer, expected.size()), expected);
      EXPECT_TRUE(co_await write(loop, *rig.peer, capsule(revision.data, "do") + capsule(revision.final_data, "wn")));
      EXPECT_EQ(co_await read_all(*rig.stream), "down") << revision.name;
    });
  }
}

TEST_F(CapsuleStreamTest, F1_AWriteCompletesWhenTheStreamBelowTakesMore) {
  run([&]() -> Task<> {
    Rig rig(loop, {.capacity = 100});
    bool done = false;
    TaskSet tasks(loop);
    auto writes = [&]() -> Task<> {
      EXPECT_TRUE(co_await write(loop, *rig.stream, std::string(200, 'x')));
      done = true;
    };
    tasks.spawn(writes());
    co_await settle(loop);
    EXPECT_FALSE(done);
    EXPECT_EQ(co_await read_at_least(*rig.peer, 200), data_capsule(std::string(200, 'x')));
    co_await settle(loop);
    EXPECT_TRUE(done);
  });
}

// ---- What arrives -----------------------------------------------------------------------------------------------

TEST_F(CapsuleStreamTest, C2_C3_C4_UnwrapsWhatArrivesInAnyTwoPieces) {
  const std::string wire = data_capsule("some") + data_capsule("") + capsule(kUnknown, "skipped") +
                           data_capsule(" more") + capsule(kUnknown, "") + final_capsule(" bytes");
  for (const Lend lend : kLends) {
    for (std::size_t cut = 1; cut <= wire.size(); ++cut) {
      run([&]() -> Task<> {
        Rig rig(loop, {.lend = lend});
        Reader reader;
        TaskSet tasks(loop);
        tasks.spawn(reader.run(*rig.stream));
        EXPECT_TRUE(co_await write(loop, *rig.peer, wire.substr(0, cut)));
        co_await settle(loop, 5);
        EXPECT_TRUE(std::string_view("some more bytes").starts_with(reader.got));
        EXPECT_EQ(reader.ended.has_value(), cut == wire.size()) << cut;
        EXPECT_TRUE(co_await write(loop, *rig.peer, wire.substr(cut)));
        co_await settle(loop, 5);
        EXPECT_EQ(reader.got, "some more bytes") << cut;
        EXPECT_TRUE(reader.ended && *reader.ended) << cut;
        EXPECT_EQ(rig.http->waiting(), 0U) << "every byte was consumed";
      });
    }
  }
}

TEST_F(CapsuleStreamTest, C2_PiecesOfAnySize) {
  std::string wire;
  std::string expected;
  for (std::size_t size : {1U, 0U, 63U, 64U, 5U, 300U}) {
    const std::string payload = make_bytes(size, size + 1);
    wire += data_capsule(payload) + capsule(kUnknown, payload);
    expected += payload;
  }
  wire += final_capsule();
  for (const Lend lend : kLends) {
    for (std::size_t piece = 1; piece < 80; ++piece) {
      run([&]() -> Task<> {
        Rig rig(loop, {.piece = piece, .lend = lend});
        EXPECT_TRUE(co_await write(loop, *rig.peer, wire));
        const auto got = co_await read_all(*rig.stream);
        EXPECT_TRUE(got == expected) << piece;
        EXPECT_EQ(rig.http->waiting(), 0U);
      });
    }
  }
}

TEST_F(CapsuleStreamTest, C2_PayloadIsGivenBeforeItsCapsuleIsWhole) {
  run([&]() -> Task<> {
    Rig rig(loop);
    const std::string wire = data_capsule(std::string(1'000'000, 'x'));
    EXPECT_TRUE(co_await write(loop, *rig.peer, wire.substr(0, 20)));
    EXPECT_EQ(co_await read_at_least(*rig.stream, 1), std::string(12, 'x'));  // the header has 4 + 4 bytes
  });
}

// Credit goes back for headers and skipped capsules when they come, for payload when the reader says so.
TEST_F(CapsuleStreamTest, F1_OverheadIsConsumedAtOnceAndPayloadByItsReader) {
  for (const Lend lend : kLends) {
    run([&]() -> Task<> {
      Rig rig(loop, {.lend = lend});
      TaskSet tasks(loop);
      std::size_t lent = 0;
      auto reads = [&]() -> Task<> {
        for (;;) {
          const auto chunks = co_await rig.stream->next();
          CO_ASSERT(chunks);
          if (chunks->empty()) co_return;
          lent += chunks->size();
        }
      };
      tasks.spawn(reads());
      EXPECT_TRUE(co_await write(loop, *rig.peer, capsule(kUnknown, std::string(5000, 'x')) + data_capsule("")));
      co_await settle(loop);
      EXPECT_EQ(lent, 0U);
      EXPECT_EQ(rig.http->waiting(), 0U);
      EXPECT_TRUE(co_await write(loop, *rig.peer, data_capsule("12345") + capsule(kUnknown, "x") + data_capsule("67")));
      co_await settle(loop);
      EXPECT_EQ(lent, 7U);
      EXPECT_EQ(rig.http->waiting(), 7U);
      rig.stream->consume(5);
      EXPECT_EQ(rig.http->waiting(), 2U);
      EXPECT_TRUE(co_await write(loop, *rig.peer, final_capsule("8") + capsule(kUnknown, "y")));
      co_await settle(loop);
      EXPECT_EQ(lent, 8U);
      EXPECT_EQ(rig.http->waiting(), 3U);
      rig.stream->consume(3);
      EXPECT_EQ(rig.http->waiting(), 0U);
    });
  }
}

TEST_F(CapsuleStreamTest, X2_FinalDataIsTheEndAndStaysIt) {
  run([&]() -> Task<> {
    Rig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.peer, data_capsule("all") + final_capsule()));
    EXPECT_EQ(co_await read_all(*rig.stream), "all");
    for (int i = 0; i < 3; ++i) {
      const auto again = co_await rig.stream->next();
      CO_ASSERT(again);
      EXPECT_TRUE(again->empty());
    }
    EXPECT_FALSE(rig.peer->reset_by_peer());
    EXPECT_FALSE(rig.peer->ended_by_peer());
  });
}

// At every byte before the end of FINAL_DATA, inside a capsule and between two.
TEST_F(CapsuleStreamTest, C6_X5_AStreamThatEndsBeforeItsDataIsTruncated) {
  const std::string wire =
      data_capsule("some") + capsule(kUnknown, "skipped") + data_capsule("more") + final_capsule("!");
  for (std::size_t cut = 0; cut < wire.size(); ++cut) {
    run([&]() -> Task<> {
      Rig rig(loop);
      EXPECT_TRUE(co_await write(loop, *rig.peer, wire.substr(0, cut)));
      EXPECT_TRUE(co_await rig.peer->finish());
      Reader reader;
      co_await reader.run(*rig.stream);
      EXPECT_TRUE(std::string_view("somemore").starts_with(reader.got));
      CO_ASSERT(reader.ended && !*reader.ended);
      EXPECT_EQ(reader.ended->error().code, Code::kTruncated) << cut;
      EXPECT_EQ(reader.ended->error().stage, Stage::kHttp);
      EXPECT_TRUE(rig.peer->reset_by_peer()) << "both directions end";
    });
  }
}

TEST_F(CapsuleStreamTest, C5_DataAfterFinalDataInOneBatchAborts) {
  for (const std::string& late : {data_capsule("late"), data_capsule(""), final_capsule(), final_capsule("late")}) {
    run([&]() -> Task<> {
      Rig rig(loop);
      EXPECT_TRUE(co_await write(loop, *rig.peer, data_capsule("data") + final_capsule() + late));
      const auto got = co_await rig.stream->next();
      CO_ASSERT(!got);
      EXPECT_EQ(got.error().code, Code::kProtocol);
      EXPECT_TRUE(rig.peer->reset_by_peer());
    });
  }
}

TEST_F(CapsuleStreamTest, C5_DataThatComesLaterAborts) {
  for (const std::string& late : {data_capsule("late"), data_capsule(""), final_capsule(), final_capsule("late")}) {
    run([&]() -> Task<> {
      Rig rig(loop);
      EXPECT_TRUE(co_await write(loop, *rig.peer, final_capsule("data")));
      EXPECT_EQ(co_await read_all(*rig.stream), "data");
      EXPECT_TRUE(co_await write(loop, *rig.peer, late));
      EXPECT_TRUE(co_await rig.stream->finish());
      const auto closed = co_await rig.closed();
      CO_ASSERT(!closed);
      EXPECT_EQ(closed.error().code, Code::kProtocol);
      EXPECT_TRUE(rig.peer->reset_by_peer());
    });
  }
}

TEST_F(CapsuleStreamTest, X4_ABrokenStreamIsAnErrorEverywhere) {
  run([&]() -> Task<> {
    Rig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.peer, data_capsule("lost")));
    rig.peer->reset({Stage::kLocal, Code::kReset, "test"});
    const auto next = co_await rig.stream->next();
    CO_ASSERT(!next);
    EXPECT_EQ(next.error().code, Code::kReset);
    EXPECT_EQ(co_await rig.stream->failed(), next.error());
    EXPECT_EQ((co_await write(loop, *rig.stream, "x")).error(), next.error());
    EXPECT_EQ((co_await rig.stream->finish()).error(), next.error());
    EXPECT_EQ((co_await rig.closed()).error(), next.error());
  });
}

TEST_F(CapsuleStreamTest, X4_ResetResetsTheStreamBelow) {
  run([&]() -> Task<> {
    Rig rig(loop);
    rig.stream->reset({Stage::kLocal, Code::kClosed, "test"});
    EXPECT_TRUE(rig.peer->reset_by_peer());
    co_return;
  });
}

// ---- The end of both directions ---------------------------------------------------------------------------------

Task<> finishes(Rig& rig) { EXPECT_TRUE(co_await rig.stream->finish()); }

// FINAL_DATA each way first, and only then the end of the stream, whichever direction was over first.
TEST_F(CapsuleStreamTest, X1_X2_X3_TheStreamEndsWhenBothDirectionsHave) {
  for (const bool we_first : {true, false}) {
    run([&]() -> Task<> {
      Rig rig(loop);
      if (we_first) co_await finishes(rig);
      EXPECT_TRUE(co_await write(loop, *rig.peer, final_capsule()));
      EXPECT_EQ(co_await read_all(*rig.stream), "");
      if (!we_first) co_await finishes(rig);
      EXPECT_EQ(co_await read_at_least(*rig.peer, final_capsule().size()), final_capsule());
      // Behind the last FINAL_DATA the end goes along; otherwise it waits for poll_closed().
      EXPECT_EQ(rig.peer->ended_by_peer(), !we_first);

      bool closed = false;
      TaskSet tasks(loop);
      auto closes = [&]() -> Task<> {
        EXPECT_TRUE(co_await rig.closed());
        closed = true;
      };
      tasks.spawn(closes());
      co_await settle(loop);
      EXPECT_TRUE(rig.peer->ended_by_peer());
      EXPECT_FALSE(closed) << "the other end has not ended its side";
      EXPECT_TRUE(co_await write(loop, *rig.peer, capsule(kUnknown, "skipped")));
      co_await settle(loop);
      EXPECT_FALSE(closed);
      EXPECT_EQ(rig.http->waiting(), 0U);
      EXPECT_TRUE(co_await rig.peer->finish());
      co_await settle(loop);
      EXPECT_TRUE(closed);
      EXPECT_FALSE(rig.peer->reset_by_peer());
    });
  }
}

TEST_F(CapsuleStreamTest, C6_AStreamThatEndsInsideALateCapsuleIsTruncated) {
  const std::string late = capsule(kUnknown, "skipped");
  for (std::size_t cut = 0; cut <= late.size(); ++cut) {
    run([&]() -> Task<> {
      Rig rig(loop);
      EXPECT_TRUE(co_await write(loop, *rig.peer, final_capsule() + late.substr(0, cut)));
      EXPECT_TRUE(co_await rig.peer->finish());
      EXPECT_EQ(co_await read_all(*rig.stream), "");
      EXPECT_TRUE(co_await rig.stream->finish());
      const auto closed = co_await rig.closed();
      EXPECT_EQ(closed.has_value(), cut == 0 || cut == late.size()) << cut;
      EXPECT_TRUE(closed || closed.error().code == Code::kTruncated) << cut;
    });
  }
}

// While the stream is full, and so is the pipe below, it waits its turn; there is one at most, and none after the end.
TEST_F(CapsuleStreamTest, C7_WrapUpGoesOutBesideTheWriter) {
  run([&]() -> Task<> {
    Rig rig(loop, {.capacity = 1000});
    rig.stream->start_write(queue_of(loop, std::string(5000, 'x')));
    rig.stream->wrap_up();
    rig.stream->wrap_up();
    Reader reader;
    TaskSet tasks(loop);
    tasks.spawn(reader.run(*rig.peer));
    const std::string data = capsule(default_revision().data, std::string(5000, 'x'));
    EXPECT_TRUE(co_await eventually(loop, [&] { return reader.got == data + capsule(kWrapUp, ""); }));
    EXPECT_TRUE(co_await rig.stream->finish());
    rig.stream->wrap_up();
    EXPECT_TRUE(co_await eventually(
        loop, [&] { return reader.got == data + capsule(kWrapUp, "") + capsule(default_revision().final_data, ""); }));
  });
}

}  // namespace
}  // namespace culvert::test
