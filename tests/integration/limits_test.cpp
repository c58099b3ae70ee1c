// How much one client gets of a proxy, and how long a connection may do nothing.

#include <algorithm>

#include "http/auth/user_file.h"
#include "integration/world.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

class Limits : public EachVersion {
 protected:
  [[nodiscard]] std::unique_ptr<proxy::Server> start_limited(const proxy::Limits& limits, bool users = false) {
    proxy::Options options = proxy_options();
    options.limits = limits;
    if (users) {
      const std::string hash = http::hash_password("secret").value();
      options.rules.users =
          std::make_shared<http::UserFile>(http::UserFile::parse("ann:" + hash + "\nbob:" + hash + "\n").value());
    }
    return start_proxy(std::move(options));
  }
  // How often one of them was refused with this status.
  [[nodiscard]] std::ptrdiff_t refused(int status) const {
    return std::ranges::count_if(proxy_events, [status](const proxy::Event& e) {
      const auto* refused = std::get_if<proxy::event::Refused>(&e);
      return refused != nullptr && refused->status == status;
    });
  }
  [[nodiscard]] std::ptrdiff_t turned_away() const {
    return std::ranges::count_if(proxy_events, [](const proxy::Event& e) {
      const auto* gone = std::get_if<proxy::event::Disconnected>(&e);
      return gone != nullptr && gone->error.stage == Stage::kProxy && gone->error.code == Code::kLimit;
    });
  }
  Task<> expect_echo(ByteStream& application) {
    EXPECT_TRUE(co_await write(loop, application, "hello"));
    EXPECT_EQ(co_await read_at_least(application, 5), "hello");
  }
};
CULVERT_EACH_VERSION(Limits);

TEST_P(Limits, TunnelsAtOnce) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_limited({.tunnels = 2});
    auto client = start_client(*server);
    auto one = co_await client->open(destination.at());
    auto two = co_await client->open(destination.at());
    CO_ASSERT(one && two);
    const auto three = co_await client->open(destination.at(), "early bytes");
    CO_ASSERT(!three);
    EXPECT_EQ(three.error(), (Error{Stage::kProxy, Code::kLimit, "too many tunnels at once"}));
    EXPECT_EQ(refused(429), 1);
    EXPECT_EQ(destination.accepted(), 2);
    co_await expect_echo(**two);
    one->reset();
    EXPECT_TRUE(co_await eventually(loop, [&] { return server->tunnels() == 1; }));
    EXPECT_TRUE(co_await client->open(destination.at()));
  });
}

TEST_P(Limits, ATunnelThatFailedIsNoneAnyMore) {
  run([&]() -> Task<> {
    auto server = start_limited({.tunnels = 1});
    auto client = start_client(*server);
    const http::HostPort nobody{"127.0.0.1", closed_port(loop)};
    for (int i = 0; i < 3; ++i) {
      const auto application = co_await client->open(nobody);
      CO_ASSERT(!application);
      EXPECT_EQ(application.error().code, Code::kRefused);
    }
    EXPECT_EQ(refused(429), 0);
  });
}

TEST_P(Limits, NewTunnelsWithinAShortTime) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_limited({.new_per_second = 1});
    auto client = start_client(*server);
    const TimePoint start = loop.now();
    std::size_t opened = 0;
    while (opened < 100) {
      const auto application = co_await client->open(destination.at());
      if (!application) {
        EXPECT_EQ(application.error(),
                  (Error{Stage::kProxy, Code::kLimit, "too many new tunnels within a short time"}));
        break;
      }
      ++opened;
    }
    EXPECT_GE(opened, proxy::kBurst);
    EXPECT_LE(opened, proxy::kBurst + static_cast<std::size_t>((loop.now() - start) / 1s) + 1);
    EXPECT_EQ(refused(429), 1);
  });
}

TEST_P(Limits, UsersAtOneAddressHaveTheirOwn) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_limited({.tunnels = 1}, true);
    const auto of = [&](const char* user) {
      return start_client({.port = server->endpoint().port, .identity = http::Password{user, "secret"}});
    };
    auto ann = of("ann");
    auto bob = of("bob");
    const auto anns = co_await ann->open(destination.at());
    const auto bobs = co_await bob->open(destination.at());
    EXPECT_TRUE(anns && bobs);
    auto elsewhere = of("ann");
    const auto second = co_await elsewhere->open(destination.at());
    CO_ASSERT(!second);
    EXPECT_EQ(second.error().code, Code::kLimit);
  });
}

TEST_P(Limits, ConnectionsAtOnce) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_limited({.connections = 1});
    auto first = start_client(*server);
    auto application = co_await first->open(destination.at());
    CO_ASSERT(application);
    for (int i = 0; i < 2; ++i) {
      auto second = start_client({.port = server->endpoint().port, .connect_timeout = 5s, .first_pause = 10s});
      const TimePoint start = loop.now();
      EXPECT_FALSE(co_await second->open(destination.at()));
      EXPECT_LT(loop.now() - start, 4s) << "it is told, and need not wait";
    }
    EXPECT_EQ(turned_away(), 1) << "the operator hears of the first";
    EXPECT_EQ(destination.accepted(), 1);
    co_await expect_echo(**application);
    application->reset();
    first.reset();
    EXPECT_TRUE(co_await eventually(loop, [&] {
      return std::ranges::any_of(proxy_events, [](const proxy::Event& e) {
        const auto* gone = std::get_if<proxy::event::Disconnected>(&e);
        return gone != nullptr && gone->error.code != Code::kLimit;
      });
    }));
    auto third = start_client(*server);
    EXPECT_TRUE(co_await third->open(destination.at()));
  });
}

TEST_P(Limits, ATunnelMayRestLongerThanAConnectionWithoutOne) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    proxy::Options options = proxy_options();
    options.idle_timeout = 100ms;
    options.handshake_timeout = 1s;  // also for a connection that was asked to close
    auto server = start_proxy(std::move(options));
    auto client = start_client(*server);
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    co_await sleep(loop, 1500ms);
    co_await expect_echo(**application);
    EXPECT_TRUE(client->disconnected.empty());
    EXPECT_EQ(server->tunnels(), 1U);
  });
}

using IdleConnection = Limits;
INSTANTIATE_TEST_SUITE_P(Over, IdleConnection, testing::Values(http::Version::kHttp3, http::Version::kHttp2),
                         [](const auto& over) { return test::test_name(over.param); });

TEST_P(IdleConnection, IsClosedInGoodOrderAndANewOneIsMade) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    proxy::Options options = proxy_options();
    options.idle_timeout = 300ms;
    auto server = start_proxy(std::move(options));
    auto client = start_client(*server);
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    application->reset();
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->disconnected.size() == 1; }));
    EXPECT_EQ(client->disconnected.front().code, Code::kClosed) << client->disconnected.front().detail;
    EXPECT_TRUE(co_await client->open(destination.at()));
    EXPECT_EQ(client->connected.size(), 2U);
  });
}

}  // namespace
}  // namespace culvert::test
