// Classic CONNECT over HTTP/1.1 (RFC 9110 §9.3.6): the request, what opens the tunnel, and how that ends.
#include "http/connect_stream.h"
#include "support/tls_pair.h"
#include "unit/h1/pair.h"

namespace culvert::test {
namespace {

using http::ConnectionState;

constexpr std::string_view kConnect = "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n";

http::Request connect_request() {
  http::Request request;
  request.method = "CONNECT";
  request.authority = "[2001:db8::1]:443";
  return request;
}

using H1Connect = LoopTest;

TEST_F(H1Connect, T6_TheRequestOnTheWire) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    const auto stream = co_await rig.ask(connect_request());
    EXPECT_EQ(rig.head, kConnect);
    ClientRig asked(loop);
    http::Request request = connect_request();
    request.fields.add("proxy-authorization", "Basic QTpC");
    const auto another = co_await asked.ask(request);
    EXPECT_EQ(
        asked.head,
        "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\nproxy-authorization: Basic QTpC\r\n\r\n");
  });
}

TEST_F(H1Connect, T6_AnythingButAnAuthorityIsNotSent) {
  for (const char* authority : {"", "a b:1", "a:1\r\nx: y", "a/b:1", "a:1,b:2", "user@a:1"}) {
    run([&]() -> Task<> {
      ClientRig rig(loop);
      http::Request request = connect_request();
      request.authority = authority;
      const auto stream = rig.client->open(request);
      const auto response = co_await stream->response();
      CO_ASSERT(!response);
      EXPECT_EQ(response.error().code, Code::kInvalid) << authority;
      EXPECT_EQ(rig.wire->received(), 0U);
    });
  }
}

// Any 2xx, whatever its fields say of a body, and what is behind its head is the destination's.
TEST_F(H1Connect, T6_AnyTwoHundredIsTheTunnelSplitEverywhere) {
  for (const std::string head : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200 Connection established\r\n\r\n",
                                 "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 299 x\r\nContent-Length: 3\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                                 "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"}) {
    const std::string all = head + "server first";
    for (std::size_t split = 0; split <= all.size(); ++split) {
      run([&]() -> Task<> {
        ClientRig rig(loop);
        auto stream = co_await rig.ask(connect_request());
        co_await rig.wire.send(all.substr(0, split));
        co_await settle(loop, 3);
        co_await rig.wire.send(all.substr(split));
        const auto response = co_await stream->response();
        CO_ASSERT(response && response->switched());
        EXPECT_EQ(co_await read_at_least(*stream, 12), "server first") << split;
        EXPECT_TRUE(co_await write(loop, *stream, "GET / HTTP/1.1\r\n\r\n"));
        EXPECT_EQ(co_await rig.wire.read_head(), "GET / HTTP/1.1\r\n\r\n");
        EXPECT_EQ(rig.client->state(), ConnectionState::kDraining);
      });
    }
  }
}

TEST_F(H1Connect, T6_S1_NothingIsSentBeforeTheAnswer) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask(connect_request());
    stream->start_write(queue_of(loop, "early"));
    co_await settle(loop);
    EXPECT_EQ(rig.wire->waiting(), 0U);
    co_await rig.wire.send("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_TRUE(co_await stream->response());
    EXPECT_TRUE(co_await stream->finish());
    EXPECT_EQ(co_await rig.wire.read_all(), "early");
  });
}

TEST_F(H1Connect, T6_ARefusalHasABodyAndLeavesTheConnectionInHttp) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    {
      auto stream = co_await rig.ask(connect_request());
      co_await rig.wire.send(
          "HTTP/1.1 407 no\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 4\r\n\r\nwho?");
      const auto response = co_await stream->response();
      CO_ASSERT(response);
      EXPECT_EQ(response->status, 407);
      EXPECT_FALSE(response->switched());
      EXPECT_EQ(response->fields.get("proxy-authenticate"), "Basic realm=\"x\"");
      EXPECT_EQ(co_await read_all(*stream), "who?");
    }
    EXPECT_EQ(rig.client->room(), 1U);
    const auto again = co_await rig.ask(connect_request());
    EXPECT_EQ(rig.head, kConnect);
  });
}

TEST_F(H1Connect, T6_A101IsNoAnswer) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    auto stream = co_await rig.ask(connect_request());
    co_await rig.wire.send(std::string(kSwitch));
    const auto response = co_await stream->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kProtocol);
  });
}

TEST_F(H1Connect, G1_ARequestOnAConnectionThatWasClosedMeanwhileIsMadeAgain) {
  run([&]() -> Task<> {
    ClientRig rig(loop);
    {
      auto refused = co_await rig.ask(connect_request());
      co_await rig.wire.send("HTTP/1.1 407 no\r\nContent-Length: 0\r\n\r\n");
      EXPECT_TRUE(co_await refused->response());
      EXPECT_EQ(co_await read_all(*refused), "");
    }
    auto stream = co_await rig.ask(connect_request());
    EXPECT_TRUE(co_await rig.wire->finish());
    const auto response = co_await stream->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kRetryable);
  });
}

// The server's end, too.
TEST_F(H1Connect, AServerMayAnswerWithATunnel) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams s = co_await pair.ask(connect_request());
    CO_ASSERT(s.server);
    EXPECT_TRUE(s.server->request().is_classic_connect());
    EXPECT_EQ(s.server->request().authority, "[2001:db8::1]:443");
    s.server->respond(answer(200, "content-length", "7"));
    const auto response = co_await s.client->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_FALSE(response->fields.has("content-length"));
    EXPECT_FALSE(response->fields.has("upgrade"));
    EXPECT_TRUE(co_await write(loop, *s.client, "question"));
    EXPECT_EQ(co_await read_at_least(*s.server, 8), "question");
    EXPECT_TRUE(co_await s.server->finish());
    EXPECT_EQ(co_await read_all(*s.client), "");
    EXPECT_TRUE(co_await write(loop, *s.client, " more"));
    EXPECT_TRUE(co_await s.client->finish());
    EXPECT_EQ(co_await read_all(*s.server), " more");
  });
}

TEST_F(H1Connect, AConnectWithABodyIsMalformed) {
  run([&]() -> Task<> {
    auto pipe = MemoryStream::make(loop, kLikeTls);
    const auto server = h1::make_server(loop, std::move(pipe.a), {});
    Wire wire(loop, std::move(pipe.b));
    co_await wire.send("CONNECT a.test:1 HTTP/1.1\r\nHost: a.test:1\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ((co_await wire.read_head()).substr(0, 12), "HTTP/1.1 400");
  });
}

// ---- Over TLS, whose close_notify is the end of one direction

class H1ConnectOverTls : public LoopTest {
 protected:
  struct Rig {
    std::unique_ptr<http::ClientConnection> client;
    std::unique_ptr<FarStream> tunnel;
    std::unique_ptr<TlsStream> proxy;
  };
  Task<std::unique_ptr<Rig>> open() {
    auto rig = std::make_unique<Rig>();
    TlsPair tls = co_await make_tls_pair(loop, ca.client({"http/1.1"}), ca.server({"http/1.1"}));
    if (!tls.client || !tls.server) co_return nullptr;
    rig->client = h1::make_client(loop, std::move(*tls.client), {});
    rig->proxy = std::move(*tls.server);
    auto stream = rig->client->open(connect_request());
    if (co_await read_at_least(*rig->proxy, kConnect.size()) != kConnect) co_return nullptr;
    if (!co_await write(loop, *rig->proxy, "HTTP/1.1 200 OK\r\n\r\n")) co_return nullptr;
    if (!co_await stream->response()) co_return nullptr;
    rig->tunnel = std::make_unique<http::ConnectStream>(std::move(stream));
    co_return rig;
  }
  static auto closed(FarStream& stream) {
    return poll([&](Waiter& w) { return stream.poll_closed(w); });
  }
  const Authority ca;
};

TEST_F(H1ConnectOverTls, T6_X1_TheEndIsCloseNotifyAndTheAnswerStillComes) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    EXPECT_TRUE(co_await write(loop, *rig->tunnel, "question"));
    EXPECT_TRUE(co_await rig->tunnel->finish());
    EXPECT_EQ(co_await read_all(*rig->proxy), "question") << "to its close_notify";
    EXPECT_TRUE(co_await write(loop, *rig->proxy, "the answer"));
    EXPECT_TRUE(co_await rig->proxy->finish());
    EXPECT_EQ(co_await read_all(*rig->tunnel), "the answer");
    EXPECT_TRUE(co_await closed(*rig->tunnel));
    EXPECT_EQ(rig->client->error().code, Code::kClosed);
  });
}

TEST_F(H1ConnectOverTls, T6_X2_ACloseNotifyIsTheEndAndTheApplicationMayGoOn) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    EXPECT_TRUE(co_await write(loop, *rig->proxy, "last words"));
    EXPECT_TRUE(co_await rig->proxy->finish());
    EXPECT_EQ(co_await read_all(*rig->tunnel), "last words");
    EXPECT_TRUE(co_await write(loop, *rig->tunnel, "and mine"));
    EXPECT_TRUE(co_await rig->tunnel->finish());
    EXPECT_EQ(co_await read_all(*rig->proxy), "and mine");
    EXPECT_TRUE(co_await closed(*rig->tunnel));
  });
}

TEST_F(H1ConnectOverTls, T6_X5_X6_AMissingCloseNotifyIsAnAbruptEnd) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    EXPECT_TRUE(co_await write(loop, *rig->proxy, "half a sent"));
    EXPECT_EQ(co_await read_at_least(*rig->tunnel, 11), "half a sent");
    rig->proxy->reset({Stage::kLocal, Code::kReset, "cut"});
    const auto end = co_await rig->tunnel->next();
    EXPECT_FALSE(end) << "no end, and not taken for one";
  });
}

TEST_F(H1ConnectOverTls, T6_X4_AResetIsNoCloseNotify) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    rig->tunnel->reset({Stage::kLocal, Code::kReset, "cut"});
    EXPECT_FALSE(co_await rig->proxy->next()) << "cut, and seen to be cut";
  });
}

}  // namespace
}  // namespace culvert::test
