#include "inbound/reply_table.h"

#include <gtest/gtest.h>

#include "http/proxy_status.h"

namespace culvert::inbound {
namespace {

constexpr int kStages = 9;
constexpr int kCodes = 16;

TEST(ReplyTable, S4_WhatApplicationsAreTold) {
  const struct {
    Stage stage;
    Code code;
    Socks5Reply socks5;
    int status;
    std::string_view proxy_error;
  } kRows[] = {
      {Stage::kDestination, Code::kRefused, Socks5Reply::kConnectionRefused, 502, "connection_refused"},
      {Stage::kDestination, Code::kNotFound, Socks5Reply::kHostUnreachable, 502, "dns_error"},
      {Stage::kDestination, Code::kTimedOut, Socks5Reply::kHostUnreachable, 504, "connection_timeout"},
      {Stage::kDestination, Code::kUnreachable, Socks5Reply::kHostUnreachable, 502, "destination_ip_unroutable"},
      {Stage::kDestination, Code::kReset, Socks5Reply::kGeneralFailure, 502, "connection_terminated"},
      {Stage::kDestination, Code::kSystem, Socks5Reply::kGeneralFailure, 503, "destination_unavailable"},
      {Stage::kProxy, Code::kDenied, Socks5Reply::kNotAllowed, 403, "http_request_denied"},
      {Stage::kProxy, Code::kInvalid, Socks5Reply::kGeneralFailure, 400, "http_request_error"},
      {Stage::kProxy, Code::kLimit, Socks5Reply::kGeneralFailure, 503, "connection_limit_reached"},
      {Stage::kProxy, Code::kUnsupported, Socks5Reply::kGeneralFailure, 502, "http_upgrade_failed"},
      {Stage::kProxy, Code::kTimedOut, Socks5Reply::kGeneralFailure, 504, "http_response_timeout"},
      {Stage::kProxy, Code::kSystem, Socks5Reply::kGeneralFailure, 500, "proxy_internal_response"},
      {Stage::kAuth, Code::kUnauthorized, Socks5Reply::kNotAllowed, 500, "proxy_configuration_error"},
      {Stage::kAuth, Code::kUnsupported, Socks5Reply::kGeneralFailure, 500, "proxy_configuration_error"},
      // Of the proxy, not of the destination.
      {Stage::kTcp, Code::kRefused, Socks5Reply::kGeneralFailure, 502, "connection_refused"},
      {Stage::kTcp, Code::kTimedOut, Socks5Reply::kGeneralFailure, 504, "connection_timeout"},
      {Stage::kTcp, Code::kUnreachable, Socks5Reply::kNetworkUnreachable, 502, "destination_ip_unroutable"},
      {Stage::kDns, Code::kNotFound, Socks5Reply::kGeneralFailure, 502, "dns_error"},
      {Stage::kDns, Code::kTimedOut, Socks5Reply::kGeneralFailure, 504, "dns_timeout"},
      {Stage::kTls, Code::kUntrusted, Socks5Reply::kGeneralFailure, 502, "tls_certificate_error"},
      {Stage::kTls, Code::kProtocol, Socks5Reply::kGeneralFailure, 502, "tls_protocol_error"},
      {Stage::kQuic, Code::kRefused, Socks5Reply::kGeneralFailure, 502, "connection_refused"},
      {Stage::kQuic, Code::kTimedOut, Socks5Reply::kGeneralFailure, 504, "connection_timeout"},
      {Stage::kHttp, Code::kProtocol, Socks5Reply::kGeneralFailure, 502, "http_protocol_error"},
      {Stage::kHttp, Code::kUnsupported, Socks5Reply::kGeneralFailure, 502, "http_upgrade_failed"},
      {Stage::kHttp, Code::kTimedOut, Socks5Reply::kGeneralFailure, 504, "http_response_timeout"},
      {Stage::kLocal, Code::kInvalid, Socks5Reply::kGeneralFailure, 400, "http_request_error"},
      {Stage::kLocal, Code::kDenied, Socks5Reply::kNotAllowed, 403, "http_request_denied"},
      {Stage::kLocal, Code::kClosed, Socks5Reply::kGeneralFailure, 500, "proxy_internal_error"},
  };
  for (const auto& row : kRows) {
    const Refusal refusal = refusal_for({row.stage, row.code, ""});
    const std::string name = std::string(name_of(row.stage)) + " " + std::string(name_of(row.code));
    EXPECT_EQ(refusal.socks4, Socks4Reply::kRejected) << name;
    EXPECT_EQ(refusal.socks5, row.socks5) << name;
    EXPECT_EQ(refusal.status, row.status) << name;
    EXPECT_EQ(refusal.proxy_error, row.proxy_error) << name;
  }
}

TEST(ReplyTable, S4_EveryErrorIsARefusal) {
  for (int s = 0; s < kStages; ++s) {
    for (int c = 0; c < kCodes; ++c) {
      const Error error{static_cast<Stage>(s), static_cast<Code>(c), ""};
      SCOPED_TRACE(std::string(name_of(error.stage)) + " " + std::string(name_of(error.code)));
      const Refusal refusal = refusal_for(error);
      EXPECT_EQ(refusal.socks4, Socks4Reply::kRejected);
      EXPECT_NE(refusal.socks5, Socks5Reply::kSucceeded);
      EXPECT_GE(refusal.status, 400);
      // 401 and 407 would make an application ask its user for what only Culvert is to have.
      EXPECT_TRUE(refusal.status != 401 && refusal.status != 407);
      const auto* known = http::find_proxy_error(refusal.proxy_error);
      ASSERT_NE(known, nullptr);
      EXPECT_EQ(known->status, refusal.status);
    }
  }
}

// "Host unreachable" and "connection refused" are said of destinations only.
TEST(ReplyTable, S4_TheProxysTroublesAreNotTheDestinations) {
  for (int s = 0; s < kStages; ++s) {
    if (static_cast<Stage>(s) == Stage::kDestination) continue;
    for (int c = 0; c < kCodes; ++c) {
      const auto reply = refusal_for({static_cast<Stage>(s), static_cast<Code>(c), ""}).socks5;
      EXPECT_NE(reply, Socks5Reply::kHostUnreachable);
      EXPECT_NE(reply, Socks5Reply::kConnectionRefused);
    }
  }
}

// What the proxy says by Proxy-Status, an application that speaks HTTP is told in the same words.
TEST(ReplyTable, S4_TheWordsOfTheProxyArePassedOn) {
  for (const char* token :
       {"dns_error", "connection_refused", "connection_timeout", "connection_terminated", "destination_ip_unroutable",
        "http_request_denied", "http_request_error", "connection_limit_reached", "http_response_timeout"}) {
    const auto* type = http::find_proxy_error(token);
    ASSERT_NE(type, nullptr);
    EXPECT_EQ(refusal_for({type->stage, type->code, ""}).proxy_error, token);
  }
}

}  // namespace
}  // namespace culvert::inbound
