#include "config/setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace culvert::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ListenAddress at(const char* text) { return ListenAddress::parse(text).value(); }

Forward forward(std::string id, const char* text) {
  Forward f = Forward::parse(text).value();
  f.id = std::move(id);
  return f;
}

Setup good() {
  Setup s;
  Profile work;
  work.id = "work";
  work.name = "Büro";
  work.proxy = "proxy.example";
  work.fallbacks = {"other.example:8443", "https://a.example/{target_host}/{target_port}"};
  Profile home;
  home.id = "home";
  home.proxy = "home.example";
  s.profiles = {work, home};
  s.profile = "work";
  MixedListener others;
  others.listen = at("0.0.0.0:1081");
  others.credentials = Credentials{"app", "word"};
  others.profile = "home";
  MixedListener own;
  own.listen = at("1080");
  s.listeners = {own, others};
  Application mail;
  mail.id = "mail";
  mail.name = "Mail";
  mail.access = Application::Access::kPrograms;
  mail.programs = {"/usr/bin/mail"};
  mail.forwards = {forward("imap", "1143=imap.example:143"), forward("smtp", "unix:/run/smtp=[2001:db8::1]:25")};
  s.applications = {mail};
  Rule inside;
  inside.id = "inside";
  inside.domains = {"corp.example", "*.corp.example"};
  inside.networks = {"10.0.0.0/8", "2001:db8::/32"};
  inside.ports = {"443", "8000-8999"};
  inside.programs = {"app:mail", "/usr/bin/curl"};
  inside.profile = "home";
  Rule rest;
  rest.id = "rest";
  rest.action = Rule::Action::kBlock;
  s.rules = {inside, rest};
  return s;
}

std::vector<std::string> fields(const Setup& setup, Secrets secrets = Secrets::kThere) {
  std::vector<std::string> out;
  for (const Problem& problem : validate(setup, secrets)) {
    out.push_back(problem.field);
    EXPECT_FALSE(problem.message.empty());
  }
  return out;
}

TEST(Setup, AGoodOneHasNoProblems) {
  EXPECT_THAT(fields(good()), IsEmpty());
  EXPECT_THAT(fields(config::Setup{}), IsEmpty());
  EXPECT_EQ(find_profile(good(), "home")->proxy, "home.example");
  EXPECT_EQ(find_profile(good(), "away"), nullptr);
}

TEST(Setup, IdsAreThereAndUnique) {
  for (const char* id : {"", "A", "a b", "ä", "a_b"}) {
    config::Setup s = good();
    s.profiles[1].id = id;
    EXPECT_THAT(fields(s), ElementsAre("profiles[1].id", "listeners[1].profile", "rules[0].profile")) << id;
  }
  EXPECT_TRUE(is_id(std::string(64, 'a')));
  EXPECT_FALSE(is_id(std::string(65, 'a')));
  config::Setup s = good();
  s.profiles[0].id = s.profiles[1].id = s.profile = "home";
  s.applications.push_back(s.applications[0]);
  s.applications[1].forwards.pop_back();
  s.applications[1].forwards[0].listen = at("0");
  s.rules[1].id = "inside";
  EXPECT_THAT(fields(s),
              ElementsAre("profiles[1].id", "applications[1].id", "applications[1].forwards[0].id", "rules[1].id"));
}

TEST(Setup, ReferencesLead) {
  config::Setup s = good();
  s.profile = s.listeners[0].profile = s.applications[0].forwards[1].profile = s.rules[0].profile = "away";
  s.rules[0].programs = {"app:away"};
  EXPECT_THAT(fields(s), ElementsAre("profile", "listeners[0].profile", "applications[0].forwards[1].profile",
                                     "rules[0].programs[0]", "rules[0].profile"));
}

TEST(Setup, AProfileIsCheckedItself) {
  config::Setup s = good();
  s.profiles[0].name = "two\nlines";
  s.profiles[0].fallbacks[1] = "a b";
  s.profiles[1].proxy = "";
  s.profiles[1].fallbacks.assign(17, "a.example");
  EXPECT_THAT(fields(s), ElementsAre("profiles[0].name", "profiles[0].fallbacks[1]", "profiles[1].proxy",
                                     "profiles[1].fallbacks"));
}

TEST(Setup, K2_AListenerForOthersNeedsCredentials) {
  config::Setup s = good();
  s.listeners[1].credentials.reset();
  EXPECT_THAT(fields(s), ElementsAre("listeners[1].listen"));
  for (const auto& [user, password] : {std::pair{"", "p"}, {"u", ""}, {"u:v", "p"}}) {
    s.listeners[1].credentials = Credentials{user, password};
    EXPECT_THAT(fields(s), ElementsAre("listeners[1].credentials")) << user;
  }
  s.listeners[1].credentials = Credentials{std::string(255, 'u'), std::string(255, 'p')};
  EXPECT_THAT(fields(s), IsEmpty());
  s.listeners[1].credentials->password += 'p';
  EXPECT_THAT(fields(s), ElementsAre("listeners[1].credentials"));
}

TEST(Setup, K2_ForwardsListenHereOnly) {
  config::Setup s = good();
  s.applications[0].forwards[0].listen = at("0.0.0.0:1");
  EXPECT_THAT(fields(s), ElementsAre("applications[0].forwards[0].listen"));
}

TEST(Setup, K3_SecretsAreThereOrToCome) {
  using Kind = SecretSource::Kind;
  config::Setup s = good();
  s.listeners[1].credentials->password = "";
  s.listeners[1].secret = {Kind::kKeychain, "listener"};
  s.profiles[0].authentication.scheme = Authentication::Scheme::kPassword;
  s.profiles[0].authentication.credentials.user = "kim";
  s.profiles[0].authentication.secret = {Kind::kAsk, ""};
  s.profiles[1].authentication.scheme = Authentication::Scheme::kBearer;
  s.profiles[1].authentication.secret = {Kind::kFile, "/home/kim/token"};
  EXPECT_THAT(fields(s, Secrets::kToCome), IsEmpty());
  EXPECT_THAT(fields(s),
              ElementsAre("profiles[0].authentication", "profiles[1].authentication", "listeners[1].credentials"));
  s.listeners[1].credentials->password = s.profiles[0].authentication.credentials.password =
      s.profiles[1].authentication.token = "word";
  EXPECT_THAT(fields(s), IsEmpty());

  s.profiles[0].authentication.secret = {Kind::kKeychain, ""};
  s.profiles[1].authentication.secret = {Kind::kFile, "token"};
  s.listeners[1].secret = {Kind::kAsk, "where"};
  EXPECT_THAT(fields(s), ElementsAre("profiles[0].authentication.secret", "profiles[1].authentication.secret",
                                     "listeners[1].secret"));
}

TEST(Setup, TwoDoNotListenInOnePlace) {
  config::Setup s = good();
  s.applications[0].forwards[0].listen = at("127.0.0.1:1080");
  EXPECT_THAT(fields(s), ElementsAre("applications[0].forwards[0].listen"));
  EXPECT_THAT(validate(s).front().message, HasSubstr("listeners[0].listen listens on localhost:1080"));
  s.applications[0].forwards[0].on = false;
  EXPECT_THAT(fields(s), IsEmpty());
  s.applications[0].forwards[0].on = true;
  s.applications[0].on = false;
  EXPECT_THAT(fields(s), IsEmpty());
}

TEST(Setup, Applications) {
  config::Setup s = good();
  Application& a = s.applications[0];
  a.name = "a\tb";
  a.icon = "\xff";
  a.launch = {"", "x"};
  a.programs = {"mail"};
  a.forwards[0].target.port = 0;
  a.forwards[1].target.host = "a b";
  EXPECT_THAT(fields(s), ElementsAre("applications[0].name", "applications[0].icon", "applications[0].launch",
                                     "applications[0].programs[0]", "applications[0].forwards[0].target",
                                     "applications[0].forwards[1].target"));
  s = good();
  s.applications[0].programs.clear();
  EXPECT_THAT(fields(s), ElementsAre("applications[0].programs"));
}

TEST(Setup, Rules) {
  config::Setup s = good();
  s.rules[0].domains = {"10.0.0.1", "corp.example", "a b", "*"};
  s.rules[0].networks = {"corp.example", "10.0.0.0/33"};
  s.rules[0].ports = {"65536", "2-1", ""};
  s.rules[0].programs = {"curl", "app:"};
  s.rules[0].action = Rule::Action::kDirect;
  EXPECT_THAT(fields(s),
              ElementsAre("rules[0].domains[0]", "rules[0].domains[2]", "rules[0].domains[3]", "rules[0].networks[0]",
                          "rules[0].networks[1]", "rules[0].ports[0]", "rules[0].ports[1]", "rules[0].ports[2]",
                          "rules[0].programs[0]", "rules[0].programs[1]", "rules[0].profile"));
}

TEST(Setup, AnEntryThatCannotBeUsedIsAProblem) {
  config::Setup s = good();
  s.profiles[1].kept.problem = s.listeners[0].kept.problem = s.applications[0].kept.problem = s.rules[1].kept.problem =
      "proxy: this has to be a text";
  s.profiles[1].proxy = "";  // one problem is enough
  EXPECT_THAT(fields(s), ElementsAre("profiles[1]", "listeners[0]", "applications[0]", "rules[1]"));
  s = good();
  s.applications[0].forwards[1].kept.problem = "listen: this has to be a text";
  EXPECT_THAT(fields(s), ElementsAre("applications[0].forwards[1]"));
}

TEST(ForwardText, Forms) {
  const auto parsed = Forward::parse("8080=Example.com:80");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->listen, ListenAddress::localhost(8080));
  EXPECT_EQ(parsed->target.to_string(), "example.com:80");
  for (const char* text : {"", "8080", "=", "8080=", "=example.com:80", "8080=example.com", "8080=example.com:0",
                           "8080:example.com:80", "8080=a=b:80", "x=example.com:80", "8080=::1:80"}) {
    const auto bad = Forward::parse(text);
    ASSERT_FALSE(bad) << text;
    EXPECT_EQ(bad.error().code, Code::kInvalid);
  }
}

}  // namespace
}  // namespace culvert::config
