#include "http/h1/heads.h"

#include <gtest/gtest.h>

#include "unit/h1/pair.h"

namespace culvert::test {
namespace {

using h1::After;
using h1::Framing;
using h1::Head;

Head head_of(int status, std::initializer_list<http::Field> fields) {
  Head head;
  head.status = status;
  for (const http::Field& f : fields) head.fields.add(f.name, f.value);
  return head;
}

Head request_head(std::string method, std::string target, std::initializer_list<http::Field> fields) {
  Head head = head_of(0, fields);
  head.method = std::move(method);
  head.target = std::move(target);
  return head;
}

TEST(Heads, R1_AnUpgradeRequest) {
  http::Request request = tunnel_request();
  request.fields.add("authorization", "Basic a2lt");
  EXPECT_EQ(h1::write_request(request),
            "GET /tcp/192.0.2.1/443/ HTTP/1.1\r\nHost: proxy.test\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\n"
            "capsule-protocol: ?1\r\nauthorization: Basic a2lt\r\n\r\n");
  EXPECT_EQ(h1::write_request(plain_request()),
            "GET /tcp/192.0.2.1/443/ HTTP/1.1\r\nHost: proxy.test\r\ncapsule-protocol: ?1\r\n\r\n");
}

TEST(Heads, R1_NothingCanEndALine) {
  for (const std::string& evil : {std::string("a\r\nX: y"), std::string("a\nX: y"), std::string("a\rb"),
                                  std::string("a\0b", 3), std::string("a\x7f")}) {
    for (const auto& spoil : {
             +[](http::Request& r, const std::string& s) { r.path = "/" + s; },
             +[](http::Request& r, const std::string& s) { r.authority = s; },
             +[](http::Request& r, const std::string& s) { r.protocol = s; },
             +[](http::Request& r, const std::string& s) { r.fields.add("x", s); },
             +[](http::Request& r, const std::string& s) { r.fields.add(s, "x"); },
             +[](http::Request& r, const std::string& s) {
               r.protocol = "";
               r.method = s;
             },
         }) {
      http::Request request = tunnel_request();
      spoil(request, evil);
      const auto written = h1::write_request(request);
      ASSERT_FALSE(written) << *written;
      EXPECT_EQ(written.error().stage, Stage::kLocal);
      EXPECT_EQ(written.error().code, Code::kInvalid);
    }
    EXPECT_FALSE(h1::write_response(answer(200, "x", evil), Framing::kEmpty, After::kClose));
    EXPECT_FALSE(h1::write_response(answer(200, evil, "x"), Framing::kEmpty, After::kClose));
    EXPECT_FALSE(h1::write_switch(answer(200, "x", evil), kToken));
  }
}

TEST(Heads, R1_WhatIsNotForTheCallerToSay) {
  for (const char* name : {"host", "Connection", "upgrade", "content-length", "transfer-encoding", "keep-alive"}) {
    http::Request request = tunnel_request();
    request.fields.add(name, "1");
    EXPECT_FALSE(h1::write_request(request)) << name;
  }
  for (const auto& [what, value] : std::initializer_list<std::pair<std::string http::Request::*, const char*>>{
           {&http::Request::path, ""},
           {&http::Request::path, "no-slash"},
           {&http::Request::path, "/a b"},
           {&http::Request::path, "/a#b"},
           {&http::Request::authority, ""},
           {&http::Request::authority, "user@host"},
           {&http::Request::authority, "a, b"},
           {&http::Request::protocol, "two tokens"},
           {&http::Request::protocol, "a, b"}}) {
    http::Request request = tunnel_request();
    request.*what = value;
    EXPECT_FALSE(h1::write_request(request)) << value;
  }
  EXPECT_FALSE(h1::write_request(plain_request("HEAD")));
}

TEST(Heads, R4_WhatSwitches) {
  EXPECT_TRUE(h1::switches_to(head_of(101, {{"upgrade", "Connect-TCP-12"}, {"connection", "x, UPGRADE"}}), kToken));
  EXPECT_FALSE(h1::switches_to(head_of(200, {{"upgrade", "connect-tcp-12"}, {"connection", "upgrade"}}), kToken));
  EXPECT_FALSE(h1::switches_to(head_of(101, {{"connection", "upgrade"}}), kToken));
  EXPECT_FALSE(h1::switches_to(head_of(101, {{"upgrade", "connect-tcp-12"}}), kToken));
  EXPECT_FALSE(h1::switches_to(head_of(101, {{"upgrade", "websocket"}, {"connection", "upgrade"}}), kToken));
  EXPECT_FALSE(h1::switches_to(head_of(101, {{"upgrade", "connect-tcp-12, x"}, {"connection", "upgrade"}}), kToken));
  EXPECT_FALSE(h1::switches_to(
      head_of(101, {{"upgrade", "connect-tcp-12"}, {"upgrade", "connect-tcp-12"}, {"connection", "upgrade"}}), kToken));
  EXPECT_FALSE(h1::switches_to(head_of(101, {{"upgrade", "connect-tcp-12"}, {"connection", "upgraded"}}), kToken));
  Head old = head_of(101, {{"upgrade", "connect-tcp-12"}, {"connection", "upgrade"}});
  old.minor = 0;
  EXPECT_FALSE(h1::switches_to(old, kToken));
}

TEST(Heads, MembersOfLists) {
  EXPECT_TRUE(h1::has_member("a, b ,\tUpgrade", "upgrade"));
  EXPECT_TRUE(h1::has_member(",,upgrade,", "upgrade"));
  EXPECT_FALSE(h1::has_member("", "upgrade"));
  EXPECT_FALSE(h1::has_member(" , ", "upgrade"));
  EXPECT_FALSE(h1::has_member("up grade, upgrade2", "upgrade"));
}

TEST(Heads, R1_AnUpgradeRequestIsUnderstood) {
  const auto request = h1::read_request(request_head("GET", "/p?q",
                                                     {{"host", "proxy.test:8443"},
                                                      {"connection", "keep-alive, Upgrade"},
                                                      {"upgrade", "connect-tcp-12, other"},
                                                      {"x", "y"}}),
                                        "https");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "GET");
  EXPECT_EQ(request->protocol, "connect-tcp-12");
  EXPECT_EQ(request->scheme, "https");
  EXPECT_EQ(request->authority, "proxy.test:8443");
  EXPECT_EQ(request->path, "/p?q");
  EXPECT_EQ(request->fields.get("x"), "y");
  EXPECT_FALSE(request->fields.has("host"));
}

TEST(Heads, AnUpgradeThatDoesNotCount) {
  Head old = request_head("GET", "/", {{"host", "a"}, {"connection", "upgrade"}, {"upgrade", "x"}});
  old.minor = 0;
  EXPECT_EQ(h1::read_request(old, "https")->protocol, "");
  EXPECT_EQ(h1::read_request(request_head("GET", "/", {{"host", "a"}, {"upgrade", "x"}}), "https")->protocol, "");
  const auto connect = h1::read_request(
      request_head("CONNECT", "b:1", {{"host", "b:1"}, {"connection", "upgrade"}, {"upgrade", "x"}}), "https");
  ASSERT_TRUE(connect);
  EXPECT_EQ(connect->protocol, "");
  EXPECT_EQ(connect->authority, "b:1");
}

TEST(Heads, TheFormsOfATarget) {
  struct Row {
    const char* target;
    const char* authority;  // null: not accepted
    const char* path;
  };
  for (const Row& row : {Row{"/a", "h", "/a"}, Row{"http://b:80/c?d", "b:80", "/c?d"}, Row{"http://b", "b", "/"},
                         Row{"http://b?d", "b", "/?d"}, Row{"*", "h", "*"}, Row{"http:///x", nullptr, ""},
                         Row{"http://u@b/", nullptr, ""}, Row{"a/b", nullptr, ""}, Row{"/a#b", nullptr, ""},
                         Row{"/\xc3\xa4", nullptr, ""}}) {
    const auto request = h1::read_request(request_head("GET", row.target, {{"host", "h"}}), "https");
    ASSERT_EQ(request.has_value(), row.authority != nullptr) << row.target;
    if (!request) continue;
    EXPECT_EQ(request->authority, row.authority);
    EXPECT_EQ(request->path, row.path);
  }
}

TEST(Heads, R1_ExactlyOneHost) {
  EXPECT_FALSE(h1::read_request(request_head("GET", "/", {}), "https"));
  EXPECT_FALSE(h1::read_request(request_head("GET", "/", {{"host", ""}}), "https"));
  EXPECT_FALSE(h1::read_request(request_head("GET", "/", {{"host", "a"}, {"host", "a"}}), "https"));
  EXPECT_FALSE(h1::read_request(request_head("GET", "/", {{"host", "a, b"}}), "https"));
  EXPECT_FALSE(h1::read_request(request_head("GET", "/", {{"host", "a/b"}}), "https"));
}

TEST(Heads, AnUpgradeHasNoBody) {
  Head head = request_head("GET", "/", {{"host", "a"}, {"connection", "upgrade"}, {"upgrade", "x"}});
  head.has_body = true;
  EXPECT_FALSE(h1::read_request(head, "https"));
}

TEST(Heads, Responses) {
  EXPECT_EQ(h1::write_switch(answer(200, "capsule-protocol", "?1"), kToken),
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\n"
            "capsule-protocol: ?1\r\n\r\n");
  http::Response response = answer(426, "upgrade", "connect-tcp");
  response.fields.add("content-length", "5");
  response.fields.add("connection", "keep-alive");
  response.fields.add("transfer-encoding", "chunked");
  EXPECT_EQ(h1::write_response(response, Framing::kLength, After::kClose),
            "HTTP/1.1 426 Upgrade Required\r\nConnection: close, Upgrade\r\nUpgrade: connect-tcp\r\n"
            "content-length: 5\r\n\r\n");
  EXPECT_EQ(h1::write_response(answer(418), Framing::kEmpty, After::kKeepAlive),
            "HTTP/1.1 418 \r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(h1::write_response(answer(404), Framing::kChunked, After::kKeepAlive10),
            "HTTP/1.1 404 Not Found\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_FALSE(h1::write_response(answer(42), Framing::kEmpty, After::kKeepAlive));
}

}  // namespace
}  // namespace culvert::test
