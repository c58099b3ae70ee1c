// Servers of HTTP/3 that are not what they should be: each ends in one reason within its time, and where TCP is allowed
// nobody notices.

#include "integration/world.h"
#include "support/quic_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using http::Version;

// RFC 9114 §6.2.1, §7.2: the control stream's type, and frames on it.
const std::string kControl("\x00", 1);
std::string frame(char type, const std::string& payload) {
  return std::string(1, type) + static_cast<char>(payload.size()) + payload;
}
const std::string kSettings = kControl + frame(4, "\x08\x01");  // SETTINGS_ENABLE_CONNECT_PROTOCOL = 1 (RFC 9220 §3)

class OddHttp3 : public QuicTest {
 protected:
  // Every connection gets `bytes` on a unidirectional stream, and then `and_then`.
  void serve(std::string bytes, std::function<void(QuicPeer&)> and_then = {}) {
    server = quic::Listener::open(loop, loopback(), server_tls, "h3", {.no_error = 0x100},
                                  [this, bytes, and_then](std::unique_ptr<quic::Connection> c) {
                                    accepted.push_back(std::make_unique<QuicPeer>(loop));
                                    QuicPeer& peer = *accepted.back();
                                    peer.run(std::move(c));
                                    if (!bytes.empty()) {
                                      peer.send_on(peer.connection().open_unidirectional().value(), bytes, false);
                                    }
                                    if (and_then) and_then(peer);
                                  })
                 .value();
  }
  [[nodiscard]] OriginPool::Options options(http::Versions versions = {Version::kHttp3}) const {
    OriginPool::Options pool;
    pool.host = "127.0.0.1";
    pool.port = server->endpoint().port;
    pool.versions = std::move(versions);
    pool.connect_timeout = 500ms;
    return pool;
  }
  Task<Error> failure() {
    FakeResolver names(loop);
    OriginPool pool(loop, names, client_tls, options(), {});
    http::Request request;
    request.method = "CONNECT";
    request.protocol = "connect-tcp-12";
    request.scheme = "https";
    request.authority = "127.0.0.1";
    request.path = "/";
    const TimePoint start = loop.now();
    auto stream = co_await pool.open(request);
    if (stream) {
      const auto response = co_await stream->stream->response();
      EXPECT_LT(loop.now() - start, 3s);
      co_return response ? Error{} : response.error();
    }
    EXPECT_LT(loop.now() - start, 3s);
    co_return stream.error();
  }
  std::unique_ptr<quic::Listener> server;
};

TEST_F(OddHttp3, R3_SettingsWithoutExtendedConnect) {
  run([&]() -> Task<> {
    for (const std::string& settings : {kControl + frame(4, ""), kControl + frame(4, std::string("\x08\x00", 2))}) {
      serve(settings);
      const Error error = co_await failure();
      EXPECT_EQ(error.stage, Stage::kHttp);
      EXPECT_EQ(error.code, Code::kUnsupported) << error.detail;
    }
  });
}

// An ordinary request needs none of that.
TEST_F(OddHttp3, T5_R3_OrdinaryRequestsAreServedAllTheSame) {
  run([&]() -> Task<> {
    serve(kControl + frame(4, ""));
    FakeResolver names(loop);
    OriginPool::Options ordinary = options();
    ordinary.extended_connect = false;
    OriginPool pool(loop, names, client_tls, ordinary, {});
    http::Request request;
    request.method = "GET";
    request.scheme = "https";
    request.authority = "127.0.0.1";
    request.path = "/";
    const auto opened = co_await pool.open(request);
    CO_ASSERT(opened);
    co_await accepted.back()->until_ended(0);
    EXPECT_TRUE(accepted.back()->streams[0].ended) << "with its head";
    accepted.back()->send_on(0, std::string("\x01\x03\x00\x00\xd9", 5) + frame(0, "body"), true);  // ":status 200"
    const auto response = co_await opened->stream->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(co_await read_all(*opened->stream), "body");
  });
}

TEST_F(OddHttp3, NoSettingsAtAll) {
  run([&]() -> Task<> {
    serve("");
    const Error error = co_await failure();
    EXPECT_EQ(error.stage, Stage::kHttp);
    EXPECT_EQ(error.code, Code::kTimedOut) << error.detail;
  });
}

TEST_F(OddHttp3, BrokenControlStreams) {
  run([&]() -> Task<> {
    for (const std::string& bytes : {kControl + frame(7, std::string("\x00", 1)),         // GOAWAY before SETTINGS
                                     kControl + frame(4, "\x08\x02"),                     // neither 0 nor 1
                                     kSettings + frame(4, ""),                            // SETTINGS twice
                                     kSettings + frame(0, "data"),                        // DATA there
                                     kControl + frame(4, std::string("\x02\x00", 2))}) {  // of HTTP/2 only
      serve(bytes);
      const Error error = co_await failure();
      EXPECT_NE(error.code, Code::kSystem) << "there has to be a reason";
      EXPECT_FALSE(error.detail.empty());
    }
  });
}

TEST_F(OddHttp3, AGoawayAtOnce) {
  run([&]() -> Task<> {
    serve(kSettings + frame(7, std::string("\x00", 1)));
    const Error error = co_await failure();
    EXPECT_EQ(error.stage, Stage::kHttp) << error.detail;
  });
}

TEST_F(OddHttp3, AConnectionThatIsClosedAtOnce) {
  run([&]() -> Task<> {
    for (const std::uint64_t code : {0x100U, 0x102U, 0x10cU}) {
      serve(kSettings,
            [code](QuicPeer& peer) { peer.connection().close(code, {Stage::kHttp, Code::kClosed, "test"}); });
      const Error error = co_await failure();
      EXPECT_EQ(error.stage, Stage::kHttp) << error.detail;
      EXPECT_FALSE(error.detail.empty());
    }
  });
}

// Requests that are answered with what is no answer.
TEST_F(OddHttp3, AnswersThatAreNone) {
  run([&]() -> Task<> {
    for (const std::string& answer : {frame(0, "data"),                        // DATA without a head
                                      std::string("\x01\x02\xff\xff", 4),      // a head that is no QPACK
                                      std::string("\x01\x03\x00\x00\xd9", 5),  // ":status 200", and the end behind it
                                      std::string("\x04\x00", 2),              // SETTINGS on a request's stream
                                      std::string()}) {                        // nothing but the end
      serve(kSettings);
      TaskSet tasks(loop);
      auto answers = [&]() -> Task<> {
        while (accepted.empty() || accepted.back()->streams[0].received.empty()) co_await sleep(loop, 1ms);
        accepted.back()->send_on(0, answer, true);
      };
      tasks.spawn(answers());
      accepted.clear();
      const Error error = co_await failure();
      const bool whole = answer.size() == 5;  // a response, and nothing of a tunnel
      EXPECT_EQ(error.detail.empty(), whole) << error.detail;
    }
  });
}

TEST_F(OddHttp3, V2_TcpTakesOverFromABrokenHttp3) {
  run([&]() -> Task<> {
    serve(kControl + frame(4, ""));
    const Destination destination(loop);
    FakeResolver names(loop);
    proxy::Options proxy;
    proxy.listen = server->endpoint();
    proxy.versions = {Version::kHttp2};
    proxy.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
    proxy.allow_private = true;
    proxy::Server tcp(loop, names, server_tls, std::move(proxy), [](const auto&) {});
    if (!tcp.open()) co_return;  // somebody else has that port for TCP
    ProxyClient::Options client_options;
    client_options.uri_template = http::UriTemplate::default_for({"127.0.0.1", server->endpoint().port});
    client_options.revisions = {default_revision()};
    Client client(loop, names, client_tls, options({Version::kHttp3, Version::kHttp2}), client_options);
    auto application = co_await client.open(destination.at());
    CO_ASSERT(application);
    EXPECT_EQ(client.connected.at(0).version, Version::kHttp2);
  });
}

}  // namespace
}  // namespace culvert::test
