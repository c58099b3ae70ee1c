#include "control/setup_changes.h"

#include <gmock/gmock.h>

namespace culvert::control {
namespace {

config::Forward forward(std::string_view rule, std::string id = {}) {
  auto parsed = config::Forward::parse(rule);
  EXPECT_TRUE(parsed) << rule;
  parsed->id = std::move(id);
  return *parsed;
}

config::Profile profile(std::string id, std::string name = {}) {
  config::Profile out;
  out.id = std::move(id);
  out.name = std::move(name);
  out.proxy = "proxy.example";
  return out;
}

class SetupChanges : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(add_profile(setup, profile("work"))); }
  config::Setup setup;
};

TEST_F(SetupChanges, ForwardsGetIds) {
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=a:1"), ""), "forward-1");
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=b:1"), ""), "forward-2");
  ASSERT_TRUE(remove_forward(setup, "forward-1"));
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=c:1"), ""), "forward-1");
  ASSERT_EQ(setup.applications.size(), 1);
  EXPECT_EQ(setup.applications[0].id, kPlainForwards);
  EXPECT_EQ(setup.applications[0].forwards.size(), 2);
}

TEST_F(SetupChanges, ForwardsOfAnApplication) {
  setup.applications.emplace_back().id = "mail";
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=a:1", "imap"), "mail"), "imap");
  EXPECT_EQ(setup.applications.size(), 1);
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=a:1"), "chat").error().code, Code::kNotFound);
  ASSERT_TRUE(remove_forward(setup, "imap"));
  EXPECT_EQ(setup.applications.size(), 1);  // it is the user's own, and stays
}

TEST_F(SetupChanges, WhatIsWrongChangesNothing) {
  ASSERT_TRUE(add_forward(setup, forward("127.0.0.1:1=a:1", "one"), ""));
  const config::Setup before = setup;
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=a:1", "one"), "").error().code, Code::kInvalid);
  EXPECT_EQ(add_forward(setup, forward("127.0.0.1:0=a:1", "No Id"), "").error().code, Code::kInvalid);
  EXPECT_EQ(add_forward(setup, forward("0.0.0.0:0=a:1"), "").error().code, Code::kInvalid);
  EXPECT_EQ(remove_forward(setup, "two").error().code, Code::kNotFound);
  EXPECT_EQ(switch_forward(setup, "two", true).error().code, Code::kNotFound);
  EXPECT_EQ(add_profile(setup, profile("work")).error().code, Code::kInvalid);
  EXPECT_EQ(remove_profile(setup, "home").error().code, Code::kNotFound);
  EXPECT_EQ(use_profile(setup, "home").error().code, Code::kNotFound);
  EXPECT_EQ(setup, before);
}

TEST_F(SetupChanges, ForwardsAreSwitched) {
  ASSERT_TRUE(add_forward(setup, forward("127.0.0.1:0=a:1"), ""));
  ASSERT_TRUE(switch_forward(setup, "forward-1", false));
  EXPECT_FALSE(setup.applications[0].forwards[0].on);
  ASSERT_TRUE(switch_forward(setup, "forward-1", true));
  EXPECT_TRUE(setup.applications[0].forwards[0].on);
}

TEST_F(SetupChanges, AForwardKeepsThePortThatWasFound) {
  ASSERT_TRUE(add_forward(setup, forward("0=a:1", "one"), ""));
  ASSERT_TRUE(add_forward(setup, forward("1234=b:1", "two"), ""));
  ASSERT_TRUE(keep_port(setup, "one", "localhost:40001"));
  EXPECT_EQ(setup.applications[0].forwards[0].listen, config::ListenAddress::localhost(40001));
  const config::Setup before = setup;
  EXPECT_EQ(keep_port(setup, "one", "localhost:1234").error().code, Code::kInvalid) << "another one has it";
  EXPECT_EQ(keep_port(setup, "one", "nonsense").error().code, Code::kInvalid);
  EXPECT_EQ(keep_port(setup, "three", "localhost:40002").error().code, Code::kNotFound);
  EXPECT_EQ(setup, before);
}

TEST_F(SetupChanges, TheFirstProfileIsInUseAndCanBeReached) {
  EXPECT_EQ(setup.profile, "work");
  ASSERT_EQ(setup.listeners.size(), 1);
  EXPECT_EQ(setup.listeners[0].listen.to_string(), "localhost:1080");
  ASSERT_TRUE(add_profile(setup, profile("", "Home")));
  EXPECT_EQ(setup.profile, "work");
  EXPECT_EQ(setup.listeners.size(), 1);
  ASSERT_EQ(setup.profiles.size(), 2);
  EXPECT_EQ(setup.profiles[1].id, "home");
}

TEST_F(SetupChanges, AProfileInUseStays) {
  ASSERT_TRUE(add_profile(setup, profile("home")));
  EXPECT_EQ(remove_profile(setup, "work").error().code, Code::kInvalid);
  ASSERT_TRUE(use_profile(setup, "home"));
  EXPECT_TRUE(remove_profile(setup, "work"));
  EXPECT_TRUE(remove_profile(setup, "home"));  // the last one
  EXPECT_TRUE(setup.profiles.empty());
  EXPECT_EQ(setup.profile, "");
}

TEST_F(SetupChanges, WhatNobodyUsesAndCannotBeUsedIsNotRun) {
  config::Profile asks = profile("asks");
  asks.authentication.scheme = config::Authentication::Scheme::kBasic;
  asks.authentication.credentials.user = "kim";
  asks.authentication.secret = {config::SecretSource::Kind::kAsk, {}};
  ASSERT_TRUE(add_profile(setup, asks));
  ASSERT_TRUE(add_profile(setup, profile("good")));
  EXPECT_EQ(runnable(setup).profiles.size(), 2);
  EXPECT_EQ(config::find_profile(runnable(setup), "asks"), nullptr);
  setup.listeners[0].profile = "asks";
  EXPECT_EQ(runnable(setup), setup);  // it is told, and not passed over
}

TEST_F(SetupChanges, OwnProfilesComeBackWholeButForSecrets) {
  config::Profile kim = profile("kim");
  kim.ca_file = "/etc/ca.pem";
  kim.authentication.scheme = config::Authentication::Scheme::kDigest;
  kim.authentication.credentials = {"kim", "a long secret"};
  kim.authentication.secret = {config::SecretSource::Kind::kFile, "/home/kim/password"};
  const auto text = write_own_profiles({kim});
  ASSERT_TRUE(text);
  EXPECT_FALSE(text->contains("a long secret"));
  const auto again = read_own_profiles(*text);
  ASSERT_TRUE(again);
  kim.authentication.credentials.password.clear();
  EXPECT_EQ(*again, std::vector{kim});
}

TEST_F(SetupChanges, ProfilesThatCannotBeRead) {
  for (const char* text : {"", "[]", R"({"schema":1})", R"({"schema":1,"profiles":[{"id":"a","proxy":5}]})",
                           R"({"schema":1,"profiles":[{"id":"a"}]})"}) {
    EXPECT_FALSE(read_own_profiles(text)) << text;
  }
  EXPECT_EQ(read_own_profiles(R"({"schema":2,"profiles":[]})").error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace culvert::control
