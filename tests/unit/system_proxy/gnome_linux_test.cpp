#include "system_proxy/gnome_linux.h"

#include <gmock/gmock.h>

#include <format>
#include <map>
#include <string>

#include "system_proxy/desktop_linux.h"

namespace culvert::system_proxy {
namespace {

using testing::HasSubstr;

struct Row {
  std::string user = "null";
  std::string effective = R"("")";
  bool writable = true;
};

// What the helper says where nothing is set, but for `other`.
std::string said(const std::map<std::string, Row>& other = {}) {
  std::string text;
  for (const std::string& key : gnome_keys()) {
    Row row;
    if (key.ends_with("port")) row.effective = "0";
    if (key.ends_with("mode")) row.effective = R"("none")";
    if (key.ends_with("use-same-proxy")) row.effective = "true";
    if (key.ends_with("use-authentication")) row.effective = "false";
    if (key.ends_with("ignore-hosts")) row.effective = R"(["localhost","127.0.0.0/8","::1"])";
    if (const auto found = other.find(key); found != other.end()) row = found->second;
    text += std::format(R"({}"{}":{{"user":{},"effective":{},"writable":{}}})", text.empty() ? "" : ",", key, row.user,
                        row.effective, row.writable);
  }
  return "{" + text + "}";
}

std::map<std::string, Change> plan(const std::string& text, const Target& target) {
  std::map<std::string, Change> changes;
  const auto planned = plan_gnome(text, target);
  for (const Change& change : planned.value()) changes[change.key] = change;
  return changes;
}

const Target kSocks{.host = "127.0.0.1", .port = 1080, .bypass = {}};
const Target kBoth{.host = "127.0.0.1", .port = 1080, .http = true, .bypass = {"corp.example"}};

TEST(Gnome, OnlyWhatHasToChangeIsChanged) {
  const auto changes = plan(said(), kSocks);
  ASSERT_EQ(changes.size(), 4U);
  const std::string schema = "org.gnome.system.proxy";
  EXPECT_EQ(changes.at(schema + " mode"), (Change{schema + " mode", std::nullopt, R"("manual")"}));
  EXPECT_EQ(changes.at(schema + " use-same-proxy").after, "false");
  EXPECT_EQ(changes.at(schema + ".socks host").after, R"("127.0.0.1")");
  EXPECT_EQ(changes.at(schema + ".socks port").after, "1080");
}

TEST(Gnome, AProxyThatIsRememberedForHttpIsNotTurnedOnByTheMode) {
  const std::string key = "org.gnome.system.proxy.http host";
  const auto changes = plan(said({{key, {R"("old.example")", R"("old.example")"}}}), kSocks);
  EXPECT_EQ(changes.at(key), (Change{key, R"("old.example")", R"("")"}));
}

TEST(Gnome, APortThatSpeaksHttpIsSetForHttpAsWell) {
  const auto changes = plan(said(), kBoth);
  for (const std::string protocol : {"http", "https", "socks"}) {
    EXPECT_EQ(changes.at("org.gnome.system.proxy." + protocol + " port").after, "1080");
  }
  EXPECT_EQ(changes.at("org.gnome.system.proxy ignore-hosts").after,
            R"(["localhost","127.0.0.0/8","::1","corp.example"])");
}

TEST(Gnome, AnIpv6AddressHasBrackets) {
  const auto changes = plan(said(), {.host = "::1", .port = 1080, .bypass = {}});
  EXPECT_EQ(changes.at("org.gnome.system.proxy.socks host").after, R"("[::1]")");
}

TEST(Gnome, WhatTheUserHasExceptedStays) {
  const std::string key = "org.gnome.system.proxy ignore-hosts";
  const auto changes = plan(said({{key, {R"(["*.corp.example"])", R"(["*.corp.example"])"}}}), kSocks);
  EXPECT_EQ(changes.at(key).before, R"(["*.corp.example"])");
  EXPECT_EQ(changes.at(key).after, R"(["*.corp.example","localhost","127.0.0.0/8","::1"])");
}

TEST(Gnome, ALockedKeyIsNamedIfItWouldHaveToChange) {
  const std::string mode = "org.gnome.system.proxy mode";
  const auto locked = plan_gnome(said({{mode, {"null", R"("none")", false}}}), kSocks);
  ASSERT_FALSE(locked);
  EXPECT_THAT(locked.error().detail, HasSubstr(mode + " is locked"));
  EXPECT_TRUE(plan_gnome(said({{mode, {"null", R"("manual")", false}}}), kSocks));
}

TEST(Gnome, AnAnswerCutAtAnyByteIsNone) {
  const std::string text = said();
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(plan_gnome(text.substr(0, size), kSocks)) << size;
    EXPECT_FALSE(values_gnome(text.substr(0, size), gnome_keys())) << size;
  }
  EXPECT_FALSE(plan_gnome("{}", kSocks));
  EXPECT_FALSE(plan_gnome("[]", kSocks));
  EXPECT_FALSE(plan_gnome(R"({"org.gnome.system.proxy mode":1})", kSocks));
}

TEST(Gnome, UnsetIsNotTheSameAsEmpty) {
  const std::string host = "org.gnome.system.proxy.socks host";
  EXPECT_EQ(values_gnome(said(), {host}).value().at(host), std::nullopt);
  EXPECT_EQ(values_gnome(said({{host, {R"("")", R"("")"}}}), {host}).value().at(host), R"("")");
}

TEST(Desktop, IsTheFirstKnownOfTheList) {
  EXPECT_EQ(store_of_desktop("GNOME"), "gnome");
  EXPECT_EQ(store_of_desktop("ubuntu:GNOME"), "gnome");
  EXPECT_EQ(store_of_desktop("X-Cinnamon"), "gnome");
  EXPECT_EQ(store_of_desktop("KDE"), "kde");
  EXPECT_EQ(store_of_desktop(""), "");
  EXPECT_EQ(store_of_desktop("XFCE"), "");
  EXPECT_EQ(store_of_desktop("gnome-like:"), "");
}

}  // namespace
}  // namespace culvert::system_proxy
