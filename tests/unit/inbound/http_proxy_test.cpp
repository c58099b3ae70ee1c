#include "inbound/http_proxy.h"

#include <gtest/gtest.h>

#include "http/auth/base64.h"
#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

using test::Bytes;
using test::bytes_of;

const std::optional<Credentials> kOpen;
const std::optional<Credentials> kSecret = Credentials{"kim", "secret"};

// What came of a handshake.
struct Outcome {
  std::string sent;
  bool done = false;
  std::optional<Error> error;
  std::string target;
  std::optional<OriginRequest> request;
  std::size_t left = 0;  // bytes not taken
  [[nodiscard]] std::string status_line() const { return sent.substr(0, sent.find("\r\n")); }
};

Outcome shake(const std::vector<Bytes>& pieces, const std::optional<Credentials>& credentials) {
  HttpHandshake handshake(credentials);
  Outcome outcome;
  for (const Bytes& piece : pieces) {
    std::span<const std::uint8_t> in(piece);
    if (!outcome.error) {
      if (const auto fed = handshake.feed(in, outcome.sent); !fed) outcome.error = fed.error();
    }
    outcome.left += in.size();
  }
  outcome.done = handshake.done();
  if (outcome.done) outcome.target = handshake.target().to_string();
  if (outcome.done) outcome.request = handshake.take_request();
  return outcome;
}

Outcome shake(std::string_view text, const std::optional<Credentials>& credentials = kOpen) {
  return shake({bytes_of(text)}, credentials);
}

void expect_connect(std::string_view text, std::string_view target,
                    const std::optional<Credentials>& credentials = kOpen, std::size_t left = 0) {
  test::for_every_split(bytes_of(text), [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces, credentials);
    EXPECT_FALSE(got.error) << got.error->detail;
    EXPECT_TRUE(got.done);
    EXPECT_FALSE(got.request);
    EXPECT_EQ(got.target, target);
    EXPECT_EQ(got.sent, "");  // the reply comes when the tunnel stands
    EXPECT_EQ(got.left, left);
  });
}

void expect_forwarded(std::string_view text, std::string_view target, std::string_view head, std::size_t left = 0) {
  test::for_every_split(bytes_of(text), [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces, kOpen);
    EXPECT_FALSE(got.error) << got.error->detail;
    ASSERT_TRUE(got.request);
    EXPECT_EQ(got.target, target);
    EXPECT_EQ(got.request->head, head);
    EXPECT_EQ(got.sent, "");
    EXPECT_EQ(got.left, left);
  });
}

void expect_error(std::string_view text, Code code, std::string_view status,
                  const std::optional<Credentials>& credentials = kOpen) {
  SCOPED_TRACE(text);
  test::for_every_split(bytes_of(text), [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces, credentials);
    EXPECT_FALSE(got.done);
    ASSERT_TRUE(got.error);
    EXPECT_EQ(got.error->stage, Stage::kLocal);
    EXPECT_EQ(got.error->code, code) << got.error->detail;
    EXPECT_EQ(got.status_line(), "HTTP/1.1 " + std::string(status));
    EXPECT_TRUE(got.sent.contains("\r\nConnection: close\r\n"));
  });
}

// ---- CONNECT

TEST(HttpProxy, Connect) {
  expect_connect("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", "example.com:443");
  expect_connect("CONNECT EXAMPLE.com:80 HTTP/1.1\r\nHost: x\r\nUser-Agent: a\r\nProxy-Connection: Keep-Alive\r\n\r\n",
                 "example.com:80");
  expect_connect("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n", "[2001:db8::1]:443");
  expect_connect("CONNECT 192.0.2.1:22 HTTP/1.0\r\n\r\n", "192.0.2.1:22");
  expect_connect("CONNECT old.example:22 HTTP/1.1\r\n\r\n", "old.example:22");  // without Host
}

TEST(HttpProxy, S1_WhatFollowsAConnectIsLeft) {
  expect_connect("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n\x16\x03\x01", "example.com:443",
                 kOpen, 3);
  expect_connect("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n", "a:80", kOpen, 18);
}

TEST(HttpProxy, ConnectThatIsMalformed) {
  const std::string end = " HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const char* target :
       {"example.com", "example.com:", "example.com:0", "example.com:65536", "a b:80", ":443", "http://example.com:443",
        "/", "[::1]", "::1:443", "kim@example.com:443", "a..b:1", "0x7f.1:80", "1.2.3:80", "example.com:443/", "*"}) {
    expect_error("CONNECT " + std::string(target) + end, Code::kInvalid, "400 Bad Request");
  }
  expect_error("CONNECT a:80 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("CONNECT a:80 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("CONNECT a:80 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", Code::kInvalid,
               "400 Bad Request");
}

// ---- Absolute form

TEST(HttpProxy, AbsoluteFormBecomesOriginForm) {
  expect_forwarded(
      "GET http://example.com/a/b?c=d HTTP/1.1\r\nHost: example.com\r\nuser-agent: curl/8\r\nAccept: */*\r\n\r\n",
      "example.com:80",
      "GET /a/b?c=d HTTP/1.1\r\nHost: example.com\r\nUser-Agent: curl/8\r\nAccept: */*\r\nConnection: close\r\n\r\n");
  expect_forwarded("GET HTTP://EXAMPLE.com:8080 HTTP/1.1\r\nHost: a\r\n\r\n", "example.com:8080",
                   "GET / HTTP/1.1\r\nHost: example.com:8080\r\nConnection: close\r\n\r\n");
  expect_forwarded("GET http://example.com?x HTTP/1.1\r\nHost: a\r\n\r\n", "example.com:80",
                   "GET /?x HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
  expect_forwarded("GET http://[2001:db8::1]/ HTTP/1.1\r\nHost: a\r\n\r\n", "[2001:db8::1]:80",
                   "GET / HTTP/1.1\r\nHost: [2001:db8::1]\r\nConnection: close\r\n\r\n");
  expect_forwarded("GET http://a:/ HTTP/1.1\r\nHost: a\r\n\r\n", "a:80",
                   "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect_forwarded("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", "a:80",
                   "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
}

TEST(HttpProxy, AnApplicationOfHttp10) {
  expect_forwarded("GET http://a/ HTTP/1.0\r\n\r\n", "a:80", "GET / HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect_error("POST http://a/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Code::kInvalid, "400 Bad Request");
}

// RFC 9110 §7.6.1.
TEST(HttpProxy, FieldsForOneHopStayHere) {
  expect_forwarded(
      "GET http://a/ HTTP/1.1\r\nHost: b\r\nConnection: keep-alive, X-Mine\r\nProxy-Connection: keep-alive\r\n"
      "Keep-Alive: timeout=5\r\nX-Mine: 1\r\nX-Other: 2\r\nProxy-Authorization: Basic eDp5\r\nTE: gzip\r\n"
      "Upgrade: h2c\r\nTrailer: X\r\nCookie: a=b\r\nAuthorization: Basic eDp5\r\n\r\n",
      "a:80",
      "GET / HTTP/1.1\r\nHost: a\r\nX-Other: 2\r\nCookie: a=b\r\nAuthorization: Basic eDp5\r\n"
      "Connection: close\r\n\r\n");
  expect_forwarded("GET http://a/ HTTP/1.1\r\nHost: a\r\nTE: trailers, deflate\r\nConnection: TE\r\n\r\n", "a:80",
                   "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, TE\r\nTE: trailers\r\n\r\n");
}

TEST(HttpProxy, FramingIsNotForConnectionToDrop) {
  const Outcome got = shake(
      "POST http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
      "Connection: content-length, host\r\n\r\nhello");
  ASSERT_TRUE(got.request);
  EXPECT_EQ(got.request->head, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(got.left, 5U);
}

TEST(HttpProxy, Bodies) {
  const Outcome chunked = shake(
      "PUT http://a/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n"
      "Expect: 100-continue\r\n\r\n");
  ASSERT_TRUE(chunked.request);
  EXPECT_TRUE(chunked.request->chunked);
  EXPECT_EQ(chunked.request->head,
            "PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n");
  const Outcome length = shake("PUT http://a/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(length.request);
  EXPECT_FALSE(length.request->chunked);
}

// RFC 9112 §6.3, §11.2: what two readers could understand in two ways goes nowhere.
TEST(HttpProxy, AmbiguousFramingIsRefused) {
  const std::string begin = "POST http://a/ HTTP/1.1\r\nHost: a\r\n";
  for (const char* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n", "Content-Length: 5 5\r\n", "Content-Length: 0x5\r\n",
        "Content-Length: -1\r\n", "Content-Length:\r\n", "Content-Length: 99999999999999999999999\r\n",
        "Transfer-Encoding : chunked\r\n", "Transfer-Encoding: chunked, gzip\r\n", " Content-Length: 5\r\n",
        "X: a\rContent-Length: 5\r\n", "X: \x01\r\n", "X y: a\r\n", ": a\r\n", "X\r\n"}) {
    expect_error(begin + fields + "\r\n", Code::kInvalid, "400 Bad Request");
  }
  for (const char* fields :
       {"Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    const Outcome got = shake(begin + fields + "\r\n");
    EXPECT_TRUE(got.error) << fields;
    EXPECT_TRUE(got.status_line() == "HTTP/1.1 501 Not Implemented" || got.status_line() == "HTTP/1.1 400 Bad Request")
        << got.status_line();
  }
}

TEST(HttpProxy, OtherUris) {
  for (const char* uri : {"https://example.com/", "ftp://example.com/", "ws://example.com/", "x://y"}) {
    expect_error("GET " + std::string(uri) + " HTTP/1.1\r\nHost: a\r\n\r\n", Code::kUnsupported, "501 Not Implemented");
  }
  for (const char* uri :
       {"http://kim@example.com/", "http://kim:secret@example.com/", "http:///x", "http://", "http://a:0/",
        "http://a:65536/", "http://a:x/", "http://::1/", "http://[::1/", "http://a..b/", "http://1.2.3/",
        "http://0x7f000001/", "http://a/#x", "http://a/\xc3\xa4", "http:/a", "example.com", "a:80"}) {
    expect_error("GET " + std::string(uri) + " HTTP/1.1\r\nHost: a\r\n\r\n", Code::kInvalid, "400 Bad Request");
  }
}

TEST(HttpProxy, HostIsAskedForAsTheStandardSays) {
  expect_error("GET http://a/ HTTP/1.1\r\n\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", Code::kInvalid, "400 Bad Request");
}

TEST(HttpProxy, MaxForwards) {  // RFC 9110 §7.6.2
  expect_forwarded("OPTIONS http://a/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: 3\r\n\r\n", "a:80",
                   "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 2\r\nConnection: close\r\n\r\n");
  expect_forwarded("GET http://a/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", "a:80",
                   "GET / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n");
  expect_error("TRACE http://a/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", Code::kUnsupported,
               "501 Not Implemented");
  expect_error("OPTIONS http://a/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: x\r\n\r\n", Code::kInvalid, "400 Bad Request");
}

TEST(HttpProxy, AnUpgradeGoesToTheOrigin) {  // RFC 9110 §7.8
  const std::string websocket = "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n";
  const Outcome got = shake(
      "GET http://a/chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
      "Upgrade: websocket\r\n" +
      websocket + "\r\n");
  ASSERT_TRUE(got.request);
  EXPECT_TRUE(got.request->upgrade);
  EXPECT_EQ(got.request->head,
            "GET /chat HTTP/1.1\r\nHost: a\r\nSec-Websocket-Key: x\r\nSec-Websocket-Version: 13\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  const Outcome unannounced = shake("GET http://a/ HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
  ASSERT_TRUE(unannounced.request);
  EXPECT_FALSE(unannounced.request->upgrade);
}

// A page of another origin may make a browser send such requests; they go nowhere.
TEST(HttpProxy, ThePortIsNoWebServer) {
  for (const char* method : {"GET", "POST", "OPTIONS", "HEAD"}) {
    expect_error(std::string(method) + " / HTTP/1.1\r\nHost: 127.0.0.1:1080\r\n\r\n", Code::kInvalid,
                 "400 Bad Request");
  }
  expect_error("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", Code::kInvalid, "400 Bad Request", kSecret);
  EXPECT_TRUE(shake("GET / HTTP/1.1\r\nHost: a\r\n\r\n").sent.contains("This port belongs to Culvert."));
  EXPECT_TRUE(shake("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").sent.ends_with("\r\n\r\n"));
}

TEST(HttpProxy, OtherProtocols) {
  expect_error("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("GET http://a/ HTTP/2.0\r\nHost: a\r\n\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("SSH-2.0-OpenSSH_10.0\r\n", Code::kInvalid, "400 Bad Request");
  expect_error("gibberish\r\n\r\n", Code::kInvalid, "400 Bad Request");
}

TEST(HttpProxy, NothingIsKeptWithoutEnd) {
  const Outcome target = shake("GET http://a/" + std::string(40'000, 'x'));
  ASSERT_TRUE(target.error);
  EXPECT_EQ(target.error->code, Code::kLimit);
  EXPECT_EQ(target.status_line(), "HTTP/1.1 431 Request Header Fields Too Large");
  std::string many = "GET http://a/ HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 300; ++i) many += "x: y\r\n";
  EXPECT_EQ(shake(many + "\r\n").status_line(), "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST(HttpProxy, NoPrefixIsDone) {
  const Bytes all = bytes_of("GET http://a/ HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
  for (std::size_t n = 0; n < all.size(); ++n) {
    const Outcome got = shake({Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n))}, kOpen);
    EXPECT_FALSE(got.done) << n;
    EXPECT_FALSE(got.error) << n;
  }
}

// ---- Who asks

std::string basic(std::string_view pair) { return "Proxy-Authorization: Basic " + http::encode_base64(pair) + "\r\n"; }

TEST(HttpProxy, K2_UserAndPassword) {
  expect_connect("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n" + basic("kim:secret") + "\r\n", "a:80", kSecret);
  EXPECT_TRUE(shake("GET http://a/ HTTP/1.1\r\nHost: a\r\n" + basic("kim:secret") + "\r\n", kSecret).request);
  EXPECT_TRUE(shake("GET http://a/ HTTP/1.1\r\nHost: a\r\nProxy-Authorization: bASIC   " +
                        http::encode_base64("kim:se:cret") + "\r\n\r\n",
                    Credentials{"kim", "se:cret"})
                  .done);
}

TEST(HttpProxy, K2_WithoutThemNobodyGetsThrough) {
  for (const std::string& field :
       {std::string(), basic("kim:wrong"), basic("kim"), basic("kim:"), basic(":secret"), basic("KIM:secret"),
        basic("kim:secret") + basic("kim:secret"), std::string("Proxy-Authorization: Basic\r\n"),
        std::string("Proxy-Authorization: Basic !!!\r\n"),
        std::string("Proxy-Authorization: Bearer a2ltOnNlY3JldA==\r\n"),
        "Authorization: Basic " + http::encode_base64("kim:secret") + "\r\n"}) {
    expect_error("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n" + field + "\r\n", Code::kUnauthorized,
                 "407 Proxy Authentication Required", kSecret);
    expect_error("GET http://a/ HTTP/1.1\r\nHost: a\r\n" + field + "\r\n", Code::kUnauthorized,
                 "407 Proxy Authentication Required", kSecret);
  }
  EXPECT_TRUE(shake("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", kSecret)
                  .sent.contains("\r\nProxy-Authenticate: Basic realm=\"Culvert\", charset=\"UTF-8\"\r\n"));
}

}  // namespace
}  // namespace culvert::inbound
