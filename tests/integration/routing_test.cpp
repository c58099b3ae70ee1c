// Where tunnels go: rules, straight to the destination, nowhere, and never back to where they came in.

#include <gmock/gmock.h>

#include "integration/engine_world.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Action = config::Rule::Action;

std::string socks5_request(const http::HostPort& to) {
  std::string out("\x05\x01\x00\x05\x01\x00\x03", 7);
  out.push_back(static_cast<char>(to.host.size()));
  out += to.host;
  out.push_back(static_cast<char>(to.port >> 8));
  out.push_back(static_cast<char>(to.port & 0xff));
  return out;
}

class RoutingTest : public EngineTest {
 protected:
  // One mixed port.
  [[nodiscard]] config::Setup with(std::vector<config::Rule> rules) const {
    config::Setup s = setup();
    s.applications.clear();
    s.listeners.push_back(mixed());
    s.rules = std::move(rules);
    return s;
  }
  [[nodiscard]] static config::Rule rule(std::string id, Action action, std::vector<std::string> networks,
                                         std::vector<std::string> ports = {}) {
    config::Rule r;
    r.id = std::move(id);
    r.action = action;
    r.networks = std::move(networks);
    r.ports = std::move(ports);
    return r;
  }
  // The reply of SOCKS5, and the echo if it is 0.
  int ask(Endpoint at, const http::HostPort& to) {
    int reply = -1;
    run([&]() -> Task<> {
      auto stream = co_await connect_tcp(loop, at);
      CO_ASSERT(stream);
      EXPECT_TRUE(co_await write(loop, **stream, socks5_request(to) + "hello"));
      EXPECT_TRUE(co_await (*stream)->finish());
      const auto all = co_await read_all(**stream);
      CO_ASSERT(all && all->size() >= 4);
      reply = static_cast<unsigned char>((*all)[3]);
      if (reply == 0) {
        EXPECT_TRUE(all->ends_with("hello"));
      }
    });
    return reply;
  }
};

TEST_F(RoutingTest, ATunnelSaysWhyItWentThere) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with({rule("mine", Action::kTunnel, {"127.0.0.0/8"})}));
  EXPECT_EQ(ask(started(), target), 0);
  const auto opened = log.next<event::TunnelOpened>();
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->profile, "p");
  EXPECT_THAT(opened->rule, HasSubstr("rule 1: 127.0.0.0/8 -> tunnel"));
  std::promise<std::string> traced;
  engine.trace({.connection = 0, .tunnel = opened->id}, [&](const std::vector<Trace::Record>& steps) {
    std::string text;
    for (const auto& s : steps) {
      if (s.step == Step::kDecided) text = s.text();
    }
    traced.set_value(text);
  });
  EXPECT_EQ(traced.get_future().get(), opened->rule);
}

TEST_F(RoutingTest, DirectGoesPastTheProxy) {
  stop_remote_proxy();
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with({rule("d", Action::kDirect, {"127.0.0.0/8"})}));
  EXPECT_EQ(ask(started(), target), 0);
  const auto opened = log.next<event::TunnelOpened>();
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->profile, "");
  EXPECT_THAT(opened->rule, HasSubstr("direct"));
  const auto closed = log.next<event::TunnelClosed>();
  ASSERT_TRUE(closed);
  EXPECT_TRUE(closed->result);
  EXPECT_EQ(closed->traffic.sent, 5U);
  EXPECT_EQ(closed->traffic.received, 5U);
  const Snapshot now = snapshot(engine);
  EXPECT_EQ(now.direct.opened, 1U);
  EXPECT_EQ(now.direct.traffic.sent, 5U);
  EXPECT_TRUE(now.connections.empty()) << "no proxy was asked";
}

TEST_F(RoutingTest, WhatCannotBeReachedDirectlyIsSaidSo) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with({rule("d", Action::kDirect, {"127.0.0.0/8"})}));
  EXPECT_EQ(ask(started(), {"127.0.0.1", closed_port(loop)}), 5) << "connection refused, RFC 1928";
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_THAT(failed->sentence, HasSubstr("directly"));
  EXPECT_EQ(snapshot(engine).direct.failed, 1U);
}

TEST_F(RoutingTest, BlockedIsNotAllowed) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with({rule("b", Action::kBlock, {}, {std::format("{}", target.port)})}));
  const Endpoint at = started();
  EXPECT_EQ(ask(at, target), 2) << "not allowed by ruleset, RFC 1928";
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error.stage, Stage::kLocal);
  EXPECT_EQ(failed->error.code, Code::kDenied);
  EXPECT_THAT(failed->sentence, HasSubstr("rule 1: "));
  run([&]() -> Task<> {  // the same in HTTP
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(
        co_await write(loop, **stream, std::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n\r\n", target.to_string())));
    const auto head = co_await read_at_least(**stream, 12);
    CO_ASSERT(head);
    EXPECT_EQ(head->substr(0, 12), "HTTP/1.1 403");
  });
}

TEST_F(RoutingTest, RulesChangeWhileItRuns) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with({}));
  const Endpoint at = started();
  EXPECT_EQ(ask(at, target), 0);
  config::Setup blocked = with({rule("b", Action::kBlock, {})});
  applied(engine.apply(blocked));
  EXPECT_EQ(ask(at, target), 2);
  blocked.rules.front().on = false;
  applied(engine.apply(blocked));
  EXPECT_EQ(ask(at, target), 0);
}

TEST_F(RoutingTest, AFailedTunnelIsNeverMadeDirectly) {
  stop_remote_proxy();  // the destination is there all the same
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Rule elsewhere = rule("d", Action::kDirect, {"192.0.2.0/24"});
  engine.apply(with({rule("t", Action::kTunnel, {"127.0.0.0/8"}), elsewhere}));
  const Endpoint at = started();
  EXPECT_NE(ask(at, target), 0);
  EXPECT_TRUE(log.next<event::TunnelFailed>());
  EXPECT_EQ(accepted_at_destination(), 0);
}

TEST_F(RoutingTest, TwoProfilesAtOnce) {
  std::unique_ptr<proxy::Server> other;
  std::uint16_t other_port = 0;
  remote.call([&] {
    proxy::Options options;
    options.listen = loopback();
    options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
    options.allow_private = true;
    other = std::make_unique<proxy::Server>(remote.loop(), *names, ca.server(), std::move(options),
                                            [](const proxy::Event&) {});
    EXPECT_TRUE(other->open());
    other_port = other->endpoint().port;
  });
  {
    Engine engine([this](const api::Event& e) { log.add(e); });
    config::Rule by_port = rule("o", Action::kTunnel, {}, {std::format("{}", target.port)});
    by_port.profile = "other";
    config::Setup s = with({by_port});
    s.profiles.push_back(profile("other"));
    s.profiles.back().proxy = std::format("127.0.0.1:{}", other_port);
    s.applications.push_back(application("a", {forward("f", target), forward("g", target)}));
    s.applications.back().forwards[0].profile = "p";  // what a listener says comes before the rules
    engine.apply(s);
    const Endpoint at = listening();
    const Endpoint f = listening();
    const Endpoint g = started();
    EXPECT_EQ(ask(at, target), 0);
    EXPECT_EQ(log.next<event::TunnelOpened>()->profile, "other");
    echo_at(f);
    EXPECT_EQ(log.next<event::TunnelOpened>()->profile, "p");
    echo_at(g);
    EXPECT_EQ(log.next<event::TunnelOpened>()->profile, "other");
    const Snapshot now = snapshot(engine);
    ASSERT_EQ(now.profiles.size(), 2U);
    EXPECT_EQ(now.profiles[0].profile, "other");
    EXPECT_FALSE(now.profiles[0].in_use);
    EXPECT_EQ(now.profiles[0].counters.opened, 2U);
    EXPECT_TRUE(now.profiles[1].in_use);
    EXPECT_EQ(now.profiles[1].counters.opened, 1U);
    ASSERT_EQ(now.connections.size(), 2U);
    EXPECT_NE(now.connections[0].info.id, now.connections[1].info.id) << "ids are the engine's";
    EXPECT_NE(now.connections[0].proxy, now.connections[1].proxy);
  }
  remote.call([&] { other.reset(); });
}

TEST_F(RoutingTest, OwnListenersAreNoDestinations) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = with({rule("d", Action::kDirect, {"127.0.0.0/9"})});
  s.applications.push_back(application("a", {forward("f", target)}));
  engine.apply(s);
  const Endpoint at = listening();
  const Endpoint other = started();
  for (const std::uint16_t port : {at.port, other.port}) {
    for (const char* host : {"127.0.0.1", "localhost", "a.localhost", "127.0.0.2", "127.200.0.1", "::1", "0.0.0.0",
                             "::ffff:127.0.0.1", "localhost."}) {
      EXPECT_EQ(ask(at, {host, port}), 2) << host << ":" << port;
      const auto failed = log.next<event::TunnelFailed>();
      ASSERT_TRUE(failed);
      EXPECT_THAT(failed->sentence, HasSubstr("listener of Culvert itself")) << failed->sentence;
    }
  }
  EXPECT_EQ(ask(at, target), 0) << "other ports of this computer are ordinary destinations";
}

TEST_F(RoutingTest, AForwardToItselfIsRefused) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  const std::uint16_t port = closed_port(loop);
  config::Setup s = setup();
  s.applications.front().forwards.front() = forward("f", {"localhost", port}, loopback(port));
  engine.apply(s);
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    if (stream) {
      EXPECT_FALSE(co_await read_all(**stream));
    }
  });
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->forward, "f");
  EXPECT_EQ(failed->error.code, Code::kDenied);
  EXPECT_EQ(snapshot(engine).total.failed, 1U) << "once, not for ever";
}

TEST_F(RoutingTest, AnApplicationThatGoesAwayEndsADirectAttempt) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = with({rule("d", Action::kDirect, {})});
  engine.apply(s);
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await write(loop, **stream, socks5_request({"192.0.2.1", 9})));  // TEST-NET: nobody answers
    (*stream)->reset({Stage::kLocal, Code::kClosed, ""});
  });
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_TRUE(snapshot(engine).tunnels.empty());
}

}  // namespace
}  // namespace culvert::test
