#include "config/setup_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace culvert::config {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Every field that there is, each other than its preset.
constexpr std::string_view kFull = R"({
  "schema": 1,
  "profile": "work",
  "profiles": [
    {
      "id": "work",
      "name": "Büro",
      "proxy": "https://proxy.example/{target_host}/{target_port}",
      "fallbacks": ["other.example:8443"],
      "wire": "auto",
      "http": "2,1.1",
      "ca_file": "/etc/ca.pem",
      "pins": ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
      "client_certificate_file": "/home/kim/kim.pem",
      "client_key_file": "/home/kim/kim.key",
      "early_data": true,
      "expect_continue": true,
      "answer_early": true,
      "session_file": "/home/kim/sessions",
      "key_log_file": "/home/kim/keys",
      "congestion": "cubic",
      "qlog_directory": "/home/kim/qlog",
      "authentication": {"scheme": "digest", "user": "kim", "secret": {"keychain": "culvert/work"}}
    },
    {"id": "home", "proxy": "home.example",
     "authentication": {"scheme": "concealed", "key_id": "kim", "key_file": "/home/kim/ed25519.pem"}},
    {"id": "token", "proxy": "token.example", "classic_connect": true,
     "authentication": {"scheme": "bearer", "secret": {"file": "/home/kim/token"}}}
  ],
  "listeners": [
    {"listen": "localhost:1080"},
    {"listen": "[::]:1081", "user": "app", "secret": {"ask": true}, "profile": "home"}
  ],
  "applications": [
    {"id": "mail", "name": "Mail", "icon": "mail-client", "launch": ["/usr/bin/mail", "--new"], "on": false,
     "access": "programs", "programs": ["/usr/bin/mail"],
     "forwards": [{"id": "imap", "listen": "127.0.0.1:1143", "target": "imap.example:143", "on": false,
                   "profile": "work"},
                  {"id": "smtp", "listen": "unix:/run/smtp", "target": "[2001:db8::1]:25"}]}
  ],
  "rules": [
    {"id": "inside", "on": false, "domains": ["*.corp.example"], "networks": ["10.0.0.0/8"], "ports": ["8000-8999"],
     "programs": ["app:mail", "/usr/bin/curl"], "action": "tunnel", "profile": "home"},
    {"id": "rest", "action": "block"}
  ]
})";

Parsed<Setup> read(std::string_view text) {
  auto parsed = read_setup(text);
  EXPECT_TRUE(parsed) << parsed.error().detail << "\n" << text;
  return parsed.value_or(Parsed<Setup>{});
}
Parsed<Setup> reread(const json& tree) { return read(tree.dump()); }
json write(const config::Setup& setup) {
  const auto text = write_setup(setup);
  EXPECT_TRUE(text) << text.error().detail;
  return json::parse(text.value_or("{}"));
}
json full() { return json::parse(kFull); }
std::vector<std::string> texts(const Problems& problems) {
  std::vector<std::string> out;
  for (const Problem& p : problems) out.push_back(to_string(p));
  return out;
}

TEST(SetupJson, EveryFieldComesBack) {
  const auto parsed = read(kFull);
  EXPECT_THAT(texts(parsed.problems), IsEmpty());
  const config::Setup& s = parsed.value;
  ASSERT_EQ(s.profiles.size(), 3U);
  EXPECT_EQ(s.profiles[0].http, (http::Versions{http::Version::kHttp2, http::Version::kHttp11}));
  EXPECT_EQ(s.profiles[0].authentication.secret, (SecretSource{SecretSource::Kind::kKeychain, "culvert/work"}));
  EXPECT_TRUE(s.profiles[2].classic_connect);
  EXPECT_EQ(s.profiles[2].authentication.secret, (SecretSource{SecretSource::Kind::kFile, "/home/kim/token"}));
  EXPECT_EQ(s.listeners[1].secret.kind, SecretSource::Kind::kAsk);
  EXPECT_EQ(s.listeners[1].credentials->user, "app");
  EXPECT_EQ(s.applications[0].forwards[1].listen.path, "/run/smtp");
  EXPECT_EQ(s.applications[0].access, Application::Access::kPrograms);
  EXPECT_EQ(s.rules[1].action, Rule::Action::kBlock);
  EXPECT_EQ(write(s), full());
  EXPECT_EQ(reread(write(s)).value, s);
}

TEST(SetupJson, WhatIsPresetIsNotWritten) {
  const config::Setup least = read(R"({"schema":1,"profiles":[{"id":"a","proxy":"a.example"}]})").value;
  EXPECT_EQ(write(least), json::parse(R"({"schema":1,"profiles":[{"id":"a","proxy":"a.example"}],"listeners":[],
                                          "applications":[],"rules":[]})"));
  EXPECT_THAT(*write_setup(least), testing::StartsWith("{\n  \"schema\": 1,\n"));
  EXPECT_EQ(read(R"({"schema":1})").value, config::Setup{});
}

TEST(SetupJson, UnknownFieldsStayAtEveryLevel) {
  json tree = full();
  const json future = {{"deep", {1, {{"er", nullptr}}}}};
  for (const char* place : {"", "/profiles/0", "/profiles/0/authentication", "/profiles/0/authentication/secret",
                            "/profiles/1/authentication", "/listeners/0", "/listeners/1/secret", "/applications/0",
                            "/applications/0/forwards/0", "/rules/1"}) {
    tree[json::json_pointer(place)]["future"] = future;
  }
  tree["profiles"][2]["authentication"] = {{"future", 1}};  // nothing else in it
  auto parsed = reread(tree);
  EXPECT_THAT(texts(parsed.problems), IsEmpty());
  EXPECT_EQ(write(parsed.value), tree);
  // They belong to their entry, wherever it goes and whatever is changed in it.
  std::swap(parsed.value.profiles[0], parsed.value.profiles[2]);
  parsed.value.profiles[2].proxy = "new.example";
  const json moved = write(parsed.value);
  EXPECT_EQ(moved["profiles"][2]["future"], future);
  EXPECT_EQ(moved["profiles"][2]["proxy"], "new.example");
  EXPECT_FALSE(moved["profiles"][0].contains("future"));
}

TEST(SetupJson, OneBadFieldLosesNothingElse) {
  const std::pair<const char*, const char*> kBad[] = {
      {"/profiles/1/proxy", "profiles[1]: proxy: this has to be a text"},
      {"/profiles/1/pins", "profiles[1]: pins: this has to be a list of texts"},
      {"/profiles/1/early_data", "profiles[1]: early_data: this has to be true or false"},
      {"/profiles/1/http", "profiles[1]: http: this has to be a text"},
      {"/profiles/1/authentication", "profiles[1]: authentication: this has to be an object"},
      {"/profiles/1/authentication/scheme", "profiles[1]: authentication.scheme: this has to be one of \"none\""},
      {"/profiles/1", "profiles[1]: this has to be an object"},
      {"/listeners/1/listen", "listeners[1]: listen: this has to be a text"},
      {"/listeners/1/user", "listeners[1]: user: this has to be a text"},
      {"/listeners/1/secret/ask", "listeners[1]: secret.ask: this has to be true or false"},
      {"/applications/0/access", "applications[0]: access: this has to be one of"},
      {"/applications/0/forwards", "applications[0]: forwards: this has to be a list"},
      {"/applications/0/forwards/0/target", "applications[0].forwards[0]: target: this has to be a text"},
      {"/applications/0/forwards/0", "applications[0].forwards[0]: this has to be an object"},
      {"/rules/1/action", "rules[1]: action: this has to be one of"},
      {"/rules/1", "rules[1]: this has to be an object"},
  };
  for (const auto& [place, message] : kBad) {
    json tree = full();
    tree[json::json_pointer(place)] = 5;
    const auto parsed = reread(tree);
    EXPECT_THAT(texts(parsed.problems), testing::Contains(HasSubstr(message))) << place;
    const config::Setup& s = parsed.value;
    EXPECT_EQ(s.profiles.size(), 3U);
    EXPECT_EQ(s.listeners.size(), 2U);
    EXPECT_EQ(s.applications.size(), 1U);
    EXPECT_EQ(s.rules.size(), 2U);
    EXPECT_EQ(s.profiles[0], read(kFull).value.profiles[0]);
    EXPECT_EQ(write(s), tree) << place;  // it stays as it is, and is as unusable the next time
  }
}

TEST(SetupJson, AnEntryThatWasPutRightIsWrittenAnew) {
  json tree = full();
  tree["profiles"][1]["proxy"] = 5;
  tree["profiles"][1]["future"] = 1;
  config::Setup s = reread(tree).value;
  EXPECT_EQ(s.profiles[1].id, "home");
  s.profiles[1].proxy = "right.example";
  s.profiles[1].kept.problem.clear();
  tree["profiles"][1]["proxy"] = "right.example";
  EXPECT_EQ(write(s), tree);
}

TEST(SetupJson, ARuleThatCannotBeReadBlocks) {
  json tree = full();
  tree["rules"][0]["on"] = true;
  tree["rules"][0]["ports"] = "443";
  const Rule rule = reread(tree).value.rules[0];
  EXPECT_TRUE(rule.on);
  EXPECT_EQ(rule.id, "inside");
  EXPECT_EQ(rule.action, Rule::Action::kBlock);
  EXPECT_THAT(rule.domains, IsEmpty());
  EXPECT_THAT(rule.networks, IsEmpty());
  EXPECT_THAT(rule.programs, IsEmpty());
  tree["rules"][0]["on"] = false;
  EXPECT_FALSE(reread(tree).value.rules[0].on);
  tree["rules"][0] = "direct";
  EXPECT_TRUE(reread(tree).value.rules[0].on);
  EXPECT_EQ(reread(tree).value.rules[0].action, Rule::Action::kBlock);
}

TEST(SetupJson, WhatHasToBeThere) {
  for (const char* place : {"/listeners/1/listen", "/applications/0/forwards/0/listen",
                            "/applications/0/forwards/0/target", "/rules/0/action"}) {
    const json::json_pointer pointer(place);
    json tree = full();
    tree[pointer.parent_pointer()].erase(pointer.back());
    EXPECT_THAT(texts(reread(tree).problems), testing::Contains(HasSubstr("this is missing"))) << place;
  }
}

TEST(SetupJson, SourcesOfSecrets) {
  for (const char* source :
       {"{}", R"({"ask": false})", R"({"file": "/a", "ask": true})", R"({"vault": "a"})", R"({"file": 5})"}) {
    json tree = full();
    tree["profiles"][0]["authentication"]["secret"] = json::parse(source);
    const auto parsed = reread(tree);
    EXPECT_THAT(texts(parsed.problems), ElementsAre(HasSubstr("profiles[0]: authentication.secret."))) << source;
    EXPECT_EQ(write(parsed.value), tree);
  }
  json tree = full();
  tree["listeners"][0]["secret"] = {{"ask", true}};
  EXPECT_THAT(texts(reread(tree).problems), ElementsAre(HasSubstr("listeners[0]: secret: it goes together with")));
}

TEST(SetupJson, K3_SecretsAreNeitherReadNorWritten) {
  json tree = full();
  tree["profiles"][0]["authentication"]["password"] = "hunter2";
  tree["profiles"][1]["authentication"]["secret"] = "hunter2";
  tree["profiles"][1]["authentication"]["deep"] = json::array({{{"token", {"hunter2"}}}});
  tree["profiles"][2]["proxy"] = 5;  // kept as it is, but for this
  tree["profiles"][2]["authentication"]["token"] = "hunter2";
  tree["listeners"][1].erase("secret");
  tree["listeners"][1]["password"] = "hunter2";
  tree["passphrase"] = "hunter2";
  const auto parsed = reread(tree);
  EXPECT_TRUE(parsed.had_secrets);
  std::vector<std::string> fields;
  for (const Problem& p : parsed.problems) fields.push_back(p.field);
  EXPECT_THAT(fields,
              testing::IsSupersetOf({"profiles[0].authentication.password", "profiles[1].authentication.secret",
                                     "profiles[1].authentication.deep[0].token", "profiles[2].authentication.token",
                                     "listeners[1].password", "passphrase"}));
  EXPECT_EQ(parsed.value.profiles[0].authentication.credentials.password, "");
  EXPECT_EQ(parsed.value.profiles[0].authentication.secret.kind, SecretSource::Kind::kKeychain);
  EXPECT_EQ(parsed.value.profiles[1].authentication.secret.kind, SecretSource::Kind::kAsk);
  EXPECT_EQ(parsed.value.listeners[1].secret.kind, SecretSource::Kind::kAsk);
  EXPECT_THAT(*write_setup(parsed.value), Not(HasSubstr("hunter2")));
  for (const Problem& p : parsed.problems) EXPECT_THAT(to_string(p), Not(HasSubstr("hunter2")));
  EXPECT_FALSE(read(kFull).had_secrets);

  config::Setup s = read(kFull).value;
  s.profiles[0].authentication.credentials.password = "hunter2";
  s.profiles[2].authentication.token = "hunter2";
  s.profiles[2].authentication.secret = {};
  s.listeners[1].credentials->password = "hunter2";
  s.listeners[1].secret = {};
  EXPECT_THAT(*write_setup(s), Not(HasSubstr("hunter2")));
  const config::Setup again = reread(write(s)).value;
  EXPECT_EQ(again.profiles[0].authentication.secret.kind, SecretSource::Kind::kKeychain);
  EXPECT_EQ(again.profiles[2].authentication.secret.kind, SecretSource::Kind::kAsk);
  EXPECT_EQ(again.listeners[1].secret.kind, SecretSource::Kind::kAsk);
}

TEST(SetupJson, DamagedTextsAreErrors) {
  const std::pair<std::string, Code> kCases[] = {
      {"", Code::kInvalid},
      {"null", Code::kInvalid},
      {"[]", Code::kInvalid},
      {"{}", Code::kInvalid},
      {R"({"schema": "1"})", Code::kInvalid},
      {R"({"schema": 0})", Code::kInvalid},
      {R"({"schema": -1})", Code::kInvalid},
      {R"({"schema": 1.0})", Code::kInvalid},
      {R"({"schema": 1, "schema": 1})", Code::kInvalid},
      {R"({"schema": 1, "profiles": {}})", Code::kInvalid},
      {R"({"schema": 1, "rules": null})", Code::kInvalid},
      {R"({"schema": 1, "profile": 5})", Code::kInvalid},
      {"{\"schema\": 1, \"a\": \"\xff\"}", Code::kInvalid},
      {R"({"schema": 2, "profiles": 5})", Code::kUnsupported},
      {R"({"schema": 18446744073709551615})", Code::kUnsupported},
      {R"({"schema": 1, "a": [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]})", Code::kLimit},
      {std::string(5U << 20U, ' '), Code::kLimit},
  };
  for (const auto& [text, code] : kCases) {
    const auto parsed = read_setup(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, code) << text.substr(0, 100);
    EXPECT_FALSE(parsed.error().detail.empty());
  }
  EXPECT_THAT(read_setup(R"({"schema": 7})").error().detail, HasSubstr("a newer Culvert wrote this (schema 7"));
  EXPECT_THAT(read_setup(R"({"schema": 1, "rules": null})").error().detail, HasSubstr("rules: this has to be a list"));
}

TEST(SetupJson, WhatCannotBeReadAgainIsNotWritten) {
  config::Setup s = read(kFull).value;
  s.profiles[0].ca_file = "/home/\xff";
  EXPECT_EQ(write_setup(s).error().code, Code::kInvalid);
  s = read(kFull).value;
  s.rules[0].domains.assign(400'000, "a.example");
  EXPECT_EQ(write_setup(s).error().code, Code::kLimit);
}

TEST(SetupJson, AnyCutIsAnError) {
  for (std::size_t n = 0; n < kFull.size(); ++n) {
    ASSERT_FALSE(read_setup(kFull.substr(0, n))) << n;
  }
}

TEST(SetupJson, AnyByteMayBeAnother) {
  const std::string good(kFull);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string text = good;
    for (const char other : {'\0', '"', '\\', '}', ',', '\xff'}) {
      text[i] = other;
      static_cast<void>(read_setup(text));
    }
    text[i] = '5';
    const auto parsed = read_setup(text);
    if (!parsed) continue;
    const auto again = write_setup(parsed->value);
    ASSERT_TRUE(again) << text;
    ASSERT_EQ(read(*again).value, parsed->value) << text;
  }
}

TEST(SettingsJson, EveryFieldComesBack) {
  constexpr std::string_view kAll = R"({"schema":1,"start_at_login":true,"start_minimised":true,"system_proxy":true,
      "language":"pt-BR","appearance":"dark","log_megabytes":1,"log_days":2,"check_for_updates":true,"future":[1]})";
  const auto parsed = read_settings(kAll);
  ASSERT_TRUE(parsed);
  EXPECT_THAT(texts(parsed->problems), IsEmpty());
  EXPECT_EQ(parsed->value.appearance, Settings::Appearance::kDark);
  EXPECT_EQ(json::parse(*write_settings(parsed->value)), json::parse(kAll));
  EXPECT_EQ(json::parse(*write_settings(Settings{})), json::parse(R"({"schema":1})"));
}

TEST(SettingsJson, AFieldThatIsWrongKeepsItsPreset) {
  const auto parsed = read_settings(R"({"schema":1,"start_at_login":1,"system_proxy":true,"language":"d e",
      "appearance":"pink","log_megabytes":0,"log_days":4000000000000})");
  ASSERT_TRUE(parsed);
  EXPECT_THAT(texts(parsed->problems),
              ElementsAre(HasSubstr("start_at_login: "), HasSubstr("appearance: "), HasSubstr("log_megabytes: "),
                          HasSubstr("log_days: "), HasSubstr("language: ")));
  EXPECT_FALSE(parsed->value.start_at_login);
  EXPECT_TRUE(parsed->value.system_proxy);
  EXPECT_EQ(parsed->value.log_days, Settings{}.log_days);
  EXPECT_EQ(read_settings(R"({"schema":2})").error().code, Code::kUnsupported);
  EXPECT_EQ(read_settings("").error().code, Code::kInvalid);
}

TEST(SettingsJson, WhatIsOutOfRangeIsTold) {
  Settings s;
  EXPECT_THAT(validate(s), IsEmpty());
  s.language = std::string(36, 'a');
  s.log_megabytes = 1025;
  s.log_days = 0;
  EXPECT_THAT(texts(validate(s)),
              ElementsAre(HasSubstr("language"), HasSubstr("log_megabytes"), HasSubstr("log_days")));
}

}  // namespace
}  // namespace culvert::config
