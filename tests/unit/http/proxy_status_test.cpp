#include "http/proxy_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/structured_fields.h"

namespace culvert::http {
namespace {

Response response(int status, std::string_view proxy_status = {}) {
  Response r;
  r.status = status;
  if (!proxy_status.empty()) r.fields.add("proxy-status", proxy_status);
  return r;
}

// RFC 9209 §2.3: every type, its recommended status (0: none, or a range), and what it is to us.
struct Row {
  std::string_view token;
  int status;
  Stage stage;
  Code code;
};
constexpr Row kRows[] = {
    {"dns_timeout", 504, Stage::kDestination, Code::kTimedOut},
    {"dns_error", 502, Stage::kDestination, Code::kNotFound},
    {"destination_not_found", 500, Stage::kDestination, Code::kNotFound},
    {"destination_unavailable", 503, Stage::kDestination, Code::kUnreachable},
    {"destination_ip_prohibited", 502, Stage::kProxy, Code::kDenied},
    {"destination_ip_unroutable", 502, Stage::kDestination, Code::kUnreachable},
    {"connection_refused", 502, Stage::kDestination, Code::kRefused},
    {"connection_terminated", 502, Stage::kDestination, Code::kReset},
    {"connection_timeout", 504, Stage::kDestination, Code::kTimedOut},
    {"connection_read_timeout", 504, Stage::kDestination, Code::kTimedOut},
    {"connection_write_timeout", 504, Stage::kDestination, Code::kTimedOut},
    {"connection_limit_reached", 503, Stage::kProxy, Code::kLimit},
    {"tls_protocol_error", 502, Stage::kProxy, Code::kProtocol},
    {"tls_certificate_error", 502, Stage::kProxy, Code::kUntrusted},
    {"tls_alert_received", 502, Stage::kProxy, Code::kProtocol},
    {"http_request_error", 400, Stage::kProxy, Code::kInvalid},
    {"http_request_denied", 403, Stage::kProxy, Code::kDenied},
    {"http_response_incomplete", 502, Stage::kProxy, Code::kTruncated},
    {"http_response_header_section_size", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_header_size", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_body_size", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_trailer_section_size", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_trailer_size", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_transfer_coding", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_content_coding", 502, Stage::kProxy, Code::kProtocol},
    {"http_response_timeout", 504, Stage::kProxy, Code::kTimedOut},
    {"http_upgrade_failed", 502, Stage::kProxy, Code::kUnsupported},
    {"http_protocol_error", 502, Stage::kProxy, Code::kProtocol},
    {"proxy_internal_response", 500, Stage::kProxy, Code::kSystem},
    {"proxy_internal_error", 500, Stage::kProxy, Code::kSystem},
    {"proxy_configuration_error", 500, Stage::kProxy, Code::kSystem},
    {"proxy_loop_detected", 502, Stage::kProxy, Code::kProtocol},
};

TEST(ProxyStatus, S4_TheErrorIsAToken) {
  for (const char* odd : {"p; error=\"dns error\"", "p; error=%\";k 1\"", "p; error=1", "p; error=\"\""}) {
    const auto entries = parse_proxy_status(odd);
    ASSERT_TRUE(entries) << odd;
    EXPECT_EQ(entries->front().error, std::nullopt) << odd;
  }
}

TEST(ProxyStatus, S4_EveryRowOfTheTable) {
  for (const Row& row : kRows) {
    const ProxyErrorType* type = find_proxy_error(row.token);
    ASSERT_NE(type, nullptr) << row.token;
    EXPECT_EQ(type->status, row.status) << row.token;
    EXPECT_EQ(type->stage, row.stage) << row.token;
    EXPECT_EQ(type->code, row.code) << row.token;
    EXPECT_TRUE(sf::is_token(row.token));

    const Error error = error_of(response(502, "proxy; error=" + std::string(row.token) + "; details=\"why\""));
    EXPECT_EQ(error, (Error{row.stage, row.code, "why"})) << row.token;
  }
  EXPECT_EQ(find_proxy_error("no_such_error"), nullptr);
  EXPECT_EQ(find_proxy_error(""), nullptr);
}

TEST(ProxyStatus, S4_WhatAProxySendsForItsErrors) {
  const auto token = [](Stage s, Code c) { return proxy_error_for({s, c, ""}).token; };
  EXPECT_EQ(token(Stage::kDns, Code::kNotFound), "dns_error");
  EXPECT_EQ(token(Stage::kDns, Code::kSystem), "dns_error");
  EXPECT_EQ(token(Stage::kDns, Code::kTimedOut), "dns_timeout");
  EXPECT_EQ(token(Stage::kDestination, Code::kNotFound), "dns_error");
  EXPECT_EQ(token(Stage::kDestination, Code::kRefused), "connection_refused");
  EXPECT_EQ(token(Stage::kDestination, Code::kTimedOut), "connection_timeout");
  EXPECT_EQ(token(Stage::kDestination, Code::kUnreachable), "destination_unavailable");
  EXPECT_EQ(token(Stage::kDestination, Code::kReset), "connection_terminated");
  EXPECT_EQ(token(Stage::kProxy, Code::kDenied), "destination_ip_prohibited");
  EXPECT_EQ(token(Stage::kProxy, Code::kInvalid), "http_request_error");
  EXPECT_EQ(token(Stage::kProxy, Code::kLimit), "connection_limit_reached");
  EXPECT_EQ(token(Stage::kLocal, Code::kSystem), "proxy_internal_error");
  EXPECT_EQ(token(Stage::kQuic, Code::kRetryable), "proxy_internal_error");
}

TEST(ProxyStatus, S4_EveryErrorHasATypeThatTheOtherEndKnows) {
  for (int s = 0; s < 9; ++s) {
    for (int c = 0; c < 16; ++c) {
      const Error error{static_cast<Stage>(s), static_cast<Code>(c), ""};
      const ProxyErrorType& type = proxy_error_for(error);
      EXPECT_EQ(find_proxy_error(type.token)->token, type.token);
      EXPECT_GE(type.status, 400);
      EXPECT_LT(type.status, 600);
    }
  }
}

TEST(ProxyStatus, S4_Parses) {
  const auto entries = parse_proxy_status(
      R"(r34.example.net; error=http_request_error, "Example CDN"; next-hop="192.0.2.1"; details="no \"route\"";received-status=503)");
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].proxy, "r34.example.net");
  EXPECT_EQ((*entries)[0].error, "http_request_error");
  EXPECT_EQ((*entries)[0].next_hop, std::nullopt);
  EXPECT_EQ((*entries)[1].proxy, "Example CDN");
  EXPECT_EQ((*entries)[1].error, std::nullopt);
  EXPECT_EQ((*entries)[1].next_hop, "192.0.2.1");
  EXPECT_EQ((*entries)[1].details, "no \"route\"");
}

TEST(ProxyStatus, S4_ParametersMayBeOfSeveralTypes) {
  const auto entries = parse_proxy_status(R"(a; next-hop=cdn.example; details=%"%c3%bc"; error="dns_error")");
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->front().next_hop, "cdn.example");
  EXPECT_EQ(entries->front().details, "ü");
  EXPECT_EQ(entries->front().error, "dns_error");
  const auto odd = parse_proxy_status("a; error; details=5; next-hop=?0");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->front().error, std::nullopt);
  EXPECT_EQ(odd->front().details, std::nullopt);
}

TEST(ProxyStatus, S4_RejectsWhatIsNone) {
  for (const char* text : {"a,", "5", "?1", "(a)", ":AQ==:", "a; error=", "a b", "\"a"}) {
    const auto entries = parse_proxy_status(text);
    ASSERT_FALSE(entries) << text;
    EXPECT_EQ(entries.error().code, Code::kInvalid);
    EXPECT_EQ(entries.error().stage, Stage::kHttp);
  }
  const auto none = parse_proxy_status("");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(ProxyStatus, S4_WhatIsWrittenIsReadBack) {
  const ProxyStatus kCases[] = {
      {"culvert-proxy", {}, {}, {}},
      {"a proxy, with \"quotes\"", "dns_error", "192.0.2.1", "it's; error=none"},
      {"p", "connection_refused", "[2001:db8::1]:443", "a\\b"},
      {"", {}, "h", ""},
  };
  for (const ProxyStatus& status : kCases) {
    const auto entries = parse_proxy_status(write_proxy_status(status));
    ASSERT_TRUE(entries) << write_proxy_status(status);
    ASSERT_EQ(entries->size(), 1U);
    EXPECT_EQ(entries->front().proxy, status.proxy);
    EXPECT_EQ(entries->front().error, status.error);
    EXPECT_EQ(entries->front().next_hop, status.next_hop);
    EXPECT_EQ(entries->front().details, status.details);
  }
}

TEST(ProxyStatus, S4_WrittenAsStructuredFieldsAre) {  // RFC 9651 §4.1.1.2: no space behind ";"
  EXPECT_EQ(write_proxy_status({"p.example", "dns_error", "192.0.2.1", "no such name"}),
            R"(p.example;error=dns_error;next-hop="192.0.2.1";details="no such name")");
  EXPECT_EQ(write_proxy_status({"a proxy", {}, {}, {}}), R"("a proxy")");
}

TEST(ProxyStatus, K4_WhatIsWrittenHasNoControls) {
  const std::string written = write_proxy_status({"a\r\nb", "dns_error", "c\nd", "e\r\nset-cookie: f\xff"});
  for (const char c : written) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << written;
  EXPECT_TRUE(parse_proxy_status(written));
}

// ---- What a response means
// -------------------------------------------------------------------------------------------

TEST(ErrorOf, S4_TheFieldCountsMoreThanTheStatus) {
  EXPECT_EQ(error_of(response(503, "p; error=connection_refused")),
            (Error{Stage::kDestination, Code::kRefused, "connection_refused"}));
  EXPECT_EQ(error_of(response(403, "p; error=destination_ip_prohibited; details=\"private\"")),
            (Error{Stage::kProxy, Code::kDenied, "private"}));
  EXPECT_EQ(error_of(response(404, "p; error=destination_not_found")).code, Code::kNotFound);
}

TEST(ErrorOf, S4_TheEntryNearestToTheDestinationCounts) {
  EXPECT_EQ(error_of(response(502, "a; next-hop=x, b; error=dns_error, c; error=http_protocol_error")).code,
            Code::kNotFound);
}

TEST(ErrorOf, S4_SeveralFieldLinesAreOneList) {
  Response r = response(502, "a; next-hop=x");
  r.fields.add("proxy-status", "b; error=connection_refused");
  EXPECT_EQ(error_of(r).code, Code::kRefused);
}

TEST(ErrorOf, S4_AFieldThatSaysNothingLeavesItToTheStatus) {
  for (const char* field : {"p", "p; error=never_heard_of", "p; error=", "not a field at all", "p; next-hop=\"a\""}) {
    const Error error = error_of(response(504, field));
    EXPECT_EQ(error.stage, Stage::kDestination) << field;
    EXPECT_EQ(error.code, Code::kTimedOut) << field;
  }
}

TEST(ErrorOf, ByStatus) {
  const struct {
    int status;
    Stage stage;
    Code code;
  } kCases[] = {
      {400, Stage::kProxy, Code::kInvalid},
      {403, Stage::kProxy, Code::kDenied},
      {404, Stage::kProxy, Code::kUnsupported},
      {405, Stage::kProxy, Code::kUnsupported},
      {425, Stage::kProxy, Code::kDenied},
      {429, Stage::kProxy, Code::kLimit},
      {500, Stage::kProxy, Code::kSystem},
      {501, Stage::kProxy, Code::kUnsupported},
      {502, Stage::kDestination, Code::kUnreachable},
      {503, Stage::kProxy, Code::kLimit},
      {504, Stage::kDestination, Code::kTimedOut},
      {418, Stage::kProxy, Code::kSystem},
      {599, Stage::kProxy, Code::kSystem},
      {999, Stage::kProxy, Code::kSystem},
  };
  for (const auto& c : kCases) {
    const Error error = error_of(response(c.status));
    EXPECT_EQ(error.stage, c.stage) << c.status;
    EXPECT_EQ(error.code, c.code) << c.status;
    EXPECT_FALSE(error.detail.empty());
  }
}

TEST(ErrorOf, S5_AuthenticationIsDecidedByTheStatus) {
  for (const char* field : {"", "p; error=http_request_denied", "p; error=connection_refused"}) {
    EXPECT_EQ(error_of(response(401, field)).stage, Stage::kAuth);
    EXPECT_EQ(error_of(response(401, field)).code, Code::kUnauthorized);
    EXPECT_EQ(error_of(response(407, field)).stage, Stage::kAuth);
    EXPECT_EQ(error_of(response(407, field)).code, Code::kUnsupported);
  }
}

TEST(ErrorOf, R7_RedirectsAreErrors) {
  for (const int status : {300, 301, 302, 303, 307, 308, 399}) {
    Response r = response(status, "p; error=connection_refused");
    r.fields.add("location", "https://evil.example/");
    const Error error = error_of(r);
    EXPECT_EQ(error.stage, Stage::kProxy) << status;
    EXPECT_EQ(error.code, Code::kUnsupported) << status;
    EXPECT_THAT(error.detail, testing::HasSubstr(std::to_string(status)));
    EXPECT_THAT(error.detail, testing::Not(testing::HasSubstr("evil")));
  }
}

TEST(ErrorOf, K4_DetailsOfAProxyAreEscapedWhenShown) {
  const Error error = error_of(response(502, R"(p; error=dns_error; details=%"%1b%5b31m%e2%80%ae")"));
  EXPECT_EQ(describe(error, "a:1"),
            "The proxy could not talk to a:1: \\x1b[31m\\u{202e}. Check the destination's name.");
}

}  // namespace
}  // namespace culvert::http
