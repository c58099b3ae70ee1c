// Handles and connections that go in any order.

#include <functional>

#include "unit/h2/pair.h"

namespace culvert::test {
namespace {

using Session = LoopTest;
using http::ConnectionState;

TEST_F(Session, AHandleMayOutliveItsConnection) {
  run([&]() -> Task<> {
    Streams s;
    Streams waiting;
    {
      SessionPair pair(loop);
      s = co_await pair.open();
      waiting = co_await pair.open();
      EXPECT_TRUE(co_await write(loop, *s.client, "unread"));
      co_await settle(loop);
    }
    for (ByteStream* stream : {static_cast<ByteStream*>(s.client.get()), static_cast<ByteStream*>(s.server.get())}) {
      const Error failure = co_await stream->failed();
      EXPECT_EQ(failure.stage, Stage::kHttp);
      const auto next = co_await stream->next();
      CO_ASSERT(!next);
      EXPECT_EQ(next.error(), failure);
      EXPECT_FALSE(co_await write(loop, *stream, "x"));
      EXPECT_FALSE(co_await stream->finish());
      stream->consume(6);
      stream->reset({Stage::kLocal, Code::kClosed, "too late"});
      EXPECT_EQ(co_await stream->failed(), failure);
    }
    waiting.client->cancel();
    s.server->respond(answer(200));
  });
}

// A stream that both ends have ended is nobody's business but its reader's: what it still holds is not lost with the
// connection, which a proxy that drains closes as soon as it is idle.
TEST_F(Session, G1_WhatHasArrivedInFullOutlivesTheConnection) {
  enum class How { kDrained, kCut, kDestroyed };
  for (const How how : {How::kDrained, How::kCut, How::kDestroyed}) {
    run([&]() -> Task<> {
      SessionPair pair(loop);
      Streams s = co_await pair.open();
      EXPECT_TRUE(co_await s.client->finish());
      EXPECT_TRUE(co_await write(loop, *s.server, "all of the answer"));
      EXPECT_TRUE(co_await s.server->finish());
      EXPECT_EQ(co_await read_all(*s.server), "");
      co_await settle(loop);
      EXPECT_EQ(pair.client->streams(), 0U);
      if (how == How::kDrained) pair.server->drain();
      if (how == How::kCut) pair.server.reset();
      if (how == How::kDestroyed) pair.client.reset();
      co_await settle(loop);
      EXPECT_TRUE(!pair.client || pair.client->state() == ConnectionState::kClosed);
      const auto got = co_await read_all(*s.client);
      CO_ASSERT(got);
      EXPECT_EQ(*got, "all of the answer");
      EXPECT_TRUE(co_await s.client->finish());
    });
  }
}

TEST_F(Session, AHandleMayBeDroppedAtEveryStage) {
  using Stages = std::vector<std::function<Task<>(Streams&)>>;
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    Streams lasting = co_await pair.open();
    const Stages stages{
        [&](Streams& s) -> Task<> {
          s.client = pair.client->open(tunnel_request());
          co_return;
        },
        [&](Streams&) -> Task<> { co_await settle(loop); },
        [&](Streams& s) -> Task<> {
          auto accepted = co_await pair.accept();
          CO_ASSERT(accepted);
          s.server = std::move(*accepted);
        },
        [&](Streams& s) -> Task<> {
          s.server->respond(answer(200));
          co_return;
        },
        [&](Streams& s) -> Task<> { EXPECT_TRUE(co_await s.client->response()); },
        [&](Streams& s) -> Task<> {
          s.client->start_write(queue_of(loop, make_bytes(5000)));
          s.server->start_write(queue_of(loop, make_bytes(5000)));
          co_return;
        },
        [&](Streams&) -> Task<> { co_await settle(loop); },
        [&](Streams& s) -> Task<> { EXPECT_TRUE(co_await s.client->next()); },
        [&](Streams& s) -> Task<> {
          s.client->start_finish();
          co_return;
        },
        [&](Streams&) -> Task<> { co_await settle(loop); },
        [&](Streams& s) -> Task<> { EXPECT_TRUE(co_await s.server->finish()); },
        [&](Streams&) -> Task<> { co_await settle(loop); },
    };
    for (std::size_t last = 1; last <= stages.size(); ++last) {
      for (const bool client_first : {true, false}) {
        Streams s;
        for (std::size_t i = 0; i < last; ++i) co_await stages[i](s);
        if (client_first) {
          s.client.reset();
          co_await settle(loop);
          if (s.server && last < stages.size() - 1) {
            const Error failure = co_await s.server->failed();
            EXPECT_EQ(failure.code, Code::kReset) << last;
          }
          s.server.reset();
        } else {
          s.server.reset();
          co_await settle(loop);
          s.client.reset();
        }
        co_await settle(loop);
        // Requests that arrived and were not accepted above.
        struct Nobody final : Waiter {
          void wake() override {}
        } nobody;
        while (pair.server->poll_accept(nobody)) {
        }
        co_await settle(loop);
        EXPECT_EQ(pair.client->streams(), 1U) << last;
        EXPECT_EQ(pair.server->streams(), 1U) << last;
      }
    }
    EXPECT_TRUE(co_await write(loop, *lasting.client, "alive"));
    EXPECT_EQ(co_await read_at_least(*lasting.server, 5), "alive");
  });
}

TEST_F(Session, ADroppedHandleTellsWhatHappened) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto unanswered = co_await peer.open();
    unanswered.reset();
    auto frame = co_await peer.frames.next(raw::kRstStream);
    CO_ASSERT(frame);
    EXPECT_EQ(frame->number(), 8U) << "CANCEL: there was no tunnel yet";
    auto answered = co_await peer.open();
    co_await peer.send(raw::headers(3, 0, {{":status", "200"}}));
    EXPECT_TRUE(co_await answered->response());
    answered.reset();
    frame = co_await peer.frames.next(raw::kRstStream);
    CO_ASSERT(frame);
    EXPECT_EQ(frame->number(), raw::kConnectError);
    // What still comes for a stream whose handle is gone harms nobody.
    co_await peer.send(raw::data(3, std::string(1000, 'x')) + raw::headers(3, raw::kEndStream, {{"a", "b"}}));
    auto next = co_await peer.open();
    co_await peer.send(raw::headers(5, 0, {{":status", "200"}}));
    EXPECT_TRUE(co_await next->response());
  });
}

TEST_F(Session, AServerThatHasAnsweredInFullEndsTheRequestWithoutAnError) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kServer);
    co_await peer.introduce();
    co_await peer.send(RawPeer::request(1));
    auto stream = co_await peer.accept();
    CO_ASSERT(stream);
    (*stream)->respond(answer(403));
    EXPECT_TRUE(co_await (*stream)->finish());
    stream->reset();
    const auto frame = co_await peer.frames.next(raw::kRstStream);
    CO_ASSERT(frame);
    EXPECT_EQ(frame->number(), 0U);
  });
}

TEST_F(Session, ADestroyedConnectionWakesEverybodyWhoWaits) {
  run([&]() -> Task<> {
    auto pair = std::make_unique<SessionPair>(loop, h2::Settings{.stream_window = 64 * 1024});
    Streams s = co_await pair->open();
    Streams other = co_await pair->open();
    int woken = 0;
    TaskSet tasks(loop);
    auto reads = [&](ByteStream& from) -> Task<> {
      EXPECT_FALSE(co_await read_all(from));
      ++woken;
    };
    auto watches = [&](ByteStream& from) -> Task<> {
      co_await from.failed();
      ++woken;
    };
    auto writes = [&](ByteStream& to) -> Task<> {
      EXPECT_FALSE(co_await send_bulk(loop, to, 10'000'000, 1));
      ++woken;
    };
    tasks.spawn(reads(*s.client));
    tasks.spawn(watches(*s.client));
    tasks.spawn(writes(*s.client));
    tasks.spawn(watches(*s.server));
    tasks.spawn(writes(*other.server));
    co_await settle(loop, 200);
    EXPECT_EQ(woken, 0);
    pair.reset();
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(woken, 5);
  });
}

TEST_F(Session, ABrokenTransportFailsEverythingWithItsError) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await settle(loop);
    peer.pipe.b->reset({Stage::kTcp, Code::kReset, "cable"});
    co_await peer.closed();
    EXPECT_EQ(peer.session->error().stage, Stage::kHttp);
    EXPECT_EQ(peer.session->error().code, Code::kReset);
    const auto response = co_await stream->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error(), peer.session->error());
  });
}

TEST_F(Session, ATransportThatTakesNothingHoldsUpOnlyTheWriter) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, {}, {.capacity = 16 * 1024});
    co_await peer.greet();
    auto stream = co_await peer.open();
    TaskSet tasks(loop);
    auto sends = [&]() -> Task<> {
      static_cast<void>(co_await send_bulk(loop, *stream, 60'000, 1));
      static_cast<void>(co_await send_bulk(loop, *stream, 60'000, 1));
      ADD_FAILURE() << "nobody reads";
    };
    tasks.spawn(sends());
    co_await settle(loop);
    co_await peer.send(raw::headers(1, 0, {{":status", "200"}}) + raw::data(1, "arrives"));
    EXPECT_TRUE(co_await stream->response());
    EXPECT_EQ(co_await read_at_least(*stream, 7), "arrives");
  });
}

}  // namespace
}  // namespace culvert::test
