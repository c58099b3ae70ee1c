#include <gmock/gmock.h>

#include "unit/h1/pair.h"

namespace culvert::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

class H1Server : public LoopTest {
 protected:
  // Everything that the server says to these bytes when its user refuses every request with 403.
  std::string answers_to(std::string bytes, const h1::Settings& settings = {}) {
    return run([&]() -> Task<std::string> {
      ServerRig rig(loop, settings);
      TaskSet tasks(loop);
      int served = 0;
      auto serve = [&]() -> Task<> {
        for (;;) {
          auto stream = co_await rig.server->accept();
          if (!stream) co_return;
          ++served;
          (*stream)->respond(answer(403));
          static_cast<void>(co_await (*stream)->finish());
        }
      };
      tasks.spawn(serve());
      co_await rig.wire.send(std::move(bytes));
      static_cast<void>(co_await rig.wire->finish());
      std::string all = co_await rig.wire.read_all();
      served_ = served;
      co_return all;
    });
  }
  int served_ = 0;
};

TEST_F(H1Server, R1_AnUpgradeRequestIsOneForTheProtocol) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    const auto stream = co_await rig.ask();
    CO_ASSERT(stream);
    EXPECT_EQ(stream->request().method, "GET");
    EXPECT_EQ(stream->request().protocol, kToken);
    EXPECT_EQ(stream->request().authority, "proxy.test");
    EXPECT_EQ(stream->request().path, "/tcp/192.0.2.1/443/");
    EXPECT_EQ(stream->request().scheme, "https");
  });
}

TEST_F(H1Server, R4_ASuccessIsSentAsThe101) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    auto stream = co_await rig.ask();
    CO_ASSERT(stream);
    stream->respond(answer(200, "proxy-status", "p; next-hop=\"192.0.2.1\""));
    const std::string head = co_await rig.wire.read_head();
    EXPECT_THAT(head, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nUpgrade: connect-tcp-12\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nConnection: Upgrade\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nproxy-status: p; next-hop=\"192.0.2.1\"\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("ontent-")));
  });
}

TEST_F(H1Server, R4_AfterARefusalTheConnectionGoesOn) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    for (int i = 0; i < 3; ++i) {
      auto stream = co_await rig.ask();
      CO_ASSERT(stream);
      stream->respond(answer(502));
      EXPECT_TRUE(co_await stream->finish());
      const std::string head = co_await rig.wire.read_head();
      EXPECT_THAT(head, StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
      EXPECT_THAT(head, HasSubstr("Content-Length: 0\r\n"));
    }
  });
}

// optimistic-upgrade, "Request Smuggling": what follows an upgrade request that is refused may be anybody's words.
TEST_F(H1Server, S1_WhatFollowsARefusedUpgradeIsNotParsed) {
  const std::string all = answers_to(std::string(kUpgrade) + "GET /smuggled HTTP/1.1\r\nHost: proxy.test\r\n\r\n");
  EXPECT_EQ(served_, 1);
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << "one answer only";
}

TEST_F(H1Server, S1_WhatFollowsAConnectIsNotParsed) {
  const std::string all = answers_to(
      "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: proxy.test\r\n\r\n");
  EXPECT_EQ(served_, 1);
  EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos);
}

TEST_F(H1Server, PlainRequestsMayBePipelined) {
  const std::string request = "GET / HTTP/1.1\r\nHost: proxy.test\r\n\r\n";
  const std::string all =
      answers_to(request + "POST / HTTP/1.1\r\nHost: proxy.test\r\nContent-Length: 3\r\n\r\nabc" + request);
  EXPECT_EQ(served_, 3);
}

TEST_F(H1Server, MalformedRequestsGet400AndTheEnd) {
  for (const char* bad : {
           "GET / HTTP/1.1\r\n\r\n",                           // no Host
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",     // two
           "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",              //
           "GET x HTTP/1.1\r\nHost: a\r\n\r\n",                // no target
           "GET / HTTP/1.1\r\nHost : a\r\n\r\n",               // RFC 9112 §5.1
           "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n",  // §5.2
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",  // §6.1
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n",                                      //
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",                                   //
           "GET / HTTP/1.1\nHost: a\n\n",                                                                     //
           "\x16\x03\x01\x02garbage",                                                                         // TLS
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",                                                                // HTTP/2
           "GET /t HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: connect-tcp-12\r\nContent-Length: 1\r\n\r\nx",
       }) {
    const std::string all = answers_to(bad);
    EXPECT_EQ(served_, 0) << bad;
    EXPECT_THAT(all, StartsWith("HTTP/1.1 400 ")) << bad;
    EXPECT_THAT(all, HasSubstr("Connection: close\r\n")) << bad;
    EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << bad;
  }
}

TEST_F(H1Server, HeadsAreBounded) {
  EXPECT_THAT(answers_to("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 101; ++i) many += "X: y\r\n";
  EXPECT_THAT(answers_to(many + "\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST_F(H1Server, Http10IsAnsweredAsSuch) {
  const std::string closed = answers_to("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  EXPECT_THAT(closed, HasSubstr("Connection: close\r\n"));
  const std::string kept = answers_to("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(kept, HasSubstr("Connection: keep-alive\r\n"));
  // An upgrade has no meaning there (RFC 9110 §7.8).
  run([&]() -> Task<> {
    ServerRig rig(loop);
    const auto stream =
        co_await rig.ask("GET /t HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: connect-tcp-12\r\n\r\n");
    CO_ASSERT(stream);
    EXPECT_EQ(stream->request().protocol, "");
  });
}

TEST_F(H1Server, AnAnswerToHeadHasNoBody) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    auto stream = co_await rig.ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    CO_ASSERT(stream);
    stream->respond(answer(404, "content-length", "5"));
    stream->start_write(queue_of(loop, "sorry"));
    EXPECT_TRUE(co_await stream->finish());
    stream.reset();
    stream = co_await rig.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CO_ASSERT(stream);
    stream->respond(answer(404));
    EXPECT_TRUE(co_await stream->finish());
    const std::string first = co_await rig.wire.read_head();
    EXPECT_THAT(first, HasSubstr("content-length: 5\r\n"));
    EXPECT_THAT(co_await rig.wire.read_head(), StartsWith("HTTP/1.1 404 "));
  });
}

TEST_F(H1Server, BodiesAreFramed) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    auto stream = co_await rig.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CO_ASSERT(stream);
    stream->respond(answer(404));
    EXPECT_TRUE(co_await stream->write(queue_of(loop, "not ")));
    EXPECT_TRUE(co_await stream->write(queue_of(loop, "here")));
    EXPECT_TRUE(co_await stream->finish());
    EXPECT_THAT(co_await rig.wire.read_head(), HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_EQ(co_await rig.wire.read_to("0\r\n\r\n"), "4\r\nnot \r\n4\r\nhere\r\n0\r\n\r\n");
  });
}

TEST_F(H1Server, ASlowHeadIsNotWaitedForEndlessly) {
  h1::Settings settings;
  settings.request_timeout = 50ms;
  settings.linger = 50ms;
  run([&]() -> Task<> {
    ServerRig silent(loop, settings);
    EXPECT_EQ((co_await silent.server->accept()).error().code, Code::kTimedOut);
    EXPECT_EQ(co_await silent.wire.read_all(), "");

    ServerRig slow(loop, settings);
    co_await slow.wire.send("GET / HTTP/1.1\r\nHo");
    EXPECT_EQ((co_await slow.server->accept()).error().code, Code::kTimedOut);
    EXPECT_THAT(co_await slow.wire.read_all(), StartsWith("HTTP/1.1 408 "));

    // The limit is for heads: an answer may take its time, and so may a tunnel.
    ServerRig patient(loop, settings);
    auto stream = co_await patient.ask();
    CO_ASSERT(stream);
    co_await sleep(loop, 150ms);
    stream->respond(answer(200));
    EXPECT_THAT(co_await patient.wire.read_head(), StartsWith("HTTP/1.1 101 "));
    co_await sleep(loop, 150ms);
    co_await patient.wire.send("x");
    EXPECT_EQ(co_await read_at_least(*stream, 1), "x");

    // After a refusal it begins anew.
    ServerRig idle(loop, settings);
    auto refused = co_await idle.ask();
    CO_ASSERT(refused);
    refused->respond(answer(403));
    EXPECT_TRUE(co_await refused->finish());
    EXPECT_EQ((co_await idle.server->accept()).error().code, Code::kTimedOut);
  });
}

TEST_F(H1Server, ABodyThatDoesNotComeHoldsNothing) {
  h1::Settings settings;
  settings.request_timeout = 50ms;
  settings.linger = 50ms;
  run([&]() -> Task<> {
    ServerRig rig(loop, settings);
    auto stream = co_await rig.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
    CO_ASSERT(stream);
    stream->respond(answer(403));
    EXPECT_TRUE(co_await stream->finish());
    stream.reset();
    EXPECT_EQ((co_await rig.server->accept()).error().code, Code::kTimedOut);
  });
}

TEST_F(H1Server, AnAnswerThatIsNotTakenHoldsNothing) {
  h1::Settings settings;
  settings.request_timeout = 50ms;
  run([&]() -> Task<> {
    ServerRig rig(loop, settings, {.capacity = 1000, .lend = PipeOptions::Lend::kUntilNext});
    auto stream = co_await rig.ask();
    CO_ASSERT(stream);
    stream->respond(answer(403));
    stream->start_write(queue_of(loop, std::string(100'000, 'x')));
    stream->start_finish();
    EXPECT_EQ((co_await rig.server->accept()).error().code, Code::kTimedOut);
  });
}

// RFC 9112 §6.1.
TEST_F(H1Server, Http10WithTransferEncodingIsTheEnd) {
  const std::string all = answers_to(
      "POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_LE(served_, 1);
  EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << "one answer at most";
}

TEST_F(H1Server, R6_TrailersAreRefused) {
  const std::string all = answers_to(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\nHost: "
      "a\r\n\r\n");
  EXPECT_LE(served_, 1);
  EXPECT_THAT(all, Not(HasSubstr("HTTP/1.1 200")));
}

TEST_F(H1Server, AClientThatLeavesBeforeTheAnswerIsNoticed) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    auto stream = co_await rig.ask();
    CO_ASSERT(stream);
    rig.wire->reset({Stage::kLocal, Code::kReset, ""});
    EXPECT_EQ((co_await poll([&](Waiter& w) { return stream->poll_failed(w); })).stage, Stage::kHttp);
  });
}

TEST_F(H1Server, G1_DrainingAnswersWhatIsUnderWay) {
  run([&]() -> Task<> {
    ServerRig idle(loop);
    idle.server->drain();
    EXPECT_EQ(co_await idle.wire.read_all(), "");

    ServerRig busy(loop);
    auto stream = co_await busy.ask();
    CO_ASSERT(stream);
    busy.server->drain();
    stream->respond(answer(403));
    EXPECT_TRUE(co_await stream->finish());
    EXPECT_THAT(co_await busy.wire.read_all(), HasSubstr("Connection: close\r\n"));
  });
}

TEST_F(H1Server, ADroppedRequestClosesTheConnection) {
  run([&]() -> Task<> {
    ServerRig rig(loop);
    auto stream = co_await rig.ask();
    stream.reset();
    EXPECT_EQ(co_await rig.wire.read_all(), "");
    EXPECT_TRUE(rig.wire->reset_by_peer());
  });
}

}  // namespace
}  // namespace culvert::test
