// A session against hand-written frames.

#include "unit/h2/pair.h"

namespace culvert::test {
namespace {

using Session = LoopTest;
using http::ConnectionState;

TEST_F(Session, R3_NothingIsOpenBeforeTheServersSettings) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await settle(loop);
    EXPECT_EQ(peer.session->state(), ConnectionState::kOpening);
    EXPECT_EQ(peer.session->room(), 0U);
    EXPECT_FALSE(peer.session->extended_connect());
    const auto first = co_await peer.frames.next();
    CO_ASSERT(first);
    EXPECT_EQ(first->type, raw::kSettings);
    co_await peer.greet();
    EXPECT_EQ(peer.session->state(), ConnectionState::kReady);
    EXPECT_TRUE(peer.session->extended_connect());
    EXPECT_GT(peer.session->room(), 0U);
  });
}

TEST_F(Session, R3_AServerWithoutExtendedConnect) {
  run([&]() -> Task<> {
    for (const bool zero : {true, false}) {
      RawPeer peer(loop, h2::Role::kClient);
      if (zero) {
        co_await peer.greet({{raw::kEnableConnectProtocol, 0}});
      } else {
        co_await peer.greet({});
      }
      EXPECT_EQ(peer.session->state(), ConnectionState::kReady);
      EXPECT_FALSE(peer.session->extended_connect());
    }
  });
}

TEST_F(Session, R5_InformationalAnswersArePassedOver) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::headers(1, 0, {{":status", "100"}}) +
                       raw::headers(1, 0, {{":status", "103"}, {"link", "</x>"}}) +
                       raw::headers(1, 0, {{":status", "200"}, {"a", "b"}}));
    const auto response = co_await stream->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->fields.size(), 1U) << "nothing of the informational ones is left";
  });
}

TEST_F(Session, R5_EveryStatusIsGivenAsItIs) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    std::uint32_t id = 1;
    for (const int status : {200, 201, 204, 299, 301, 400, 401, 407, 500, 599}) {
      auto stream = co_await peer.open();
      co_await peer.send(raw::headers(id, 0, {{":status", std::to_string(status)}}) +
                         (status == 204 ? "" : raw::data(id, "body")) + raw::data(id, "", raw::kEndStream));
      const auto response = co_await stream->response();
      CO_ASSERT(response);
      EXPECT_EQ(response->status, status);
      EXPECT_EQ(co_await read_all(*stream), status == 204 ? "" : "body");
      id += 2;
    }
  });
}

TEST_F(Session, R5_AnAnswerIsKeptThoughTheStreamWasResetBehindIt) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::headers(1, 0, {{":status", "403"}}) + raw::rst_stream(1, 0));
    co_await settle(loop);
    const auto response = co_await stream->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 403);
  });
}

TEST_F(Session, R6_TrailersFromTheServerAbortTheStream) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::headers(1, 0, {{":status", "200"}}) + raw::data(1, "data") +
                       raw::headers(1, raw::kEndStream, {{"x-checksum", "1"}}));
    const auto response = co_await stream->response();
    EXPECT_TRUE(response);
    const Error failure = co_await stream->failed();
    EXPECT_EQ(failure.code, Code::kProtocol);
    const auto next = co_await stream->next();
    EXPECT_FALSE(next) << "never a clean end";
    const auto reset = co_await peer.frames.next(raw::kRstStream);
    CO_ASSERT(reset);
    EXPECT_EQ(reset->stream, 1U);
    EXPECT_EQ(peer.session->state(), ConnectionState::kReady);
  });
}

TEST_F(Session, R6_TrailersFromTheClientAbortTheStream) {
  run([&]() -> Task<> {
    for (const bool answered : {true, false}) {
      RawPeer peer(loop, h2::Role::kServer);
      co_await peer.introduce();
      co_await peer.send(RawPeer::request(1));
      auto stream = co_await peer.accept();
      CO_ASSERT(stream);
      if (answered) (*stream)->respond(answer(200));
      co_await peer.send(raw::data(1, "data") + raw::headers(1, raw::kEndStream, {{"x-checksum", "1"}}));
      const Error failure = co_await (*stream)->failed();
      EXPECT_EQ(failure.code, Code::kProtocol);
      EXPECT_FALSE(co_await (*stream)->next());
      const auto reset = co_await peer.frames.next(raw::kRstStream);
      CO_ASSERT(reset);
      EXPECT_EQ(reset->stream, 1U);
    }
  });
}

TEST_F(Session, R6_NoTrailersAreSent) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto stream = peer.session->open(tunnel_request());
    stream->start_write(queue_of(loop, "last"));
    stream->start_finish();
    int heads = 0;
    for (;;) {
      const auto f = co_await peer.frames.next();
      CO_ASSERT(f);
      if (f->type == raw::kHeaders) {
        ++heads;
        EXPECT_FALSE(f->ends_stream());
      }
      if (f->ends_stream()) break;
    }
    EXPECT_EQ(heads, 1);
  });
}

TEST_F(Session, X4_TheCodeIsConnectError) {
  run([&]() -> Task<> {
    RawPeer server(loop, h2::Role::kClient);
    co_await server.greet();
    auto opened = co_await server.open();
    co_await server.send(raw::headers(1, 0, {{":status", "200"}}));
    EXPECT_TRUE(co_await opened->response());
    opened->reset({Stage::kLocal, Code::kReset, "the application"});
    auto frame = co_await server.frames.next(raw::kRstStream);
    CO_ASSERT(frame);
    EXPECT_EQ(frame->number(), raw::kConnectError);

    RawPeer client(loop, h2::Role::kServer);
    co_await client.introduce();
    co_await client.send(RawPeer::request(1));
    auto accepted = co_await client.accept();
    CO_ASSERT(accepted);
    (*accepted)->respond(answer(200));
    (*accepted)->reset({Stage::kDestination, Code::kReset, "the destination"});
    frame = co_await client.frames.next(raw::kRstStream);
    CO_ASSERT(frame);
    EXPECT_EQ(frame->number(), raw::kConnectError);
  });
}

TEST_F(Session, X5_EveryCodeIsAnError) {
  run([&]() -> Task<> {
    struct Row {
      std::uint32_t code;
      Code expected;
    };
    std::uint32_t id = 1;
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    for (const Row row :
         {Row{0x0, Code::kReset}, Row{0x1, Code::kProtocol}, Row{0x2, Code::kProtocol},
          Row{raw::kRefusedStream, Code::kRetryable}, Row{0x8, Code::kReset}, Row{raw::kConnectError, Code::kReset},
          Row{0xb, Code::kLimit}, Row{0xdead, Code::kProtocol}}) {
      auto stream = co_await peer.open();
      co_await peer.send(raw::headers(id, 0, {{":status", "200"}}) + raw::data(id, "x") +
                         raw::rst_stream(id, row.code));
      const Error failure = co_await stream->failed();
      EXPECT_EQ(failure.code, row.expected) << row.code;
      EXPECT_FALSE(co_await stream->next());
      id += 2;
    }
  });
}

TEST_F(Session, G1_GoawayEndsWhatIsAboveItsStream) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto one = co_await peer.open();
    auto three = co_await peer.open();
    co_await peer.send(raw::headers(1, 0, {{":status", "200"}}) + raw::goaway(1));
    const auto late = co_await three->response();
    CO_ASSERT(!late);
    EXPECT_EQ(late.error().code, Code::kRetryable);
    EXPECT_EQ(peer.session->state(), ConnectionState::kDraining);
    EXPECT_EQ(peer.session->room(), 0U);
    EXPECT_TRUE(co_await one->response());
    co_await peer.send(raw::data(1, "goes on") + raw::data(1, "", raw::kEndStream));
    EXPECT_EQ(co_await read_all(*one), "goes on");
    EXPECT_TRUE(co_await one->finish());
    co_await peer.closed();
    EXPECT_EQ(peer.session->error().code, Code::kClosed) << peer.session->error().detail;
  });
}

TEST_F(Session, G1_GoawayWithRequestsStillToBeSent) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet({{raw::kEnableConnectProtocol, 1}, {raw::kMaxConcurrentStreams, 1}});
    auto one = co_await peer.open();
    auto waits = peer.session->open(tunnel_request());  // more than the server takes: it stays here
    co_await settle(loop);
    co_await peer.send(raw::goaway(1) + raw::rst_stream(1, raw::kConnectError));
    const auto response = co_await waits->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kRetryable);
    co_await peer.closed();
    EXPECT_EQ(peer.session->streams(), 0U);
  });
}

TEST_F(Session, G2_TheLimitMayChangeAtAnyTime) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet({{raw::kEnableConnectProtocol, 1}, {raw::kMaxConcurrentStreams, 2}});
    EXPECT_EQ(peer.session->room(), 2U);
    auto one = co_await peer.open();
    auto two = co_await peer.open();
    EXPECT_EQ(peer.session->room(), 0U);
    std::uint64_t seen = peer.session->changes();
    co_await peer.send(raw::settings({{raw::kMaxConcurrentStreams, 5}}));
    co_await poll([&](Waiter& w) { return peer.session->poll_changed(seen, w); });
    EXPECT_EQ(peer.session->room(), 3U);
    seen = peer.session->changes();
    co_await peer.send(raw::settings({{raw::kMaxConcurrentStreams, 1}}));
    co_await poll([&](Waiter& w) { return peer.session->poll_changed(seen, w); });
    EXPECT_EQ(peer.session->room(), 0U);
  });
}

TEST_F(Session, K5_ARequestHeadThatIsTooLarge) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kServer, {.max_head = 4096});
    co_await peer.introduce();
    co_await peer.send(RawPeer::request(1, 0, {{"big", std::string(5000, 'x')}}) + RawPeer::request(3));
    auto accepted = co_await peer.accept();
    CO_ASSERT(accepted);
    const auto reset = co_await peer.frames.next(raw::kRstStream);
    CO_ASSERT(reset);
    EXPECT_EQ(reset->stream, 1U);
    EXPECT_FALSE((*accepted)->request().fields.has("big"));
    (*accepted)->respond(answer(200));
    const auto head = co_await peer.frames.next(raw::kHeaders);
    CO_ASSERT(head);
    EXPECT_EQ(head->stream, 3U);
  });
}

TEST_F(Session, K5_AnAnswersHeadThatIsTooLarge) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, {.max_head = 4096});
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::headers(1, 0, {{":status", "200"}, {"big", std::string(20'000, 'x')}}));
    const auto response = co_await stream->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kLimit);
    EXPECT_EQ(peer.session->state(), ConnectionState::kReady);
  });
}

TEST_F(Session, K5_SomethingElseThanHttp2) {
  for (const bool client : {true, false}) {
    run([&]() -> Task<> {
      RawPeer peer(loop, client ? h2::Role::kClient : h2::Role::kServer);
      co_await peer.send(client ? "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
                                : "GET / HTTP/1.1\r\nHost: proxy.test\r\n\r\n");
      co_await peer.closed();
      EXPECT_EQ(peer.session->error().stage, Stage::kHttp);
      EXPECT_EQ(peer.session->error().code, Code::kProtocol);
    });
  }
}

TEST_F(Session, K5_AFrameThatBreaksTheRulesOfTheConnection) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    auto stream = co_await peer.open();
    co_await peer.send(raw::data(7, "for a stream that never was"));
    co_await peer.closed();
    EXPECT_EQ(peer.session->error().code, Code::kProtocol) << peer.session->error().detail;
    const auto response = co_await stream->response();
    EXPECT_FALSE(response);
    const auto goaway = co_await peer.frames.next(raw::kGoaway);
    EXPECT_TRUE(goaway) << "the peer is told";
  });
}

// The whole of a short conversation, cut at every byte.
TEST_F(Session, X5_ThePeerClosesInTheMiddleOfAnything) {
  const std::string settings = raw::settings({{raw::kEnableConnectProtocol, 1}}) + raw::settings_ack();
  const std::string rest = raw::headers(1, 0, {{":status", "200"}}) + raw::data(1, "payload");
  run([&]() -> Task<> {
    for (std::size_t cut = 0; cut <= rest.size(); ++cut) {
      RawPeer peer(loop, h2::Role::kClient);
      co_await peer.send(settings);
      co_await settle(loop, 5);
      auto stream = co_await peer.open();
      co_await peer.send(rest.substr(0, cut));
      co_await peer.pipe.b->finish();
      co_await peer.closed();
      EXPECT_EQ(peer.session->error().code, Code::kReset) << cut;
      const auto all = co_await read_all(*stream);
      CO_ASSERT(!all);
      EXPECT_EQ(all.error(), peer.session->error());
    }
  });
}

}  // namespace
}  // namespace culvert::test
