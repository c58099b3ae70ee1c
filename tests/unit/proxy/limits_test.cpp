#include "proxy/limits.h"

#include <gtest/gtest.h>

#include <list>
#include <vector>

namespace culvert::proxy {
namespace {

using namespace std::chrono_literals;

IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

// ---- Who is a client ------------------------------------------------------------------------------------------------

TEST(NetworkOf, IPv4ByAddressAndIPv6ByItsNetwork) {
  const struct {
    const char* client;
    const char* network;
  } kRows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"::ffff:192.0.2.1", "192.0.2.1"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
      {"2001:db8:1:2::", "2001:db8:1:2::"},
      {"2001:db8:1:3::1", "2001:db8:1:3::"},
      {"::1", "::"},
      {"64:ff9b::192.0.2.1", "64:ff9b::"},
  };
  for (const auto& row : kRows) EXPECT_EQ(network_of(address(row.client)), address(row.network)) << row.client;
}

// ---- Connections ----------------------------------------------------------------------------------------------------

TEST(ConnectionLimit, SoManyOfAnAddressAtOnce) {
  ConnectionLimit limit(2);
  auto first = limit.admit(address("192.0.2.1"));
  ASSERT_TRUE(first);
  EXPECT_TRUE(limit.has_room(address("192.0.2.1")));
  const auto second = limit.admit(address("::ffff:192.0.2.1"));
  ASSERT_TRUE(second);
  EXPECT_FALSE(limit.has_room(address("192.0.2.1")));
  EXPECT_FALSE(limit.admit(address("192.0.2.1")));
  EXPECT_TRUE(limit.admit(address("192.0.2.2"))) << "others have their own";
  first.reset();
  EXPECT_TRUE(limit.has_room(address("192.0.2.1")));
  EXPECT_TRUE(limit.admit(address("192.0.2.1")));
}

TEST(ConnectionLimit, ANetworkOfIPv6IsOneClient) {
  ConnectionLimit limit(1);
  const auto one = limit.admit(address("2001:db8:1:2::1"));
  ASSERT_TRUE(one);
  EXPECT_FALSE(limit.admit(address("2001:db8:1:2:ffff::1")));
  EXPECT_TRUE(limit.admit(address("2001:db8:1:3::1")));
}

TEST(ConnectionLimit, APermitThatMovedCountsOnce) {
  ConnectionLimit limit(1);
  std::list<ConnectionLimit::Permit> kept;
  {
    auto one = limit.admit(address("192.0.2.1"));
    ASSERT_TRUE(one);
    kept.push_back(std::move(*one));
  }
  EXPECT_FALSE(limit.has_room(address("192.0.2.1")));
  kept.clear();
  EXPECT_TRUE(limit.has_room(address("192.0.2.1")));
}

TEST(ConnectionLimit, RemembersNobodyWithoutConnections) {
  ConnectionLimit limit(1);
  for (int i = 0; i < 1000; ++i) {
    const auto one =
        limit.admit(IpAddress::v4({192, 0, static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i)}));
    EXPECT_TRUE(one);
    EXPECT_EQ(limit.clients(), 1U);
  }
  EXPECT_EQ(limit.clients(), 0U);
}

TEST(ConnectionLimit, OnlyTheFirstRefusalIsNews) {
  ConnectionLimit limit(1);
  const IpAddress client = address("192.0.2.1");
  EXPECT_FALSE(limit.is_news(client)) << "nobody is refused";
  auto one = limit.admit(client);
  ASSERT_TRUE(one);
  EXPECT_TRUE(limit.is_news(client));
  EXPECT_FALSE(limit.is_news(client));
  EXPECT_FALSE(limit.is_news(client));
  one.reset();
  one.emplace(limit.admit(client).value());
  EXPECT_TRUE(limit.is_news(client)) << "there was room in between";
}

TEST(ConnectionLimit, ZeroIsNoLimit) {
  ConnectionLimit limit(0);
  std::list<ConnectionLimit::Permit> kept;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(limit.has_room(address("192.0.2.1")));
    auto one = limit.admit(address("192.0.2.1"));
    ASSERT_TRUE(one);
    kept.push_back(std::move(*one));
  }
  EXPECT_EQ(limit.clients(), 0U);
}

// ---- Tunnels --------------------------------------------------------------------------------------------------------

class TunnelLimits : public testing::Test {
 protected:
  // How many of `tries` are let in, and kept.
  int open(TunnelLimit& limit, const std::string& client, int tries) {
    int in = 0;
    for (int i = 0; i < tries; ++i) {
      if (auto permit = limit.admit(client, now)) {
        kept.push_back(std::move(*permit));
        ++in;
      }
    }
    return in;
  }
  std::pair<std::string, std::uint32_t> refusal(TunnelLimit& limit, const std::string& client) const {
    const auto permit = limit.admit(client, now);
    return permit ? std::pair<std::string, std::uint32_t>() : std::pair(permit.error().why, permit.error().retry_after);
  }
  TimePoint now = TimePoint{} + 1h;
  std::optional<TunnelLimit> made;  // before what comes from it
  std::list<TunnelLimit::Permit> kept;
};

TEST_F(TunnelLimits, SoManyAtOnce) {
  TunnelLimit& limit = made.emplace(Limits{.tunnels = 3});
  EXPECT_EQ(open(limit, "kim", 5), 3);
  EXPECT_EQ(refusal(limit, "kim"), std::pair(std::string("too many tunnels at once"), TunnelLimit::kRetryAfter));
  EXPECT_EQ(open(limit, "ann", 5), 3) << "others have their own";
  kept.pop_front();
  EXPECT_EQ(open(limit, "kim", 5), 1);
  kept.clear();
  EXPECT_EQ(open(limit, "kim", 5), 3);
}

TEST_F(TunnelLimits, SoManyASecondAndABurst) {
  TunnelLimit& limit = made.emplace(Limits{.new_per_second = 10});
  EXPECT_EQ(open(limit, "kim", 1000), 50) << "five seconds' worth";
  EXPECT_EQ(refusal(limit, "kim"), std::pair(std::string("too many new tunnels within a short time"), 1U));
  EXPECT_EQ(open(limit, "ann", 1000), 50);
  now += 99ms;
  EXPECT_EQ(open(limit, "kim", 10), 0);
  now += 1ms;
  EXPECT_EQ(open(limit, "kim", 10), 1);
  now += 1s;
  EXPECT_EQ(open(limit, "kim", 1000), 10);
  for (int i = 0; i < 100; ++i) {  // at an even pace it goes on for ever
    now += 100ms;
    EXPECT_EQ(open(limit, "kim", 2), 1);
  }
  now += 1h;
  EXPECT_EQ(open(limit, "kim", 1000), 50) << "and never more at once";
}

TEST_F(TunnelLimits, TheClientIsToldWhenToComeAgain) {
  TunnelLimit& limit = made.emplace(Limits{.new_per_second = 1});
  EXPECT_EQ(open(limit, "kim", 1000), 5);
  EXPECT_EQ(refusal(limit, "kim").second, 1U);
  now += 999ms;
  EXPECT_EQ(refusal(limit, "kim").second, 1U) << "rounded up";
  now += 1ms;
  EXPECT_EQ(open(limit, "kim", 10), 1);
}

TEST_F(TunnelLimits, ARefusalCostsNothing) {
  TunnelLimit& limit = made.emplace(Limits{.tunnels = 1, .new_per_second = 1});
  EXPECT_EQ(open(limit, "kim", 1000), 1);
  kept.clear();
  EXPECT_EQ(open(limit, "kim", 1), 1) << "those that were too many were not counted as new";
}

TEST_F(TunnelLimits, WhatIsNotKeptIsGivenBack) {
  TunnelLimit& limit = made.emplace(Limits{.tunnels = 1});
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limit.admit("kim", now));
}

TEST_F(TunnelLimits, IdleClientsAreForgotten) {
  TunnelLimit& limit = made.emplace(Limits{.tunnels = 2, .new_per_second = 2});
  ASSERT_EQ(open(limit, "stays", 1), 1);
  std::size_t most = 0;
  for (int i = 0; i < 100'000; ++i) {
    now += 10ms;  // each is remembered for half a second: 50 at a time
    EXPECT_TRUE(limit.admit("client " + std::to_string(i), now));
    most = std::max(most, limit.clients());
  }
  EXPECT_LE(most, 256U);
  EXPECT_EQ(open(limit, "stays", 2), 1) << "whoever has a tunnel is not forgotten";
}

TEST_F(TunnelLimits, TheTableIsBounded) {
  TunnelLimit& limit = made.emplace(Limits{.tunnels = 1}, 100);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(open(limit, "client " + std::to_string(i), 1), 1);
  EXPECT_EQ(refusal(limit, "another"), std::pair(std::string("too many clients at once"), TunnelLimit::kRetryAfter));
  EXPECT_EQ(limit.clients(), 100U);
  kept.pop_front();
  EXPECT_EQ(open(limit, "another", 1), 1);
  EXPECT_EQ(limit.clients(), 100U);
}

TEST_F(TunnelLimits, ZeroIsNoLimit) {
  TunnelLimit& limit = made.emplace(Limits{});
  EXPECT_EQ(open(limit, "kim", 10'000), 10'000);
  EXPECT_EQ(limit.clients(), 0U) << "and nothing is remembered";
}

TEST_F(TunnelLimits, TheLargestRateOfTheCommandLine) {
  TunnelLimit& limit = made.emplace(Limits{.new_per_second = 1'000'000});
  EXPECT_EQ(open(limit, "kim", 100'000), 100'000);
}

// ---- Memory ---------------------------------------------------------------------------------------------------------

TEST(LimitBuffers, WindowAndWhatWaitsTogether) {
  const std::size_t by_itself = h2::Settings().connection_window + h2::Settings().max_buffered;
  for (const std::size_t bytes : {std::size_t{256} << 10, std::size_t{1} << 20, std::size_t{8} << 20, by_itself}) {
    h2::Settings h2;
    h3::Settings h3;
    quic::Settings quic;
    limit_buffers(bytes, h2, h3, quic);
    EXPECT_EQ(h2.connection_window + h2.max_buffered, bytes);
    EXPECT_EQ(quic.connection_window + h3.max_buffered, bytes);
    EXPECT_GE(h2.connection_window, 65'536U) << "RFC 9113 §6.9.2: a smaller one cannot be had";
  }
  EXPECT_EQ(by_itself, std::size_t{48} << 20) << "what the documents say";
  h2::Settings h2;
  h3::Settings h3;
  quic::Settings quic;
  limit_buffers(std::size_t{1} << 40, h2, h3, quic);
  EXPECT_EQ(h2.connection_window + h2.max_buffered, by_itself) << "it only makes less of them";
}

}  // namespace
}  // namespace culvert::proxy
