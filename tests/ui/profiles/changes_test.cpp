// What happens to a setup when its profiles are added, moved, deleted.
#include "profiles/profile_changes.h"

#include <gmock/gmock.h>

namespace culvert::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

config::Setup three() {
  config::Setup setup;
  for (const char* name : {"a", "b", "c"}) {
    config::Profile p;
    p.id = name;
    p.name = name;
    p.proxy = std::string(name) + ".example";
    setup.profiles.push_back(p);
  }
  setup.profile = "b";
  return setup;
}

std::vector<std::string> ids(const config::Setup& setup) {
  std::vector<std::string> all;
  for (const config::Profile& p : setup.profiles) all.push_back(p.id);
  return all;
}

TEST(ProfileChanges, TheFirstOneIsInUse) {
  config::Setup setup;
  config::Profile p;
  p.proxy = "proxy.example";
  EXPECT_EQ(add_profile(setup, p), "proxy-example");
  EXPECT_EQ(setup.profile, "proxy-example");
  EXPECT_EQ(add_profile(setup, p), "proxy-example-2");
  EXPECT_EQ(setup.profile, "proxy-example");
}

TEST(ProfileChanges, Moves) {
  config::Setup setup = three();
  EXPECT_TRUE(move_profile(setup, "c", -1));
  EXPECT_THAT(ids(setup), ElementsAre("a", "c", "b"));
  EXPECT_TRUE(move_profile(setup, "a", 2));
  EXPECT_THAT(ids(setup), ElementsAre("c", "b", "a"));
  EXPECT_FALSE(move_profile(setup, "c", -1));
  EXPECT_FALSE(move_profile(setup, "a", 1));
  EXPECT_FALSE(move_profile(setup, "none", 1));
}

TEST(ProfileChanges, ACopyStandsBehindItsOriginal) {
  config::Setup setup = three();
  EXPECT_EQ(duplicate_profile(setup, "a", QStringLiteral("a (copy)")), "a-copy");
  EXPECT_THAT(ids(setup), ElementsAre("a", "a-copy", "b", "c"));
  EXPECT_EQ(setup.profiles[1].proxy, "a.example");
  EXPECT_EQ(duplicate_profile(setup, "none", {}), "");
}

TEST(ProfileChanges, WhoeverWentThroughADeletedOneIsStillValid) {
  config::Setup setup = three();
  config::Application application;
  application.id = "app";
  application.forwards.emplace_back();
  application.forwards.back().id = "f";
  application.forwards.back().listen = config::ListenAddress::localhost(5432);
  application.forwards.back().target = {"db.internal", 5432};
  application.forwards.back().profile = "b";
  setup.applications.push_back(application);
  setup.rules.emplace_back();
  setup.rules.back().id = "r";
  setup.rules.back().profile = "b";
  setup.listeners.emplace_back();
  setup.listeners.back().listen = config::ListenAddress::localhost(1080);
  setup.listeners.back().profile = "b";

  EXPECT_TRUE(removal_sentence(setup, "a").isEmpty()) << "nobody uses it";
  const std::string told = removal_sentence(setup, "b").toStdString();
  EXPECT_THAT(told, testing::HasSubstr("through c"));
  EXPECT_THAT(told, testing::HasSubstr("1 rule"));
  EXPECT_THAT(told, testing::HasSubstr("1 forward"));
  remove_profile(setup, "b");
  EXPECT_THAT(ids(setup), ElementsAre("a", "c"));
  EXPECT_EQ(setup.profile, "c");
  EXPECT_THAT(config::validate(setup, config::Secrets::kToCome), IsEmpty());
  remove_profile(setup, "c");
  EXPECT_EQ(setup.profile, "a");
  remove_profile(setup, "a");
  EXPECT_EQ(setup.profile, "");
  EXPECT_THAT(config::validate(setup, config::Secrets::kToCome), IsEmpty());
}

}  // namespace
}  // namespace culvert::ui
