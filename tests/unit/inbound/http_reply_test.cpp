#include "inbound/http_reply.h"

#include <gtest/gtest.h>

#include "http/h1/parser.h"
#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

struct Parsed {
  h1::Head head;
  std::string body;
  bool whole = false;
};

Parsed parse(const std::string& text) {
  const h1::Settings settings;
  h1::MessageParser parser(h1::MessageParser::Type::kResponse, settings);
  const test::Bytes bytes = test::bytes_of(text);
  std::span<const std::uint8_t> rest(bytes);
  Parsed parsed;
  ChunkQueue body;
  auto event = parser.next(rest, body);
  EXPECT_TRUE(event && *event == h1::MessageParser::Event::kHead);
  parsed.head = parser.head();
  event = parser.next(rest, body);
  parsed.whole = event && *event == h1::MessageParser::Event::kEnd && rest.empty();
  test::Bytes out(body.size());
  body.copy_to(out);
  parsed.body = test::text_of(out);
  return parsed;
}

TEST(HttpReply, S4_ARefusalSaysWhy) {
  const Error error{Stage::kDestination, Code::kRefused, "connection refused"};
  const Parsed got = parse(http_refusal(error, "example.com:80", false));
  EXPECT_TRUE(got.whole);
  EXPECT_EQ(got.head.status, 502);
  EXPECT_EQ(got.head.fields.get("proxy-status"), "culvert;error=connection_refused");
  EXPECT_EQ(got.head.fields.get("connection"), "close");
  EXPECT_EQ(got.head.fields.get("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(got.head.fields.get("cache-control"), "no-store");
  EXPECT_TRUE(got.body.contains(describe(error, "example.com:80"))) << got.body;
  EXPECT_TRUE(got.body.contains("<h1>502 Bad Gateway</h1>"));
}

// Requirement K4: whatever comes from outside is text and stays text.
TEST(HttpReply, K4_APageIsEscaped) {
  const Error error{Stage::kProxy, Code::kDenied, "<script>alert('a' & \"b\")</script>\r\nX: y\x1b[1m\xff"};
  const std::string text = http_refusal(error, "a<b>:80", false);
  const Parsed got = parse(text);
  EXPECT_EQ(got.head.status, 403);
  EXPECT_TRUE(got.whole);
  EXPECT_TRUE(got.body.contains("&lt;script&gt;alert('a' &amp; \"b\")&lt;/script&gt;")) << got.body;
  EXPECT_TRUE(got.body.contains("a&lt;b&gt;:80"));
  EXPECT_FALSE(text.contains('\x1b'));
  EXPECT_FALSE(text.contains('\xff'));
  EXPECT_FALSE(got.head.fields.has("x"));
  EXPECT_EQ(got.head.fields.get("content-security-policy"), "default-src 'none'");
}

TEST(HttpReply, TheAnswerToHeadHasNoBody) {
  const Error error{Stage::kDestination, Code::kTimedOut, ""};
  const std::string with = http_refusal(error, "a:80", false);
  const std::string without = http_refusal(error, "a:80", true);
  EXPECT_TRUE(without.starts_with("HTTP/1.1 504 Gateway Timeout\r\n"));
  EXPECT_EQ(with.substr(0, without.size()), without);
  EXPECT_TRUE(without.ends_with("\r\n\r\n"));
}

TEST(HttpReply, ConnectedHasNothingButAHead) {
  const std::string text = http_connected();
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(text.find("\r\n\r\n"), text.size() - 4);
  EXPECT_FALSE(text.contains("Content-Length"));  // RFC 9110 §9.3.6
}

TEST(HttpReply, BadRequests) {
  const struct {
    Code code;
    int status;
  } kRows[] = {
      {Code::kInvalid, 400},
      {Code::kUnauthorized, 407},
      {Code::kLimit, 431},
      {Code::kUnsupported, 501},
  };
  for (const auto& row : kRows) {
    const Parsed got = parse(http_bad_request({Stage::kLocal, row.code, "why"}, false));
    EXPECT_TRUE(got.whole);
    EXPECT_EQ(got.head.status, row.status);
    EXPECT_TRUE(got.body.contains("why"));
    EXPECT_EQ(got.head.fields.has("proxy-authenticate"), row.status == 407);
  }
}

}  // namespace
}  // namespace culvert::inbound
