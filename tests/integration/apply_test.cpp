// A setup takes the place of another while everything that is in both goes on.

#include <gmock/gmock.h>

#include <atomic>

#include "integration/engine_world.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ApplyTest : public EngineTest {
 protected:
  [[nodiscard]] config::Setup with(std::vector<config::Forward> forwards) const {
    config::Setup s = setup();
    s.applications.front().forwards = std::move(forwards);
    return s;
  }
  // The tunnel was cut, not ended.
  Task<bool> is_reset(TcpStream& stream) { co_return !co_await read_all(stream); }
  bool listens(Endpoint at) {
    bool there = false;
    run([&]() -> Task<> {
      const auto stream = co_await connect_tcp(loop, at);
      there = stream.has_value();
    });
    return there;
  }
};

TEST_F(ApplyTest, WhatIsTheSameGoesOn) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = with({forward("f", target), forward("g", target)});
  s.listeners.push_back(mixed());
  engine.apply(s);
  static_cast<void>(listening());
  const Endpoint f = listening();
  const Endpoint g = started();
  run([&]() -> Task<> {
    const auto on_f = co_await open_at(f);
    const auto on_g = co_await open_at(g);
    CO_ASSERT(on_f && on_g);
    s.applications.front().forwards = {forward("f", target), forward("h", target)};
    s.applications.front().name = "Another name";
    s.profiles.front().name = "Another name as well";
    const std::uint64_t number = engine.apply(s);
    const auto closed = log.next<event::ListenerClosed>();
    CO_ASSERT(closed);
    EXPECT_EQ(closed->entrance.forward, "g");
    const Endpoint h = listening();
    EXPECT_NE(h, g);
    applied(number);
    EXPECT_TRUE(co_await still_echoes(*on_f));
    EXPECT_TRUE(co_await is_reset(*on_g)) << "its forward is gone";
    const auto on_h = co_await open_at(h);
    EXPECT_TRUE(on_h);
  });
  EXPECT_FALSE(listens(g));
  const Snapshot now = snapshot(engine);
  EXPECT_EQ(now.connections.size(), 1U) << "that to the proxy is still the same";
  EXPECT_EQ(now.entrances.size(), 3U);
}

TEST_F(ApplyTest, TheSameOnceMoreChangesNothing) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  const Endpoint at = started();
  run([&]() -> Task<> {
    const auto stream = co_await open_at(at);
    CO_ASSERT(stream);
    for (int i = 0; i < 3; ++i) applied(engine.apply(setup()));
    EXPECT_TRUE(co_await still_echoes(*stream));
  });
  engine.stop();
  EXPECT_FALSE(log.next<event::Listening>(0s));
}

TEST_F(ApplyTest, AForwardStaysOpenWhoseSetupNamesThePortThatWasFound) {
  std::atomic<int> closed = 0;
  Engine engine([&](const api::Event& e) {
    if (std::holds_alternative<event::ListenerClosed>(e)) ++closed;
    log.add(e);
  });
  engine.apply(with({forward("f", target), forward("g", target)}));
  const Endpoint f = listening();
  const Endpoint g = started();
  EXPECT_EQ(snapshot(engine).entrances.size(), 2U);
  run([&]() -> Task<> {
    const auto stream = co_await open_at(f);
    CO_ASSERT(stream);
    applied(engine.apply(with({forward("f", target, f), forward("g", target)})));
    EXPECT_TRUE(co_await still_echoes(*stream));
    const auto on_f = co_await open_at(f);
    const auto on_g = co_await open_at(g);
    EXPECT_TRUE(on_f && on_g);
    EXPECT_EQ(snapshot(engine).entrances.size(), 2U);
  });
  EXPECT_EQ(closed, 0);
  applied(engine.apply(with({forward("f", target), forward("g", target)})));
  EXPECT_EQ(closed, 1) << "any other port is another place";
}

TEST_F(ApplyTest, AListenerThatCannotBeOpenedFailsAlone) {
  auto taken = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(taken);
  const Endpoint busy = taken->endpoint();
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = with({forward("busy", target, busy), forward("f", target)});
  const std::uint64_t number = engine.apply(s);
  const Endpoint at = listening();
  const auto failed = log.next<event::ListenerFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->entrance.forward, "busy");
  ASSERT_TRUE(failed->busy);
  EXPECT_EQ(failed->busy->at, busy);
  EXPECT_EQ(failed->busy->free, failed->free_port);
  const Snapshot while_busy = snapshot(engine);
  ASSERT_EQ(while_busy.entrances.size(), 2U);
  EXPECT_TRUE(while_busy.entrances[0].busy);
  EXPECT_EQ(while_busy.entrances[0].error, failed->error);
  EXPECT_FALSE(while_busy.entrances[1].error);
  EXPECT_EQ(failed->error.stage, Stage::kLocal);
  EXPECT_THAT(failed->sentence, HasSubstr(busy.to_string()));
  applied(number);
  echo_at(at);
  Snapshot now = snapshot(engine);
  ASSERT_EQ(now.entrances.size(), 2U);
  EXPECT_EQ(now.entrances[0].sentence, failed->sentence);
  EXPECT_EQ(now.entrances[1].sentence, "");
  // Another change tries it again, and says so only if something is new about it.
  applied(engine.set_forward("f", true));
  {
    const TcpListener gone = std::move(*taken);
  }
  engine.set_forward("f", true);
  EXPECT_EQ(listening(), busy);
  now = snapshot(engine);
  EXPECT_EQ(now.entrances[0].sentence, "");
  echo_at(busy);
}

TEST_F(ApplyTest, ForwardsAndApplicationsAreSwitched) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  const Endpoint port = loopback(closed_port(loop));
  config::Setup s = with({forward("f", target, port)});
  s.applications.push_back(application("b", {forward("g", target)}));
  engine.apply(s);
  static_cast<void>(listening());
  const Endpoint g = started();
  run([&]() -> Task<> {
    const auto on_f = co_await open_at(port);
    const auto on_g = co_await open_at(g);
    CO_ASSERT(on_f && on_g);
    applied(engine.set_forward("f", false));
    EXPECT_TRUE(co_await is_reset(*on_f));
    EXPECT_TRUE(co_await still_echoes(*on_g));
    EXPECT_FALSE(co_await connect_tcp(loop, port));
    engine.set_forward("f", true);
    EXPECT_EQ(listening(), port);
    applied(engine.set_application("a", false));
    EXPECT_FALSE(co_await connect_tcp(loop, port));
    EXPECT_TRUE(co_await still_echoes(*on_g));
    applied(engine.set_application("b", false));
    EXPECT_TRUE(co_await is_reset(*on_g));
  });
  for (const std::uint64_t number : {engine.set_forward("none", true), engine.set_application("none", true)}) {
    const auto failed = log.next<event::Failed>();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->number, number);
  }
}

TEST_F(ApplyTest, ACommandWithoutASetupFails) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  for (const std::uint64_t number :
       {engine.set_forward("f", true), engine.set_application("a", true), engine.use_profile("p")}) {
    const auto failed = log.next<event::Failed>();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->number, number);
    EXPECT_THAT(failed->sentence, HasSubstr("nothing runs"));
  }
  engine.stop();
  EXPECT_TRUE(log.next<event::Stopped>());
}

TEST_F(ApplyTest, AnotherTargetHoldsForNewConnections) {
  std::unique_ptr<Destination> other;
  remote.call([&] {
    other = std::make_unique<Destination>(
        remote.loop(), [](std::unique_ptr<TcpStream> s) -> Task<> { static_cast<void>(co_await s->finish()); });
  });
  {
    Engine engine([this](const api::Event& e) { log.add(e); });
    const Endpoint port = loopback(closed_port(loop));
    engine.apply(with({forward("f", target, port)}));
    static_cast<void>(started());
    run([&]() -> Task<> {
      const auto stream = co_await open_at(port);
      CO_ASSERT(stream);
      applied(engine.apply(with({forward("f", other->at(), port)})));
      EXPECT_TRUE(co_await still_echoes(*stream));
      const auto next = co_await connect_tcp(loop, port);
      CO_ASSERT(next);
      EXPECT_EQ(co_await read_all(**next), "");
    });
  }
  remote.call([&] { other.reset(); });
}

TEST_F(ApplyTest, AnotherProfileInUse) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.profiles.push_back(profile("q"));
  engine.apply(s);
  const Endpoint at = started();
  run([&]() -> Task<> {
    const auto first = co_await open_at(at);
    CO_ASSERT(first);
    const std::uint64_t number = engine.use_profile("q");
    const auto in_use = log.next<event::ProfileInUse>();
    CO_ASSERT(in_use);
    EXPECT_EQ(in_use->profile, "q");
    applied(number);
    EXPECT_TRUE(co_await still_echoes(*first)) << "it goes on where it is";
    const auto second = co_await open_at(at);
    CO_ASSERT(second);
    Snapshot now = snapshot(engine);
    CO_ASSERT(now.tunnels.size() == 2 && now.connections.size() == 2);
    EXPECT_EQ(now.tunnels[0].facts->profile, "p");
    EXPECT_EQ(now.tunnels[1].facts->profile, "q");
    // With its last tunnel the connection of the other ends.
    EXPECT_TRUE(co_await (*first).finish());
    EXPECT_EQ(co_await read_all(*first), "");
    const auto lost = log.next<event::Disconnected>();
    CO_ASSERT(lost);
    EXPECT_EQ(lost->profile, "p");
    EXPECT_TRUE(co_await still_echoes(*second));
    applied(engine.use_profile("p", Engine::Running::kEnd));
    EXPECT_TRUE(co_await is_reset(*second));
  });
}

TEST_F(ApplyTest, AProfileThatIsGoneEndsItsTunnels) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.profiles.push_back(profile("q"));
  engine.apply(s);
  const Endpoint at = started();
  run([&]() -> Task<> {
    const auto stream = co_await open_at(at);
    CO_ASSERT(stream);
    s.profiles.erase(s.profiles.begin());
    s.profile = "q";
    applied(engine.apply(s));
    EXPECT_TRUE(co_await is_reset(*stream));
    const auto next = co_await open_at(at);
    EXPECT_TRUE(next);
  });
}

TEST_F(ApplyTest, AProfileThatHasChangedServesNewTunnels) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  engine.apply(s);
  const Endpoint at = started();
  run([&]() -> Task<> {
    const auto stream = co_await open_at(at);
    CO_ASSERT(stream);
    s.profiles.front().http = {http::Version::kHttp11};
    applied(engine.apply(s));
    EXPECT_TRUE(co_await still_echoes(*stream));
    const auto next = co_await open_at(at);
    CO_ASSERT(next);
    const Snapshot now = snapshot(engine);
    CO_ASSERT(now.tunnels.size() == 2);
    EXPECT_NE(now.tunnels[0].facts->version, http::Version::kHttp11);
    EXPECT_EQ(now.tunnels[1].facts->version, http::Version::kHttp11);
  });
}

TEST_F(ApplyTest, ChangesInARowEndWithTheLast) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  std::uint64_t last = 0;
  for (int i = 0; i < 20; ++i) {
    last = engine.apply(with({forward(std::format("f{}", i), target)}));
    if (i % 7 == 3) engine.stop();
    if (i % 5 == 1) engine.set_forward(std::format("f{}", i), false);
  }
  for (;;) {
    const auto told = log.next<event::Applied>();
    ASSERT_TRUE(told);
    if (told->number == last) break;
  }
  const Snapshot now = snapshot(engine);
  ASSERT_EQ(now.entrances.size(), 1U);
  EXPECT_EQ(now.entrances.front().entrance.forward, "f19");
  echo_at(endpoint_of(now.entrances.front().entrance));
}

TEST_F(ApplyTest, LocalhostIsBothFamilies) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.applications.front().forwards.front().listen = config::ListenAddress::localhost(0);
  engine.apply(s);
  const Endpoint at = started();
  EXPECT_NE(at.port, 0);
  EXPECT_FALSE(at.address.is_v6());
  echo_at(loopback(at.port));
  if (TcpListener::open(loop, {IpAddress::parse("::1").value(), 0}, Stage::kLocal)) {
    echo_at({IpAddress::parse("::1").value(), at.port});
  }
}

TEST_F(ApplyTest, ATunnelThatIsNotOpenYetIsClosedLikeAnyOther) {
  auto hanging = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(hanging);
  config::Profile p = profile();
  p.proxy = hanging->endpoint().to_string();
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup(p));
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto first = co_await connect_tcp(loop, at);
    auto second = co_await connect_tcp(loop, at);
    CO_ASSERT(first && second);
    Snapshot now;
    EXPECT_TRUE(co_await eventually(loop, [&] {
      now = snapshot(engine);
      return now.tunnels.size() == 2;
    }));
    EXPECT_FALSE(now.tunnels[0].open());
    EXPECT_EQ(now.tunnels[0].facts->forward, "f");
    engine.close_tunnel(now.tunnels[0].id);
    const auto failed = log.next<event::TunnelFailed>();
    CO_ASSERT(failed);
    EXPECT_EQ(failed->id, now.tunnels[0].id);
    EXPECT_EQ(failed->error.code, Code::kClosed);
    EXPECT_TRUE(co_await is_reset(**first));
    applied(engine.set_forward("f", false));
    EXPECT_TRUE(co_await is_reset(**second));
  });
  EXPECT_TRUE(snapshot(engine).tunnels.empty());
}

}  // namespace
}  // namespace culvert::test
