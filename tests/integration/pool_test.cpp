// The connections of a client to its proxy.

#include "http/h2/session.h"
#include "integration/world.h"
#include "support/raw_h2.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using Pool = World;

TEST_F(Pool, G2_FullConnectionsMakeForMoreOfThem) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    proxy::Options options = proxy_options();
    options.h2.max_streams = 2;
    auto server = start_proxy(std::move(options));
    auto client = start_client(*server);
    std::vector<std::unique_ptr<MemoryStream>> applications;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      applications.push_back(std::move(*application));
    };
    for (int i = 0; i < 5; ++i) tasks.spawn(opens());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(applications.size(), 5U);
    EXPECT_EQ(client->connected.size(), 3U);
    EXPECT_EQ(client->pool.connections().size(), 3U);
    for (const auto& application : applications) {
      EXPECT_TRUE(co_await write(loop, *application, "hello"));
      EXPECT_EQ(co_await read_at_least(*application, 5), "hello");
    }
  });
}

TEST_F(Pool, G2_WithoutMoreConnectionsRequestsWait) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    proxy::Options options = proxy_options();
    options.h2.max_streams = 2;
    auto server = start_proxy(std::move(options));
    auto client = start_client({.port = server->endpoint().port, .max_connections = 1});
    std::vector<std::unique_ptr<MemoryStream>> applications;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      applications.push_back(std::move(*application));
    };
    for (int i = 0; i < 5; ++i) tasks.spawn(opens());
    EXPECT_TRUE(co_await eventually(loop, [&] { return applications.size() == 2; }));
    co_await sleep(loop, 20ms);
    EXPECT_EQ(applications.size(), 2U);
    EXPECT_EQ(tasks.size(), 3U) << "they wait, and have not failed";
    for (std::size_t done = 1; done <= 3; ++done) {
      applications.front()->reset({Stage::kLocal, Code::kClosed, "test"});
      applications.erase(applications.begin());
      EXPECT_TRUE(co_await eventually(loop, [&] { return applications.size() == 2; }));
    }
    EXPECT_EQ(tasks.size(), 0U);
    EXPECT_EQ(client->connected.size(), 1U);
  });
}

// The first connection fails after both requests began to wait: only the one that started it fails.
TEST_F(Pool, G3_AFailingAttemptFailsOnlyItsOwnRequest) {
  run([&]() -> Task<> {
    auto listener = TcpListener::open(loop, loopback(), Stage::kTcp);
    CO_ASSERT(listener);
    auto client = start_client({.port = listener->endpoint().port});
    std::optional<Error> failed[2];
    std::unique_ptr<MemoryStream> opened[2];
    TaskSet tasks(loop);
    auto opens = [&](int i) -> Task<> {
      auto application = co_await client->open({"destination.test", 80});
      if (application) opened[i] = std::move(*application);
      if (!application) failed[i] = application.error();
    };
    tasks.spawn(opens(0));
    co_await settle(loop);
    tasks.spawn(opens(1));
    co_await settle(loop);
    {
      TcpStream first(co_await listener->accept());
      first.reset({Stage::kTcp, Code::kReset, "test"});
    }
    Socket second = co_await listener->accept();
    auto tls = co_await TlsStream::accept(std::move(second), ca.server());
    CO_ASSERT(tls);
    auto connection = h2::make_server(loop, std::move(*tls), {});
    auto stream = co_await connection->accept();
    CO_ASSERT(stream);
    (*stream)->respond({.status = 200, .fields = {}});
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(failed[0]);
    EXPECT_FALSE(opened[0]);
    EXPECT_EQ(failed[0]->code, Code::kReset) << failed[0]->detail;
    EXPECT_FALSE(failed[1]);
    EXPECT_TRUE(opened[1]);
  });
}

TEST_F(Pool, G3_OneAttemptServesAllThatWait) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    int opened = 0;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> {
      if (co_await client->open(destination.at())) ++opened;
    };
    for (int i = 0; i < 50; ++i) tasks.spawn(opens());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(opened, 50);
    EXPECT_EQ(client->connected.size(), 1U);
  });
}

TEST_F(Pool, NobodyListens) {
  run([&]() -> Task<> {
    auto client = start_client({.port = closed_port(loop)});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kTcp);
    EXPECT_EQ(application.error().code, Code::kRefused);
  });
}

TEST_F(Pool, AServerThatAcceptsAndSaysNothing) {
  run([&]() -> Task<> {
    std::vector<std::unique_ptr<TcpStream>> held;
    const Destination silent(loop, [&](std::unique_ptr<TcpStream> stream) -> Task<> {
      held.push_back(std::move(stream));
      co_return;
    });
    auto client = start_client({.port = silent.at().port, .connect_timeout = 200ms});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kTimedOut);
  });
}

// A server that closes each connection as soon as it is made is not asked for ever.
TEST_F(Pool, AServerThatDrainsAtOnce) {
  run([&]() -> Task<> {
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      auto connection = h2::make_server(loop, std::move(tls), {});
      connection->drain();
      static_cast<void>(co_await connection->accept());
    });
    auto client = start_client({.port = odd.port()});
    std::optional<Result<std::unique_ptr<MemoryStream>>> application;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> { application = co_await client->open({"destination.test", 80}); };
    tasks.spawn(opens());
    EXPECT_TRUE(co_await eventually(loop, [&] { return application.has_value(); }, 5s)) << "it waits for nothing";
    EXPECT_LE(odd.accepted(), 12);
    EXPECT_FALSE(application && *application);
  });
}

TEST_F(Pool, AServerThatClosesEachConnectionAtOnce) {
  run([&]() -> Task<> {
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      CO_ASSERT(co_await write(loop, *tls, raw::settings({{raw::kEnableConnectProtocol, 1}})));
    });
    auto client = start_client({.port = odd.port()});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kHttp) << application.error().detail;
    EXPECT_LE(odd.accepted(), 3 * ProxyClient::kTries);
    EXPECT_TRUE(client->pool.connections().empty());
  });
}

TEST_F(Pool, DrainEndsWhatIsLeft) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    client->pool.drain();
    const auto late = co_await client->open(destination.at());
    CO_ASSERT(!late);
    EXPECT_EQ(late.error().code, Code::kClosed);
    EXPECT_TRUE(co_await write(loop, **application, "to the end"));
    EXPECT_TRUE(co_await (*application)->finish());
    EXPECT_EQ(co_await read_all(**application), "to the end");
    co_await poll([&](Waiter& w) { return client->pool.poll_empty(w); });
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1; }));
    EXPECT_TRUE(client->endings.front());
  });
}

// A laptop that comes back finds its proxy again by itself, however long that takes, and asks politely.
class PoolReconnects : public EachVersion {};

TEST_P(PoolReconnects, G1_ALostConnectionIsMadeAnewByItself) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    proxy::Options again = proxy_options();
    again.listen = server->endpoint();
    auto client = start_client({.port = server->endpoint().port, .first_pause = 20ms, .longest_pause = 100ms});
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    server.reset();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    co_await sleep(loop, 300ms);
    EXPECT_EQ(client->connected.size(), 1U);
    auto successor = start_proxy(std::move(again));
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->connected.size() == 2; }));
    co_await sleep(loop, 200ms);
    EXPECT_EQ(client->connected.size(), 2U) << "one is enough";
  });
}

INSTANTIATE_TEST_SUITE_P(Over, PoolReconnects, testing::Values(http::Version::kHttp3, http::Version::kHttp2),
                         [](const auto& over) { return test::test_name(over.param); });

TEST_F(Pool, ReconnectingWaitsLongerEachTimeAndNoLongerThanTheNetworkTakes) {
  run([&]() -> Task<> {
    int served = 0;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> stream) -> Task<> {
      if (++served > 1) {
        stream->reset({Stage::kTcp, Code::kReset, "test"});
        co_return;
      }
      co_await write(loop, *stream, raw::settings({{raw::kEnableConnectProtocol, 1}}) + raw::settings_ack());
      co_await sleep(loop, 150ms);
      stream->reset({Stage::kTcp, Code::kReset, "test"});
    });
    auto client = start_client({.port = odd.port(), .first_pause = 40ms, .longest_pause = 60s});
    TaskSet tasks(loop);
    tasks.spawn([](Client& c) -> Task<> { static_cast<void>(co_await c.open({"192.0.2.1", 80})); }(*client));
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    const int before = odd.accepted();
    co_await sleep(loop, 1000ms);  // at 40, 120, 280, 600 ms
    const int attempts = odd.accepted() - before;
    EXPECT_GE(attempts, 2);
    EXPECT_LE(attempts, 5);
    client->pool.network_changed("elsewhere");
    EXPECT_TRUE(co_await eventually(loop, [&] { return odd.accepted() > before + attempts; }, 500ms));
  });
}

TEST_F(Pool, AnIdleConnectionThatEndsIsNotMissed) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    auto client = start_client({.port = server->endpoint().port, .first_pause = 10ms});
    const Destination destination(loop);
    {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      EXPECT_TRUE(co_await (*application)->finish());
      EXPECT_EQ(co_await read_all(**application), "");
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0; }));
    co_await sleep(loop, 20ms);
    server.reset();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    auto successor = start_proxy();
    co_await sleep(loop, 200ms);
    EXPECT_EQ(client->connected.size(), 1U);
  });
}

TEST_F(Pool, DestroyedWhileConnecting) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    for (int turns = 0; turns < 30; ++turns) {
      auto client = start_client(*server);
      TaskSet tasks(loop);
      auto opens = [&]() -> Task<> { static_cast<void>(co_await client->open({"127.0.0.1", 1})); };
      tasks.spawn(opens());
      co_await settle(loop, turns);
    }
  });
}

// ---- HTTP/1.1: a connection for each tunnel
// ---------------------------------------------------------------------------

class PoolHttp11 : public World {
 protected:
  [[nodiscard]] http::Version version() const override { return http::Version::kHttp11; }
};

TEST_F(PoolHttp11, R4_AConnectionIsUsedAgainAfterARefusal) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    const http::HostPort nobody{"127.0.0.1", closed_port(loop)};
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(co_await client->open(nobody));
    EXPECT_TRUE(co_await client->open(destination.at()));
    EXPECT_EQ(client->connected.size(), 1U);
    EXPECT_EQ(client->connected.front().version, http::Version::kHttp11);
  });
}

TEST_F(PoolHttp11, G3_EveryRequestGetsAConnectionOfItsOwn) {
  run([&]() -> Task<> {
    constexpr std::size_t kTunnels = 40;
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    std::size_t open = 0;
    std::vector<std::unique_ptr<MemoryStream>> applications;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      applications.push_back(std::move(*application));
      ++open;
    };
    for (std::size_t i = 0; i < kTunnels; ++i) tasks.spawn(opens());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(open, kTunnels);
    EXPECT_EQ(client->pool.connections().size(), kTunnels);
    applications.clear();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->pool.connections().empty(); }));
  });
}

TEST_F(PoolHttp11, V3_TheSecondConnectionIsResumed) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    auto first = co_await client->open(destination.at());
    CO_ASSERT(first);
    co_await settle(loop);
    auto second = co_await client->open(destination.at());
    CO_ASSERT(second && client->connected.size() == 2);
    EXPECT_FALSE(client->connected[0].tls.resumed);
    EXPECT_TRUE(client->connected[1].tls.resumed);
  });
}

// V1: what ALPN chooses is spoken, of what both ends allow.
TEST_F(World, V1_TheVersionsThatBothAllow) {
  using http::Version;
  run([&]() -> Task<> {
    const Destination destination(loop);
    proxy::Options options = proxy_options();
    options.versions = {Version::kHttp2, Version::kHttp11};
    proxy::Server server(loop, names, ca.server(http::alpn_over_tcp(options.versions)), options, [](const auto&) {});
    CO_ASSERT(server.open());
    for (const auto& [allowed, spoken] :
         std::vector<std::pair<http::Versions, Version>>{{{Version::kHttp2, Version::kHttp11}, Version::kHttp2},
                                                         {{Version::kHttp2}, Version::kHttp2},
                                                         {{Version::kHttp11}, Version::kHttp11}}) {
      auto client = start_client({.port = server.endpoint().port, .versions = allowed});
      EXPECT_TRUE(co_await client->open(destination.at()));
      CO_ASSERT(client->connected.size() == 1);
      EXPECT_EQ(client->connected.front().version, spoken);
    }
  });
}

// A gateway whose HTTP/2 does not let streams switch protocols, and whose HTTP/1.1 does.
TEST_F(World, R3_Http11TakesOverFromAnHttp2WithoutExtendedConnectAndThatIsRemembered) {
  run([&]() -> Task<> {
    int over_http2 = 0;
    int over_http11 = 0;
    const auto serve = [&](std::unique_ptr<TlsStream> stream) -> Task<> {
      if (stream->info().alpn == "h2") {
        ++over_http2;
        co_await write(loop, *stream, raw::settings({}) + raw::settings_ack());
      } else {
        ++over_http11;
        const auto request = co_await stream->next();
        CO_ASSERT(request);
        co_await write(loop, *stream,
                       "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\n"
                       "Capsule-Protocol: ?1\r\n\r\n");
      }
      static_cast<void>(co_await read_all(*stream));
    };
    const OddProxy odd(loop, ca, serve, {"h2", "http/1.1"});
    auto client = start_client({.port = odd.port(), .versions = {http::Version::kHttp2, http::Version::kHttp11}});
    std::vector<std::unique_ptr<MemoryStream>> applications;
    for (int i = 1; i <= 2; ++i) {
      auto application = co_await client->open({"192.0.2.1", 80});
      CO_ASSERT(application);
      applications.push_back(std::move(*application));
      EXPECT_EQ(over_http2, 1) << "it is asked once";
      EXPECT_EQ(over_http11, i);
      EXPECT_EQ(client->connected.back().version, http::Version::kHttp11);
    }
  });
}

TEST_F(World, V1_NoVersionInCommonIsSaid) {
  run([&]() -> Task<> {
    auto server = start_proxy();  // HTTP/2 only
    auto client = start_client({.port = server->endpoint().port, .versions = {http::Version::kHttp11}});
    const auto application = co_await client->open({"127.0.0.1", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kTls);
  });
}

}  // namespace
}  // namespace culvert::test
