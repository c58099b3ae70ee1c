#include "http/auth/authenticator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>

namespace culvert::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Response unauthorized(std::initializer_list<std::string_view> challenges) {
  Response r;
  r.status = 401;
  for (const std::string_view c : challenges) r.fields.add("www-authenticate", c);
  return r;
}

constexpr std::string_view kBasic = R"(Basic realm="x")";
constexpr std::string_view kMd5 = R"(Digest realm="x", qop="auth", algorithm=MD5, nonce="m")";
constexpr std::string_view kSha = R"(Digest realm="x", qop="auth", algorithm=SHA-256, nonce="s")";
constexpr std::string_view kStale = R"(Digest realm="x", qop="auth", algorithm=SHA-256, nonce="t", stale=true)";

// One client, and what it would send.
struct Client {
  explicit Client(Identity identity)
      : authenticator(std::move(identity),
                      [this](std::size_t n) { return std::string(n, static_cast<char>('a' + random++)); }) {}
  explicit Client(PasswordScheme scheme = PasswordScheme::kWhenAsked)
      : Client(Identity(Password{"Aladdin", "open sesame", scheme})) {}
  std::string sends() {
    Request request;
    request.path = "/path";
    auto value = authenticator.authorization(request, "CONNECT", nullptr);
    if (!value) return "error: " + value.error().detail;
    sent = *value;
    return sent.value_or("nothing");
  }
  bool again(const Response& response) {
    const auto refusal = authenticator.refused(response, sent);
    error = refusal.error;
    return refusal.again;
  }
  int random = 0;
  Authenticator authenticator;
  std::optional<std::string> sent;
  Error error;
};

// The same with the names that are a proxy's (RFC 9110 §11.7), and only with those.
TEST(ProxyAuth, T6_S5_FieldsAndStatusOfAProxy) {
  Authenticator a(
      Password{"Aladdin", "open sesame"}, [](std::size_t n) { return std::string(n, 'r'); }, Audience::kProxy);
  EXPECT_EQ(a.field(), "proxy-authorization");
  EXPECT_EQ(a.status(), 407);
  Request connect;
  connect.method = "CONNECT";
  connect.authority = "destination.test:443";
  EXPECT_EQ(a.authorization(connect, "CONNECT", nullptr).value(), std::nullopt);
  Response asks;
  asks.status = 407;
  asks.fields.add("www-authenticate", kBasic);
  EXPECT_FALSE(a.refused(asks, std::nullopt).again) << "an origin's question";
  EXPECT_THAT(a.refused(asks, std::nullopt).error.detail, HasSubstr("407"));
  asks.fields.add("proxy-authenticate", kSha);
  EXPECT_TRUE(a.refused(asks, std::nullopt).again);
  const auto sent = a.authorization(connect, "CONNECT", nullptr).value();
  ASSERT_TRUE(sent);
  EXPECT_THAT(*sent, StartsWith("Digest username=\"Aladdin\""));
  EXPECT_THAT(*sent, HasSubstr("uri=\"destination.test:443\""));
  Response good;
  good.status = 200;
  good.fields.add("authentication-info", "nextnonce=\"theirs\"");
  good.fields.add("proxy-authentication-info", "nextnonce=\"next\"");
  a.taken(good);
  EXPECT_THAT(*a.authorization(connect, "CONNECT", nullptr).value(), HasSubstr("nonce=\"next\""));
}

TEST(BasicAuth, S5_ExamplesOfRfc7617) {
  EXPECT_EQ(basic_authorization("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // §2
  EXPECT_EQ(basic_authorization("test", "123£"), "Basic dGVzdDoxMjPCow==");                        // §2.1, UTF-8
  EXPECT_EQ(basic_authorization("", ""), "Basic Og==");
}

TEST(BearerAuth, S5_Tokens) {  // RFC 6750 §2.1
  for (const char* good : {"mF_9.B5f-4.1JqM", "a", "a=", "a==", "a+/~"}) EXPECT_TRUE(is_bearer_token(good)) << good;
  for (const char* bad : {"", "=", "a b", "a=b", "\"a\"", "a,b", "\xc3\xbc", "a\n"})
    EXPECT_FALSE(is_bearer_token(bad)) << bad;
}

TEST(Authenticator, S5_BasicIsSentWhenAskedForAndFromThenOn) {
  Client client;
  EXPECT_EQ(client.sends(), "nothing");
  EXPECT_TRUE(client.again(unauthorized({kBasic})));
  EXPECT_EQ(client.sends(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  client.authenticator.taken({.status = 200, .fields = {}});
  EXPECT_EQ(client.sends(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") << "one protection space for a template";
}

TEST(Authenticator, S5_BasicAtOnce) {
  Client client(PasswordScheme::kBasic);
  EXPECT_THAT(client.sends(), StartsWith("Basic "));
  EXPECT_FALSE(client.again(unauthorized({kSha, kBasic})));
  EXPECT_EQ(client.error, (Error{Stage::kAuth, Code::kUnauthorized, "the user name or the password is wrong"}));
  EXPECT_THAT(client.sends(), StartsWith("Basic "));
}

TEST(Authenticator, S5_AWrongPasswordIsSentOnce) {
  for (const std::string_view challenge : {kBasic, kMd5, kSha}) {
    Client client;
    EXPECT_EQ(client.sends(), "nothing");
    EXPECT_TRUE(client.again(unauthorized({challenge})));
    EXPECT_NE(client.sends(), "nothing");
    EXPECT_FALSE(client.again(unauthorized({challenge}))) << challenge;
    EXPECT_EQ(client.error, (Error{Stage::kAuth, Code::kUnauthorized, "the user name or the password is wrong"}));
    EXPECT_EQ(client.sends(), "nothing") << "the next tunnel asks anew";
  }
}

TEST(Authenticator, S5_TheStrongestIsTaken) {
  for (const auto& response : {unauthorized({kBasic, kMd5, kSha}), unauthorized({kSha, kMd5, kBasic}),
                               unauthorized({std::format("{}, {}, {}", kMd5, kBasic, kSha)})}) {
    Client client;
    client.sends();
    EXPECT_TRUE(client.again(response));
    EXPECT_THAT(client.sends(), HasSubstr("algorithm=SHA-256"));
    EXPECT_THAT(client.sends(), Not(HasSubstr("open sesame")));
  }
  Client client;
  client.sends();
  EXPECT_TRUE(client.again(unauthorized({kMd5, kBasic})));
  EXPECT_THAT(client.sends(), HasSubstr("algorithm=MD5"));
}

TEST(Authenticator, S5_DigestForEachRequest) {
  Client client;
  client.sends();
  EXPECT_TRUE(client.again(unauthorized({kSha})));
  const std::string first = client.sends();
  const std::string second = client.sends();
  EXPECT_THAT(first, HasSubstr("nc=00000001"));
  EXPECT_THAT(second, HasSubstr("nc=00000002"));
  EXPECT_THAT(first, HasSubstr(R"(uri="/path")"));
  const auto cnonce = [](const std::string& value) { return *parse_challenges(value).front().find("cnonce"); };
  EXPECT_NE(cnonce(first), cnonce(second));
}

TEST(Authenticator, S5_ANonceThatIsTooOldIsReplaced) {
  Client client;
  client.sends();
  EXPECT_TRUE(client.again(unauthorized({kSha})));
  EXPECT_THAT(client.sends(), HasSubstr(R"(nonce="s")"));
  EXPECT_TRUE(client.again(unauthorized({kStale})));
  EXPECT_THAT(client.sends(), HasSubstr(R"(nonce="t")"));
  EXPECT_THAT(*client.sent, HasSubstr("nc=00000001"));
}

TEST(Authenticator, S5_WhatWorkedBeforeIsTriedWithANewNonce) {
  Client client;
  client.sends();
  EXPECT_TRUE(client.again(unauthorized({kMd5})));
  client.sends();
  client.authenticator.taken({.status = 502, .fields = {}});  // the proxy let it through
  client.sends();
  EXPECT_TRUE(client.again(unauthorized({kSha}))) << "the proxy was started anew and says nothing of stale";
  client.sends();
  EXPECT_FALSE(client.again(unauthorized({kSha}))) << "once";
}

TEST(Authenticator, S5_TheProxysNextNonce) {
  Client client;
  client.sends();
  EXPECT_TRUE(client.again(unauthorized({kSha})));
  client.sends();
  Response good{.status = 200, .fields = {}};
  good.fields.add("authentication-info", R"(qop=auth, nextnonce="next")");
  client.authenticator.taken(good);
  EXPECT_THAT(client.sends(), HasSubstr(R"(nonce="next")"));
  EXPECT_THAT(*client.sent, HasSubstr("nc=00000001"));
}

TEST(Authenticator, S5_DigestOnlyNeverShowsThePassword) {
  Client client(PasswordScheme::kDigest);
  EXPECT_EQ(client.sends(), "nothing");
  EXPECT_FALSE(client.again(unauthorized({kBasic})));
  EXPECT_EQ(client.error, (Error{Stage::kAuth, Code::kUnsupported,
                                 "it knows people by Basic, and the profile wants a Digest that is known here"}));
  EXPECT_EQ(client.sends(), "nothing");
  EXPECT_FALSE(client.again(unauthorized({})));
  EXPECT_TRUE(client.again(unauthorized({kBasic, kMd5})));
  EXPECT_THAT(client.sends(), StartsWith("Digest "));
}

TEST(Authenticator, S5_ASchemeThatIsNotSupportedIsNamed) {
  Client client;
  client.sends();
  EXPECT_FALSE(client.again(unauthorized({"Negotiate"})));
  EXPECT_EQ(client.error.code, Code::kUnsupported);
  EXPECT_EQ(
      describe(client.error),
      "The proxy did not accept who you are: it knows people by Negotiate, and by neither Basic nor a Digest that "
      "is known here.");
  EXPECT_FALSE(client.again(unauthorized({R"(Bearer, Digest realm="x", nonce="n", NTLM)"})));
  EXPECT_THAT(client.error.detail, HasSubstr("by Bearer, Digest, NTLM, and"));
}

TEST(Authenticator, S5_AProxyThatDoesNotSay) {
  Client client;
  client.sends();
  for (const auto& r : {unauthorized({}), unauthorized({""}), unauthorized({"=", "/"})}) {
    EXPECT_FALSE(client.again(r));
    EXPECT_EQ(client.error.code, Code::kUnauthorized);
    EXPECT_THAT(client.error.detail, HasSubstr("does not say which"));
  }
}

TEST(Authenticator, S5_NobodyInParticular) {
  Client client{Identity()};
  EXPECT_EQ(client.sends(), "nothing");
  const std::pair<std::string_view, std::string_view> kRows[] = {
      {kBasic, "it wants a user name and a password"},
      {kSha, "it wants a user name and a password"},
      {"Bearer", "it wants a token"},
      {"Negotiate", "it knows people by Negotiate, which is not supported here"},
      {"", "it wants credentials and does not say which (401)"}};
  for (const auto& [challenge, why] : kRows) {
    EXPECT_FALSE(client.again(unauthorized({challenge})));
    EXPECT_EQ(client.error.detail, why);
  }
}

TEST(Authenticator, S5_Bearer) {
  Client client{Identity(BearerToken{"mF_9.B5f-4.1JqM"})};
  EXPECT_EQ(client.sends(), "Bearer mF_9.B5f-4.1JqM");
  EXPECT_FALSE(client.again(unauthorized({R"(Bearer error="invalid_token")"})));
  EXPECT_EQ(client.error, (Error{Stage::kAuth, Code::kUnauthorized, "it did not accept the token"}));
}

TEST(Authenticator, S5_ConcealedIsSentAtOnceAndNeedsTls) {
  const auto key = ConcealedKey::parse(
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n");
  Client client{Identity(ConcealedIdentity{"kim", *key})};
  EXPECT_TRUE(client.authenticator.bound_to_connection());
  EXPECT_THAT(client.sends(), HasSubstr("error: "));
  const KeyExporter exporter = [](std::string_view, std::string_view, std::size_t n) -> Result<std::string> {
    return std::string(n, 'x');
  };
  Request request;
  request.scheme = "https";
  request.authority = "proxy.example";
  EXPECT_THAT(**client.authenticator.authorization(request, "GET", &exporter), StartsWith("Concealed k=a2lt, a="));
  EXPECT_FALSE(client.again(unauthorized({kBasic})));
  EXPECT_EQ(client.error.detail, "it did not accept the key");
  const Error error{Stage::kProxy, Code::kUnsupported, "nothing here"};
  EXPECT_EQ(client.authenticator.explained(error, {.status = 404, .fields = {}}).detail,
            "nothing here; or it does not know the key");
  EXPECT_EQ(client.authenticator.explained(error, {.status = 403, .fields = {}}).detail, "nothing here");
  EXPECT_FALSE(Client().authenticator.bound_to_connection());
}

TEST(Authenticator, K4_NothingOfAHostileFieldIsShownButSchemes) {
  Client client;
  EXPECT_FALSE(client.again(unauthorized({"\x1b[31mBasic realm=x, Evil\x1b[2J realm=\"\x1b[31m\", Bearer \xff"})));
  EXPECT_THAT(client.error.detail, HasSubstr("by Bearer, and"));
  std::string many;
  for (int i = 0; i < 100; ++i) many += std::format("{}{}, ", std::string(kMaxScheme - 2, 'x'), i);
  EXPECT_FALSE(client.again(unauthorized({many})));
  EXPECT_LT(describe(client.error).size(), 450U);
}

}  // namespace
}  // namespace culvert::http
