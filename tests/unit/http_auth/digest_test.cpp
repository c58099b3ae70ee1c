#include "http/auth/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>

namespace culvert::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::optional<Digest> digest(std::string_view field) {
  const auto challenges = parse_challenges(field);
  return challenges.size() == 1 ? Digest::from(challenges.front()) : std::nullopt;
}

std::string parameter(std::string_view authorization, std::string_view name) {
  const auto all = parse_challenges(authorization);
  const std::string* value = all.size() == 1 ? all.front().find(name) : nullptr;
  return value != nullptr ? *value : "none";
}

// RFC 7616 §3.9.1.
constexpr std::string_view kExample =
    R"(realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, )"
    R"(nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")";
constexpr std::string_view kCnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

std::string example(std::string_view algorithm) {
  std::string field = "Digest " + std::string(kExample);
  field.replace(field.find("{}"), 2, algorithm);
  return digest(field)->authorization("Mufasa", "Circle of Life", "GET", "/dir/index.html", kCnonce);
}

TEST(Digest, S5_ExamplesOfRfc7616) {
  const std::string sha = example("SHA-256");
  EXPECT_EQ(parameter(sha, "response"), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
  EXPECT_EQ(parameter(example("MD5"), "response"), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_THAT(sha, StartsWith("Digest "));
  EXPECT_EQ(parameter(sha, "username"), "Mufasa");
  EXPECT_EQ(parameter(sha, "realm"), "http-auth@example.org");
  EXPECT_EQ(parameter(sha, "uri"), "/dir/index.html");
  EXPECT_EQ(parameter(sha, "algorithm"), "SHA-256");
  EXPECT_EQ(parameter(sha, "nonce"), "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v");
  EXPECT_EQ(parameter(sha, "nc"), "00000001");
  EXPECT_EQ(parameter(sha, "cnonce"), kCnonce);
  EXPECT_EQ(parameter(sha, "qop"), "auth");
  EXPECT_EQ(parameter(sha, "opaque"), "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
  EXPECT_EQ(parameter(sha, "userhash"), "none");
  // As the RFC writes them: these without quotes.
  EXPECT_THAT(sha, HasSubstr("nc=00000001,"));
  EXPECT_THAT(sha, HasSubstr("qop=auth,"));
  EXPECT_THAT(sha, HasSubstr("algorithm=SHA-256,"));
}

TEST(Digest, S5_UserhashAndTheThirdAlgorithm) {  // RFC 7616 §3.9.2, with the name in UTF-8
  auto d = digest(
      R"(Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true)");
  ASSERT_TRUE(d);
  const std::string value = d->authorization("J\u00e4s\u00f8n Doe", "Secret, or not?", "GET", "/doe.json",
                                             "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");
  EXPECT_EQ(parameter(value, "userhash"), "true");
  // The RFC's own figures for this example are those of SHA-512 cut off after 256 bits. These are
  // from hashlib of Python.
  EXPECT_EQ(parameter(value, "username"), "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
  EXPECT_EQ(parameter(value, "response"), "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c");
}

TEST(Digest, S5_WithoutAnAlgorithmItIsMd5) {
  auto d = digest(R"(Digest realm="r", qop="auth", nonce="n")");
  ASSERT_TRUE(d);
  EXPECT_EQ(d->algorithm(), DigestAlgorithm::kMd5);
  const std::string value = d->authorization("u", "p", "CONNECT", "/x", "c");
  EXPECT_EQ(parameter(value, "algorithm"), "none");
  EXPECT_EQ(parameter(value, "opaque"), "none");
  EXPECT_EQ(parameter(value, "response").size(), 32U);
}

TEST(Digest, S5_EveryPartOfARequestCounts) {
  const auto response = [](std::string_view user, std::string_view password, std::string_view method,
                           std::string_view uri, std::string_view cnonce) {
    return parameter(
        digest(R"(Digest realm="r", qop=auth, nonce="n")")->authorization(user, password, method, uri, cnonce),
        "response");
  };
  const std::string right = response("u", "p", "GET", "/", "c");
  EXPECT_EQ(response("u", "p", "GET", "/", "c"), right);
  EXPECT_NE(response("v", "p", "GET", "/", "c"), right);
  EXPECT_NE(response("u", "q", "GET", "/", "c"), right);
  EXPECT_NE(response("u", "p", "CONNECT", "/", "c"), right);
  EXPECT_NE(response("u", "p", "GET", "/x", "c"), right);
  EXPECT_NE(response("u", "p", "GET", "/", "d"), right);
}

TEST(Digest, S5_UsesOfANonceAreCounted) {
  auto d = digest(R"(Digest realm="r", qop=auth, nonce="n")");
  const std::string first = d->authorization("u", "p", "GET", "/", "c");
  const std::string second = d->authorization("u", "p", "GET", "/", "c");
  EXPECT_EQ(parameter(first, "nc"), "00000001");
  EXPECT_EQ(parameter(second, "nc"), "00000002");
  EXPECT_NE(parameter(first, "response"), parameter(second, "response"));
  for (int i = 0; i < 14; ++i) static_cast<void>(d->authorization("u", "p", "GET", "/", "c"));
  EXPECT_EQ(parameter(d->authorization("u", "p", "GET", "/", "c"), "nc"), "00000011") << "hexadecimal";
  d->next_nonce("m");
  const std::string fresh = d->authorization("u", "p", "GET", "/", "c");
  EXPECT_EQ(parameter(fresh, "nonce"), "m");
  EXPECT_EQ(parameter(fresh, "nc"), "00000001");
}

TEST(Digest, S5_NamesThatAreNotAscii) {  // RFC 7616 §3.4, RFC 8187
  const std::string value =
      digest(R"(Digest realm="r", qop=auth, nonce="n")")->authorization("J\u00e4s\u00f8n Doe", "p", "GET", "/", "c");
  EXPECT_THAT(value, HasSubstr("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe,"));
  EXPECT_THAT(value, Not(HasSubstr("username=")));
}

TEST(Digest, S5_WhatBelongsIntoQuotesIsEscaped) {
  const std::string value = digest(R"(Digest realm="a \"b\" \\ c", qop=auth, nonce="n\"", opaque="o\\")")
                                ->authorization("say \"hi\"", "p", "GET", "/\"", "c");
  EXPECT_EQ(parameter(value, "username"), "say \"hi\"");
  EXPECT_EQ(parameter(value, "realm"), "a \"b\" \\ c");
  EXPECT_EQ(parameter(value, "nonce"), "n\"");
  EXPECT_EQ(parameter(value, "opaque"), "o\\");
  EXPECT_EQ(parameter(value, "uri"), "/\"");
}

TEST(Digest, S5_ChallengesThatCannotBeMet) {
  for (const char* field :
       {R"(Basic realm="r", qop=auth, nonce="n")", R"(Digest qop=auth, nonce="n")", R"(Digest realm="r", qop=auth)",
        R"(Digest realm="r", nonce="n")", R"(Digest realm="r", nonce="n", qop="auth-int")",
        R"(Digest realm="r", nonce="n", qop="authx")", R"(Digest realm="r", nonce="n", qop="")",
        R"(Digest realm="r", nonce="n", qop=auth, algorithm=SHA-1)",
        R"(Digest realm="r", nonce="n", qop=auth, algorithm=MD5-sess)",
        R"(Digest realm="r", nonce="n", qop=auth, algorithm="")"}) {
    EXPECT_FALSE(digest(field)) << field;
  }
  EXPECT_TRUE(digest(R"(Digest realm="", nonce="", qop=" auth-int ,	AUTH ", algorithm="sha-256")"));
}

TEST(Digest, S5_Stale) {
  EXPECT_FALSE(digest(R"(Digest realm="r", nonce="n", qop=auth)")->stale());
  EXPECT_FALSE(digest(R"(Digest realm="r", nonce="n", qop=auth, stale=false)")->stale());
  EXPECT_FALSE(digest(R"(Digest realm="r", nonce="n", qop=auth, stale=yes)")->stale());
  EXPECT_TRUE(digest(R"(Digest realm="r", nonce="n", qop=auth, stale=TRUE)")->stale());
  EXPECT_TRUE(digest(R"(Digest realm="r", nonce="n", qop=auth, stale="true")")->stale());
}

}  // namespace
}  // namespace culvert::http
