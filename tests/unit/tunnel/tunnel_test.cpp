#include "tunnel/tunnel.h"

#include "unit/tunnel/rig.h"

namespace culvert::test {
namespace {

using TunnelTest = LoopTest;

TEST_F(TunnelTest, BulkBothWaysAtOnce) {
  constexpr std::uint64_t kBulk = 4'000'000;
  for (const PipeOptions options : {PipeOptions{}, PipeOptions{.lend = PipeOptions::Lend::kUntilSuspend},
                                    PipeOptions{.capacity = 1000, .piece = 777}}) {
    run([&]() -> Task<> {
      TunnelRig rig(loop, options);
      auto peer = rig.take_peer();
      Result<Checksum> sent[2];
      Result<Checksum> got[2];
      TaskSet tasks(loop);
      auto sends = [&](ByteStream& to, int i) -> Task<> {
        sent[i] = co_await send_bulk(loop, to, kBulk, static_cast<std::uint64_t>(i) + 1);
        EXPECT_TRUE(co_await to.finish());
      };
      auto reads = [&](ByteStream& from, int i) -> Task<> { got[i] = co_await receive_bulk(from); };
      tasks.spawn(sends(*rig.application, 0));
      tasks.spawn(reads(*peer, 0));
      tasks.spawn(sends(*peer, 1));
      tasks.spawn(reads(*rig.application, 1));
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
      EXPECT_TRUE(co_await poll([&](Waiter& w) { return peer->poll_closed(w); }));
      co_await rig.over();
      for (int i = 0; i < 2; ++i) {
        CO_ASSERT(sent[i] && got[i]);
        EXPECT_EQ(*sent[i], *got[i]);
      }
      CO_ASSERT(rig.ending);
      EXPECT_TRUE(rig.ending->result);
      EXPECT_EQ(rig.ending->traffic.sent, kBulk);
      EXPECT_EQ(rig.ending->traffic.received, kBulk);
      EXPECT_EQ(rig.set.past().sent, kBulk);
      EXPECT_EQ(rig.endings, 1);
    });
  }
}

TEST_F(TunnelTest, X1_TheEndOfTheApplicationIsFinalDataAfterEveryByte) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.application, "payload"));
    EXPECT_TRUE(co_await rig.application->finish());
    const std::string expected = data_capsule("payload") + final_capsule();
    EXPECT_EQ(co_await read_at_least(*rig.http, expected.size()), expected);
    EXPECT_FALSE(rig.http->ended_by_peer()) << "the other direction lives";
    EXPECT_EQ(rig.set.size(), 1U);
  });
}

TEST_F(TunnelTest, X1_AnApplicationThatSendsNothing) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await rig.application->finish());
    EXPECT_EQ(co_await read_at_least(*rig.http, final_capsule().size()), final_capsule()) << "no empty DATA before it";
  });
}

TEST_F(TunnelTest, X2_FinalDataEndsTheApplicationsStreamAfterEveryByte) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.http, data_capsule("some") + final_capsule(" more")));
    EXPECT_EQ(co_await read_all(*rig.application), "some more");
    EXPECT_EQ(rig.set.size(), 1U) << "the other direction lives";
  });
}

TEST_F(TunnelTest, X3_HalfOpenEachWay) {
  run([&]() -> Task<> {
    for (const bool application_first : {true, false}) {
      TunnelRig rig(loop);
      auto peer = rig.take_peer();
      ByteStream& first = application_first ? static_cast<ByteStream&>(*rig.application) : *peer;
      ByteStream& second = application_first ? static_cast<ByteStream&>(*peer) : *rig.application;
      EXPECT_TRUE(co_await first.finish());
      EXPECT_EQ(co_await read_all(second), "");
      for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(co_await write(loop, second, "still here"));
        EXPECT_EQ(co_await read_at_least(first, 10), "still here");
      }
      EXPECT_FALSE(rig.ending);
      EXPECT_TRUE(co_await second.finish());
      EXPECT_EQ(co_await read_all(first), "");
      EXPECT_TRUE(co_await poll([&](Waiter& w) { return peer->poll_closed(w); }));
      co_await rig.over();
      CO_ASSERT(rig.ending);
      EXPECT_TRUE(rig.ending->result);
      EXPECT_EQ(rig.ending->label, "destination.test:443");
    }
  });
}

TEST_F(TunnelTest, X4_ABrokenApplicationResetsTheStream) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.application, "half"));
    co_await settle(loop);
    rig.application->reset({Stage::kLocal, Code::kReset, "test"});
    co_await rig.over();
    EXPECT_TRUE(rig.http->reset_by_peer());
    EXPECT_FALSE(rig.http->ended_by_peer());
    CO_ASSERT(rig.ending);
    EXPECT_FALSE(rig.ending->result);
  });
}

TEST_F(TunnelTest, X4_AfterItsEndTheApplicationMayStillBreak) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await rig.application->finish());
    EXPECT_EQ(co_await read_at_least(*rig.http, final_capsule().size()), final_capsule());
    rig.application->reset({Stage::kLocal, Code::kReset, "test"});
    co_await rig.over();
    EXPECT_TRUE(rig.http->reset_by_peer());
  });
}

TEST_F(TunnelTest, X5_AResetStreamResetsTheApplication) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.http, data_capsule("half")));
    EXPECT_EQ(co_await read_at_least(*rig.application, 4), "half");
    rig.http->reset({Stage::kLocal, Code::kReset, "test"});
    co_await rig.over();
    EXPECT_TRUE(rig.application->reset_by_peer());
    EXPECT_FALSE(rig.application->ended_by_peer());
  });
}

// Whatever the stream is cut at, the application sees a reset and never an end.
TEST_F(TunnelTest, X5_TruncationAtEveryByteIsAReset) {
  const std::string unknown = capsule(0x1234, "skipped");
  const std::string whole =
      data_capsule("first") + unknown + data_capsule("") + data_capsule("second") + final_capsule("the last");
  run([&]() -> Task<> {
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      TunnelRig rig(loop);
      EXPECT_TRUE(co_await write(loop, *rig.http, whole.substr(0, cut)));
      EXPECT_TRUE(co_await rig.http->finish());
      co_await rig.over();
      EXPECT_TRUE(rig.application->reset_by_peer()) << cut;
      EXPECT_FALSE(rig.application->ended_by_peer()) << cut;
      EXPECT_TRUE(rig.http->reset_by_peer()) << cut;
      CO_ASSERT(rig.ending && !rig.ending->result);
      EXPECT_EQ(rig.ending->result.error().code, Code::kTruncated) << cut;
    }
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.http, whole));
    EXPECT_TRUE(co_await rig.http->finish());
    EXPECT_EQ(co_await read_all(*rig.application), "firstsecondthe last");
  });
}

TEST_F(TunnelTest, C2_EverySplitOfTheCapsulesGivesTheSame) {
  const std::string whole = data_capsule("one") + capsule(0x40, "x") + data_capsule("") + final_capsule("two");
  run([&]() -> Task<> {
    for (std::size_t piece = 1; piece <= whole.size(); ++piece) {
      for (const auto lend : {PipeOptions::Lend::kOwned, PipeOptions::Lend::kUntilSuspend}) {
        TunnelRig rig(loop, {.piece = piece, .lend = lend});
        EXPECT_TRUE(co_await write(loop, *rig.http, whole));
        EXPECT_EQ(co_await read_all(*rig.application), "onetwo") << piece;
      }
    }
  });
}

TEST_F(TunnelTest, C5_DataAfterTheEndOfTheDataResets) {
  run([&]() -> Task<> {
    for (const std::string& more : {data_capsule("x"), data_capsule(""), final_capsule()}) {
      // In the same read as the end; while the application is still sending; and after both directions ended.
      for (const int when : {0, 1, 2}) {
        TunnelRig rig(loop);
        if (when == 2) {
          EXPECT_TRUE(co_await rig.application->finish());
          co_await settle(loop);
        }
        EXPECT_TRUE(co_await write(loop, *rig.http, final_capsule() + (when == 0 ? more : "")));
        co_await settle(loop);
        if (when != 0) {
          EXPECT_TRUE(co_await write(loop, *rig.http, more));
        }
        if (when == 1) {
          // The violation is found when the tunnel looks for the end of the stream.
          EXPECT_TRUE(co_await rig.application->finish());
        }
        co_await rig.over();
        EXPECT_TRUE(rig.http->reset_by_peer()) << when;
      }
    }
  });
}

TEST_F(TunnelTest, C5_OtherCapsulesAfterTheEndAreSkipped) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await write(loop, *rig.http, final_capsule() + capsule(0x99, "y")));
    EXPECT_EQ(co_await read_all(*rig.application), "");
    EXPECT_TRUE(co_await rig.application->finish());
    EXPECT_TRUE(co_await write(loop, *rig.http, capsule(0x99, "z")));
    EXPECT_TRUE(co_await rig.http->finish());
    co_await rig.over();
    CO_ASSERT(rig.ending);
    EXPECT_TRUE(rig.ending->result);
    EXPECT_FALSE(rig.http->reset_by_peer());
  });
}

TEST_F(TunnelTest, C6_AStreamThatEndsInsideASkippedCapsuleIsCut) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await rig.application->finish());
    EXPECT_TRUE(co_await write(loop, *rig.http, final_capsule() + capsule(0x99, "half").substr(0, 4)));
    EXPECT_TRUE(co_await rig.http->finish());
    co_await rig.over();
    EXPECT_TRUE(rig.http->reset_by_peer());
  });
}

TEST_F(TunnelTest, X7_AResetPassesDataThatIsStuck) {
  run([&]() -> Task<> {
    for (const bool up : {true, false}) {
      for (const bool by_sender : {true, false}) {
        TunnelRig rig(loop, {.capacity = 100});
        MemoryStream& sender = up ? *rig.application : *rig.http;
        MemoryStream& receiver = up ? *rig.http : *rig.application;
        for (int i = 0; i < 10; ++i) {
          sender.start_write(queue_of(loop, up ? std::string(500, 'x') : data_capsule(std::string(500, 'x'))));
        }
        co_await settle(loop);
        EXPECT_GT(sender.received() + receiver.waiting(), 0U);
        EXPECT_EQ(rig.endings, 0);
        (by_sender ? sender : receiver).reset({Stage::kLocal, Code::kReset, "test"});
        co_await rig.over();
        EXPECT_TRUE((by_sender ? receiver : sender).reset_by_peer());
        EXPECT_FALSE((by_sender ? receiver : sender).ended_by_peer());
      }
    }
  });
}

// Then nobody reads from, or writes to, the stream that breaks.
TEST_F(TunnelTest, X7_AResetPassesStuckDataAlsoAfterTheEndOfTheOtherDirection) {
  run([&]() -> Task<> {
    for (const bool up : {true, false}) {
      TunnelRig rig(loop, {.capacity = 100});
      MemoryStream& sender = up ? *rig.application : *rig.http;
      MemoryStream& receiver = up ? *rig.http : *rig.application;
      if (up) {
        rig.http->start_write(queue_of(loop, final_capsule()));
      } else {
        rig.application->start_finish();
      }
      co_await settle(loop);
      for (int i = 0; i < 10; ++i) {
        sender.start_write(queue_of(loop, up ? std::string(500, 'x') : data_capsule(std::string(500, 'x'))));
      }
      co_await settle(loop);
      EXPECT_EQ(rig.endings, 0);
      sender.reset({Stage::kLocal, Code::kReset, "test"});
      co_await rig.over();
      EXPECT_TRUE(receiver.reset_by_peer());
    }
  });
}

TEST_F(TunnelTest, F1_ASlowReaderStopsTheOtherEnd) {
  run([&]() -> Task<> {
    for (const bool up : {true, false}) {
      TunnelRig rig(loop, {.capacity = 10'000});
      auto peer = rig.take_peer();
      ByteStream& sender = up ? static_cast<ByteStream&>(*rig.application) : *peer;
      ByteStream& receiver = up ? static_cast<ByteStream&>(*peer) : *rig.application;
      std::size_t taken = 0;
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> {
        for (; taken < 1'000'000; taken += 1000) CO_ASSERT(co_await write(loop, sender, std::string(1000, 'x')));
        CO_ASSERT(co_await sender.finish());
      };
      tasks.spawn(sends());
      co_await settle(loop, 500);
      EXPECT_LE(taken, 40'000U) << "two pipes, and what goes from one to the other";
      const auto got = co_await receive_bulk(receiver);
      CO_ASSERT(got);
      EXPECT_EQ(got->size(), 1'000'000U);
    }
  });
}

// The far end has ended its direction and closes the stream late, or never: the application's connection is not kept.
TEST_F(TunnelTest, X3_TheApplicationIsLetGoWhenBothDirectionsEnded) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await rig.application->finish());
    EXPECT_TRUE(co_await write(loop, *rig.http, final_capsule("bye")));
    EXPECT_EQ(co_await read_all(*rig.application), "bye");
    co_await settle(loop);
    EXPECT_FALSE(rig.application->reset_by_peer());
    EXPECT_TRUE(rig.http->ended_by_peer());
    EXPECT_EQ(rig.set.size(), 1U) << "the stream's end is waited for";
    // Its reset, now, cuts nothing off.
    rig.http->reset({Stage::kHttp, Code::kReset, "late"});
    co_await rig.over();
    EXPECT_FALSE(rig.application->reset_by_peer());
  });
}

}  // namespace
}  // namespace culvert::test
