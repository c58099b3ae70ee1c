// Requests, answers and ends, between two sessions.

#include "http/h2/session.h"

#include <format>

#include "unit/h2/pair.h"

namespace culvert::test {
namespace {

using Session = LoopTest;
using http::ConnectionState;

TEST_F(Session, R2_TheRequestArrivesAsItWasMade) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    EXPECT_EQ(pair.client->state(), ConnectionState::kReady);
    EXPECT_TRUE(pair.client->extended_connect());
    http::Request sent = tunnel_request();
    sent.fields.add("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    auto stream = pair.client->open(sent);
    auto accepted = co_await pair.accept();
    CO_ASSERT(accepted);
    const http::Request& got = (*accepted)->request();
    EXPECT_EQ(got.method, sent.method);
    EXPECT_EQ(got.protocol, sent.protocol);
    EXPECT_EQ(got.scheme, sent.scheme);
    EXPECT_EQ(got.authority, sent.authority);
    EXPECT_EQ(got.path, sent.path);
    EXPECT_EQ(got.fields.get("capsule-protocol"), "?1");
    EXPECT_EQ(got.fields.get("authorization"), sent.fields.get("authorization"));
    http::Response response = answer(200);
    response.fields.add("proxy-status", "test; next-hop=\"192.0.2.1\"");
    (*accepted)->respond(response);
    const auto answered = co_await stream->response();
    CO_ASSERT(answered);
    EXPECT_EQ(answered->status, 200);
    EXPECT_EQ(answered->fields.get("proxy-status"), response.fields.get("proxy-status"));
  });
}

TEST_F(Session, X3_BothDirectionsEndInGoodOrder) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    Streams s = co_await pair.open();
    EXPECT_TRUE(co_await write(loop, *s.client, "question"));
    EXPECT_TRUE(co_await s.client->finish());
    EXPECT_EQ(co_await read_all(*s.server), "question");
    EXPECT_EQ(pair.client->streams(), 1U) << "half-closed, so alive";
    EXPECT_TRUE(co_await write(loop, *s.server, "answer"));
    EXPECT_TRUE(co_await s.server->finish());
    EXPECT_EQ(co_await read_all(*s.client), "answer");
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 0U);
    EXPECT_EQ(pair.server->streams(), 0U);
    EXPECT_EQ(co_await read_all(*s.client), "") << "the end stays";
    EXPECT_TRUE(co_await s.client->finish());
  });
}

TEST_F(Session, X3_HalfClosedInEitherDirectionTheOtherGoesOn) {
  run([&]() -> Task<> {
    for (const bool client_first : {true, false}) {
      SessionPair pair(loop);
      Streams s = co_await pair.open();
      ByteStream& ends = client_first ? static_cast<ByteStream&>(*s.client) : *s.server;
      ByteStream& goes_on = client_first ? static_cast<ByteStream&>(*s.server) : *s.client;
      EXPECT_TRUE(co_await ends.finish());
      EXPECT_EQ(co_await read_all(goes_on), "");
      Result<Checksum> sent;
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> {
        sent = co_await send_bulk(loop, goes_on, 3'000'000, 4);
        EXPECT_TRUE(co_await goes_on.finish());
      };
      tasks.spawn(sends());
      const auto got = co_await receive_bulk(ends);
      CO_ASSERT(got && sent);
      EXPECT_EQ(*got, *sent);
    }
  });
}

TEST_F(Session, X4_AResetReachesTheOtherEnd) {
  run([&]() -> Task<> {
    for (const bool by_client : {true, false}) {
      SessionPair pair(loop);
      Streams s = co_await pair.open();
      Streams other = co_await pair.open();
      ByteStream& resets = by_client ? static_cast<ByteStream&>(*s.client) : *s.server;
      ByteStream& notices = by_client ? static_cast<ByteStream&>(*s.server) : *s.client;
      const Error why{Stage::kLocal, Code::kReset, "mine"};
      resets.reset(why);
      const Error failure = co_await notices.failed();
      EXPECT_EQ(failure.code, Code::kReset);
      EXPECT_EQ(failure.stage, by_client ? Stage::kHttp : Stage::kDestination);
      const auto next = co_await notices.next();
      CO_ASSERT(!next);
      EXPECT_EQ(next.error(), failure);
      const auto own = co_await resets.next();
      CO_ASSERT(!own);
      EXPECT_EQ(own.error(), why);
      // Only that stream.
      EXPECT_TRUE(co_await write(loop, *other.client, "alive"));
      EXPECT_EQ(co_await read_at_least(*other.server, 5), "alive");
    }
  });
}

TEST_F(Session, X7_AResetPassesDataThatIsStuck) {
  enum class Who { kSender, kReceiver };
  run([&]() -> Task<> {
    for (const bool up : {true, false}) {
      for (const Who who : {Who::kSender, Who::kReceiver}) {
        SessionPair pair(loop, {.stream_window = 64 * 1024});
        Streams s = co_await pair.open();
        ByteStream& sender = up ? static_cast<ByteStream&>(*s.client) : *s.server;
        ByteStream& receiver = up ? static_cast<ByteStream&>(*s.server) : *s.client;
        Result<Checksum> sent;
        std::optional<Error> failure;
        TaskSet tasks(loop);
        auto sends = [&]() -> Task<> { sent = co_await send_bulk(loop, sender, 1'000'000, 1); };
        ByteStream& watched = who == Who::kSender ? receiver : sender;
        auto watches = [&]() -> Task<> { failure = co_await watched.failed(); };
        tasks.spawn(sends());
        tasks.spawn(watches());
        co_await settle(loop, 200);
        EXPECT_FALSE(failure);
        EXPECT_EQ(tasks.size(), 2U) << "nobody reads, so the sender waits";
        (who == Who::kSender ? sender : receiver).reset({Stage::kLocal, Code::kReset, "mine"});
        co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
        EXPECT_FALSE(sent);
        CO_ASSERT(failure);
        EXPECT_EQ(failure->code, Code::kReset);
      }
    }
  });
}

TEST_F(Session, R5_TheBodyOfARefusalIsReadToItsEnd) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    auto stream = pair.client->open(tunnel_request());
    auto accepted = co_await pair.accept();
    CO_ASSERT(accepted);
    (*accepted)->respond(answer(502));
    EXPECT_TRUE(co_await write(loop, **accepted, "no such host"));
    EXPECT_TRUE(co_await (*accepted)->finish());
    accepted->reset();  // the request's own end is of no interest
    const auto response = co_await stream->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 502);
    EXPECT_EQ(co_await read_all(*stream), "no such host");
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 0U);
    EXPECT_EQ(pair.server->streams(), 0U);
  });
}

TEST_F(Session, T5_AnOrdinaryRequestEndsWithItsHead) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    auto stream = pair.client->open(ordinary_request());
    stream->start_write(queue_of(loop, "not sent"));
    auto accepted = co_await pair.accept();
    CO_ASSERT(accepted);
    const http::Request& got = (*accepted)->request();
    EXPECT_EQ(got.method, "GET");
    EXPECT_EQ(got.protocol, "");
    EXPECT_EQ(got.scheme, "https");
    EXPECT_EQ(got.authority, "proxy.test");
    EXPECT_EQ(got.path, "/.well-known/pvd");
    EXPECT_EQ(co_await read_all(**accepted), "");
    EXPECT_TRUE(co_await stream->finish());
    (*accepted)->respond(answer(200));
    EXPECT_TRUE(co_await write(loop, **accepted, "the answer"));
    EXPECT_TRUE(co_await (*accepted)->finish());
    EXPECT_EQ((co_await stream->response())->status, 200);
    EXPECT_EQ(co_await read_all(*stream), "the answer");
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 0U);
    EXPECT_EQ(pair.server->streams(), 0U);
  });
}

// CONNECT_ERROR would tell of a TCP connection (RFC 9113 §7).
TEST_F(Session, T5_AnOrdinaryRequestThatIsGivenUpIsCancelled) {
  enum class How { kDropped, kReset, kCancelled };
  run([&]() -> Task<> {
    for (const How how : {How::kDropped, How::kReset, How::kCancelled}) {
      RawPeer peer(loop, h2::Role::kClient);
      co_await peer.greet({});
      auto stream = peer.session->open(ordinary_request());
      const auto request = co_await peer.frames.next(raw::kHeaders);
      CO_ASSERT(request);
      EXPECT_TRUE(request->ends_stream());
      co_await peer.send(raw::headers(1, raw::kEndHeaders, {{":status", "200"}}));
      EXPECT_TRUE(co_await stream->response());
      if (how == How::kReset) stream->reset({Stage::kLocal, Code::kClosed, "test"});
      if (how == How::kCancelled) stream->cancel();
      stream.reset();
      const auto reset = co_await peer.frames.next(raw::kRstStream);
      CO_ASSERT(reset);
      EXPECT_EQ(reset->number(), 8U);
    }
  });
}

TEST_F(Session, S1_BytesMayFollowTheRequestAtOnce) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    auto stream = pair.client->open(tunnel_request());
    EXPECT_TRUE(co_await write(loop, *stream, "early"));
    auto accepted = co_await pair.accept();
    CO_ASSERT(accepted);
    EXPECT_EQ(co_await read_at_least(**accepted, 5), "early");
  });
}

// Before the request has gone out its stream has no window, and whoever asks for room must hear of it then.
TEST_F(Session, S1_WritingNothingBeforeTheRequestIsOut) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    auto stream = pair.client->open(tunnel_request());
    EXPECT_TRUE(co_await stream->write({}));
  });
}

TEST_F(Session, G1_DrainLetsRunningStreamsFinish) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    Streams s = co_await pair.open();
    pair.server->drain();
    co_await settle(loop);
    EXPECT_EQ(pair.client->state(), ConnectionState::kDraining);
    EXPECT_EQ(pair.client->room(), 0U);
    EXPECT_TRUE(co_await write(loop, *s.client, "question"));
    EXPECT_TRUE(co_await s.client->finish());
    EXPECT_EQ(co_await read_all(*s.server), "question");
    EXPECT_TRUE(co_await write(loop, *s.server, "answer"));
    EXPECT_TRUE(co_await s.server->finish());
    EXPECT_EQ(co_await read_all(*s.client), "answer");
    const auto over = co_await pair.accept();
    CO_ASSERT(!over);
    EXPECT_EQ(over.error().code, Code::kClosed) << over.error().detail;
    co_await settle(loop);
    EXPECT_EQ(pair.client->state(), ConnectionState::kClosed);
    EXPECT_EQ(pair.client->error().code, Code::kClosed) << pair.client->error().detail;
  });
}

TEST_F(Session, G1_ARequestThatCrossesGoawayMayBeMadeAgain) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    Streams running = co_await pair.open();
    pair.server->drain();
    auto late = pair.client->open(tunnel_request());  // before the client has heard of it
    const auto response = co_await late->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kRetryable);
    EXPECT_TRUE(co_await write(loop, *running.client, "alive"));
    EXPECT_EQ(co_await read_at_least(*running.server, 5), "alive");
  });
}

TEST_F(Session, G1_AnIdleConnectionClosesAtOnce) {
  for (const bool by_client : {true, false}) {
    run([&]() -> Task<> {
      SessionPair pair(loop);
      co_await pair.ready();
      (by_client ? pair.client : pair.server)->drain();
      co_await settle(loop);
      EXPECT_EQ(pair.client->state(), ConnectionState::kClosed);
      EXPECT_EQ(pair.server->state(), ConnectionState::kClosed);
      EXPECT_EQ(pair.client->error().code, Code::kClosed) << pair.client->error().detail;
      EXPECT_EQ(pair.server->error().code, Code::kClosed) << pair.server->error().detail;
    });
  }
}

// What the peer did wrong on one stream says nothing about the end of the connection.
TEST_F(Session, G1_AStreamThatBrokeTheRulesDoesNotSpoilTheEnd) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kServer);
    co_await peer.introduce();
    co_await peer.send(raw::headers(1, 0, {{":method", "CONNECT"}, {"Upper", "case"}}));
    EXPECT_TRUE(co_await peer.frames.next(raw::kRstStream));
    peer.session->drain();
    co_await peer.send(raw::goaway(0));
    co_await peer.pipe.b->finish();
    co_await peer.closed();
    EXPECT_EQ(peer.session->error().code, Code::kClosed) << peer.session->error().detail;
  });
}

TEST_F(Session, G2_RoomFollowsTheServersLimit) {
  run([&]() -> Task<> {
    SessionPair pair(loop, {.max_streams = 2});
    EXPECT_EQ(pair.client->room(), 0U) << "nothing is known of the server yet";
    co_await pair.ready();
    EXPECT_EQ(pair.client->room(), 2U);
    Streams one = co_await pair.open();
    EXPECT_EQ(pair.client->room(), 1U);
    Streams two = co_await pair.open();
    EXPECT_EQ(pair.client->room(), 0U);
    const std::uint64_t seen = pair.client->changes();
    one.client.reset();
    co_await poll([&](Waiter& w) { return pair.client->poll_changed(seen, w); });
    EXPECT_EQ(pair.client->room(), 1U);
    co_await settle(loop);
    Streams three = co_await pair.open();
    EXPECT_TRUE(co_await write(loop, *three.client, "x"));
    EXPECT_EQ(co_await read_at_least(*three.server, 1), "x");
  });
}

TEST_F(Session, ManyStreamsAtOnce) {
  constexpr int kStreams = 100;
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    TaskSet tasks(loop);
    int good = 0;
    auto serves = [&](std::unique_ptr<http::ServerStream> stream) -> Task<> {
      stream->respond(answer(200));
      for (;;) {  // echo
        auto bytes = co_await stream->next();
        CO_ASSERT(bytes);
        if (bytes->empty()) break;
        const std::size_t n = bytes->size();
        CO_ASSERT(co_await stream->write(std::move(*bytes)));
        stream->consume(n);
      }
      CO_ASSERT(co_await stream->finish());
      co_await settle(loop);
    };
    auto accepts = [&]() -> Task<> {
      for (int i = 0; i < kStreams; ++i) {
        auto stream = co_await pair.accept();
        CO_ASSERT(stream);
        tasks.spawn(serves(std::move(*stream)));
      }
    };
    auto asks = [&](std::size_t i) -> Task<> {
      auto stream = pair.client->open(tunnel_request());
      const std::string text = make_bytes(i * 977, i);
      Result<std::string> echo;
      TaskSet reading(loop);
      auto reads = [&]() -> Task<> { echo = co_await read_all(*stream); };
      reading.spawn(reads());
      CO_ASSERT(co_await write(loop, *stream, text));
      CO_ASSERT(co_await stream->finish());
      co_await poll([&](Waiter& w) { return reading.poll_empty(w); });
      if (echo == text) ++good;
    };
    tasks.spawn(accepts());
    for (std::size_t i = 0; i < kStreams; ++i) tasks.spawn(asks(i));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(good, kStreams);
    EXPECT_EQ(pair.client->streams(), 0U);
  });
}

TEST_F(Session, TheTransportDeliversOneByteAtATime) {
  run([&]() -> Task<> {
    SessionPair pair(loop, {}, {.piece = 1, .lend = PipeOptions::Lend::kUntilNext});
    Streams s = co_await pair.open();
    const std::string up = make_bytes(20'000, 1);
    const std::string down = make_bytes(20'000, 2);
    Result<std::string> got_up;
    Result<std::string> got_down;
    TaskSet tasks(loop);
    auto sends = [&](ByteStream& to, const std::string& text) -> Task<> {
      EXPECT_TRUE(co_await write(loop, to, text));
      EXPECT_TRUE(co_await to.finish());
    };
    auto reads = [&](ByteStream& from, Result<std::string>& into) -> Task<> { into = co_await read_all(from); };
    tasks.spawn(sends(*s.client, up));
    tasks.spawn(sends(*s.server, down));
    tasks.spawn(reads(*s.server, got_up));
    tasks.spawn(reads(*s.client, got_down));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_TRUE(got_up == up);
    EXPECT_TRUE(got_down == down);
  });
}

}  // namespace
}  // namespace culvert::test
