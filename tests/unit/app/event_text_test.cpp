// Events of both programs as lines.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/cli/event_text.h"
#include "app/proxy/event_text.h"
#include "base/escape.h"

namespace culvert::app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
namespace cli = api::event;
namespace server = proxy::event;

// What no line may show as it is: line ends, an escape sequence of seven and of eight bits, an override of direction,
// bytes that are no UTF-8, and what JSON itself is made of.
const std::string kHostile =
    "a\r\n\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xed\xa0\x80\xff\xc3\",}{\\/\b" + std::string(1, '\0') + "ü";
const Error kError{Stage::kDestination, Code::kRefused, kHostile};

ConnectionInfo hostile_connection() {
  ConnectionInfo c;
  c.id = 7;
  c.tls = {"TLSv1.3", kHostile, kHostile, kHostile, true};
  c.setup = std::chrono::milliseconds(12);
  return c;
}

std::vector<api::Event> client_events() {
  const std::string sentence = describe(kError, kHostile);
  const api::Entrance entrance{"mixed", "unix:" + kHostile, kHostile, kHostile, kHostile};
  inbound::Caller caller;
  caller.pid = 1;
  caller.executable = kHostile;
  return {cli::Listening{entrance},
          cli::ListenerFailed{entrance, kError, sentence, 1081},
          cli::ListenerClosed{entrance},
          cli::ProfileFailed{kHostile, kError, sentence},
          cli::ProfileInUse{kHostile},
          cli::Started{},
          cli::Applied{1},
          cli::Failed{kError, sentence, 1, {{kHostile, kHostile}}},
          cli::Connected{hostile_connection(), kHostile, kHostile},
          cli::Disconnected{hostile_connection(), sentence, kHostile, kHostile},
          cli::ProxyAvoided{kHostile, kHostile, kError, sentence, std::chrono::seconds(1)},
          cli::ProxyBack{kHostile, kHostile},
          cli::CallerRefused{kHostile, kHostile, caller, sentence},
          cli::CallerRefused{kHostile, kHostile, {}, sentence},
          cli::TunnelOpened{1, kHostile, {}, kHostile, kHostile, kHostile, kHostile},
          cli::TunnelFailed{1, kHostile, kError, sentence, kHostile, kHostile, kHostile, kHostile},
          cli::TunnelClosed{1, kHostile, {1, 2}, {}, {}, kHostile, kHostile, kHostile},
          cli::TunnelClosed{1, kHostile, {1, 2}, std::unexpected(kError), sentence, {}, {}, {}},
          cli::Stopped{}};
}

std::vector<proxy::Event> proxy_events() {
  const Endpoint client{IpAddress::v4({192, 0, 2, 1}), 1234};
  return {server::Connected{1, client, http::Version::kHttp2, {"TLSv1.3", kHostile, kHostile, kHostile, false}},
          server::Disconnected{1, client, kError},
          server::Opened{1, 2, kHostile, "192.0.2.1:80", kHostile},
          server::Refused{1, kHostile, 403, kError, kHostile},
          server::Closed{1, kHostile, {1, 2}, {}},
          server::Closed{1, kHostile, {1, 2}, std::unexpected(kError)}};
}

void expect_plain_ascii(const std::string& line) {
  for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << line;
}

void expect_harmless(const std::string& line) {
  EXPECT_TRUE(is_utf8(line)) << line;
  for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << line;
  EXPECT_THAT(line, testing::Not(HasSubstr("\xc2\x9b")));
  EXPECT_THAT(line, testing::Not(HasSubstr("\xe2\x80\xae")));
}

void expect_one_object(const std::string& line) {
  expect_plain_ascii(line);
  const json parsed = json::parse(line, nullptr, false);
  ASSERT_TRUE(parsed.is_object()) << line;
  EXPECT_TRUE(parsed["event"].is_string());
  EXPECT_TRUE(line.starts_with("{\"event\":\"")) << line;  // the name first
}

TEST(EventText, K4_EveryLineOfTheClientIsOneJsonObject) {
  for (const api::Event& e : client_events()) expect_one_object(to_json(e));
}

TEST(EventText, K4_EveryLineOfTheProxyIsOneJsonObject) {
  for (const proxy::Event& e : proxy_events()) expect_one_object(to_json(e));
}

TEST(EventText, K4_TextForPeopleIsHarmless) {
  for (const bool verbose : {false, true}) {
    for (const api::Event& e : client_events()) expect_harmless(to_text(e, verbose));
    for (const proxy::Event& e : proxy_events()) expect_harmless(to_text(e, verbose));
  }
}

TEST(EventText, LinesOfTheClient) {
  EXPECT_EQ(to_json(cli::Listening{{"mixed", "127.0.0.1:1080"}}),
            R"({"event":"listening","kind":"mixed","address":"127.0.0.1:1080"})");
  EXPECT_EQ(to_json(cli::Listening{{"forward", "127.0.0.1:8080", "a:80", "mail", "imap"}}),
            R"({"event":"listening","kind":"forward","address":"127.0.0.1:8080","target":"a:80",)"
            R"("application":"mail","forward":"imap"})");
  EXPECT_EQ(to_json(cli::Started{}), R"({"event":"started"})");
  EXPECT_EQ(to_json(cli::Stopped{}), R"({"event":"stopped"})");
  const json failed =
      json::parse(to_json(cli::TunnelFailed{3, "a:80", {Stage::kDestination, Code::kRefused, "x"}, "Sentence."}));
  EXPECT_EQ(failed, json({{"event", "tunnel-failed"},
                          {"id", 3},
                          {"target", "a:80"},
                          {"stage", "destination"},
                          {"code", "refused"},
                          {"message", "Sentence."}}));
  const json closed = json::parse(to_json(cli::TunnelClosed{3, "a:80", {10, 20}, {}, ""}));
  EXPECT_EQ(
      closed,
      json({{"event", "tunnel-closed"}, {"id", 3}, {"target", "a:80"}, {"sent", 10}, {"received", 20}, {"ok", true}}));
  const json connected = json::parse(to_json(cli::Connected{hostile_connection()}));
  EXPECT_EQ(connected["http"], "HTTP/2");
  EXPECT_EQ(connected["setup_ms"], 12.0);
  EXPECT_EQ(connected["resumed"], true);
  EXPECT_EQ(connected["early_data"], false);
}

TEST(EventText, LinesOfTheProxy) {
  const json opened = json::parse(to_json(server::Opened{3, 1, "a:80", "192.0.2.1:80", ""}));
  EXPECT_EQ(
      opened,
      json({{"event", "opened"}, {"id", 3}, {"connection", 1}, {"destination", "a:80"}, {"next_hop", "192.0.2.1:80"}}));
  EXPECT_EQ(json::parse(to_json(server::Opened{3, 1, "a:80", "192.0.2.1:80", "kim"}))["user"], "kim");
  const json closed = json::parse(to_json(server::Closed{3, "a:80", {10, 20}, {}}));
  EXPECT_EQ(closed["to_destination"], 20);
  EXPECT_EQ(closed["from_destination"], 10);
}

TEST(EventText, ARefusedRequestMayHaveNoDestination) {
  const Error denied{Stage::kProxy, Code::kDenied, "not allowed"};
  EXPECT_EQ(json::parse(to_json(server::Refused{1, "a:80", 403, denied}))["destination"], "a:80");
  EXPECT_EQ(to_text(server::Refused{1, "a:80", 403, denied}, false), "client 1: refused a:80 (403): not allowed");
  const server::Refused by_rule{1, "a:80", 403, denied, "deny *:80"};
  EXPECT_EQ(json::parse(to_json(by_rule))["rule"], "deny *:80");
  EXPECT_EQ(to_text(by_rule, false), "client 1: refused a:80 (403): not allowed (deny *:80)");
  EXPECT_FALSE(json::parse(to_json(server::Refused{1, "a:80", 403, denied})).contains("rule"));
  const Error unknown{Stage::kAuth, Code::kUnauthorized, "missing"};
  EXPECT_FALSE(json::parse(to_json(server::Refused{1, "", 401, unknown})).contains("destination"));
  EXPECT_EQ(to_text(server::Refused{1, "", 401, unknown}, false), "client 1: refused a request (401): missing");
}

TEST(EventText, TextLeavesOutWhatNobodyAsksFor) {
  EXPECT_EQ(to_text(cli::Started{}, false), "");
  EXPECT_EQ(to_text(cli::TunnelOpened{1, "a:80", {}}, false), "");
  EXPECT_NE(to_text(cli::TunnelOpened{1, "a:80", {}}, true), "");
  EXPECT_EQ(to_text(cli::TunnelClosed{1, "a:80", {}, {}, ""}, false), "");
  EXPECT_EQ(to_text(cli::Listening{{"mixed", "127.0.0.1:1080"}}, false),
            "Listening on 127.0.0.1:1080 (SOCKS and HTTP).");
  EXPECT_EQ(to_text(server::Opened{1, 2, "a:80", "x", ""}, false), "");
}

TEST(EventText, WhatAnOperatorIsToldOnlyOnRequest) {
  namespace event = proxy::event;
  event::Refused refused{.connection = 1, .destination = "", .status = 401, .error = {}};
  EXPECT_FALSE(is_routine(proxy::Event(refused))) << "a wrong password";
  refused.question = true;
  EXPECT_TRUE(is_routine(proxy::Event(refused))) << "most clients wait to be asked";
  EXPECT_TRUE(is_routine(proxy::Event(event::Opened{})));
  EXPECT_TRUE(is_routine(proxy::Event(event::Closed{})));
  event::Closed broken;
  broken.result = fail(Stage::kTcp, Code::kReset, "test");
  EXPECT_FALSE(is_routine(proxy::Event(broken)));
  EXPECT_FALSE(is_routine(proxy::Event(event::Connected{})));
}

}  // namespace
}  // namespace culvert::app
