#include "http/challenge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>

namespace culvert::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Response response(std::initializer_list<std::string_view> challenges) {
  Response r;
  r.status = 401;
  for (const std::string_view c : challenges) r.fields.add("www-authenticate", c);
  return r;
}

TEST(Challenge, S5_OneScheme) {
  for (const char* field : {"Basic", "Basic realm=\"x\"", "Basic realm=x, charset=\"UTF-8\"", " Basic\trealm=x",
                            "Basic realm = \"x\" , a\t=\tb,c= d", ",, Basic ,", "Basic ,realm=x"}) {
    EXPECT_THAT(challenge_schemes(field), ElementsAre("Basic")) << field;
  }
  EXPECT_THAT(challenge_schemes("basic"), ElementsAre("basic"));
  EXPECT_THAT(challenge_schemes("Negotiate YWJjZA=="), ElementsAre("Negotiate"));
  EXPECT_THAT(challenge_schemes("Negotiate abc/+-._~="), ElementsAre("Negotiate"));
}

TEST(Challenge, S5_SeveralSchemes) {
  // RFC 9110 §11.6.1
  EXPECT_THAT(challenge_schemes(R"(Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"")"),
              ElementsAre("Basic", "Newauth"));
  EXPECT_THAT(challenge_schemes("Negotiate YWI=, Bearer, Digest qop=\"auth, auth-int\", algorithm=MD5"),
              ElementsAre("Negotiate", "Bearer", "Digest"));
  EXPECT_THAT(challenge_schemes("Digest a=b, DIGEST a=c, digest"), ElementsAre("Digest"));
}

TEST(Challenge, S5_WhatLooksLikeASchemeInsideAString) {
  EXPECT_THAT(challenge_schemes(R"(Digest realm="x, Basic realm=y", nonce="\", Basic, \\", Bearer)"),
              ElementsAre("Digest", "Bearer"));
  EXPECT_THAT(challenge_schemes(R"(Digest realm="never ends, Basic realm=y)"), ElementsAre("Digest"));
  EXPECT_THAT(challenge_schemes(R"(Digest realm="\)"), ElementsAre("Digest"));
}

TEST(Challenge, S5_WhatIsMalformedIsPassedOver) {
  for (const char* field : {"", " ", ",", "=", "=x", "realm=\"x\"", "realm = x", "\"Basic\"", "(Basic)", "Basic/1",
                            "Basic;realm=x", "\xc3\xbc", "Ba\x01sic", "\"", "\\"}) {
    EXPECT_THAT(challenge_schemes(field), IsEmpty()) << field;
  }
  EXPECT_THAT(challenge_schemes("/, Basic"), ElementsAre("Basic"));
}

TEST(Challenge, K4_TheirNumberAndLengthAreBounded) {
  EXPECT_THAT(challenge_schemes(std::string(kMaxScheme, 'a')), ElementsAre(std::string(kMaxScheme, 'a')));
  EXPECT_THAT(challenge_schemes(std::string(kMaxScheme + 1, 'a') + ", Basic"), ElementsAre("Basic"));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += std::format("s{}, ", i);
  EXPECT_EQ(challenge_schemes(many).size(), kMaxSchemes);
  EXPECT_THAT(challenge_schemes(std::string(100'000, ',')), IsEmpty());
}

// ---- What a 401 means -------------------------------------------------------------------------------------------

TEST(Unauthorized, S5_BasicIsWhatWeHave) {
  for (const auto& r : {response({"Basic realm=\"x\""}), response({"BASIC"}), response({"Digest a=b, basic realm=x"}),
                        response({"Negotiate", "Basic realm=\"x\""})}) {
    EXPECT_EQ(unauthorized(r, true),
              (Error{Stage::kAuth, Code::kUnauthorized, "the user name or the password is wrong"}));
    EXPECT_EQ(unauthorized(r, false),
              (Error{Stage::kAuth, Code::kUnauthorized, "it wants a user name and a password"}));
  }
}

TEST(Unauthorized, S5_OtherSchemesAreNamed) {
  for (const bool sent : {true, false}) {
    EXPECT_EQ(unauthorized(response({"Digest realm=\"x\""}), sent),
              (Error{Stage::kAuth, Code::kUnsupported,
                     "it wants authentication by the scheme Digest, which is not supported yet"}));
    EXPECT_EQ(unauthorized(response({"Bearer, Digest a=b", "Negotiate"}), sent),
              (Error{Stage::kAuth, Code::kUnsupported,
                     "it wants authentication by one of the schemes Bearer, Digest, Negotiate, which are not supported "
                     "yet"}));
  }
}

TEST(Unauthorized, S5_AProxyThatDoesNotSay) {
  for (const auto& r : {response({}), response({""}), response({"=", "/"})}) {
    EXPECT_EQ(unauthorized(r, true).code, Code::kUnauthorized);
    EXPECT_THAT(unauthorized(r, true).detail, HasSubstr("did not accept the user name and the password"));
    EXPECT_EQ(unauthorized(r, false).code, Code::kUnauthorized);
    EXPECT_THAT(unauthorized(r, false).detail, HasSubstr("does not say which"));
  }
}

TEST(Unauthorized, K4_NothingOfAHostileFieldIsShownButSchemes) {
  const Error error =
      unauthorized(response({"\x1b[31mBasic realm=x, Evil\x1b[2J realm=\"\x1b[31m\", Bearer \xff"}), true);
  EXPECT_EQ(error.detail, "it wants authentication by the scheme Bearer, which is not supported yet");
  std::string many;
  for (int i = 0; i < 100; ++i) many += std::format("{}{}, ", std::string(kMaxScheme - 2, 'x'), i);
  const std::string sentence = describe(unauthorized(response({many}), false));
  EXPECT_LT(sentence.size(), 400U);
  EXPECT_THAT(sentence, Not(HasSubstr("user name")));
}

TEST(Unauthorized, ASentenceForEach) {
  EXPECT_EQ(describe(unauthorized(response({"Basic"}), false)),
            "The proxy did not accept who you are: it wants a user name and a password. "
            "Use the ones that whoever runs the proxy gave you.");
  EXPECT_EQ(
      describe(unauthorized(response({"Bearer"}), false)),
      "The proxy did not accept who you are: it wants authentication by the scheme Bearer, which is not supported "
      "yet.");
}

}  // namespace
}  // namespace culvert::http
