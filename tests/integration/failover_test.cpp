// Several proxies of one profile: which of them is asked, by real traffic.

#include <gmock/gmock.h>

#include "integration/answering_proxy.h"
#include "integration/engine_world.h"
#include "support/raw_h2.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

class FailoverTest : public EngineTest {
 protected:
  ~FailoverTest() override {
    remote.call([this] { healed_.reset(); });
  }
  // The proxy that works comes second.
  [[nodiscard]] config::Setup behind(std::uint16_t first) const {
    config::Profile p = profile();
    p.fallbacks = {p.proxy};
    p.proxy = std::format("127.0.0.1:{}", first);
    return setup(p);
  }
  [[nodiscard]] std::string working() const { return std::format("127.0.0.1:{}", proxy_port); }
  // From now on there is a proxy at that port.
  void heal(std::uint16_t port) {
    remote.call([this, port] {
      proxy::Options options;
      options.listen = loopback(port);
      options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
      options.allow_private = true;
      healed_ = std::make_unique<proxy::Server>(remote.loop(), *names, ca.server(), std::move(options),
                                                [](const proxy::Event&) {});
      EXPECT_TRUE(healed_->open());
    });
  }
  // Through which proxy the next tunnel goes.
  std::string way(Engine& engine, Endpoint at) {
    std::string proxy;
    run([&]() -> Task<> {
      const auto stream = co_await open_at(at);
      CO_ASSERT(stream);
      for (const auto& row : snapshot(engine).tunnels) proxy = row.facts->proxy;
    });
    return proxy;
  }
  void expect_second_serves(Engine& engine, std::uint16_t first, Stage stage) {
    engine.apply(behind(first));
    const Endpoint at = started();
    echo_at(at);
    const auto avoided = log.next<event::ProxyAvoided>();
    ASSERT_TRUE(avoided);
    EXPECT_EQ(avoided->profile, "p");
    EXPECT_EQ(avoided->proxy, std::format("127.0.0.1:{}", first));
    EXPECT_EQ(avoided->error.stage, stage) << avoided->sentence;
    const auto opened = log.next<event::TunnelOpened>();
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->profile, "p");
  }

  std::unique_ptr<proxy::Server> healed_;
};

TEST_F(FailoverTest, AProxyThatIsDead) {
  Engine engine([this](const api::Event& e) { log.add(e); }, {.proxy_pause = 1h});
  const std::uint16_t dead = closed_port(loop);
  expect_second_serves(engine, dead, Stage::kTcp);
  const Snapshot now = snapshot(engine);
  ASSERT_EQ(now.profiles.size(), 1U);
  ASSERT_EQ(now.profiles.front().proxies.size(), 2U);
  EXPECT_TRUE(now.profiles.front().proxies[0].avoided);
  EXPECT_FALSE(now.profiles.front().proxies[0].sentence.empty());
  EXPECT_FALSE(now.profiles.front().proxies[1].avoided);
}

TEST_F(FailoverTest, AProxyThatRefusesTls) {
  Engine engine([this](const api::Event& e) { log.add(e); }, {.proxy_pause = 1h});
  expect_second_serves(engine, target.port, Stage::kTls);  // an echo is no handshake
}

TEST_F(FailoverTest, AProxyThatSpeaksNoExtendedConnect) {
  std::unique_ptr<OddProxy> odd;
  remote.call([&] {
    odd = std::make_unique<OddProxy>(
        remote.loop(), ca, [](std::unique_ptr<TlsStream> s) -> Task<> { static_cast<void>(co_await s->finish()); });
  });
  Engine engine([this](const api::Event& e) { log.add(e); }, {.proxy_pause = 1h});
  expect_second_serves(engine, odd->port(), Stage::kHttp);
  remote.call([&] { odd.reset(); });
}

TEST_F(FailoverTest, EverybodyWhoWaitsForOneThatHangsGoesOnAtOnce) {
  auto silent = TcpListener::open(loop, loopback(), Stage::kLocal);  // whose connections nobody takes
  ASSERT_TRUE(silent);
  Engine engine([this](const api::Event& e) { log.add(e); }, {.proxy_pause = 1h, .proxy_patience = 300ms});
  engine.apply(behind(silent->endpoint().port));
  const Endpoint at = started();
  const TimePoint start = loop.now();
  run([&]() -> Task<> {
    int served = 0;
    TaskSet applications(loop);
    auto opens = [&]() -> Task<> {
      if (co_await open_at(at) != nullptr) ++served;
    };
    for (int i = 0; i < 20; ++i) applications.spawn(opens());
    co_await poll([&](Waiter& w) { return applications.poll_empty(w); });
    EXPECT_EQ(served, 20);
  });
  EXPECT_LT(loop.now() - start, 6 * 300ms + 3s) << "they do not wait one after the other";
}

TEST_F(FailoverTest, TheFirstTakesOverAgainWhenItIsThereAgain) {
  Engine engine([this](const api::Event& e) { log.add(e); }, {.proxy_pause = 20ms, .longest_proxy_pause = 20ms});
  const std::uint16_t port = closed_port(loop);
  engine.apply(behind(port));
  const Endpoint at = started();
  EXPECT_EQ(way(engine, at), working());
  heal(port);
  bool back = false;
  for (int i = 0; i < 200 && !back; ++i) {  // traffic finds it out
    EXPECT_NE(way(engine, at), "");
    back = log.next<event::ProxyBack>(50ms).has_value();
  }
  EXPECT_TRUE(back);
  EXPECT_EQ(way(engine, at), std::format("127.0.0.1:{}", port));
}

TEST_F(FailoverTest, WhileItIsAwayNoTunnelWaitsForIt) {
  auto silent = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(silent);
  Engine engine([this](const api::Event& e) { log.add(e); },
                {.proxy_pause = 1ms, .longest_proxy_pause = 1ms, .proxy_patience = 2s});
  engine.apply(behind(silent->endpoint().port));
  const Endpoint at = started();
  echo_at(at);
  ASSERT_TRUE(log.next<event::ProxyAvoided>());
  const TimePoint start = loop.now();
  for (int i = 0; i < 5; ++i) echo_at(at);  // it is tried beside, which takes its two seconds
  EXPECT_LT(loop.now() - start, 1500ms);
}

TEST_F(FailoverTest, G1_WhatTheFirstHasNotTakenComesThroughTheSecondWhole) {
  // It gets the request and what comes behind it, and then says that it has taken nothing: REFUSED_STREAM.
  std::unique_ptr<OddProxy> refusing;
  remote.call([&] {
    refusing =
        std::make_unique<OddProxy>(remote.loop(), ca, [&core = remote.loop()](std::unique_ptr<TlsStream> s) -> Task<> {
          const std::string hello = raw::settings({{raw::kEnableConnectProtocol, 1}}) + raw::settings_ack();
          EXPECT_TRUE(co_await write(core, *s, hello));
          raw::FrameReader reader(*s, true);
          for (;;) {
            const auto frame = co_await reader.next(raw::kData);
            if (!frame) co_return;
            EXPECT_TRUE(co_await write(core, *s, raw::rst_stream(frame->stream, raw::kRefusedStream)));
          }
        });
  });
  Engine engine([this](const api::Event& e) { log.add(e); }, {.proxy_pause = 1h});
  engine.apply(behind(refusing->port()));
  echo_at(started());
  const auto avoided = log.next<event::ProxyAvoided>();
  ASSERT_TRUE(avoided);
  EXPECT_EQ(avoided->error.code, Code::kRetryable);
  remote.call([&] { refusing.reset(); });
}

TEST_F(FailoverTest, AnAnswerIsAnAnswer) {
  for (const int status : {401, 403, 502, 503}) {
    SCOPED_TRACE(status);
    std::unique_ptr<AnsweringProxy> first;
    remote.call([&] {
      first =
          std::make_unique<AnsweringProxy>(remote.loop(), ca, http::Version::kHttp2,
                                           [status](const http::Request&) { return AnsweringProxy::status(status); });
    });
    {
      Engine engine([this](const api::Event& e) { log.add(e); });
      engine.apply(behind(first->port()));
      const Endpoint at = started();
      run([&]() -> Task<> {
        auto stream = co_await connect_tcp(loop, at);
        if (stream) {
          EXPECT_FALSE(co_await read_all(**stream));
        }
      });
      EXPECT_TRUE(log.next<event::TunnelFailed>());
      const Snapshot now = snapshot(engine);
      EXPECT_FALSE(now.profiles.front().proxies[0].avoided);
      EXPECT_EQ(now.total.opened, 0U);
    }
    remote.call([&] { first.reset(); });
  }
}

TEST_F(FailoverTest, AllOfThemAreDeadIsSaid) {
  config::Profile p = profile();
  p.proxy = std::format("127.0.0.1:{}", closed_port(loop));
  p.fallbacks = {std::format("127.0.0.1:{}", closed_port(loop))};
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup(p));
  const Endpoint at = started();
  for (int i = 0; i < 2; ++i) {  // also when both are avoided
    run([&]() -> Task<> {
      auto stream = co_await connect_tcp(loop, at);
      if (stream) {
        EXPECT_FALSE(co_await read_all(**stream));
      }
    });
    const auto failed = log.next<event::TunnelFailed>();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->error.stage, Stage::kTcp);
  }
}

}  // namespace
}  // namespace culvert::test
