// A real tunnel, each part timed, and the counters and rows that a snapshot has.

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>

#include "api/prober.h"
#include "integration/answering_proxy.h"
#include "integration/engine_world.h"
#include "net/silent_stream.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using api::ProbePhase;
using api::ProbeResult;
using testing::ElementsAre;

class ProbeTest : public EngineTest {
 protected:
  std::vector<ProbeResult> probe(Engine& engine, config::Profile p, http::HostPort to) {
    std::promise<std::vector<ProbeResult>> promise;
    engine.probe(std::move(p), std::move(to),
                 [&](const std::vector<ProbeResult>& results) { promise.set_value(results); });
    return promise.get_future().get();
  }
  static std::vector<ProbePhase> phases(const ProbeResult& result) {
    std::vector<ProbePhase> all;
    for (const auto& p : result.phases) all.push_back(p.phase);
    return all;
  }
};

TEST_F(ProbeTest, PhasesOfEachVersion) {
  Engine engine([this](const api::Event& e) { log.add(e); });  // nothing runs
  for (const http::Version version : {http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11}) {
    SCOPED_TRACE(http::name_of(version));
    config::Profile p = profile();
    p.http = {version};
    p.expect_continue = true;
    const auto results = probe(engine, p, target);
    ASSERT_EQ(results.size(), 1U);
    const ProbeResult& r = results.front();
    ASSERT_TRUE(r.result) << r.sentence;
    EXPECT_EQ(r.proxy, p.proxy);
    EXPECT_EQ(r.sentence, "");
    ASSERT_TRUE(r.connection);
    EXPECT_EQ(r.connection->version, version);
    EXPECT_EQ(r.connection->tls.version, "TLSv1.3");
    if (version == http::Version::kHttp3) {
      EXPECT_THAT(phases(r), ElementsAre(ProbePhase::kLookup, ProbePhase::kQuic, ProbePhase::kSettings,
                                         ProbePhase::kRequest, ProbePhase::kDestination));
    } else {
      EXPECT_THAT(phases(r), ElementsAre(ProbePhase::kLookup, ProbePhase::kTcp, ProbePhase::kTls, ProbePhase::kSettings,
                                         ProbePhase::kRequest, ProbePhase::kDestination));
    }
    Duration sum{};
    for (const auto& phase : r.phases) sum += phase.took;
    EXPECT_LE(sum, r.total);
    EXPECT_GT(sum, 0ms);
  }
  EXPECT_FALSE(snapshot(engine).running);
}

TEST_F(ProbeTest, WhatFailsSaysWhereAndHowFarItCame) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  const auto none = probe(engine, profile(), {"127.0.0.1", closed_port(loop)});
  ASSERT_EQ(none.size(), 1U);
  ASSERT_FALSE(none.front().result);
  EXPECT_EQ(none.front().result.error().stage, Stage::kDestination);
  EXPECT_NE(none.front().sentence, "");
  EXPECT_TRUE(none.front().connection) << "the proxy itself can be reached";

  config::Profile p = profile();
  p.http = {http::Version::kHttp2};
  p.proxy = target.to_string();  // an echo, and no proxy
  const auto garbage = probe(engine, p, target);
  ASSERT_FALSE(garbage.front().result);
  EXPECT_EQ(garbage.front().result.error().stage, Stage::kTls);
  EXPECT_FALSE(garbage.front().connection);
  EXPECT_THAT(phases(garbage.front()), ElementsAre(ProbePhase::kLookup, ProbePhase::kTcp));

  p.ca_file = "/nowhere/ca.pem";
  const auto unreadable = probe(engine, p, target);
  ASSERT_FALSE(unreadable.front().result);
  EXPECT_TRUE(unreadable.front().phases.empty());
}

TEST_F(ProbeTest, EachProxyOfAProfileWhileAnotherRuns) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  const Endpoint at = started();
  config::Profile p = profile();
  p.fallbacks = {std::format("127.0.0.1:{}", closed_port(loop)), p.proxy};
  const auto results = probe(engine, p, target);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[0].result);
  EXPECT_FALSE(results[1].result);
  EXPECT_EQ(results[1].proxy, p.fallbacks[0]);
  EXPECT_TRUE(results[2].result);
  const Snapshot now = snapshot(engine);
  EXPECT_TRUE(now.connections.empty()) << "they were the probe's own";
  EXPECT_EQ(now.total.opened, 0U);
  echo_at(at);
}

TEST_F(ProbeTest, AnEngineEndsWhileOneIsUnderWay) {
  auto silent = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(silent);
  Engine engine([](const api::Event&) {});
  config::Profile p = profile();
  p.proxy = silent->endpoint().to_string();
  engine.probe(p, target, [](const std::vector<ProbeResult>&) { ADD_FAILURE() << "it had 15 seconds"; });
}

class SnapshotTest : public EngineTest {};

TEST_F(SnapshotTest, CountersAddUp) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.applications.front().forwards.push_back(forward("g", target));
  s.applications.push_back(application("b", {forward("none", {"127.0.0.1", closed_port(loop)})}));
  engine.apply(s);
  const Endpoint f = listening();
  const Endpoint g = listening();
  const Endpoint none = started();
  echo_at(f);
  echo_at(f);
  run([&]() -> Task<> {
    auto refused = co_await connect_tcp(loop, none);
    if (refused) {
      EXPECT_FALSE(co_await read_all(**refused));
    }
    const auto stays = co_await open_at(g);
    CO_ASSERT(stays);
    EXPECT_TRUE(log.next<event::TunnelFailed>());
    Snapshot now;
    EXPECT_TRUE(co_await eventually(loop, [&] {  // the others have been cleared away
      now = snapshot(engine);
      return now.tunnels.size() == 1 && now.tunnels.front().traffic.received == 5;
    }));
    CO_ASSERT(now.forwards.size() == 3);
    const auto& [of_f, of_g, of_none] = std::tie(now.forwards[0], now.forwards[1], now.forwards[2]);
    EXPECT_EQ(of_f.forward, "f");
    EXPECT_EQ(of_f.counters.opened, 2U);
    EXPECT_EQ(of_f.counters.open, 0U);
    EXPECT_EQ(of_f.counters.traffic.sent, 10U);
    EXPECT_EQ(of_g.counters.open, 1U);
    EXPECT_EQ(of_g.counters.traffic.received, 5U);
    EXPECT_EQ(of_none.application, "b");
    EXPECT_EQ(of_none.counters.failed, 1U);
    EXPECT_EQ(now.total.traffic.sent, 15U);
    EXPECT_EQ(now.total.opened, 3U);
    EXPECT_EQ(now.total.failed, 1U);
    EXPECT_EQ(now.profiles.front().counters.traffic.received, 15U);
    CO_ASSERT(now.connections.size() == 1);
    EXPECT_EQ(now.connections.front().counters.opened, 3U);
    EXPECT_EQ(now.connections.front().counters.traffic.sent, 15U);
    EXPECT_EQ(now.connections.front().profile, "p");
    const auto& facts = *now.tunnels.front().facts;
    EXPECT_EQ(facts.application, "a");
    EXPECT_EQ(facts.forward, "g");
    EXPECT_EQ(facts.listener, g.to_string());
    EXPECT_EQ(facts.connection, now.connections.front().info.id);
    EXPECT_EQ(facts.version, now.connections.front().info.version);
    EXPECT_LE(facts.start, std::chrono::steady_clock::now());
    EXPECT_LT(std::chrono::system_clock::now() - facts.wall_start, 1min);
    EXPECT_EQ(facts.caller, std::nullopt) << "nobody asked who it is";
  });
}

TEST_F(SnapshotTest, CallersAreLookedUpForWhoWatches) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.watch_callers(true);
  engine.apply(setup());
  const Endpoint at = started();
  run([&]() -> Task<> {
    const auto stream = co_await open_at(at);
    CO_ASSERT(stream);
    const Snapshot now = snapshot(engine);
    CO_ASSERT(now.tunnels.size() == 1);
    CO_ASSERT(now.tunnels.front().facts->caller);
    EXPECT_EQ(now.tunnels.front().facts->caller->of_this_user, true);
  });
}

TEST_F(SnapshotTest, CallersOfWhatIsOpenAlreadyAreLookedUpWhenSomebodyBeginsToWatch) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  const Endpoint at = started();
  const auto named = [&] {
    return std::ranges::count_if(snapshot(engine).tunnels, [](const auto& row) {
      return row.facts->caller && row.facts->caller->pid == static_cast<std::uint32_t>(::getpid());
    });
  };
  run([&]() -> Task<> {
    std::vector<std::unique_ptr<TcpStream>> open;
    for (int i = 0; i < 3; ++i) open.push_back(co_await open_at(at));
    // The program's own streams have no caller, and keep nobody else's from being found.
    engine.carry(target, [](Loop&) -> Result<std::unique_ptr<ByteStream>> { return std::make_unique<SilentStream>(); });
    open.push_back(co_await open_at(at));
    EXPECT_EQ(named(), 0) << "nobody has asked";
    engine.watch_callers(true);
    EXPECT_TRUE(co_await eventually(loop, [&] { return named() == 4; }));
    const auto facts = snapshot(engine).tunnels.front().facts;
    EXPECT_EQ(facts->application, "a") << "the rest is as it was";
    EXPECT_EQ(snapshot(engine).tunnels.front().facts, facts) << "once is enough";

    engine.watch_callers(false);
    open.push_back(co_await open_at(at));
    EXPECT_EQ(named(), 4);
    engine.watch_callers(true);
    EXPECT_TRUE(co_await eventually(loop, [&] { return named() == 5; }));
  });
}

// It is between its arrival and its being a row that somebody begins to watch.
TEST_F(SnapshotTest, CallersOfWhoHasNotYetSaidWhereToGoAreLookedUpToo) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup wanted = setup();
  wanted.applications.clear();
  wanted.listeners.push_back(mixed());
  engine.apply(wanted);
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await write(loop, **stream, std::string("\x05\x01\x00", 3)));
    EXPECT_EQ(co_await read_at_least(**stream, 2), std::string("\x05\x00", 2));
    engine.watch_callers(true);
    std::string request("\x05\x01\x00\x03", 4);
    request.push_back(static_cast<char>(target.host.size()));
    request += target.host;
    request.push_back(static_cast<char>(target.port >> 8));
    request.push_back(static_cast<char>(target.port & 0xff));
    static_cast<void>(snapshot(engine));  // it has heard of it
    EXPECT_TRUE(co_await write(loop, **stream, request));
    EXPECT_TRUE(co_await read_at_least(**stream, 10));
    const Snapshot now = snapshot(engine);
    CO_ASSERT(now.tunnels.size() == 1);
    EXPECT_TRUE(now.tunnels.front().facts->caller);
  });
}

// While a snapshot is taken nothing else runs: with ten thousand tunnels that has to be a matter of a few milliseconds.
TEST_F(SnapshotTest, TenThousandTunnelsAreSeenAtOnce) {
  constexpr int kTunnels = 10'000;
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  static_cast<void>(started());
  for (int i = 0; i < kTunnels; ++i) {
    engine.carry(target, [](Loop&) -> Result<std::unique_ptr<ByteStream>> { return std::make_unique<SilentStream>(); });
  }
  run([&]() -> Task<> {
    EXPECT_TRUE(co_await eventually(
        loop, [&] { return snapshot(engine).tunnels.size() == static_cast<std::size_t>(kTunnels); }, 30s));
  });
  Duration best = 1h;
  for (int i = 0; i < 20; ++i) {
    std::promise<Duration> took;
    engine.snapshot([&](const Snapshot&) {});
    TimePoint start;
    engine.snapshot([&](const Snapshot&) { start = std::chrono::steady_clock::now(); });
    engine.snapshot([&](const Snapshot& s) {
      EXPECT_EQ(s.tunnels.size(), static_cast<std::size_t>(kTunnels));
      took.set_value(std::chrono::steady_clock::now() - start);
    });
    best = std::min(best, took.get_future().get());
  }
  RecordProperty("microseconds", static_cast<int>(best / 1us));
  EXPECT_LT(best, 50ms) << "of several tries; sanitizers are slow";
}

}  // namespace
}  // namespace culvert::test
