// The engine, by its one door: setups in, events out, applications at its listeners.

#include "api/engine.h"

#include "base/private_file.h"
#include "integration/engine_world.h"

namespace culvert::test {
namespace {

TEST_F(EngineTest, CarriesWhatArrivesAtAForward) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  echo_at(started());
  const auto connected = log.next<event::Connected>();
  ASSERT_TRUE(connected);
  EXPECT_EQ(connected->connection.tls.version, "TLSv1.3");
  const auto opened = log.next<event::TunnelOpened>();
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->target, target.to_string());
  const auto closed = log.next<event::TunnelClosed>();
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->id, opened->id);
  EXPECT_TRUE(closed->result);
  EXPECT_EQ(closed->sentence, "");
  EXPECT_EQ(closed->traffic.sent, 5U);
  EXPECT_EQ(closed->traffic.received, 5U);
}

TEST_F(EngineTest, Socks5) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.applications.clear();
  s.listeners.push_back(mixed());
  engine.apply(s);
  const Endpoint at = started();
  const auto request = [](const http::HostPort& to) {
    std::string out("\x05\x01\x00\x03", 4);
    out.push_back(static_cast<char>(to.host.size()));
    out += to.host;
    out.push_back(static_cast<char>(to.port >> 8));
    out.push_back(static_cast<char>(to.port & 0xff));
    return out;
  };
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    // All of it at once, with the first bytes of the payload behind.
    EXPECT_TRUE(co_await write(loop, **stream, std::string("\x05\x01\x00", 3) + request(target) + "early"));
    EXPECT_TRUE(co_await (*stream)->finish());
    const auto all = co_await read_all(**stream);
    CO_ASSERT(all);
    EXPECT_EQ(all->substr(0, 4), std::string("\x05\x00\x05\x00", 4));
    EXPECT_TRUE(all->ends_with("early"));
    EXPECT_EQ(all->size(), 2U + 10U + 5U);
  });
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(
        co_await write(loop, **stream, std::string("\x05\x01\x00", 3) + request({"127.0.0.1", closed_port(loop)})));
    const auto all = co_await read_all(**stream);
    CO_ASSERT(all);
    EXPECT_EQ(all->substr(0, 4), std::string("\x05\x00\x05\x05", 4)) << "connection refused, RFC 1928";
  });
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error.stage, Stage::kDestination);
  EXPECT_EQ(failed->error.code, Code::kRefused);
  EXPECT_NE(failed->sentence.find("127.0.0.1"), std::string::npos) << failed->sentence;
}

TEST_F(EngineTest, StopsAndStartsAgain) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  for (int i = 0; i < 3; ++i) {
    engine.apply(setup());
    const Endpoint at = started();
    echo_at(at);
    engine.stop();
    const auto disconnected = log.next<event::Disconnected>();
    ASSERT_TRUE(disconnected);
    EXPECT_EQ(disconnected->error.code, Code::kClosed);
    EXPECT_EQ(disconnected->sentence, std::format("The connection to 127.0.0.1:{} is closed.", proxy_port))
        << "nothing has failed";
    ASSERT_TRUE(log.next<event::Stopped>());
    run([&]() -> Task<> { EXPECT_FALSE(co_await connect_tcp(loop, at)) << "the listener is closed"; });
  }
  engine.stop();  // nothing to stop
}

TEST_F(EngineTest, StopAbortsWhatRuns) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await write(loop, **stream, "hello"));
    EXPECT_EQ(co_await read_at_least(**stream, 5), "hello");
    engine.stop();
    const auto end = co_await (*stream)->next();
    CO_ASSERT(!end);
    EXPECT_EQ(end.error().code, Code::kReset);
  });
  const auto closed = log.next<event::TunnelClosed>();
  ASSERT_TRUE(closed);
  EXPECT_FALSE(closed->result);
  EXPECT_NE(closed->sentence, "");
  EXPECT_TRUE(log.next<event::Stopped>());
}

TEST_F(EngineTest, DestroyedWhileEverythingRuns) {
  std::vector<std::unique_ptr<TcpStream>> streams;
  {
    Engine engine([this](const api::Event& e) { log.add(e); });
    engine.apply(setup());
    const Endpoint at = started();
    run([&]() -> Task<> {
      for (int i = 0; i < 20; ++i) {
        auto stream = co_await connect_tcp(loop, at);
        CO_ASSERT(stream);
        EXPECT_TRUE(co_await write(loop, **stream, "hello"));
        if (i % 2 == 0) {
          EXPECT_EQ(co_await read_at_least(**stream, 5), "hello");
        }
        streams.push_back(std::move(*stream));
      }
    });
  }
  EXPECT_TRUE(log.next<event::Stopped>());
  run([&]() -> Task<> {
    for (const auto& stream : streams) EXPECT_FALSE(co_await read_all(*stream)) << "reset, not ended";
  });
}

TEST_F(EngineTest, DestroyedRightAway) {
  for (int i = 0; i < 20; ++i) {
    Engine engine([](const api::Event&) {});
    if (i % 2 == 0) engine.apply(setup());
    if (i % 4 == 0) engine.stop();
  }
}

TEST_F(EngineTest, S3_SessionsOfOneRunServeTheNext) {
  const TempDir directory;
  config::Profile p = profile();
  p.session_file = directory.file("sessions");
  for (const bool resumed : {false, true, true}) {
    Engine engine([this](const api::Event& e) { log.add(e); });
    engine.apply(setup(p));
    echo_at(started());
    const auto connected = log.next<event::Connected>();
    ASSERT_TRUE(connected);
    EXPECT_EQ(connected->connection.tls.resumed, resumed);
    EXPECT_FALSE(connected->connection.tls.early_data) << "the profile does not allow it";
    engine.stop();
    ASSERT_TRUE(log.next<event::Stopped>());
  }
}

TEST_F(EngineTest, SessionsAreWrittenWhileItRuns) {
  const TempDir directory;
  config::Profile p = profile();
  p.session_file = directory.file("sessions");
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup(p));
  const Endpoint at = started();
  const std::string before = read_private_file(p.session_file, 1'000'000).value();
  echo_at(at);
  run([&]() -> Task<> {
    EXPECT_TRUE(co_await eventually(
        loop, [&] { return read_private_file(p.session_file, 1'000'000).value().size() > before.size(); }));
  });
}

TEST_F(EngineTest, ASessionFileThatIsNoneIsSaidOrReplaced) {
  const TempDir directory;
  config::Profile p = profile();
  Engine engine([this](const api::Event& e) { log.add(e); });
  p.session_file = directory.file("none/sessions");
  engine.apply(setup(p));
  const auto failed = log.next<event::ProfileFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->profile, "p");
  EXPECT_EQ(failed->error.code, Code::kInvalid);
  EXPECT_NE(failed->sentence.find(p.session_file), std::string::npos) << failed->sentence;
  const Endpoint at = started();
  p.session_file = directory.file("sessions");
  ASSERT_TRUE(write_private_file(p.session_file, "no sessions at all"));
  applied(engine.apply(setup(p)));
  echo_at(at);
  engine.stop();
  ASSERT_TRUE(log.next<event::Stopped>());
  EXPECT_NE(read_private_file(p.session_file, 1'000'000).value().find("\"sessions\""), std::string::npos);
}

TEST_F(EngineTest, SnapshotAndCloseTunnel) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  EXPECT_TRUE(snapshot(engine).connections.empty()) << "nothing runs";
  engine.apply(setup());
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await write(loop, **stream, "hello"));
    EXPECT_EQ(co_await read_at_least(**stream, 5), "hello");
    const auto opened = log.next<event::TunnelOpened>();
    CO_ASSERT(opened);
    const Snapshot now = snapshot(engine);
    CO_ASSERT(now.connections.size() == 1 && now.tunnels.size() == 1);
    EXPECT_EQ(now.connections.front().info.streams, 1U);
    EXPECT_TRUE(now.tunnels.front().open());
    EXPECT_EQ(now.tunnels.front().id, opened->id);
    EXPECT_EQ(now.tunnels.front().facts->target, target.to_string());
    EXPECT_EQ(now.total.traffic.sent, 5U);
    EXPECT_EQ(now.total.traffic.received, 5U);
    engine.close_tunnel(opened->id + 1);  // there is none
    engine.close_tunnel(opened->id);
    EXPECT_FALSE(co_await (*stream)->next());
    const auto closed = log.next<event::TunnelClosed>();
    CO_ASSERT(closed);
    EXPECT_EQ(closed->id, opened->id);
    EXPECT_FALSE(closed->result);
  });
  const Snapshot after = snapshot(engine);
  EXPECT_TRUE(after.tunnels.empty());
  EXPECT_EQ(after.total.traffic.sent, 5U) << "past tunnels count";
}

TEST_F(EngineTest, ASetupThatCannotBeUsedIsSaidAndChangesNothing) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup bad = setup();
  config::Rule rule;
  rule.id = "r";
  rule.action = config::Rule::Action::kBlock;
  rule.networks = {"10.0.0.0/33"};
  bad.rules.push_back(rule);  // what it is to block would get out
  const std::uint64_t number = engine.apply(bad);
  auto failed = log.next<event::Failed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->number, number);
  EXPECT_EQ(failed->error.code, Code::kInvalid);
  ASSERT_EQ(failed->problems.size(), 1U);
  EXPECT_EQ(failed->problems.front().field, "rules[0].networks[0]");
  EXPECT_FALSE(snapshot(engine).running);
  engine.apply(setup());
  const Endpoint at = started();
  engine.apply(bad);
  EXPECT_TRUE(log.next<event::Failed>());
  EXPECT_TRUE(snapshot(engine).running);
  echo_at(at);
}

TEST_F(EngineTest, AnEntryThatIsWrongFailsAlone) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.listeners.push_back(mixed({IpAddress::v4({0, 0, 0, 0}), 0}));  // others could come in (K2)
  s.applications.front().forwards.push_back(forward("g", {"", 80}));
  s.applications.push_back(application("b", {forward("h", target)}));
  s.applications.back().kept.problem = "name: this has to be a text";
  s.profiles.push_back(profile("broken"));
  s.profiles.back().proxy = "https://proxy.test/{target_host}";
  s.applications.front().forwards.push_back(forward("i", target));
  s.applications.front().forwards.back().profile = "broken";
  engine.apply(s);
  const auto profile_failed = log.next<event::ProfileFailed>();
  ASSERT_TRUE(profile_failed);
  EXPECT_EQ(profile_failed->profile, "broken");
  const Endpoint at = listening();
  static_cast<void>(listening());  // that of the broken profile
  for (const char* id : {"", "g", "h"}) {
    const auto failed = log.next<event::ListenerFailed>();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->entrance.forward, id);
    EXPECT_EQ(failed->error.code, Code::kInvalid);
  }
  ASSERT_TRUE(log.next<event::Started>());
  echo_at(at);
  s.applications.front().forwards.front().target.port = 0;  // while it is open
  engine.apply(s);
  const auto closed = log.next<event::ListenerClosed>();
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->entrance.forward, "f");
  EXPECT_TRUE(log.next<event::Applied>());
}

TEST_F(EngineTest, AProfileThatCannotBeUsedIsSaidAndTheRestRuns) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  config::Profile broken = profile("broken");
  broken.ca_file = "/nowhere/ca.pem";
  s.profiles.push_back(broken);
  s.applications.front().forwards.push_back(forward("g", target));
  s.applications.front().forwards.back().profile = "broken";
  engine.apply(s);
  const auto failed = log.next<event::ProfileFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->profile, "broken");
  EXPECT_NE(failed->sentence.find("/nowhere/ca.pem"), std::string::npos) << failed->sentence;
  const Endpoint good = listening();
  const Endpoint bad = started();
  echo_at(good);
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, bad);
    if (stream) {
      EXPECT_FALSE(co_await read_all(**stream));
    }
  });
  const auto tunnel = log.next<event::TunnelFailed>();
  ASSERT_TRUE(tunnel);
  EXPECT_EQ(tunnel->profile, "broken");
  EXPECT_EQ(tunnel->forward, "g");
  EXPECT_EQ(tunnel->sentence, failed->sentence);
}

TEST_F(EngineTest, X5_AProxyThatCannotBeReachedResetsTheApplication) {
  stop_remote();
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    if (!stream) {  // the reset was quicker than the loop
      EXPECT_EQ(stream.error().code, Code::kReset);
      co_return;
    }
    EXPECT_FALSE(co_await read_all(**stream)) << "a forward has no other way to tell";
  });
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error.stage, Stage::kTcp);
  EXPECT_EQ(failed->error.code, Code::kRefused);
  EXPECT_NE(failed->sentence, "");
}

TEST_F(EngineTest, X5_AProxyThatGoesIsSaidAndANewOneIsUsed) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(setup());
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await write(loop, **stream, "hello"));
    EXPECT_EQ(co_await read_at_least(**stream, 5), "hello");
    remote.call([this] {
      const Endpoint same = server->endpoint();
      server.reset();
      proxy::Options options;
      options.listen = same;
      options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
      options.allow_private = true;
      server = std::make_unique<proxy::Server>(remote.loop(), *names, ca.server(), std::move(options),
                                               [](const proxy::Event&) {});
      EXPECT_TRUE(server->open());
    });
    EXPECT_FALSE(co_await (*stream)->next());
  });
  const auto disconnected = log.next<event::Disconnected>();
  ASSERT_TRUE(disconnected);
  EXPECT_NE(disconnected->sentence, "");
  echo_at(at);
}

TEST_F(EngineTest, CarriesAStreamOfTheCallers) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  const Tunnel::Id none = engine.carry(
      target, [](Loop&) -> Result<std::unique_ptr<ByteStream>> { return fail(Stage::kLocal, Code::kSystem); });
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->id, none);
  EXPECT_EQ(failed->error.detail, "nothing runs");
  engine.apply(setup());
  static_cast<void>(started());
  std::promise<std::string> echo;
  std::unique_ptr<TaskSet> tasks;  // of the engine's loop
  std::unique_ptr<MemoryStream> ours;
  engine.carry(target, [&](Loop& core) -> Result<std::unique_ptr<ByteStream>> {
    auto pipe = MemoryStream::make(core);
    ours = std::move(pipe.b);
    tasks = std::make_unique<TaskSet>(core);
    auto talks = [](Loop& l, MemoryStream& stream, std::promise<std::string>& to) -> Task<> {
      static_cast<void>(co_await write(l, stream, "hello"));
      static_cast<void>(co_await stream.finish());
      to.set_value((co_await read_all(stream)).value_or("failed"));
    };
    tasks->spawn(talks(core, *ours, echo));
    return std::unique_ptr<ByteStream>(std::move(pipe.a));
  });
  EXPECT_EQ(echo.get_future().get(), "hello");
  EXPECT_TRUE(log.next<event::TunnelClosed>());
  engine.snapshot([&](const Snapshot&) {
    tasks.reset();
    ours.reset();
  });
  engine.stop();
  EXPECT_TRUE(log.next<event::Stopped>());
}

}  // namespace
}  // namespace culvert::test
