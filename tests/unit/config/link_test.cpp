#include "config/link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/auth/base64.h"

namespace culvert::config {
namespace {

using Scheme = Authentication::Scheme;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr std::string_view kPin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

// All that a link carries.
Profile carried() {
  Profile p;
  p.name = "Büro";
  p.proxy = "https://proxy.example/{target_host}/{target_port}";
  p.fallbacks = {"other.example:8443"};
  p.wire = "auto";
  p.http = {http::Version::kHttp2, http::Version::kHttp11};
  p.pins = {std::string(kPin)};
  p.congestion = "cubic";
  p.expect_continue = true;
  p.answer_early = true;
  p.authentication.scheme = Scheme::kDigest;
  p.authentication.credentials.user = "CORP\\kim";
  p.authentication.secret = {SecretSource::Kind::kAsk, ""};
  return p;
}
// All that a profile may have.
Profile full() {
  Profile p = carried();
  p.id = "work";
  p.ca_file = p.client_certificate_file = p.client_key_file = p.session_file = p.key_log_file = p.qlog_directory =
      "/home/kim/private";
  p.early_data = true;
  p.authentication.credentials.password = "hunter2";
  p.authentication.secret = {SecretSource::Kind::kKeychain, "culvert/work"};
  p.kept.json = R"({"future":1})";
  return p;
}
std::string link_of(std::string_view json) { return "culvert://profile/1/" + http::encode_base64url(json); }
Offer offer(std::string_view text) {
  const auto read = read_link(text);
  EXPECT_TRUE(read) << read.error().detail;
  return read.value_or(Offer{});
}
std::string inside(const std::string& link) {
  return http::decode_base64url(link.substr(link.rfind('/') + 1)).value_or("");
}

TEST(Link, CarriesWhatIsNotOfThisComputer) {
  const std::string link = write_link(full()).value();
  EXPECT_THAT(link, testing::MatchesRegex("culvert://profile/1/[A-Za-z0-9_-]+"));
  const Offer read = offer(link);
  EXPECT_EQ(read.profile, carried());
  EXPECT_THAT(read.left_out, IsEmpty());
  EXPECT_EQ(inside(link), R"({"name":"Büro","proxy":"https://proxy.example/{target_host}/{target_port}",)"
                          R"("fallbacks":["other.example:8443"],"wire":"auto","http":"2,1.1",)"
                          R"("pins":["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],"congestion":"cubic",)"
                          R"("expect_continue":true,"answer_early":true,)"
                          R"("authentication":{"scheme":"digest","user":"CORP\\kim"}})");
  Profile least;
  least.proxy = "a.example";
  EXPECT_EQ(inside(write_link(least).value()), R"({"proxy":"a.example"})");
  EXPECT_EQ(offer(write_link(least).value()).profile, least);
  least.classic_connect = true;
  EXPECT_EQ(inside(write_link(least).value()), R"({"proxy":"a.example","classic_connect":true})");
  EXPECT_EQ(offer(write_link(least).value()).profile, least);
}

TEST(Link, K3_ASecretOnlyIfItIsAskedFor) {
  EXPECT_THAT(inside(write_link(full()).value()), Not(HasSubstr("hunter2")));
  EXPECT_EQ(offer(write_link(full()).value()).secret, "");
  const Offer with = offer(write_link(full(), WithSecret::kYes).value());
  EXPECT_EQ(with.secret, "hunter2");
  EXPECT_EQ(with.profile, carried()) << "it stands beside the profile, not in it";
  EXPECT_THAT(with.says, Contains(Pair("authentication.secret", "comes along")));
  for (const auto& [field, value] : with.says) EXPECT_THAT(value, Not(HasSubstr("hunter2")));

  Profile token = full();
  token.authentication.scheme = Scheme::kBearer;
  token.authentication.token = "abc.def";
  EXPECT_THAT(inside(write_link(token).value()), Not(HasSubstr("abc.def")));
  const Offer bearer = offer(write_link(token, WithSecret::kYes).value());
  EXPECT_EQ(bearer.secret, "abc.def");
  EXPECT_EQ(bearer.profile.authentication.token, "");
  Profile concealed = full();
  concealed.authentication.scheme = Scheme::kConcealed;
  concealed.authentication.key_id = "kim";
  concealed.authentication.key_file = "/home/kim/key";
  const std::string link = write_link(concealed, WithSecret::kYes).value();
  EXPECT_THAT(inside(link), Not(testing::AnyOf(HasSubstr("hunter2"), HasSubstr("/home/kim"))));
  EXPECT_EQ(offer(link).profile.authentication.key_id, "kim");
}

TEST(Link, FilesOfThisComputerAreNotForOthersToChoose) {
  const Offer read = offer(link_of(
      R"({"proxy":"a.example","id":"x","ca_file":"/a","client_certificate_file":"/b","client_key_file":"/c",
          "session_file":"/d","key_log_file":"/e","qlog_directory":"/f","early_data":true,"future":{"a":1},
          "authentication":{"scheme":"concealed","key_id":"kim","key_file":"/g","secret":{"file":"/h"},"x":1}})"));
  Profile expected;
  expected.proxy = "a.example";
  expected.authentication.scheme = Scheme::kConcealed;
  expected.authentication.key_id = "kim";
  EXPECT_EQ(read.profile, expected);
  std::vector<std::string> fields;
  for (const Problem& p : read.left_out) fields.push_back(p.field);
  EXPECT_THAT(fields,
              testing::UnorderedElementsAre("ca_file", "client_certificate_file", "client_key_file", "session_file",
                                            "key_log_file", "qlog_directory", "early_data", "future",
                                            "authentication.key_file", "authentication.secret", "authentication.x"));
}

TEST(Link, SaysWhatItSets) {
  const Offer read = offer(link_of(
      R"({"proxy":"a.example","fallbacks":["b.example","c.example"],"expect_continue":true,"wire":"draft-12",
          "authentication":{"scheme":"basic","user":"kim"}})"));
  EXPECT_THAT(read.says, ElementsAre(Pair("proxy", "a.example"), Pair("fallbacks", "b.example, c.example"),
                                     Pair("expect_continue", "true"), Pair("authentication.scheme", "basic"),
                                     Pair("authentication.user", "kim")));
}

TEST(Link, WhatProgramsPutIntoItAndAround) {
  const std::string link = write_link(carried()).value();
  std::string wrapped = link;
  for (std::size_t i = wrapped.size() - 10; i > 20; i -= 20) wrapped.insert(i, "\r\n  ");
  std::string upper = link;
  upper.replace(0, 18, "CULVERT://Profile/");
  for (const std::string& text : {wrapped, upper, " \t" + link + "\n", "<" + link + ">", "(" + link + ").",
                                  "\"" + link + "\",", "`" + link + "`!"}) {
    EXPECT_EQ(offer(text).profile, carried()) << text;
  }
}

TEST(Link, CutAnywhereItIsAnError) {
  const std::string link = write_link(carried()).value();
  for (std::size_t n = 0; n < link.size(); ++n) {
    const auto read = read_link(std::string_view(link).substr(0, n));
    ASSERT_FALSE(read) << n;
    EXPECT_EQ(read.error().code, Code::kInvalid);
  }
}

TEST(Link, BadOnes) {
  const std::pair<std::string, Code> kCases[] = {
      {"", Code::kInvalid},
      {"https://example.com/", Code::kInvalid},
      {"culvert://profile/", Code::kInvalid},
      {"culvert://profile/1", Code::kInvalid},
      {"culvert://profile/0/e30", Code::kInvalid},
      {"culvert://profile/x/e30", Code::kInvalid},
      {"culvert://profile/1x/e30", Code::kInvalid},
      {"culvert://profile/99999999999/e30", Code::kInvalid},
      {"culvert://profile/2/?", Code::kUnsupported},
      {"culvert://profile/1/e30=", Code::kInvalid},
      {"culvert://profile/1/a+b/", Code::kInvalid},
      {link_of("{}"), Code::kInvalid},
      {link_of("[]"), Code::kInvalid},
      {link_of("null"), Code::kInvalid},
      {link_of(R"({"proxy":5})"), Code::kInvalid},
      {link_of(R"({"proxy":"a b"})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","proxy":"b.example"})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","name":"a\nb"})"), Code::kInvalid},
      {link_of("{\"proxy\":\"a.example\",\"name\":\"a\u202eb\"}"), Code::kInvalid},
      {link_of("{\"proxy\":\"a.example\",\"name\":\"\xff\"}"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","pins":["sha256/AAAA"]})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","pins":["md5/AAAA"]})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","http":"4"})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","wire":"x"})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","authentication":{"scheme":"magic"}})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","authentication":{"scheme":"basic"}})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","authentication":{"scheme":"bearer","token":"a b"}})"), Code::kInvalid},
      {link_of(R"({"proxy":"a.example","authentication":{"scheme":"basic","user":"k","password":"a\nb"}})"),
       Code::kInvalid},
      {link_of(R"({"proxy":"a.example","x":[[[[[]]]]]})"), Code::kLimit},
      {link_of(R"({"proxy":"a.example","x":")" + std::string(8192, 'x') + "\"}"), Code::kLimit},
      {std::string(20'000, ' '), Code::kLimit},
  };
  for (const auto& [text, code] : kCases) {
    const auto read = read_link(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, code) << text.substr(0, 100);
    EXPECT_FALSE(read.error().detail.empty());
  }
}

TEST(Link, WhatNobodyCouldUseIsNotWritten) {
  Profile p;
  EXPECT_EQ(write_link(p).error().code, Code::kInvalid);
  p.proxy = "a.example";
  p.kept.problem = "proxy: this has to be a text";
  EXPECT_EQ(write_link(p).error().code, Code::kInvalid);
  p.kept = {};
  for (std::string* text : {&p.name, &p.authentication.credentials.user, &p.authentication.credentials.password}) {
    p.authentication.scheme = Scheme::kBasic;
    p.authentication.credentials = {"kim", "word"};
    EXPECT_TRUE(write_link(p, WithSecret::kYes));
    *text = "\xff";
    EXPECT_EQ(write_link(p, WithSecret::kYes).error().code, Code::kInvalid);
    text->clear();
  }
  p.authentication = {};
  p.pins.assign(200, std::string(kPin));
  EXPECT_EQ(write_link(p).error().code, Code::kLimit);
  EXPECT_TRUE(write_profiles({p}));
}

TEST(ProfilesFile, TakesTheSameAsLinks) {
  Profile other;
  other.proxy = "other.example";
  const std::string file = write_profiles({full(), other}).value();
  EXPECT_THAT(file, Not(testing::AnyOf(HasSubstr("hunter2"), HasSubstr("/home/kim"))));
  const auto read = read_profiles(file);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].profile, carried());
  EXPECT_EQ((*read)[1].profile, other);
  EXPECT_EQ(read_profiles(write_profiles({full()}, WithSecret::kYes).value()).value()[0].secret, "hunter2");
  EXPECT_THAT(*read_profiles(R"({"schema":1,"profiles":[],"rules":5})"), IsEmpty());
}

TEST(ProfilesFile, BadOnes) {
  const auto error = [](std::string_view text) {
    const auto read = read_profiles(text);
    EXPECT_FALSE(read) << text;
    return read ? Error{} : read.error();
  };
  for (const char* text : {"", "[]", "{}", R"({"schema":1})", R"({"schema":1,"profiles":{}})"}) {
    EXPECT_EQ(error(text).code, Code::kInvalid) << text;
  }
  EXPECT_EQ(error(R"({"schema":2,"profiles":[]})").code, Code::kUnsupported);
  EXPECT_THAT(error(R"({"schema":1,"profiles":[{"proxy":"a.example"},{"proxy":5}]})").detail,
              HasSubstr("profiles[1]: proxy: "));
  EXPECT_EQ(write_profiles(std::vector<Profile>(257, carried())).error().code, Code::kLimit);
}

TEST(NewProfileId, IsMadeFromTheNameAndNew) {
  config::Setup s;
  const auto id = [&](std::string_view name) { return new_profile_id(s, name); };
  EXPECT_EQ(id("Work"), "work");
  EXPECT_EQ(id("  Büro -- 2. Stock!"), "b-ro-2-stock");
  EXPECT_EQ(id(""), "profile");
  EXPECT_EQ(id("東京"), "profile");
  EXPECT_TRUE(is_id(id(std::string(300, 'x'))));
  s.profiles.resize(2);
  s.profiles[0].id = "work";
  s.profiles[1].id = "work-2";
  EXPECT_EQ(id("work"), "work-3");
}

}  // namespace
}  // namespace culvert::config
