// Which version of HTTP a connection gets when several are allowed (requirement V2).

#include "integration/world.h"
#include "support/quic_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using http::Version;

const http::Versions kAll{Version::kHttp3, Version::kHttp2, Version::kHttp11};
const http::Versions kTcp{Version::kHttp2, Version::kHttp11};

class Race : public World {
 protected:
  [[nodiscard]] Endpoint at(std::uint16_t port) const { return {loopback().address, port}; }
  [[nodiscard]] std::unique_ptr<proxy::Server> serve(http::Versions versions, std::uint16_t port = 0) {
    proxy::Options options = proxy_options();
    options.listen = at(port);
    return start_proxy_with(std::move(versions), std::move(options));
  }
  // A tunnel, and how long it took.
  Task<Duration> open(Client& client) {
    const TimePoint start = loop.now();
    auto application = co_await client.open(destination.at());
    const Duration took = loop.now() - start;
    EXPECT_TRUE(application) << application.error().detail;
    if (application) {
      EXPECT_TRUE(co_await write(loop, **application, "hello"));
      EXPECT_EQ(co_await read_at_least(**application, 5), "hello");
    }
    co_return took;
  }
  const Destination destination{loop};
};

TEST_F(Race, V2_Http3IsPreferred) {
  run([&]() -> Task<> {
    auto server = serve(kAll);
    auto client = start_client({.port = server->endpoint().port, .versions = kAll});
    EXPECT_LT(co_await open(*client), VersionMemory::kHeadStart);
    CO_ASSERT(client->connected.size() == 1);
    const ConnectionInfo& info = client->connected[0];
    EXPECT_EQ(info.version, Version::kHttp3);
    EXPECT_EQ(info.tls.alpn, "h3");
    EXPECT_EQ(info.tls.version, "TLSv1.3");
    EXPECT_EQ(info.remote, server->endpoint());
  });
}

TEST_F(Race, V2_SilentUdpCostsTheHeadStart) {
  run([&]() -> Task<> {
    auto server = serve(kTcp);
    auto silent = UdpSocket::bind(loop, server->endpoint());
    CO_ASSERT(silent);
    auto plain = start_client({.port = server->endpoint().port, .versions = kTcp});
    const Duration alone = co_await open(*plain);
    auto client = start_client({.port = server->endpoint().port, .versions = kAll, .connect_timeout = 600ms});
    const Duration took = co_await open(*client);
    EXPECT_EQ(client->connected.at(0).version, Version::kHttp2);
    EXPECT_GE(took, VersionMemory::kHeadStart);
    EXPECT_LE(took, alone + 400ms);
    // Once HTTP/3 has failed here, the next connection does not wait for it.
    co_await sleep(loop, 700ms);
    EXPECT_EQ(client->connected.size(), 1U);
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0; }));
    server->drain();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    auto successor = serve(kTcp, server->endpoint().port);
    EXPECT_LT(co_await open(*client), VersionMemory::kHeadStart / 2);
    EXPECT_EQ(client->connected.at(1).version, Version::kHttp2);
    // In another network nothing is known of it.
    client->pool.network_changed("elsewhere");
    EXPECT_TRUE(co_await eventually(loop, [&] { return successor->tunnels() == 0; }));
    successor->drain();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 2; }));
    auto third = serve(kTcp, server->endpoint().port);
    EXPECT_GE(co_await open(*client), VersionMemory::kHeadStart);
  });
}

TEST_F(Race, V2_RefusedUdpCostsNothing) {
  run([&]() -> Task<> {
    auto server = serve(kTcp);
    auto client = start_client({.port = server->endpoint().port, .versions = kAll, .head_start = 5s});
    EXPECT_LT(co_await open(*client), 2s);
    EXPECT_EQ(client->connected.at(0).version, Version::kHttp2);
  });
}

TEST_F(Race, V2_Http3ThatIsLateServesWhatFollows) {
  run([&]() -> Task<> {
    auto behind = serve({Version::kHttp3});
    // One port number for both: the system's choice for UDP may be taken for TCP.
    std::unique_ptr<Middle> between;
    do {
      between = std::make_unique<Middle>(loop, behind->endpoint());
    } while (!TcpListener::open(loop, between->at(), Stage::kTcp));
    Middle& middle = *between;
    middle.drop = true;
    auto server = serve(kTcp, middle.at().port);
    auto client = start_client({.port = middle.at().port, .versions = kAll, .head_start = 50ms});
    co_await open(*client);
    EXPECT_EQ(client->connected.at(0).version, Version::kHttp2);
    middle.drop = false;
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->connected.size() == 2; }));
    EXPECT_EQ(client->connected.at(1).version, Version::kHttp3);
    const auto before = behind->tunnels();
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    EXPECT_EQ(behind->tunnels(), before + 1);
  });
}

TEST_F(Race, V2_Http3AloneIsWaitedFor) {
  run([&]() -> Task<> {
    auto behind = serve({Version::kHttp3});
    Middle middle(loop, behind->endpoint());
    middle.drop = true;
    TaskSet tasks(loop);
    tasks.spawn([](Loop& l, Middle& m) -> Task<> {
      co_await sleep(l, 200ms);
      m.drop = false;
    }(loop, middle));
    auto client = start_client({.port = middle.at().port, .versions = kAll, .head_start = 20ms});
    co_await open(*client);
    EXPECT_EQ(client->connected.at(0).version, Version::kHttp3);
  });
}

TEST_F(Race, V1_OnlyHttp3SaysWhatIsMissing) {
  run([&]() -> Task<> {
    auto server = serve(kTcp);
    auto client = start_client({.port = server->endpoint().port, .versions = {Version::kHttp3}});
    const auto application = co_await client->open(destination.at());
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kQuic);
    EXPECT_EQ(application.error().code, Code::kRefused) << application.error().detail;
  });
}

TEST_F(Race, K1_NeitherVersionTrustsAStranger) {
  run([&]() -> Task<> {
    const Authority other;
    auto server = serve(kAll);
    auto client = start_client({.port = server->endpoint().port, .versions = kAll}, &other);
    const auto application = co_await client->open(destination.at());
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kTls);
    EXPECT_EQ(application.error().code, Code::kUntrusted);
    EXPECT_TRUE(client->connected.empty());
  });
}

TEST_F(Race, V2_AltSvcNamesAnotherPort) {
  run([&]() -> Task<> {
    auto quic = serve({Version::kHttp3});
    auto server = serve(kTcp);
    auto client = start_client({.port = server->endpoint().port, .versions = kAll});
    client->pool.told(http::parse_alt_svc("h3=\":" + std::to_string(quic->endpoint().port) + "\"; ma=60"));
    co_await open(*client);
    EXPECT_EQ(client->connected.at(0).version, Version::kHttp3);
    EXPECT_EQ(client->connected.at(0).remote, quic->endpoint());
  });
}

TEST_F(Race, DestroyedInTheMiddleOfIt) {
  run([&]() -> Task<> {
    auto server = serve(kTcp);
    auto silent = UdpSocket::bind(loop, server->endpoint());
    for (const Duration wait : {0ms, 10ms, 60ms}) {
      auto client = start_client({.port = server->endpoint().port, .versions = kAll, .head_start = 30ms});
      TaskSet tasks(loop);
      tasks.spawn([](Client& c, http::HostPort to) -> Task<> { static_cast<void>(co_await c.open(to)); }(
                                                       *client, destination.at()));
      co_await sleep(loop, wait);
    }
  });
}

}  // namespace
}  // namespace culvert::test
