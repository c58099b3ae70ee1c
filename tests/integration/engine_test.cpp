// The engine, by its one door: profiles in, events out, applications at its listeners.

#include "api/engine.h"

#include <condition_variable>
#include <format>
#include <mutex>

#include "base/private_file.h"
#include "integration/world.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
namespace event = api::event;
using api::Engine;
using api::Snapshot;

// What an engine has told, in order; asked from another thread than the engine's.
class EventLog {
 public:
  void add(const api::Event& event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    news_.notify_all();
  }
  // Waits for an event of this kind, and takes it and all before it.
  template <class T>
  std::optional<T> next(Duration limit = 20s) {
    std::unique_lock lock(mutex_);
    std::optional<T> found;
    news_.wait_for(lock, limit, [&] {
      while (!found && !events_.empty()) {
        if (auto* event = std::get_if<T>(&events_.front())) found = std::move(*event);
        events_.erase(events_.begin());
      }
      return found.has_value();
    });
    return found;
  }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<api::Event> events_;
};

// The proxy and the destination run on a thread, the engine on its own, and the applications on the test's.
class EngineTest : public LoopTest {
 protected:
  EngineTest() {
    remote.call([this] {
      names = std::make_unique<FakeResolver>(remote.loop());
      destination = std::make_unique<Destination>(remote.loop());
      proxy::Options options;
      options.listen = loopback();
      options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
      options.allow_private = true;
      server = std::make_unique<proxy::Server>(remote.loop(), *names, ca.server(), std::move(options),
                                               [](const proxy::Event&) {});
      EXPECT_TRUE(server->open());
      proxy_port = server->endpoint().port;
      target = destination->at();
    });
  }
  ~EngineTest() override { stop_remote(); }
  void stop_remote() {
    remote.call([this] {
      server.reset();
      destination.reset();
      names.reset();
    });
  }

  [[nodiscard]] config::Profile profile() const {
    config::Profile p;
    p.proxy = std::format("127.0.0.1:{}", proxy_port);
    p.ca_file = ca.made.ca_file;
    p.forwards.push_back({loopback(), target});
    return p;
  }
  // Where the profile's one listener is.
  Endpoint started() {
    const auto listening = log.next<event::Listening>();
    EXPECT_TRUE(listening);
    EXPECT_TRUE(log.next<event::Started>());
    return config::parse_listen(listening ? listening->address : "0").value();
  }
  void echo_at(Endpoint at) {
    run([&]() -> Task<> {
      auto stream = co_await connect_tcp(loop, at);
      CO_ASSERT(stream);
      EXPECT_TRUE(co_await write(loop, **stream, "hello"));
      EXPECT_TRUE(co_await (*stream)->finish());
      EXPECT_EQ(co_await read_all(**stream), "hello");
    });
  }

  const Authority ca;
  LoopThread remote;
  std::unique_ptr<FakeResolver> names;
  std::unique_ptr<Destination> destination;
  std::unique_ptr<proxy::Server> server;
  std::uint16_t proxy_port = 0;
  http::HostPort target;
  EventLog log;
};

TEST_F(EngineTest, CarriesWhatArrivesAtAForward) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.start(profile());
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
  config::Profile p = profile();
  p.forwards.clear();
  p.socks.push_back({loopback(), std::nullopt});
  engine.start(p);
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
    engine.start(profile());
    const Endpoint at = started();
    echo_at(at);
    engine.stop();
    ASSERT_TRUE(log.next<event::Stopped>());
    run([&]() -> Task<> { EXPECT_FALSE(co_await connect_tcp(loop, at)) << "the listener is closed"; });
  }
  engine.stop();  // nothing to stop
}

TEST_F(EngineTest, StopAbortsWhatRuns) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.start(profile());
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
    engine.start(profile());
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
    if (i % 2 == 0) engine.start(profile());
    if (i % 4 == 0) engine.stop();
  }
}

TEST_F(EngineTest, S3_SessionsOfOneRunServeTheNext) {
  const TempDir directory;
  config::Profile p = profile();
  p.session_file = directory.file("sessions");
  for (const bool resumed : {false, true, true}) {
    Engine engine([this](const api::Event& e) { log.add(e); });
    engine.start(p);
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
  engine.start(p);
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
  engine.start(p);
  const auto failed = log.next<event::Failed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error.code, Code::kInvalid);
  EXPECT_NE(failed->sentence.find(p.session_file), std::string::npos) << failed->sentence;
  p.session_file = directory.file("sessions");
  ASSERT_TRUE(write_private_file(p.session_file, "no sessions at all"));
  engine.start(p);
  echo_at(started());
  engine.stop();
  ASSERT_TRUE(log.next<event::Stopped>());
  EXPECT_NE(read_private_file(p.session_file, 1'000'000).value().find("\"sessions\""), std::string::npos);
}

TEST_F(EngineTest, SnapshotAndCloseTunnel) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  const auto snapshot = [&] {
    std::promise<Snapshot> promise;
    engine.snapshot([&](const Snapshot& s) { promise.set_value(s); });
    return promise.get_future().get();
  };
  EXPECT_TRUE(snapshot().connections.empty()) << "nothing runs";
  engine.start(profile());
  const Endpoint at = started();
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, at);
    CO_ASSERT(stream);
    EXPECT_TRUE(co_await write(loop, **stream, "hello"));
    EXPECT_EQ(co_await read_at_least(**stream, 5), "hello");
    const auto opened = log.next<event::TunnelOpened>();
    CO_ASSERT(opened);
    const Snapshot now = snapshot();
    CO_ASSERT(now.connections.size() == 1 && now.tunnels.size() == 1);
    EXPECT_EQ(now.connections.front().streams, 1U);
    EXPECT_EQ(now.tunnels.front().id, opened->id);
    EXPECT_EQ(now.tunnels.front().target, target.to_string());
    EXPECT_EQ(now.total.sent, 5U);
    EXPECT_EQ(now.total.received, 5U);
    engine.close_tunnel(opened->id + 1);  // there is none
    engine.close_tunnel(opened->id);
    EXPECT_FALSE(co_await (*stream)->next());
    const auto closed = log.next<event::TunnelClosed>();
    CO_ASSERT(closed);
    EXPECT_EQ(closed->id, opened->id);
    EXPECT_FALSE(closed->result);
  });
  const Snapshot after = snapshot();
  EXPECT_TRUE(after.tunnels.empty());
  EXPECT_EQ(after.total.sent, 5U) << "past tunnels count";
}

TEST_F(EngineTest, APortInUseIsSaid) {
  auto taken = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(taken);
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Profile p = profile();
  p.forwards.front().listen = taken->endpoint();
  engine.start(p);
  const auto failed = log.next<event::Failed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error.stage, Stage::kLocal);
  EXPECT_NE(failed->sentence.find(taken->endpoint().to_string()), std::string::npos) << failed->sentence;
  // It is stopped, and can be started with something better.
  engine.start(profile());
  echo_at(started());
}

TEST_F(EngineTest, AProfileThatCannotBeUsedIsSaid) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Profile p = profile();
  p.proxy = "https://proxy.test/{target_host}";
  engine.start(p);
  auto failed = log.next<event::Failed>();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->error.code, Code::kInvalid);
  p = profile();
  p.ca_file = "/nowhere/ca.pem";
  engine.start(p);
  failed = log.next<event::Failed>();
  ASSERT_TRUE(failed);
  EXPECT_NE(failed->sentence.find("/nowhere/ca.pem"), std::string::npos) << failed->sentence;
}

TEST_F(EngineTest, StartedTwice) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.start(profile());
  const Endpoint at = started();
  engine.start(profile());
  EXPECT_TRUE(log.next<event::Failed>());
  echo_at(at);
}

TEST_F(EngineTest, X5_AProxyThatCannotBeReachedResetsTheApplication) {
  stop_remote();
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.start(profile());
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
  engine.start(profile());
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
  engine.carry(target, [](Loop&) -> Result<std::unique_ptr<ByteStream>> { return fail(Stage::kLocal, Code::kSystem); });
  EXPECT_TRUE(log.next<event::Failed>()) << "nothing runs";
  engine.start(profile());
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
