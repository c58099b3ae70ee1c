#include "net/localhost.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>

#include "net/tcp_listener.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

// A machine: which numbers somebody has in which family, and which families there are.
struct Machine {
  struct Listener {
    Endpoint at;
    [[nodiscard]] const Endpoint& endpoint() const { return at; }
  };
  std::set<std::uint16_t> taken_v4;
  std::set<std::uint16_t> taken_v6;
  int error_v4 = 0;
  int error_v6 = 0;
  std::uint16_t next = 40'000;  // what the machine chooses
  int asked = 0;

  std::expected<Listener, ListenFailure> open(Endpoint at) {
    ++asked;
    const bool v6 = at.address.is_v6();
    if (const int e = v6 ? error_v6 : error_v4; e != 0) return std::unexpected(ListenFailure{.error = e, .at = at});
    if (at.port == 0) at.port = next++;
    if ((v6 ? taken_v6 : taken_v4).contains(at.port)) {
      return std::unexpected(ListenFailure{.error = EADDRINUSE, .at = at});
    }
    return Listener{at};
  }
  auto open_both(std::uint16_t port) {
    return open_localhost<Listener>(port, [this](const Endpoint& at) { return open(at); });
  }
};

std::string addresses(const std::vector<Machine::Listener>& listeners) {
  std::string all;
  for (const auto& l : listeners) all += l.at.to_string() + " ";
  return all;
}

TEST(Localhost, BothFamiliesHaveOneNumber) {
  Machine machine;
  EXPECT_EQ(addresses(machine.open_both(1080).value()), "127.0.0.1:1080 [::1]:1080 ");
  EXPECT_EQ(addresses(machine.open_both(0).value()), "127.0.0.1:40000 [::1]:40000 ");
}

TEST(Localhost, ANumberThatIsTakenInOneOfThem) {
  Machine machine;
  machine.taken_v6 = {1080, 40'000, 40'001};
  machine.taken_v4 = {2080};
  EXPECT_EQ(addresses(machine.open_both(0).value()), "127.0.0.1:40002 [::1]:40002 ");
  const auto v6 = machine.open_both(1080);
  ASSERT_FALSE(v6);
  EXPECT_EQ(v6.error().error, EADDRINUSE);
  EXPECT_EQ(v6.error().at.to_string(), "[::1]:1080");
  const auto v4 = machine.open_both(2080);
  ASSERT_FALSE(v4);
  EXPECT_EQ(v4.error().at.to_string(), "127.0.0.1:2080");
}

TEST(Localhost, ItIsNotTriedForEver) {
  Machine machine;
  machine.error_v6 = EADDRINUSE;
  EXPECT_FALSE(machine.open_both(0));
  EXPECT_EQ(machine.asked, 2 * kLocalhostTries);
  machine.asked = 0;
  EXPECT_FALSE(machine.open_both(1080));
  EXPECT_EQ(machine.asked, 2);
}

TEST(Localhost, AMachineWithOneFamily) {
  for (const int missing : {EAFNOSUPPORT, EADDRNOTAVAIL}) {
    Machine old;
    old.error_v6 = missing;
    EXPECT_EQ(addresses(old.open_both(1080).value()), "127.0.0.1:1080 ");
    EXPECT_EQ(addresses(old.open_both(0).value()), "127.0.0.1:40000 ");
    Machine modern;
    modern.error_v4 = missing;
    EXPECT_EQ(addresses(modern.open_both(1080).value()), "[::1]:1080 ");
    EXPECT_EQ(addresses(modern.open_both(0).value()), "[::1]:40000 ");
    modern.error_v6 = missing;
    EXPECT_FALSE(modern.open_both(0));
  }
  Machine forbidding;
  forbidding.error_v6 = EACCES;
  EXPECT_FALSE(forbidding.open_both(80));
}

class LocalhostListener : public LoopTest {};

TEST_F(LocalhostListener, AcceptsAtBoth) {
  auto opened = TcpListener::open_localhost(loop, 0, Stage::kLocal);
  ASSERT_TRUE(opened) << opened.error().detail;
  ASSERT_GE(opened->size(), 1U);
  EXPECT_EQ(opened->front().endpoint().address, IpAddress::v4({127, 0, 0, 1}));
  const bool has_v6 = TcpListener::open(loop, {IpAddress::parse("::1").value(), 0}, Stage::kLocal).has_value();
  EXPECT_EQ(opened->size(), has_v6 ? 2U : 1U);
  run([&]() -> Task<> {
    for (TcpListener& listener : *opened) {
      EXPECT_EQ(listener.endpoint().port, opened->front().endpoint().port);
      EXPECT_TRUE(listener.endpoint().address.is_loopback());
      auto stream = co_await connect_tcp(loop, listener.endpoint());
      CO_ASSERT(stream);
      const Socket accepted = co_await listener.accept();
      EXPECT_EQ(accepted.remote(), (*stream)->socket().local());
    }
  });
  const auto again = TcpListener::open_localhost(loop, opened->front().endpoint().port, Stage::kLocal);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().stage, Stage::kLocal);
  EXPECT_TRUE(again.error().detail.contains(opened->front().endpoint().to_string())) << again.error().detail;
}

}  // namespace
}  // namespace culvert::test
