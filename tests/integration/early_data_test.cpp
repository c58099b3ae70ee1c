// Tunnels whose request goes out in TLS early data (requirement S3).

#include "integration/answering_proxy.h"
#include "integration/world.h"
#include "support/quic_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using http::Version;

class EarlyTunnel : public EachVersion {
 protected:
  EarlyTunnel() { early_data = true; }
  const Destination destination{loop};
  TlsContext tls = ca.client({"h2", "http/1.1"}, true);

  [[nodiscard]] ClientOptions at(std::uint16_t port) const { return {.port = port}; }
  Task<> use(Client& client, std::string early = {}) {
    auto application = co_await client.open(destination.at(), early);
    EXPECT_TRUE(application) << application.error().detail;
    if (!application) co_return;
    EXPECT_TRUE(co_await write(loop, **application, "hello"));
    EXPECT_EQ(co_await read_at_least(**application, early.size() + 5), early + "hello");
    EXPECT_TRUE(co_await (*application)->finish());
    EXPECT_EQ(co_await read_all(**application), "");
    EXPECT_TRUE(co_await eventually(loop, [&] { return !client.endings.empty(); }));
  }
};

TEST_P(EarlyTunnel, S3_ASecondClientNeedsNoHandshakeFirst) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    for (const bool early : {false, true, true}) {
      auto client = start_client_with(tls, at(server->endpoint().port));
      co_await use(*client, "first bytes, ");
      CO_ASSERT(client->connected.size() == 1);
      EXPECT_EQ(client->connected[0].version, version());
      EXPECT_EQ(client->connected[0].tls.resumed, early);
      EXPECT_EQ(client->connected[0].tls.early_data, early);
    }
  });
}

// The request itself, or over HTTP/2, whose server has to speak first, only the preface (requirement R3).
TEST_P(EarlyTunnel, S3_TheRequestIsInTheEarlyData) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    co_await use(*start_client_with(tls, at(server->endpoint().port)));
    auto client = start_client_with(tls, at(server->endpoint().port));
    const http::Request request = tunnel_request(*server, destination.at());
    const auto opened = co_await client->pool.open(request);
    CO_ASSERT(opened);
    EXPECT_EQ(opened->early != nullptr, version() != Version::kHttp2);
    if (opened->early != nullptr) {
      EXPECT_TRUE(opened->early->pending);
      EXPECT_TRUE(client->connected.empty());
    }
    const auto response = co_await opened->stream->response();
    CO_ASSERT(response);
    EXPECT_TRUE(response->switched());
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->connected.size() == 1; }));
    if (opened->early != nullptr) {
      EXPECT_FALSE(opened->early->pending);
    }
  });
}

TEST_P(EarlyTunnel, S3_WithoutTheProfilesWordThereIsNone) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    tls = ca.client({"h2", "http/1.1"});
    for (const bool resumed : {false, true}) {
      auto client = start_client_with(tls, at(server->endpoint().port));
      co_await use(*client);
      EXPECT_EQ(client->connected.at(0).tls.resumed, resumed);
      EXPECT_FALSE(client->connected.at(0).tls.early_data);
    }
  });
}

TEST_P(EarlyTunnel, S3_AProxyThatHasForgottenTheSessionGetsItAllAgain) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    const Endpoint where = server->endpoint();
    co_await use(*start_client_with(tls, at(where.port)));
    server.reset();
    proxy::Options options = proxy_options();
    options.listen = where;
    server = start_proxy(std::move(options));
    auto client = start_client_with(tls, at(where.port));
    co_await use(*client, "first bytes, ");
    EXPECT_FALSE(client->connected.at(0).tls.early_data);
    EXPECT_FALSE(client->connected.at(0).tls.resumed);
    EXPECT_EQ(client->connected.size(), 1U);
    EXPECT_EQ(destination.accepted(), 2) << "the proxy has seen the request once";
  });
}

TEST_P(EarlyTunnel, S3_ManyAtOnce) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    for (int round = 0; round < 2; ++round) {
      auto client = start_client_with(tls, at(server->endpoint().port));
      TaskSet tasks(loop);
      for (int i = 0; i < 20; ++i) {
        tasks.spawn([](Loop& l, Client& c, http::HostPort to) -> Task<> {
          auto application = co_await c.open(to, "early");
          EXPECT_TRUE(application) << application.error().detail;
          if (!application) co_return;
          EXPECT_TRUE(co_await write(l, **application, "late"));
          EXPECT_TRUE(co_await (*application)->finish());
          EXPECT_EQ(co_await read_all(**application), "earlylate");
        }(loop, *client, destination.at()));
      }
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    }
  });
}

// No request goes out early over HTTP/2.
class EarlyRequest : public EarlyTunnel {};

TEST_P(EarlyRequest, S3_After425TheSameRequestIsMadeAgain) {
  run([&]() -> Task<> {
    bool too_early = false;  // the next one
    AnsweringProxy proxy(loop, ca, version(), [&](const http::Request&) {
      return AnsweringProxy::status(std::exchange(too_early, false) ? 425 : 200);
    });
    {
      auto client = start_client_with(tls, at(proxy.port()));
      EXPECT_TRUE(co_await client->open(destination.at()));
      co_await sleep(loop, 20ms);  // the tickets come
    }
    proxy.requests = 0;
    too_early = true;
    auto client = start_client_with(tls, at(proxy.port()));
    const auto application = co_await client->open(destination.at(), "first bytes");
    EXPECT_TRUE(application) << application.error().detail;
    EXPECT_EQ(proxy.requests, 2);
    EXPECT_TRUE(client->connected.at(0).tls.early_data);
  });
}

TEST_P(EarlyRequest, S3_A425ForARequestThatWasNotEarlyIsFinal) {
  run([&]() -> Task<> {
    AnsweringProxy proxy(loop, ca, version(), [](const http::Request&) { return AnsweringProxy::status(425); });
    for (const int requests : {1, 2}) {  // the second client's goes out early, and again
      proxy.requests = 0;
      auto client = start_client_with(tls, at(proxy.port()));
      const auto application = co_await client->open(destination.at());
      CO_ASSERT(!application);
      EXPECT_EQ(application.error().stage, Stage::kProxy);
      EXPECT_EQ(proxy.requests, requests);
      co_await sleep(loop, 20ms);
    }
  });
}

// Over HTTP/1.1 the connection has become the tunnel by the time the handshake is found to be complete.
TEST_P(EarlyRequest, S3_AnAnswerThatComesWithTheEndOfTheHandshake) {
  run([&]() -> Task<> {
    AnsweringProxy proxy(loop, ca, version(), [](const http::Request&) { return AnsweringProxy::status(200); });
    for (const bool early : {false, true, true, true}) {
      auto client = start_client_with(tls, at(proxy.port()));
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      co_await sleep(loop, 20ms);
      CO_ASSERT(co_await write(loop, **application, "hello"));
      co_await sleep(loop, 20ms);
      EXPECT_TRUE(client->endings.empty());
      EXPECT_EQ(client->connected.size(), 1U);
      EXPECT_EQ(client->connected.at(0).tls.early_data, early);
      EXPECT_NE(proxy.taken.back().received.find("hello"), std::string::npos);
    }
    EXPECT_EQ(proxy.requests, 4);
  });
}

CULVERT_EACH_VERSION(EarlyTunnel);
INSTANTIATE_TEST_SUITE_P(Over, EarlyRequest, testing::Values(Version::kHttp3, Version::kHttp11),
                         [](const auto& over) { return test_name(over.param); });

// ---- The race

class EarlyRace : public World {
 protected:
  EarlyRace() { early_data = true; }
  const Destination destination{loop};
  const TlsContext tls = ca.client({"h2", "http/1.1"}, true);
};

TEST_F(EarlyRace, V2_S3_EarlyDataIntoSilenceCostsTheHeadStart) {
  run([&]() -> Task<> {
    auto behind = start_proxy_with({Version::kHttp3}, proxy_options());
    std::unique_ptr<Middle> between;
    do {
      between = std::make_unique<Middle>(loop, behind->endpoint());
    } while (!TcpListener::open(loop, between->at(), Stage::kTcp));
    proxy::Options options = proxy_options();
    options.listen = between->at();
    auto server = start_proxy_with({Version::kHttp2, Version::kHttp11}, std::move(options));
    const ClientOptions all{.port = between->at().port,
                            .versions = {Version::kHttp3, Version::kHttp2, Version::kHttp11},
                            .connect_timeout = 1s};
    {
      auto client = start_client_with(tls, all);
      EXPECT_TRUE(co_await client->open(destination.at(), "x"));
      EXPECT_EQ(client->connected.at(0).version, Version::kHttp3);
      co_await sleep(loop, 20ms);
    }
    between->drop = true;
    auto client = start_client_with(tls, all);
    const TimePoint start = loop.now();
    auto application = co_await client->open(destination.at(), "hello");
    const Duration took = loop.now() - start;
    CO_ASSERT(application);
    EXPECT_GE(took, VersionMemory::kHeadStart);
    EXPECT_LE(took, VersionMemory::kHeadStart + 400ms);
    EXPECT_EQ(co_await read_at_least(**application, 5), "hello");
    EXPECT_EQ(client->connected.at(0).version, Version::kHttp2);
  });
}

TEST_F(EarlyRace, S3_EarlyDataIntoSilenceFailsOnce) {
  run([&]() -> Task<> {
    auto behind = start_proxy_with({Version::kHttp3}, proxy_options());
    Middle middle(loop, behind->endpoint());
    const ClientOptions only{.port = middle.at().port, .versions = {Version::kHttp3}, .connect_timeout = 1s};
    {
      auto client = start_client_with(tls, only);
      EXPECT_TRUE(co_await client->open(destination.at(), "x"));
      co_await sleep(loop, 20ms);
    }
    middle.drop = true;
    auto client = start_client_with(tls, only);
    const TimePoint start = loop.now();
    const auto application = co_await client->open(destination.at(), "hello");
    const Duration took = loop.now() - start;
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kTimedOut) << application.error().detail;
    EXPECT_EQ(application.error().stage, Stage::kQuic);
    EXPECT_LT(took, 1900ms) << "one attempt, and not another behind it";
  });
}

}  // namespace
}  // namespace culvert::test
