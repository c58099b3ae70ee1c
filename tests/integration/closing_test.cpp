// How tunnels end when something breaks: never as if all had been well.

#include <algorithm>

#include "integration/world.h"

namespace culvert::test {
namespace {

// Holds each connection until it is taken from here.
struct Held {
  std::vector<std::unique_ptr<TcpStream>> streams;
  [[nodiscard]] Destination::Serve serve() {
    return [this](std::unique_ptr<TcpStream> stream) -> Task<> {
      streams.push_back(std::move(stream));
      co_return;
    };
  }
};

struct Ends {
  std::unique_ptr<MemoryStream> application;
  std::unique_ptr<TcpStream> destination;
};

template <class Base>
class Closing : public Base {
 protected:
  Task<Ends> open_tunnel() {
    auto application = co_await client->open(destination.at());
    EXPECT_TRUE(application);
    EXPECT_TRUE(co_await eventually(this->loop, [&] { return !held.streams.empty(); }));
    if (!application || held.streams.empty()) co_return Ends{};
    Ends ends{std::move(*application), std::move(held.streams.back())};
    held.streams.pop_back();
    co_return ends;
  }

  Held held;
  Destination destination{this->loop, held.serve()};
  std::unique_ptr<proxy::Server> server = this->start_proxy();
  std::unique_ptr<Client> client = this->start_client(*server);
};
using ClosingTest = Closing<EachVersion>;
using ClosingHttp2 = Closing<World>;
CULVERT_EACH_VERSION(ClosingTest);

TEST_P(ClosingTest, X4_AnApplicationThatBreaksResetsTheDestination) {
  run([&]() -> Task<> {
    Ends ends = co_await open_tunnel();
    CO_ASSERT(ends.application);
    EXPECT_TRUE(co_await write(loop, *ends.application, "half"));
    EXPECT_EQ(co_await read_at_least(*ends.destination, 4), "half");
    ends.application->reset({Stage::kLocal, Code::kReset, "test"});
    const auto end = co_await ends.destination->next();
    CO_ASSERT(!end);
    EXPECT_EQ(end.error().code, Code::kReset);
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0 && client->tunnels.size() == 0; }));
    EXPECT_EQ(client->disconnected.size(), shared() ? 0U : 1U) << "only that tunnel";
  });
}

TEST_P(ClosingTest, X5_ADestinationThatBreaksResetsTheApplication) {
  run([&]() -> Task<> {
    Ends ends = co_await open_tunnel();
    CO_ASSERT(ends.application);
    EXPECT_TRUE(co_await write(loop, *ends.destination, "half"));
    EXPECT_EQ(co_await read_at_least(*ends.application, 4), "half");
    ends.destination->reset({Stage::kLocal, Code::kReset, "test"});
    EXPECT_FALSE(co_await ends.application->next());
    EXPECT_TRUE(ends.application->reset_by_peer());
    EXPECT_FALSE(ends.application->ended_by_peer());
    co_await settle(loop);
    CO_ASSERT(client->endings.size() == 1 && !client->endings.front());
    // HTTP/1.1 has no word for whose end it was: TCP is reset.
    EXPECT_EQ(client->endings.front().error().stage, shared() ? Stage::kDestination : Stage::kHttp);
    EXPECT_EQ(client->endings.front().error().code, Code::kReset);
  });
}

TEST_P(ClosingTest, X7_AResetPassesEverythingThatIsStuck) {
  run([&]() -> Task<> {
    for (const bool by_application : {true, false}) {
      Ends ends = co_await open_tunnel();
      CO_ASSERT(ends.application);
      // Nobody reads at either end: both directions fill up.
      TaskSet tasks(loop);
      auto floods = [&](ByteStream& to) -> Task<> {
        static_cast<void>(co_await send_bulk(loop, to, 1'000'000'000, 1));
      };
      tasks.spawn(floods(*ends.application));
      tasks.spawn(floods(*ends.destination));
      Traffic before{1, 1};
      EXPECT_TRUE(co_await eventually(loop, [&] {
        const Traffic now = client->tunnels.begin()->second->traffic();
        const Traffic last = std::exchange(before, now);
        return now.sent > 1'000'000 && now.sent == last.sent && now.received == last.received;
      }));
      if (by_application) {
        ends.application->reset({Stage::kLocal, Code::kReset, "test"});
        const Error failure = co_await ends.destination->failed();
        EXPECT_EQ(failure.code, Code::kReset);
      } else {
        ends.destination->reset({Stage::kLocal, Code::kReset, "test"});
        static_cast<void>(co_await ends.application->failed());
        EXPECT_TRUE(ends.application->reset_by_peer());
      }
      EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0 && client->tunnels.size() == 0; }));
    }
  });
}

TEST_P(ClosingTest, X5_AProxyThatGoesUnderLoadEndsEveryTunnelWithAReset) {
  constexpr std::size_t kTunnels = 30;
  run([&]() -> Task<> {
    std::vector<Ends> all;
    for (std::size_t i = 0; i < kTunnels; ++i) all.push_back(co_await open_tunnel());
    TaskSet tasks(loop);
    std::size_t failed = 0;
    auto sends = [&](ByteStream& to) -> Task<> {
      EXPECT_FALSE(co_await send_bulk(loop, to, 1'000'000'000, 1));
      ++failed;
    };
    auto reads = [&](ByteStream& from) -> Task<> {
      EXPECT_FALSE(co_await receive_bulk(from));
      ++failed;
    };
    for (Ends& ends : all) {
      CO_ASSERT(ends.application && ends.destination);
      tasks.spawn(sends(*ends.application));
      tasks.spawn(reads(*ends.application));
      tasks.spawn(sends(*ends.destination));
      tasks.spawn(reads(*ends.destination));
    }
    EXPECT_TRUE(co_await eventually(loop, [&] {
      return std::ranges::all_of(client->tunnels, [](const auto& entry) {
        return entry.second->traffic().sent > 100'000 && entry.second->traffic().received > 100'000;
      });
    }));
    server.reset();
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(failed, 4 * kTunnels);
    for (const Ends& ends : all) {
      EXPECT_TRUE(ends.application->reset_by_peer());
      EXPECT_FALSE(ends.application->ended_by_peer());
    }
    co_await poll([&](Waiter& w) { return client->tunnels.poll_empty(w); });
    EXPECT_EQ(client->endings.size(), kTunnels);
    for (const auto& ending : client->endings) {
      CO_ASSERT(!ending);
      EXPECT_TRUE(ending.error().code == Code::kReset || ending.error().code == Code::kTruncated)
          << ending.error().detail;
    }
    EXPECT_EQ(client->disconnected.size(), shared() ? 1U : kTunnels);
  });
}

TEST_P(ClosingTest, X5_AClientThatGoesResetsTheDestinations) {
  run([&]() -> Task<> {
    std::vector<Ends> all;
    for (int i = 0; i < 10; ++i) all.push_back(co_await open_tunnel());
    client.reset();
    for (Ends& ends : all) {
      CO_ASSERT(ends.application);
      EXPECT_TRUE(ends.application->reset_by_peer());
      const auto end = co_await ends.destination->next();
      CO_ASSERT(!end);
      EXPECT_EQ(end.error().code, Code::kReset);
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0; }));
  });
}

TEST_P(ClosingTest, AnApplicationThatGoesWhileItsRequestIsMade) {
  run([&]() -> Task<> {
    names.set_silent("silent.test");
    auto pipe = MemoryStream::make(loop);
    std::optional<Result<std::unique_ptr<FarStream>>> far;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> { far = co_await client->proxy.open({"silent.test", 80}, *pipe.a); };
    const int asked = names.asked;
    tasks.spawn(opens());
    EXPECT_TRUE(co_await eventually(loop, [&] { return names.asked >= asked + 2; }));
    pipe.b->reset({Stage::kLocal, Code::kReset, "test"});
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(far && !*far);
    EXPECT_TRUE(co_await eventually(loop, [&] {
      const auto connections = client->pool.connections();
      return shared() ? connections.front().streams == 0 : connections.empty();
    }));
    EXPECT_EQ(client->disconnected.size(), shared() ? 0U : 1U);
  });
}

TEST_F(ClosingHttp2, G1_ADrainedProxyFinishesItsTunnelsAndANewConnectionTakesOver) {
  run([&]() -> Task<> {
    Ends running = co_await open_tunnel();
    CO_ASSERT(running.application);
    proxy::Options options = proxy_options();
    options.listen = server->endpoint();
    server->drain();
    auto successor = start_proxy(std::move(options));
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->pool.connections().size() == 1; }));
    Ends fresh = co_await open_tunnel();
    CO_ASSERT(fresh.application);
    EXPECT_EQ(client->connected.size(), 2U);
    EXPECT_EQ(successor->tunnels(), 1U);
    // The running one goes on, to a good end in both directions.
    const std::string text = make_bytes(1'000'000);
    TaskSet tasks(loop);
    auto sends = [&](ByteStream& to) -> Task<> {
      EXPECT_TRUE(co_await write(loop, to, text));
      EXPECT_TRUE(co_await to.finish());
    };
    tasks.spawn(sends(*running.application));
    tasks.spawn(sends(*running.destination));
    EXPECT_TRUE(co_await read_all(*running.destination) == text);
    EXPECT_TRUE(co_await read_all(*running.application) == text);
    co_await poll([&](Waiter& w) { return server->poll_drained(w); });
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1; }));
    EXPECT_TRUE(client->endings.front());
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    EXPECT_EQ(client->disconnected.front().code, Code::kClosed) << client->disconnected.front().detail;
    EXPECT_TRUE(co_await write(loop, *fresh.application, "alive"));
    EXPECT_EQ(co_await read_at_least(*fresh.destination, 5), "alive");
  });
}

// All has arrived at the client when the proxy goes; the application is slow to take it, and gets every byte and the
// end.
TEST_P(ClosingTest, G1_ASlowApplicationGetsWhatADrainedProxyHasSent) {
  run([&]() -> Task<> {
    Ends ends = co_await open_tunnel();
    CO_ASSERT(ends.application);
    EXPECT_TRUE(co_await ends.application->finish());
    const std::string text = make_bytes(900'000);  // more than the pipe takes, less than the stream's window
    EXPECT_TRUE(co_await write(loop, *ends.destination, text));
    EXPECT_TRUE(co_await ends.destination->finish());
    server->drain();
    EXPECT_EQ(co_await read_all(*ends.destination), "");
    if (shared()) {
      EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }))
          << "the proxy has nothing left to do";
    }
    const auto got = co_await read_all(*ends.application);
    CO_ASSERT(got);
    EXPECT_TRUE(*got == text);
  });
}

TEST_P(ClosingTest, DrainingAnIdleProxyIsOverAtOnce) {
  run([&]() -> Task<> {
    Ends ends = co_await open_tunnel();
    CO_ASSERT(ends.application);
    ends.application->reset({Stage::kLocal, Code::kClosed, "test"});
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 0; }));
    server->drain();
    co_await poll([&](Waiter& w) { return server->poll_drained(w); });
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    if (shared()) {
      EXPECT_EQ(client->disconnected.front().code, Code::kClosed) << client->disconnected.front().detail;
    }
  });
}

}  // namespace
}  // namespace culvert::test
