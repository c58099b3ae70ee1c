#include <gmock/gmock.h>

#include "unit/h1/pair.h"

namespace culvert::test {
namespace {

using http::ConnectionState;
using testing::HasSubstr;

class H1Client : public LoopTest {
 protected:
  // What the client makes of this answer to an upgrade request.
  Result<int> verdict(std::string answer, bool ends = false) {
    return run([&]() -> Task<Result<int>> {
      ClientRig rig(loop);
      auto stream = co_await rig.ask();
      co_await rig.wire.send(answer);
      if (ends) static_cast<void>(co_await rig.wire->finish());
      auto response = co_await stream->response();
      if (!response) co_return std::unexpected(response.error());
      co_return response->status;
    });
  }
};

TEST_F(H1Client, R1_TheRequestOnTheWire) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    EXPECT_EQ(rig.client->state(), ConnectionState::kReady);
    EXPECT_TRUE(rig.client->extended_connect());
    auto stream = co_await rig.ask();
    EXPECT_EQ(rig.head, kUpgrade);
    EXPECT_EQ(rig.client->room(), 0U);
    EXPECT_EQ(rig.client->streams(), 1U);
  });
}

TEST_F(H1Client, R4_SuccessIsA101WithTheSameUpgrade) {
  EXPECT_EQ(verdict(std::string(kSwitch)), 101);
  EXPECT_EQ(verdict("HTTP/1.1 101 x\r\nupgrade: CONNECT-TCP-12\r\nconnection: keep-alive, uPgRaDe\r\n\r\n"), 101);
  for (const char* wrong : {
           "HTTP/1.1 101 x\r\nConnection: Upgrade\r\n\r\n",
           "HTTP/1.1 101 x\r\nUpgrade: connect-tcp-12\r\n\r\n",
           "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
           "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12, websocket\r\n\r\n",
           "HTTP/1.1 101 x\r\nConnection: close\r\nUpgrade: connect-tcp-12\r\n\r\n",
           "HTTP/1.0 101 x\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\n\r\n",
       }) {
    const auto outcome = verdict(wrong);
    ASSERT_FALSE(outcome) << wrong;
    EXPECT_EQ(outcome.error().stage, Stage::kHttp);
    EXPECT_EQ(outcome.error().code, Code::kProtocol);
  }
}

TEST_F(H1Client, R4_A200IsNoSuccess) {
  const auto outcome =
      verdict("HTTP/1.1 200 OK\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\nContent-Length: 0\r\n\r\n");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Code::kUnsupported);
  EXPECT_THAT(outcome.error().detail, HasSubstr("200"));
}

TEST_F(H1Client, R4_ARefusalLeavesTheConnectionInHttp) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    for (const char* refusal : {
             "HTTP/1.1 403 no\r\nProxy-Status: p; error=destination_ip_prohibited\r\nContent-Length: 5\r\n\r\nsorry",
             "HTTP/1.1 502 no\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n",
             "HTTP/1.1 200 hm\r\nContent-Length: 5\r\n\r\nsorry",
         }) {
      auto stream = co_await rig.ask();
      EXPECT_EQ(rig.head, kUpgrade);
      co_await rig.wire.send(refusal);
      if (const auto response = co_await stream->response()) {
        EXPECT_EQ(co_await read_all(*stream), "sorry");
      }
      EXPECT_TRUE(co_await eventually(loop, [&] { return rig.client->room() == 1; })) << refusal;
      EXPECT_EQ(rig.client->state(), ConnectionState::kReady);
    }
    auto stream = co_await rig.ask();
    co_await rig.wire.send(std::string(kSwitch));
    EXPECT_EQ((co_await stream->response())->status, 101);
  });
}

TEST_F(H1Client, R4_AConnectionThatCannotGoOnIsClosed) {
  for (const char* refusal : {"HTTP/1.1 403 no\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                              "HTTP/1.0 403 no\r\nContent-Length: 0\r\n\r\n",
                              "HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 surplus\r\n"}) {
    run([&]() -> Task<> {
      ClientRig rig(loop);
      auto stream = co_await rig.ask();
      co_await rig.wire.send(refusal);
      const auto response = co_await stream->response();
      EXPECT_TRUE(response && response->status == 403);
      EXPECT_EQ(co_await read_all(*stream), "");
      co_await rig.closed();
      EXPECT_EQ(rig.client->room(), 0U);
    });
  }
}

TEST_F(H1Client, R5_InformationalAnswersArePassedOver) {
  EXPECT_EQ(verdict("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + std::string(kSwitch)),
            101);
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += "HTTP/1.1 103 x\r\n\r\n";
  EXPECT_EQ(verdict(endless).error().code, Code::kProtocol);
}

// S1: what is written early leaves only behind the 101.
TEST_F(H1Client, S1_NothingIsSentBeforeThe101) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask();
    stream->start_write(queue_of(loop, "early"));
    co_await settle(loop);
    EXPECT_EQ(rig.wire->waiting(), 0U);
    co_await rig.wire.send(std::string(kSwitch));
    EXPECT_TRUE(co_await stream->response());
    stream->start_write(queue_of(loop, " late"));
    EXPECT_TRUE(co_await stream->finish());
    EXPECT_EQ(co_await rig.wire.read_all(), "early late");
  });
}

TEST_F(H1Client, S1_NothingIsSentAfterARefusal) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask();
    stream->start_write(queue_of(loop, "GET /smuggled HTTP/1.1\r\n\r\n"));
    co_await rig.wire.send("HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ((co_await stream->response())->status, 403);
    stream->start_write(queue_of(loop, "GET /smuggled HTTP/1.1\r\n\r\n"));
    EXPECT_EQ(co_await read_all(*stream), "");
    stream.reset();
    auto next = co_await rig.ask();
    EXPECT_EQ(rig.head, kUpgrade);
  });
}

TEST_F(H1Client, S1_WhatIsHeldIsBounded) {
  run([&]() -> Task<> {
    h1::Settings settings;
    settings.max_held = 1000;
    ClientRig rig(loop, settings);
    auto stream = co_await rig.ask();
    stream->start_write(queue_of(loop, std::string(1001, 'x')));
    EXPECT_EQ((co_await stream->response()).error().code, Code::kLimit);
  });
}

TEST_F(H1Client, T5_AnOrdinaryRequestEndsWithItsHead) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    http::Request request = plain_request();
    for (int i = 0; i < 2; ++i) {
      auto stream = co_await rig.ask(request);
      EXPECT_EQ(rig.head, "GET /tcp/192.0.2.1/443/ HTTP/1.1\r\nHost: proxy.test\r\ncapsule-protocol: ?1\r\n\r\n");
      EXPECT_TRUE(co_await stream->finish());
      co_await rig.wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
      EXPECT_EQ((co_await stream->response())->status, 200);
      EXPECT_EQ(co_await read_all(*stream), "hello");
      EXPECT_EQ(rig.client->room(), 1U) << "the connection is used again";
    }
  });
}

TEST_F(H1Client, T5_R4_NobodyMaySwitchAfterAnOrdinaryRequest) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask(plain_request());
    co_await rig.wire.send(std::string(kSwitch));
    EXPECT_EQ((co_await stream->response()).error().code, Code::kProtocol);
  });
}

TEST_F(H1Client, BrokenAnswersAreOneError) {
  for (const char* broken :
       {"\x15\x03\x03garbage", "SSH-2.0-OpenSSH\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 4x3 no\r\n\r\n",
        "HTTP/1.1 403 no\r\nBad Name: x\r\n\r\n", "HTTP/1.1 403 no\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "HTTP/1.1 403 no\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nxx"}) {
    const auto outcome = verdict(broken);
    if (outcome) continue;  // the head was fine, its body is not
    EXPECT_EQ(outcome.error().stage, Stage::kHttp) << broken;
    EXPECT_EQ(outcome.error().code, Code::kProtocol) << broken;
  }
  EXPECT_FALSE(verdict("SSH-2.0-OpenSSH\r\n"));
  EXPECT_EQ(verdict("HTTP/1.1 403 " + std::string(20'000, 'x')).error().code, Code::kLimit);
  EXPECT_EQ(verdict("HTTP/1.1 101 Switch", true).error().code, Code::kTruncated);
  EXPECT_EQ(verdict("", true).error().code, Code::kReset);
}

// RFC 9112 §9.3.1: a server may close an idle connection at any moment.
TEST_F(H1Client, G1_ARequestOnAConnectionThatWasClosedMeanwhileIsMadeAgain) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask();
    co_await rig.wire.send("HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ((co_await stream->response())->status, 403);
    EXPECT_EQ(co_await read_all(*stream), "");
    auto second = co_await rig.ask();
    EXPECT_TRUE(co_await rig.wire->finish());
    EXPECT_EQ((co_await second->response()).error().code, Code::kRetryable);
  });
}

TEST_F(H1Client, ADroppedRequestClosesTheConnection) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask();
    stream.reset();
    co_await rig.closed();
    EXPECT_EQ(rig.client->error().code, Code::kClosed);
    EXPECT_TRUE(rig.wire->ended_by_peer() || rig.wire->reset_by_peer());
  });
}

TEST_F(H1Client, AHandleOutlivesItsConnection) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask();
    rig.client.reset();
    EXPECT_EQ((co_await stream->response()).error().code, Code::kClosed);
    EXPECT_FALSE(co_await stream->next());
    EXPECT_FALSE(co_await stream->write(queue_of(loop, "x")));
    stream->consume(1);
    stream->cancel();
  });
}

TEST_F(H1Client, DrainingEndsAnIdleConnectionAtOnceAndABusyOneLater) {
  run([&]() -> Task<> {
    ClientRig idle(loop);
    idle.client->drain();
    co_await idle.closed();
    EXPECT_TRUE(idle.wire->ended_by_peer());

    ClientRig busy(loop);
    auto stream = co_await busy.ask();
    busy.client->drain();
    co_await busy.wire.send("HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ((co_await stream->response())->status, 403);
    EXPECT_EQ(co_await read_all(*stream), "");
    co_await busy.closed();
  });
}

TEST_F(H1Client, AHeadThatComesByteByByte) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask();
    co_await rig.wire.send_in_pieces(std::string(kSwitch) + "payload", 1);
    EXPECT_EQ((co_await stream->response())->status, 101);
    EXPECT_EQ(co_await read_at_least(*stream, 7), "payload");
  });
}

}  // namespace
}  // namespace culvert::test
