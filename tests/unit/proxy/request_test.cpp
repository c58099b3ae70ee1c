#include "proxy/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/auth/authenticator.h"
#include "http/proxy_status.h"

namespace culvert::proxy {
namespace {

using testing::HasSubstr;

// scrypt("", "", 16, 1, 1), RFC 7914 §12: the user kim has an empty password.
constexpr std::string_view kUsers = "kim:$scrypt$16$1$1$$d9ZXYjhleyA7GcpCwYoEl/FrSETjB0ro39/6P+3iFEI=\n";

Rules rules(bool with_users = false) {
  Rules r{*http::UriTemplate::parse_path(http::kDefaultTemplatePath), nullptr};
  if (with_users) {
    auto users = http::UserFile::parse(kUsers, 0);
    EXPECT_TRUE(users);
    r.users = std::make_shared<http::UserFile>(std::move(*users));
  }
  return r;
}

http::Request request() {
  http::Request r;
  r.method = "CONNECT";
  r.protocol = "connect-tcp-12";
  r.scheme = "https";
  r.authority = "proxy.example";
  r.path = "/.well-known/masque/tcp/example.com/443/";
  r.fields.add("capsule-protocol", "?1");
  return r;
}

http::Request request_of_kim() {
  http::Request r = request();
  r.fields.add("authorization", http::basic_authorization("kim", ""));
  return r;
}

const Accepted* accepted(const std::variant<Accepted, Refused>& verdict) { return std::get_if<Accepted>(&verdict); }

void expect_refused(const http::Request& r, const Rules& by, int status, Code code) {
  const auto verdict = judge(r, by);
  const auto* refused = std::get_if<Refused>(&verdict);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->status, status);
  EXPECT_EQ(refused->error.code, code);
  EXPECT_EQ(refused->error.stage, status == 401 ? Stage::kAuth : Stage::kProxy);
  EXPECT_FALSE(refused->error.detail.empty());
}

// ---- judge()
// ---------------------------------------------------------------------------------------------------------

TEST(Judge, R2_TakesAWellFormedRequest) {
  const auto verdict = judge(request(), rules());
  ASSERT_NE(accepted(verdict), nullptr);
  EXPECT_EQ(accepted(verdict)->target, (http::HostPort{"example.com", 443}));
  EXPECT_EQ(accepted(verdict)->revision, &default_revision());
  EXPECT_EQ(accepted(verdict)->user, "");
}

TEST(Judge, EveryRevisionAndAlias) {
  for (const WireRevision& revision : wire_revisions()) {
    http::Request r = request();
    r.protocol = revision.token;
    const auto verdict = judge(r, rules());
    ASSERT_NE(accepted(verdict), nullptr) << revision.token;
    EXPECT_EQ(accepted(verdict)->revision, &revision);
  }
  http::Request r = request();
  r.protocol = "connect-tcp-08";
  EXPECT_EQ(accepted(judge(r, rules()))->revision, find_revision("draft-08"));
}

TEST(Judge, R1_OverHttp11TheMethodIsGet) {
  http::Request r = request();
  r.method = "GET";
  EXPECT_NE(accepted(judge(r, rules())), nullptr);
}

TEST(Judge, OtherRequests) {
  http::Request get = request();
  get.method = "GET";
  get.protocol = "";
  expect_refused(get, rules(), 404, Code::kNotFound);
  http::Request classic = request();
  classic.protocol = "";
  classic.path = "";
  classic.authority = "example.com:443";
  expect_refused(classic, rules(), 501, Code::kUnsupported);
  http::Request upgrade = request();
  upgrade.method = "POST";
  expect_refused(upgrade, rules(), 400, Code::kInvalid);
  http::Request udp = request();
  udp.protocol = "connect-udp";
  expect_refused(udp, rules(), 501, Code::kUnsupported);
}

TEST(Judge, R2_SchemeAndAuthorityAreNeeded) {
  http::Request r = request();
  r.scheme = "http";
  expect_refused(r, rules(), 400, Code::kInvalid);
  r = request();
  r.authority = "";
  expect_refused(r, rules(), 400, Code::kInvalid);
}

TEST(Judge, T7_OtherPathsAndMalformedDestinations) {
  http::Request r = request();
  r.path = "/elsewhere";
  expect_refused(r, rules(), 404, Code::kNotFound);
  for (const char* values :
       {"example.com/0", "example.com/65536", "exa%mple/1", "a..b/1", "1.2.3/1", "[::1]/1", "/1"}) {
    r.path = "/.well-known/masque/tcp/" + std::string(values) + "/";
    expect_refused(r, rules(), 400, Code::kInvalid);
  }
}

TEST(Judge, S5_Users) {
  const Rules with_users = rules(true);
  const auto verdict = judge(request_of_kim(), with_users);
  ASSERT_NE(accepted(verdict), nullptr);
  EXPECT_EQ(accepted(verdict)->user, "kim");

  expect_refused(request(), with_users, 401, Code::kUnauthorized);
  EXPECT_TRUE(std::get<Refused>(judge(request(), with_users)).question);
  http::Request wrong = request();
  wrong.fields.add("authorization", http::basic_authorization("kim", "x"));
  expect_refused(wrong, with_users, 401, Code::kUnauthorized);
  EXPECT_FALSE(std::get<Refused>(judge(wrong, with_users)).question);
  http::Request twice = request_of_kim();
  twice.fields.add("authorization", http::basic_authorization("kim", ""));
  expect_refused(twice, with_users, 401, Code::kUnauthorized);
  http::Request classic = request();
  classic.fields.add("proxy-authorization", http::basic_authorization("kim", ""));
  expect_refused(classic, with_users, 401, Code::kUnauthorized);
}

TEST(Judge, CredentialsNobodyAskedForAreIgnored) {
  EXPECT_NE(accepted(judge(request_of_kim(), rules())), nullptr);
  EXPECT_EQ(accepted(judge(request_of_kim(), rules()))->user, "");
}

TEST(Judge, TheOrderOfTheQuestions) {
  // Each request is wrong in every later respect too; the first one counts.
  const Rules with_users = rules(true);
  http::Request r = request();
  r.path = "/elsewhere";
  r.scheme = "http";
  r.protocol = "connect-udp";
  r.method = "POST";
  expect_refused(r, with_users, 400, Code::kInvalid);
  r.method = "CONNECT";
  expect_refused(r, with_users, 501, Code::kUnsupported);
  r.protocol = "connect-tcp-12";
  expect_refused(r, with_users, 400, Code::kInvalid);
  r.scheme = "https";
  expect_refused(r, with_users, 404, Code::kNotFound);
  r.path = "/.well-known/masque/tcp/a..b/0/";  // without credentials one does not learn that this is malformed
  expect_refused(r, with_users, 401, Code::kUnauthorized);
  http::Request known = request_of_kim();
  known.path = r.path;
  expect_refused(known, with_users, 400, Code::kInvalid);
}

TEST(JudgeShape, AsksForNoCredentials) {
  const Rules with_users = rules(true);
  EXPECT_FALSE(judge_shape(request(), with_users));
  http::Request r = request();
  r.path = "/.well-known/masque/tcp/a..b/0/";  // malformed: for judge(), after it knows who asks
  EXPECT_FALSE(judge_shape(r, with_users));
  r.path = "/elsewhere";
  ASSERT_TRUE(judge_shape(r, with_users));
  EXPECT_EQ(judge_shape(r, with_users)->status, 404);
  r.scheme = "http";
  EXPECT_EQ(judge_shape(r, with_users)->status, 400);
  r.protocol = "connect-udp";
  EXPECT_EQ(judge_shape(r, with_users)->status, 501);
}

// A gateway marks what came to it in early data (RFC 8470 §5.1).
TEST(JudgeShape, S3_WhatAGatewayGotEarlyIsTakenOnlyIfTheOperatorSaysSo) {
  http::Request early = request();
  early.fields.add("early-data", "1");
  Rules plain = rules();
  ASSERT_TRUE(judge_shape(early, plain));
  EXPECT_EQ(judge_shape(early, plain)->status, 425);
  const http::Response answer = answer_for(*judge_shape(early, plain), "p");
  EXPECT_EQ(answer.status, 425);
  plain.early_data = true;
  EXPECT_FALSE(judge_shape(early, plain));
}

// What a client that only knows the old way is told (connect-tcp §5.2).
TEST(JudgeShape, T6_AClassicConnectIsToldWhatToAskFor) {
  http::Request classic = request();
  classic.protocol = classic.scheme = classic.path = "";
  classic.authority = "example.com:443";
  const auto answer = [&](const Rules& by, http::Version version) {
    return answer_for(as_said_over(version, *judge_shape(classic, by)), "p");
  };
  for (const bool with_users : {false, true}) {
    const http::Response http11 = answer(rules(with_users), http::Version::kHttp11);
    EXPECT_EQ(http11.status, 426);
    EXPECT_EQ(http11.fields.get("upgrade"), "connect-tcp-12, connect-tcp-07, connect-tcp, connect-tcp-08");
    for (const auto version : {http::Version::kHttp2, http::Version::kHttp3}) {
      EXPECT_EQ(answer(rules(with_users), version).status, 501);
      EXPECT_FALSE(answer(rules(with_users), version).fields.has("upgrade"));
    }
  }
  Rules elsewhere = rules();
  elsewhere.uri_template = http::UriTemplate::parse_path("/secret/{target_host}/{target_port}/").value();
  EXPECT_EQ(answer(elsewhere, http::Version::kHttp11).status, 501) << "the default template leads nowhere";
  EXPECT_FALSE(answer(elsewhere, http::Version::kHttp11).fields.has("upgrade"));
}

// ---- Answers
// ---------------------------------------------------------------------------------------------------------

http::ProxyStatus status_of(const http::Response& response) {
  const auto field = response.fields.get("proxy-status");
  EXPECT_TRUE(field);
  const auto entries = http::parse_proxy_status(field.value_or(""));
  EXPECT_TRUE(entries) << *field;
  EXPECT_EQ(entries->size(), 1U);
  return entries->front();
}

TEST(Answer, S4_EveryRefusalHasAProxyStatus) {
  http::Request r = request();
  const auto answer = [&](const Rules& by) { return answer_for(std::get<Refused>(judge(r, by)), "p.example"); };

  http::Response response = answer(rules(true));
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(status_of(response).error, "http_request_denied");
  EXPECT_THAT(*response.fields.get("www-authenticate"), testing::StartsWith("Basic realm="));

  r.path = "/.well-known/masque/tcp/example.com/0/";
  response = answer(rules());
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(status_of(response).proxy, "p.example");
  EXPECT_EQ(status_of(response).error, "http_request_error");
  EXPECT_THAT(*status_of(response).details, HasSubstr("port"));
  EXPECT_FALSE(response.fields.has("www-authenticate"));

  r.path = "/";
  response = answer(rules());
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(status_of(response).error, std::nullopt);
  r.protocol = "x";
  response = answer(rules());
  EXPECT_EQ(response.status, 501);
  EXPECT_EQ(status_of(response).error, std::nullopt);
}

TEST(Answer, S4_ErrorsOnTheWayToTheDestination) {
  const struct {
    Stage stage;
    Code code;
    int status;
    const char* token;
  } kRows[] = {
      {Stage::kDestination, Code::kRefused, 502, "connection_refused"},
      {Stage::kDestination, Code::kTimedOut, 504, "connection_timeout"},
      {Stage::kDestination, Code::kUnreachable, 503, "destination_unavailable"},
      {Stage::kDestination, Code::kReset, 502, "connection_terminated"},
      {Stage::kDns, Code::kNotFound, 502, "dns_error"},
      {Stage::kDns, Code::kTimedOut, 504, "dns_timeout"},
      {Stage::kProxy, Code::kDenied, 403, "destination_ip_prohibited"},
      {Stage::kDestination, Code::kDenied, 403, "destination_ip_prohibited"},
      {Stage::kProxy, Code::kLimit, 503, "connection_limit_reached"},
      {Stage::kLocal, Code::kLimit, 500, "proxy_internal_error"},
      {Stage::kDestination, Code::kSystem, 500, "proxy_internal_error"},
  };
  for (const auto& row : kRows) {
    const Refused refused = refusal_for({row.stage, row.code, "why"}, "a.example:1");
    EXPECT_EQ(refused.status, row.status) << row.token;
    EXPECT_EQ(refused.destination, "a.example:1");
    const http::Response response = answer_for(refused, "p");
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(status_of(response).error, row.token);
    EXPECT_EQ(status_of(response).details, "why");
    EXPECT_EQ(response.fields.get("content-length"), "0");
  }
}

TEST(Answer, T7_WhatThePolicyDeniesByNameSaysSoAndKeepsTheRule) {
  const Refused refused = denied_by_name("a.example:25", "deny *:25");
  EXPECT_EQ(refused.destination, "a.example:25");
  EXPECT_EQ(refused.rule, "deny *:25");
  const http::Response response = answer_for(refused, "p");
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(status_of(response).error, "http_request_denied");
  EXPECT_EQ(status_of(response).details, "this destination is not allowed");
  EXPECT_EQ(http::error_of(response), (Error{Stage::kProxy, Code::kDenied, "this destination is not allowed"}));
}

TEST(Answer, S4_TooMuchOfOneClient) {
  const Refused refused = too_much("a.example:25", "too many tunnels at once", 10);
  EXPECT_EQ(refused.destination, "a.example:25");
  const http::Response response = answer_for(refused, "p");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(status_of(response).error, "http_request_denied");
  EXPECT_EQ(response.fields.get("retry-after"), "10");
  EXPECT_EQ(http::error_of(response), (Error{Stage::kProxy, Code::kLimit, "too many tunnels at once"}));
  EXPECT_FALSE(answer_for(denied_by_name("a:1", ""), "p").fields.has("retry-after"));
}

TEST(Answer, S4_TheClientUnderstandsWhatTheProxyMeant) {
  for (const auto& [stage, code] :
       {std::pair{Stage::kDestination, Code::kRefused}, std::pair{Stage::kDestination, Code::kTimedOut},
        std::pair{Stage::kDestination, Code::kUnreachable}, std::pair{Stage::kDestination, Code::kNotFound},
        std::pair{Stage::kDestination, Code::kReset}, std::pair{Stage::kProxy, Code::kDenied},
        std::pair{Stage::kProxy, Code::kLimit}, std::pair{Stage::kProxy, Code::kInvalid}}) {
    const Error error = http::error_of(answer_for(refusal_for({stage, code, "why"}, "a:1"), "p"));
    EXPECT_EQ(error, (Error{stage, code, "why"}));
  }
  EXPECT_EQ(http::error_of(answer_for(refusal_for({Stage::kDns, Code::kNotFound, "why"}, "a:1"), "p")),
            (Error{Stage::kDestination, Code::kNotFound, "why"}));
}

TEST(Answer, S4_SuccessNamesTheNextHop) {
  const http::Response response = success("p", "[2001:db8::1]:443");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.fields.get("capsule-protocol"), "?1");
  EXPECT_EQ(status_of(response).next_hop, "[2001:db8::1]:443");
  EXPECT_EQ(status_of(response).error, std::nullopt);
  EXPECT_FALSE(response.fields.has("content-length"));  // RFC 9110 §8.6: none in a 2xx to CONNECT
}

TEST(Answer, K4_NothingOfARequestBreaksOutOfAField) {
  const http::Response response =
      answer_for(refusal_for({Stage::kDestination, Code::kSystem, "a\r\nset-cookie: b\"\\\xff"}, "x"), "p\r\nq");
  for (const http::Field& field : response.fields) {
    for (const char c : field.value) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << field.name;
  }
}

}  // namespace
}  // namespace culvert::proxy
