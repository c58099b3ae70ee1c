#include "config/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace culvert::config {
namespace {

using Kind = SecretSource::Kind;
using Scheme = Authentication::Scheme;
using testing::ElementsAre;
using testing::IsEmpty;

class ResolveSecrets : public testing::Test {
 protected:
  std::vector<std::string> asked;
  SecretReaders readers{
      .keychain = reader("keychain"),
      .file = reader("file"),
      .ask = reader("ask"),
  };

  SecretReaders::Reader reader(std::string kind) {
    return [this, kind](const std::string& what) -> Result<std::string> {
      asked.push_back(kind + ": " + what);
      if (what.ends_with("missing")) return fail(Stage::kLocal, Code::kNotFound, "is not there");
      if (what.ends_with("empty")) return "";
      return kind + "-secret";
    };
  }
  static Profile profile(std::string id, Scheme scheme, SecretSource source) {
    Profile p;
    p.id = std::move(id);
    p.proxy = "proxy.example";
    p.authentication.scheme = scheme;
    p.authentication.credentials.user = "kim";
    p.authentication.secret = std::move(source);
    return p;
  }
  static std::vector<std::string> texts(const Problems& problems) {
    std::vector<std::string> out;
    for (const Problem& p : problems) out.push_back(to_string(p));
    return out;
  }
};

TEST_F(ResolveSecrets, EachFromItsSource) {
  Profile a = profile("a", Scheme::kPassword, {Kind::kKeychain, "culvert/a"});
  EXPECT_THAT(resolve_secrets(a, readers), IsEmpty());
  EXPECT_EQ(a.authentication.credentials.password, "keychain-secret");
  EXPECT_THAT(validate(a), IsEmpty());
  Profile b = profile("b", Scheme::kBearer, {Kind::kFile, "/home/kim/token"});
  EXPECT_THAT(resolve_secrets(b, readers), IsEmpty());
  EXPECT_EQ(b.authentication.token, "file-secret");
  EXPECT_EQ(b.authentication.credentials.password, "");
  Profile c = profile("c", Scheme::kDigest, {Kind::kAsk, ""});
  EXPECT_THAT(resolve_secrets(c, readers), IsEmpty());
  Profile d = profile("d", Scheme::kBearer, {Kind::kAsk, ""});
  d.name = "Büro";
  EXPECT_THAT(resolve_secrets(d, readers), IsEmpty());
  MixedListener l;
  l.credentials = Credentials{"app", ""};
  l.secret = {Kind::kAsk, ""};
  EXPECT_THAT(resolve_secrets(l, readers), IsEmpty());
  EXPECT_EQ(l.credentials->password, "ask-secret");
  EXPECT_THAT(asked,
              ElementsAre("keychain: culvert/a", "file: /home/kim/token", "ask: the password of kim for proxy.example",
                          "ask: the token for Büro", "ask: the password of app at localhost:0"));
}

TEST_F(ResolveSecrets, NobodyIsAskedForWhatIsNotNeeded) {
  Profile none = profile("a", Scheme::kNone, {Kind::kAsk, ""});
  Profile concealed = profile("a", Scheme::kConcealed, {Kind::kAsk, ""});
  Profile nowhere = profile("a", Scheme::kPassword, {});
  Profile there = profile("a", Scheme::kPassword, {Kind::kAsk, ""});
  there.authentication.credentials.password = "known";
  MixedListener open;
  open.secret = {Kind::kAsk, ""};
  for (Profile* p : {&none, &concealed, &nowhere, &there}) EXPECT_THAT(resolve_secrets(*p, readers), IsEmpty());
  EXPECT_THAT(resolve_secrets(open, readers), IsEmpty());
  EXPECT_THAT(asked, IsEmpty());
  EXPECT_EQ(there.authentication.credentials.password, "known");
}

TEST_F(ResolveSecrets, WhatCannotBeGotIsTold) {
  const auto problem = [&](SecretSource source) {
    Profile p = profile("a", Scheme::kPassword, std::move(source));
    const auto found = texts(resolve_secrets(p, readers));
    EXPECT_EQ(p.authentication.credentials.password, "");
    return found.empty() ? "" : found[0];
  };
  EXPECT_EQ(problem({Kind::kKeychain, "missing"}), "authentication.secret: is not there");
  EXPECT_EQ(problem({Kind::kFile, "/empty"}), "authentication.secret: it is empty");
  EXPECT_EQ(problem({Kind::kFile, "relative"}),
            "authentication.secret: the file of a secret is named by its whole path");
  readers = {};
  EXPECT_EQ(problem({Kind::kKeychain, "a"}), "authentication.secret: there is no keychain here");
  EXPECT_EQ(problem({Kind::kFile, "/a"}), "authentication.secret: files are not read for it here");
  EXPECT_EQ(problem({Kind::kAsk, ""}), "authentication.secret: nobody can be asked for it here");
}

TEST_F(ResolveSecrets, OfASetupThoseThatAreUsed) {
  config::Setup s;
  for (const char* id : {"used", "of-a-listener", "of-a-forward", "of-a-rule", "unused", "bad"}) {
    s.profiles.push_back(profile(id, Scheme::kPassword, {Kind::kKeychain, id}));
  }
  s.profile = "used";
  MixedListener listener;
  listener.profile = "of-a-listener";
  listener.credentials = Credentials{"app", ""};
  listener.secret = {Kind::kKeychain, "missing"};
  s.listeners = {listener};
  Application application;
  application.forwards.resize(2);
  application.forwards[0].profile = "of-a-forward";
  application.forwards[1].profile = "unused";
  application.forwards[1].on = false;
  Application off;
  off.on = false;
  off.forwards.resize(1);
  off.forwards[0].profile = "unused";
  s.applications = {application, off};
  s.rules.resize(3);
  s.rules[0].profile = "of-a-rule";
  s.rules[1].profile = "unused";
  s.rules[1].on = false;
  s.rules[2].profile = "bad";
  s.profiles[5].kept.problem = "proxy: this has to be a text";
  EXPECT_THAT(texts(resolve_secrets(s, readers)), ElementsAre("listeners[0].secret: is not there"));
  EXPECT_THAT(asked, ElementsAre("keychain: used", "keychain: of-a-listener", "keychain: of-a-forward",
                                 "keychain: of-a-rule", "keychain: missing"));
  EXPECT_EQ(s.profiles[3].authentication.credentials.password, "keychain-secret");
}

TEST_F(ResolveSecrets, WhatIsNeededIsKnownBefore) {
  config::Setup s;
  s.profiles.push_back(profile("a", Scheme::kDigest, {Kind::kAsk, ""}));
  s.profiles.push_back(profile("b", Scheme::kBearer, {Kind::kFile, "/home/kim/token"}));
  s.profiles.push_back(profile("there", Scheme::kPassword, {Kind::kAsk, ""}));
  s.profiles[2].authentication.credentials.password = "known";
  s.profile = "a";
  s.rules.resize(2);
  s.rules[0].profile = "b";
  s.rules[1].profile = "there";
  MixedListener listener;
  listener.credentials = Credentials{"app", ""};
  listener.secret = {Kind::kKeychain, "culvert/l"};
  s.listeners = {listener};
  const auto needed = needed_secrets(s);
  ASSERT_EQ(needed.size(), 3U);
  EXPECT_EQ(needed[0].field, "profiles[0].authentication.secret");
  EXPECT_EQ(needed[0].profile, "a");
  EXPECT_EQ(needed[0].to_string(), "the password of kim for proxy.example");
  EXPECT_EQ(needed[1].to_string(), "the token for proxy.example");
  EXPECT_EQ(needed[1].source, (SecretSource{Kind::kFile, "/home/kim/token"}));
  EXPECT_EQ(needed[2].field, "listeners[0].secret");
  EXPECT_TRUE(needed[2].of_listener);
  EXPECT_EQ(needed[2].to_string(), "the password of app at localhost:0");
  EXPECT_EQ(needed_secrets(s.profiles[0]).front().field, "authentication.secret");
  EXPECT_THAT(needed_secrets(s.profiles[2]), IsEmpty());

  readers.any = [](const NeededSecret& wanted) -> Result<std::string> {
    if (wanted.of_listener) return fail(Stage::kLocal, Code::kNotFound, "is not there");
    return "of " + wanted.profile;
  };
  EXPECT_THAT(texts(resolve_secrets(s, readers)), ElementsAre("listeners[0].secret: is not there"));
  EXPECT_THAT(asked, IsEmpty());
  EXPECT_EQ(s.profiles[0].authentication.credentials.password, "of a");
  EXPECT_EQ(s.profiles[1].authentication.token, "of b");
}

}  // namespace
}  // namespace culvert::config
