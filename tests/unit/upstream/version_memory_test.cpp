#include "upstream/version_memory.h"

#include <gtest/gtest.h>

namespace culvert {
namespace {

using namespace std::chrono_literals;

class VersionMemoryTest : public testing::Test {
 protected:
  VersionMemory::Plan plan(const std::string& network = "home", bool expected = true) {
    return memory.plan(network, now, expected);
  }
  void quic_failed(const std::string& network) { memory.quic_failed(network, plan(network).place, now); }
  VersionMemory memory{{"proxy.test", 443}};
  TimePoint now{1000h};
};

TEST_F(VersionMemoryTest, V2_AtFirstHttp3HasAHeadStart) {
  EXPECT_TRUE(plan().quic);
  EXPECT_EQ(plan().head_start, 300ms);
  EXPECT_FALSE(plan().at);
}

TEST_F(VersionMemoryTest, V2_WhatFailedIsTriedLaterAndWithoutOne) {
  quic_failed("home");
  EXPECT_FALSE(plan().quic);
  now += 29s;
  EXPECT_FALSE(plan().quic);
  now += 1s;
  ASSERT_TRUE(plan().quic);
  EXPECT_EQ(plan().head_start, 0s);
}

TEST_F(VersionMemoryTest, V2_EachFailureIsRememberedTwiceAsLong) {
  Duration expected = 30s;
  for (int i = 0; i < 20; ++i) {
    quic_failed("home");
    now += expected - 1ms;
    EXPECT_FALSE(plan().quic) << i;
    now += 1ms;
    EXPECT_TRUE(plan().quic) << i;
    expected = std::min<Duration>(2 * expected, 1h);
  }
  memory.quic_worked("home", now);
  EXPECT_EQ(plan().head_start, 300ms);
  quic_failed("home");
  now += 30s;
  EXPECT_TRUE(plan().quic) << "from the start again";
}

TEST_F(VersionMemoryTest, V2_AnotherNetworkIsAnotherMatter) {
  quic_failed("hotel");
  EXPECT_FALSE(plan("hotel").quic);
  EXPECT_TRUE(plan("home").quic);
  EXPECT_EQ(plan("home").head_start, 300ms);
}

TEST_F(VersionMemoryTest, RemembersOnlySoManyNetworks) {
  quic_failed("hotel");
  for (std::size_t i = 0; i < VersionMemory::kMostNetworks; ++i) {
    now += 1ms;
    static_cast<void>(plan(std::to_string(i)));
  }
  EXPECT_TRUE(plan("hotel").quic) << "forgotten";
}

TEST_F(VersionMemoryTest, V2_AltSvcIntroducesHttp3) {
  EXPECT_FALSE(plan("home", false).quic);
  memory.told(http::parse_alt_svc("h2=\":444\", h3=\"alt.test:8443\"; ma=60"), now);
  const auto made = plan("home", false);
  ASSERT_TRUE(made.quic);
  ASSERT_TRUE(made.at);
  EXPECT_EQ(made.at->host, "alt.test");
  EXPECT_EQ(made.at->port, 8443);
  memory.told({}, now);
  EXPECT_TRUE(plan("home", false).quic) << "an answer without the field says nothing";
  now += 60s;
  EXPECT_FALSE(plan("home", false).quic) << "too old";
}

TEST_F(VersionMemoryTest, V2_WhatFailedAtOnePlaceMayWorkAtAnother) {
  quic_failed("home");
  memory.told(http::parse_alt_svc("h3=\":443\", h3=\":8443\""), now);
  EXPECT_FALSE(plan().quic) << "the same place by another name";
  memory.told(http::parse_alt_svc("h3=\":8443\""), now);
  ASSERT_TRUE(plan().quic);
  EXPECT_EQ(plan().head_start, 300ms);
  quic_failed("home");
  EXPECT_FALSE(plan().quic);
  now += 30s;
  EXPECT_TRUE(plan().quic) << "its first failure";
}

TEST_F(VersionMemoryTest, V2_AltSvcCanBeTakenBack) {
  memory.told(http::parse_alt_svc("h3=\":8443\""), now);
  memory.told(http::parse_alt_svc("clear"), now);
  EXPECT_FALSE(plan("home", false).quic);
  memory.told(http::parse_alt_svc("h3=\":8443\""), now);
  memory.told(http::parse_alt_svc("h2=\":8443\""), now);
  EXPECT_FALSE(plan("home", false).quic) << "a field replaces the one before";
}

}  // namespace
}  // namespace culvert
