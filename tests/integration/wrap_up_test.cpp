// WRAP_UP (draft-ietf-httpbis-wrap-up, requirement C7), from the proxy that means to stop to the client.

#include "capsule/capsule_parser.h"
#include "integration/answering_proxy.h"
#include "integration/world.h"

namespace culvert::test {
namespace {

std::string wrap_up() {
  std::string capsule(capsule_header_size(kWrapUp, 0), '\0');
  write_capsule_header(reinterpret_cast<std::uint8_t*>(capsule.data()), kWrapUp, 0);
  return capsule;
}

class WrapUp : public EachVersion {
 protected:
  [[nodiscard]] static bool finishing(const Client& client) {
    return std::ranges::all_of(client.tunnels, [](const auto& entry) { return entry.second->finishing(); });
  }
};

TEST_P(WrapUp, C7_ADrainedProxyAsksAndItsTunnelsGoOn) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    std::vector<std::unique_ptr<MemoryStream>> applications;
    for (int i = 0; i < 3; ++i) {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      applications.push_back(std::move(*application));
    }
    co_await settle(loop);
    EXPECT_FALSE(finishing(*client));
    server->drain();
    EXPECT_TRUE(co_await eventually(loop, [&] { return finishing(*client); }));
    EXPECT_EQ(client->tunnels.size(), 3U);
    for (const auto& application : applications) {
      EXPECT_TRUE(co_await write(loop, *application, "still there"));
      EXPECT_EQ(co_await read_at_least(*application, 11), "still there");
      EXPECT_TRUE(co_await application->finish());
      EXPECT_EQ(co_await read_all(*application), "");
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 3; }));
    for (const auto& ending : client->endings) EXPECT_TRUE(ending);
    co_await poll([&](Waiter& w) { return server->poll_drained(w); });
  });
}

TEST_P(WrapUp, C7_NewTunnelsGoElsewhere) {
  run([&]() -> Task<> {
    AnsweringProxy proxy(loop, ca, version(), [](const http::Request&) { return AnsweringProxy::status(200); });
    auto client = start_client({.port = proxy.port()});
    const auto first = co_await client->open({"example.com", 1});
    CO_ASSERT(first);
    proxy.behind = wrap_up();
    const auto second = co_await client->open({"example.com", 2});
    CO_ASSERT(second);
    EXPECT_EQ(client->connected.size(), shared() ? 1U : 2U);
    const auto& marked =
        std::ranges::find(client->tunnels, Tunnel::Id{2}, [](const auto& entry) { return entry.first; })->second;
    EXPECT_TRUE(co_await eventually(loop, [&] { return marked->finishing(); }));
    proxy.behind.clear();
    EXPECT_TRUE(co_await client->open({"example.com", 3}));
    EXPECT_EQ(client->connected.size(), shared() ? 2U : 3U);
    EXPECT_EQ(client->tunnels.size(), 3U) << "all live on";
    EXPECT_EQ(client->endings.size(), 0U);
  });
}

TEST_P(WrapUp, C7_TwoOfThemOrOneWithABodyBreakTheTunnel) {
  run([&]() -> Task<> {
    std::string with_body(capsule_header_size(kWrapUp, 3), '\0');
    write_capsule_header(reinterpret_cast<std::uint8_t*>(with_body.data()), kWrapUp, 3);
    for (const std::string& wrong : {wrap_up() + wrap_up(), with_body + "abc"}) {
      AnsweringProxy proxy(loop, ca, version(), [](const http::Request&) { return AnsweringProxy::status(200); });
      proxy.behind = wrong;
      auto client = start_client({.port = proxy.port()});
      const auto application = co_await client->open({"example.com", 1});
      CO_ASSERT(application);
      EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1; }));
      CO_ASSERT(!client->endings[0]);
      EXPECT_EQ(client->endings[0].error().code, Code::kProtocol);
      EXPECT_TRUE((*application)->reset_by_peer()) << "never a clean end (X5)";
    }
  });
}

TEST_P(WrapUp, C7_AClientThatSendsOneIsCutOff) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    const http::Request request = tunnel_request(*server, destination.at());
    const auto opened = co_await client->pool.open(request);
    CO_ASSERT(opened);
    http::ClientStream& stream = *opened->stream;
    const auto response = co_await stream.response();
    CO_ASSERT(response && response->switched());
    EXPECT_TRUE(co_await write(loop, stream, wrap_up()));
    EXPECT_FALSE(co_await stream.next());
    EXPECT_TRUE(co_await eventually(loop, [&] {
      const auto* closed = proxy_events.empty() ? nullptr : std::get_if<proxy::event::Closed>(&proxy_events.back());
      return closed != nullptr && !closed->result && closed->result.error().code == Code::kProtocol;
    }));
  });
}

CULVERT_EACH_VERSION(WrapUp);

}  // namespace
}  // namespace culvert::test
