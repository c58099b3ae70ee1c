// An engine with a proxy and a destination, for tests that come in by its one door.
#pragma once

#include <condition_variable>
#include <format>
#include <future>
#include <mutex>

#include "api/engine.h"
#include "integration/world.h"

namespace culvert::test {

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
  std::optional<T> next(Duration limit = std::chrono::seconds(20)) {
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
      server = std::make_unique<proxy::Server>(remote.loop(), *names, ca.server({"h2", "http/1.1"}), std::move(options),
                                               [](const proxy::Event&) {});
      EXPECT_TRUE(server->open());
      proxy_port = server->endpoint().port;
      target = destination->at();
    });
  }
  ~EngineTest() override { stop_remote(); }
  void stop_remote_proxy() {
    remote.call([this] { server.reset(); });
  }
  int accepted_at_destination() {
    int n = 0;
    remote.call([&] { n = destination->accepted(); });
    return n;
  }
  void stop_remote() {
    remote.call([this] {
      server.reset();
      destination.reset();
      names.reset();
    });
  }

  [[nodiscard]] config::Profile profile(std::string id = "p") const {
    config::Profile p;
    p.id = std::move(id);
    p.proxy = std::format("127.0.0.1:{}", proxy_port);
    p.ca_file = ca.made.ca_file;
    return p;
  }
  [[nodiscard]] static config::Forward forward(std::string id, http::HostPort to, Endpoint at = loopback()) {
    config::Forward f;
    f.id = std::move(id);
    f.listen = config::ListenAddress::at(at);
    f.target = std::move(to);
    return f;
  }
  [[nodiscard]] static config::Application application(std::string id, std::vector<config::Forward> forwards) {
    config::Application a;
    a.id = std::move(id);
    a.access = config::Application::Access::kEveryone;
    a.forwards = std::move(forwards);
    return a;
  }
  [[nodiscard]] static config::MixedListener mixed(Endpoint at = loopback()) {
    config::MixedListener m;
    m.listen = config::ListenAddress::at(at);
    return m;
  }
  // One profile, in use, and one forward to the destination.
  [[nodiscard]] config::Setup setup() const { return setup(profile()); }
  [[nodiscard]] config::Setup setup(config::Profile used) const {
    config::Setup s;
    s.profile = used.id;
    s.profiles.push_back(std::move(used));
    s.applications.push_back(application("a", {forward("f", target)}));
    return s;
  }
  static Endpoint endpoint_of(const api::Entrance& entrance) {
    return config::ListenAddress::parse(entrance.address).value().endpoint;
  }
  // Where the next listener is.
  Endpoint listening() {
    const auto told = log.next<event::Listening>();
    EXPECT_TRUE(told);
    return told ? endpoint_of(told->entrance) : Endpoint{};
  }
  // Where the setup's one listener is.
  Endpoint started() {
    const Endpoint at = listening();
    EXPECT_TRUE(log.next<event::Started>());
    return at;
  }
  void applied(std::uint64_t number) {
    for (;;) {
      const auto told = log.next<event::Applied>();
      ASSERT_TRUE(told);
      if (told->number >= number) return;
    }
  }
  static Snapshot snapshot(Engine& engine) {
    std::promise<Snapshot> promise;
    engine.snapshot([&](Snapshot s) { promise.set_value(std::move(s)); });
    return promise.get_future().get();
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
  // A connection whose tunnel is open, or null.
  Task<std::unique_ptr<TcpStream>> open_at(Endpoint at) {
    auto stream = co_await connect_tcp(loop, at);
    if (!stream || !co_await write(loop, **stream, "hello")) co_return nullptr;
    if (co_await read_at_least(**stream, 5) != "hello") co_return nullptr;
    co_return std::move(*stream);
  }
  Task<bool> still_echoes(TcpStream& stream) {
    if (!co_await write(loop, stream, "again")) co_return false;
    co_return co_await read_at_least(stream, 5) == "again";
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

}  // namespace culvert::test
