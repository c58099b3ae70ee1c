#include "system_proxy/kde_linux.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace culvert::system_proxy {
namespace {

std::map<std::string, Change> plan(const Values& user, const Values& effective, const Target& target) {
  std::map<std::string, Change> changes;
  const auto planned = plan_kde(user, effective, target);
  for (const Change& change : planned.value()) changes[change.key] = change;
  return changes;
}

const Target kSocks{.host = "127.0.0.1", .port = 1080, .bypass = {}};

TEST(Kde, OnlyWhatHasToChangeIsChanged) {
  const auto changes = plan({}, {}, kSocks);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes.at("ProxyType"), (Change{"ProxyType", std::nullopt, "1"}));
  EXPECT_EQ(changes.at("socksProxy").after, "socks://127.0.0.1 1080");
  EXPECT_EQ(changes.at("NoProxyFor").after, "localhost,127.0.0.0/8,::1");
}

TEST(Kde, APortThatSpeaksHttpIsSetForHttpAsWell) {
  const auto changes = plan({}, {}, {.host = "::1", .port = 1080, .http = true, .bypass = {"corp.example"}});
  EXPECT_EQ(changes.at("httpProxy").after, "http://[::1] 1080");
  EXPECT_EQ(changes.at("httpsProxy").after, "http://[::1] 1080");
  EXPECT_EQ(changes.at("NoProxyFor").after, "localhost,127.0.0.0/8,::1,corp.example");
}

TEST(Kde, WhatTheSystemSaysHoldsAndIsNotJournalledAsTheUsers) {
  const auto changes = plan({}, {{"NoProxyFor", " a.example, b.example ,"}, {"ReversedException", "true"}}, kSocks);
  EXPECT_EQ(changes.at("NoProxyFor"),
            (Change{"NoProxyFor", std::nullopt, "a.example,b.example,localhost,127.0.0.0/8,::1"}));
  EXPECT_EQ(changes.at("ReversedException"), (Change{"ReversedException", std::nullopt, "false"}));
}

TEST(Kde, AProxyThatIsRememberedForHttpIsNotTurnedOnByTheType) {
  const Values user{{"httpProxy", "http://old.example 3128"}};
  EXPECT_EQ(plan(user, user, kSocks).at("httpProxy"), (Change{"httpProxy", "http://old.example 3128", ""}));
}

TEST(Kde, APasswordIsNeverPutOnACommandLine) {
  const Values user{{"httpProxy", "http://kim:secret@old.example 3128"}};
  const auto changes = plan_kde(user, user, kSocks);
  ASSERT_FALSE(changes);
  EXPECT_EQ(changes.error().code, Code::kUnsupported);
  EXPECT_FALSE(changes.error().detail.contains("secret"));
}

}  // namespace
}  // namespace culvert::system_proxy
