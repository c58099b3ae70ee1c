#include "net/dialer.h"

#include <algorithm>

#include "net/address_race.h"
#include "net/tcp_listener.h"
#include "support/fake_resolver.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

class DialerTest : public LoopTest {
 protected:
  FakeResolver names{loop};
  TcpListener listener = TcpListener::open(loop, loopback(), Stage::kTcp).value();
  std::uint16_t port = listener.endpoint().port;

  Result<Socket> dialed(const std::string& host, std::uint16_t at, DialOptions options = {}) {
    return run([&]() -> Task<Result<Socket>> { co_return co_await dial(loop, names, host, at, options); });
  }
};

TEST_F(DialerTest, ALiteral) {
  const auto socket = dialed("127.0.0.1", port);
  ASSERT_TRUE(socket) << socket.error().detail;
  EXPECT_EQ(socket->remote(), listener.endpoint());
}

// Nobody listens at 127.0.0.9: the next address is tried at once, not after the delay between attempts.
TEST_F(DialerTest, S6_TheFirstAddressRefusesTheSecondWorks) {
  names.set("two.test", {"127.0.0.9", "127.0.0.1"});
  const TimePoint start = loop.now();
  const auto socket = dialed("two.test", port, {.attempt_delay = 1h});
  ASSERT_TRUE(socket) << socket.error().detail;
  EXPECT_EQ(socket->remote(), listener.endpoint());
  EXPECT_LT(loop.now() - start, 30s);
}

TEST_F(DialerTest, AllRefuse) {
  names.set("none.test", {"127.0.0.9", "127.0.0.8"});
  const auto socket = dialed("none.test", port, {.connect_stage = Stage::kDestination});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().stage, Stage::kDestination);
  EXPECT_EQ(socket.error().code, Code::kRefused);
}

TEST_F(DialerTest, AnUnknownName) {
  const auto socket = dialed("nowhere.test", port);
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().stage, Stage::kDns);
  EXPECT_EQ(socket.error().code, Code::kNotFound);
}

TEST_F(DialerTest, OnlyAllowedAddressesAreTried) {
  names.set("mixed.test", {"127.0.0.1", "127.0.0.9"});
  std::vector<std::string> asked;
  const auto socket = dialed("mixed.test", port, {.allowed = [&](const Endpoint& e) {
                               asked.push_back(e.to_string());
                               return false;
                             }});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Code::kDenied);
  EXPECT_TRUE(std::ranges::contains(asked, listener.endpoint().to_string()));

  names.set("half.test", {"127.0.0.9", "127.0.0.1"});
  const auto other =
      dialed("half.test", port, {.allowed = [&](const Endpoint& e) { return e != listener.endpoint(); }});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::kRefused) << "the allowed one was tried";
}

TEST_F(DialerTest, ASilentNameServerTimesOut) {
  names.set_silent("silent.test");
  const auto socket = dialed("silent.test", port, {.timeout = 20ms});
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Code::kTimedOut);
}

// Whether an address that is routed nowhere stays silent depends on the network: so the attempts are made up.
TEST_F(DialerTest, S6_ASilentAddressHoldsUpNoOther) {
  const Endpoint silent{IpAddress::v4({192, 0, 2, 1}), 443};
  const Endpoint works{IpAddress::v4({192, 0, 2, 2}), 443};
  AddressRace<std::string> race(loop, 10ms, [&](Endpoint at) -> Task<Result<std::string>> {
    Event never(loop);
    if (at == silent) co_await never.wait();
    co_return at.to_string();
  });
  const auto won = run([&]() -> Task<Result<std::string>> { co_return co_await race.run({silent, works}); });
  EXPECT_EQ(won, works.to_string());
}

TEST_F(DialerTest, DroppingTheTaskGivesUp) {
  names.set_silent("silent.test");
  run([&]() -> Task<> {
    {
      TaskSet tasks(loop);
      auto dials = [&]() -> Task<> {
        static_cast<void>(co_await dial(loop, names, "silent.test", port, {}));
        ADD_FAILURE() << "not reached";
      };
      tasks.spawn(dials());
      co_await settle(loop);
    }
    co_await settle(loop);
  });
  EXPECT_EQ(names.asked, 1);
}

TEST_F(DialerTest, TheSystemsResolverKnowsLiteralsAndLocalhost) {
  SystemResolver resolver(loop);
  const auto literal =
      run([&]() -> Task<Result<std::vector<IpAddress>>> { co_return co_await resolver.resolve("::1", Stage::kDns); });
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->front().to_string(), "::1");
  const auto localhost = run(
      [&]() -> Task<Result<std::vector<IpAddress>>> { co_return co_await resolver.resolve("localhost", Stage::kDns); });
  ASSERT_TRUE(localhost) << localhost.error().detail;
  for (const IpAddress& a : *localhost) EXPECT_TRUE(a.is_loopback()) << a.to_string();
}

TEST_F(DialerTest, ALookupThatNobodyWaitsForAnyMore) {
  SystemResolver resolver(loop);
  run([&]() -> Task<> {
    TaskSet tasks(loop);
    auto looks_up = [&]() -> Task<> { static_cast<void>(co_await resolver.resolve("localhost", Stage::kDns)); };
    for (int i = 0; i < 50; ++i) tasks.spawn(looks_up());
    co_await settle(loop, 3);
  });
}

}  // namespace
}  // namespace culvert::test
