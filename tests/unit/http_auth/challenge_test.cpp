#include "http/auth/challenge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>

namespace culvert::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> schemes(std::string_view field) {
  std::vector<std::string> names;
  for (const Challenge& c : parse_challenges(field)) names.push_back(c.scheme);
  return names;
}

std::string only(std::string_view field, std::string_view parameter) {
  const auto challenges = parse_challenges(field);
  if (challenges.size() != 1) return std::format("{} challenges", challenges.size());
  const std::string* value = challenges.front().find(parameter);
  return value != nullptr ? *value : "none";
}

TEST(Challenge, S5_OneScheme) {
  for (const char* field : {"Basic", "Basic realm=\"x\"", "Basic realm=x, charset=\"UTF-8\"", " Basic\trealm=x",
                            "Basic realm = \"x\" , a\t=\tb,c= d", ",, Basic ,", "Basic ,realm=x"}) {
    EXPECT_THAT(schemes(field), ElementsAre("Basic")) << field;
  }
  EXPECT_THAT(schemes("basic"), ElementsAre("basic"));
  EXPECT_THAT(schemes("Negotiate YWJjZA=="), ElementsAre("Negotiate"));
  EXPECT_THAT(schemes("Negotiate abc/+-._~="), ElementsAre("Negotiate"));
}

TEST(Challenge, S5_SeveralSchemes) {
  // RFC 9110 §11.6.1
  EXPECT_THAT(schemes(R"(Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"")"),
              ElementsAre("Basic", "Newauth"));
  EXPECT_THAT(schemes("Negotiate YWI=, Bearer, Digest qop=\"auth, auth-int\", algorithm=MD5"),
              ElementsAre("Negotiate", "Bearer", "Digest"));
  EXPECT_THAT(schemes("Digest a=b, DIGEST a=c, digest"), ElementsAre("Digest", "DIGEST", "digest"));
}

TEST(Challenge, S5_WhatLooksLikeASchemeInsideAString) {
  EXPECT_THAT(schemes(R"(Digest realm="x, Basic realm=y", nonce="\", Basic, \\", Bearer)"),
              ElementsAre("Digest", "Bearer"));
  EXPECT_THAT(schemes(R"(Digest realm="never ends, Basic realm=y)"), ElementsAre("Digest"));
  EXPECT_THAT(schemes(R"(Digest realm="\)"), ElementsAre("Digest"));
}

TEST(Challenge, S5_WhatIsMalformedIsPassedOver) {
  for (const char* field : {"", " ", ",", "=", "=x", "realm=\"x\"", "realm = x", "\"Basic\"", "(Basic)", "Basic/1",
                            "Basic;realm=x", "\xc3\xbc", "Ba\x01sic", "\"", "\\"}) {
    EXPECT_THAT(schemes(field), IsEmpty()) << field;
  }
  EXPECT_THAT(schemes("/, Basic"), ElementsAre("Basic"));
}

TEST(Challenge, K4_TheirNumberAndLengthAreBounded) {
  EXPECT_THAT(schemes(std::string(kMaxScheme, 'a')), ElementsAre(std::string(kMaxScheme, 'a')));
  EXPECT_THAT(schemes(std::string(kMaxScheme + 1, 'a') + ", Basic"), ElementsAre("Basic"));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += std::format("s{}, ", i);
  EXPECT_EQ(schemes(many).size(), kMaxChallenges);
  EXPECT_THAT(schemes(std::string(100'000, ',')), IsEmpty());
}

TEST(Challenge, S5_Parameters) {
  EXPECT_EQ(only("Basic realm=\"a b\"", "realm"), "a b");
  EXPECT_EQ(only("Basic realm=token", "realm"), "token");
  EXPECT_EQ(only("Basic REALM = \"x\"", "realm"), "x");
  EXPECT_EQ(only("Basic a=b ,\trealm\t=\t\"x\" ", "realm"), "x");
  EXPECT_EQ(only(R"(Basic realm="say \"hi\", \\ and go")", "realm"), "say \"hi\", \\ and go");
  EXPECT_EQ(only("Basic realm=\"\"", "realm"), "");
  EXPECT_EQ(only("Basic realm=first, realm=second", "realm"), "first");
  EXPECT_EQ(only("Basic", "realm"), "none");
}

TEST(Challenge, S5_AParameterThatIsMalformedIsNone) {
  for (const char* field : {"Basic realm=", "Basic realm=\"x", "Basic realm=\"x\" y", "Basic realm=a b",
                            "Basic realm=\"\x01\"", "Basic realm=\"\\", "Basic realm", "Basic realm=("}) {
    EXPECT_EQ(only(std::string(field) + ", other=1", "realm"), "none") << field;
    EXPECT_EQ(only(std::string(field), "realm"), "none") << field;
  }
  EXPECT_EQ(only("Basic realm=, other=1", "other"), "1");
}

TEST(Challenge, S5_EachSchemeHasItsOwn) {
  const auto all = parse_challenges(R"(Digest realm="a", nonce="1", Basic realm="b", Digest realm="c", nonce="2")");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(*all[0].find("nonce"), "1");
  EXPECT_EQ(*all[1].find("realm"), "b");
  EXPECT_EQ(all[1].find("nonce"), nullptr);
  EXPECT_EQ(*all[2].find("nonce"), "2");
  EXPECT_TRUE(all[2].is("dIGEST"));
}

TEST(Challenge, S5_Tokens) {
  EXPECT_EQ(parse_challenges("Negotiate YWI=").front().token68, "YWI=");
  EXPECT_EQ(parse_challenges("Negotiate abc/+-._~==").front().token68, "abc/+-._~==");
  EXPECT_EQ(parse_challenges("Bearer").front().token68, "");
  EXPECT_EQ(parse_challenges("Negotiate a=b=").front().token68, "");
}

TEST(Challenge, K4_ParametersAreBounded) {
  std::string many = "Basic ";
  for (int i = 0; i < 1000; ++i) many += std::format("p{}=x, ", i);
  EXPECT_EQ(parse_challenges(many).front().parameters.size(), kMaxParameters);
  EXPECT_EQ(parse_auth_parameters(many.substr(6)).size(), kMaxParameters);
  EXPECT_EQ(only("Basic realm=\"" + std::string(kMaxParameter, 'x') + "\"", "realm"), "none");
  EXPECT_EQ(only("Basic realm=" + std::string(kMaxParameter, 'x'), "realm"), std::string(kMaxParameter, 'x'));
}

TEST(Challenge, S5_QuotedIsReadBack) {
  for (const char* text : {"", "a", "a b", "\"", "\\", "a\"b\\c", "\xc3\xbc", ", x=y"}) {
    EXPECT_EQ(only("Basic realm=" + quoted(text), "realm"), text);
  }
}

TEST(AuthParameters, S5_OfAuthenticationInfo) {
  const auto parameters = parse_auth_parameters(R"(nextnonce="a,b", qop=auth , nc = 00000001)");
  ASSERT_EQ(parameters.size(), 3U);
  EXPECT_EQ(parameters[0].value, "a,b");
  EXPECT_EQ(parameters[2].name, "nc");
  EXPECT_EQ(parameters[2].value, "00000001");
}

}  // namespace
}  // namespace culvert::http
