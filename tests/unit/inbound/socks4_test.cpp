#include "inbound/socks4.h"

#include <gtest/gtest.h>

#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

using test::Bytes;
using test::bytes_of;
using test::from_hex;
using test::to_hex;

constexpr std::string_view kRejected = "005b000000000000";

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes operator+(Bytes a, std::string_view text) { return std::move(a) + bytes_of(text); }

struct Outcome {
  std::string sent;  // in hexadecimal
  bool done = false;
  std::optional<Error> error;
  std::string target;
  std::size_t left = 0;  // bytes not taken
};

Outcome shake(const std::vector<Bytes>& pieces, bool allowed = true) {
  Socks4Handshake handshake(allowed);
  Outcome outcome;
  std::string out;
  for (const Bytes& piece : pieces) {
    std::span<const std::uint8_t> in(piece);
    if (!outcome.error) {
      if (const auto fed = handshake.feed(in, out); !fed) outcome.error = fed.error();
    }
    outcome.left += in.size();
  }
  outcome.sent = to_hex(out);
  outcome.done = handshake.done();
  if (outcome.done) outcome.target = handshake.target().to_string();
  return outcome;
}

void expect_target(const Bytes& stream, std::string_view target, std::size_t left = 0) {
  test::for_every_split(stream, [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces);
    EXPECT_FALSE(got.error) << got.error->detail;
    EXPECT_TRUE(got.done);
    EXPECT_EQ(got.target, target);
    EXPECT_EQ(got.sent, "");  // the reply comes when the tunnel stands
    EXPECT_EQ(got.left, left);
  });
}

void expect_error(const Bytes& stream, Code code, std::string_view sent = kRejected, bool allowed = true) {
  test::for_every_split(stream, [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces, allowed);
    EXPECT_FALSE(got.done);
    ASSERT_TRUE(got.error);
    EXPECT_EQ(got.error->stage, Stage::kLocal);
    EXPECT_EQ(got.error->code, code) << got.error->detail;
    EXPECT_FALSE(got.error->detail.empty());
    EXPECT_EQ(got.sent, sent);
  });
}

TEST(Socks4, RequestForAnAddress) {
  expect_target(from_hex("04 01 01bb c0000201 00"), "192.0.2.1:443");
  expect_target(from_hex("04 01 0050 c0000201") + "kim" + from_hex("00"), "192.0.2.1:80");
  expect_target(from_hex("04 01 ffff 00000100 00"), "0.0.1.0:65535");  // not the form that announces a name
  expect_target(from_hex("04 01 0050 c0000201") + std::string(255, 'u') + from_hex("00"), "192.0.2.1:80");
}

TEST(Socks4, RequestForAName) {
  expect_target(from_hex("04 01 01bb 00000001 00") + "example.com" + from_hex("00"), "example.com:443");
  expect_target(from_hex("04 01 01bb 000000ff") + "kim" + from_hex("00") + "EXAMPLE.com" + from_hex("00"),
                "example.com:443");
  expect_target(from_hex("04 01 0050 00000001 00") + "::1" + from_hex("00"), "[::1]:80");
  const std::string longest =
      std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(61, 'd');
  expect_target(from_hex("04 01 0001 00000001 00") + longest + from_hex("00"), longest + ":1");
}

TEST(Socks4, S1_WhatFollowsTheRequestIsLeft) {
  expect_target(from_hex("04 01 0050 c0000201 00") + "GET / HTTP/1.1", "192.0.2.1:80", 14);
  expect_target(from_hex("04 01 0050 00000001 00") + "a" + from_hex("00") + "xyz", "a:80", 3);
}

TEST(Socks4, OtherCommands) {
  for (const char* command : {"00", "02", "03", "ff"}) {
    expect_error(from_hex("04") + from_hex(command) + from_hex("0050 c0000201 00"), Code::kUnsupported);
  }
}

TEST(Socks4, MalformedRequests) {
  expect_error(from_hex("04 01 0000 c0000201 00"), Code::kInvalid);     // port 0
  expect_error(from_hex("04 01 0050 00000001 00 00"), Code::kInvalid);  // no name
  for (const std::string_view name : {"a b", "a..b", "[::1]", "0x7f.1", "a\r\nb", "\xff\xfe", "a/../b"}) {
    expect_error(from_hex("04 01 0050 00000001 00") + name + from_hex("00"), Code::kInvalid);
  }
  expect_error(from_hex("05 01 00"), Code::kInvalid, "");
}

TEST(Socks4, NothingIsKeptWithoutEnd) {
  expect_error(from_hex("04 01 0050 c0000201") + std::string(256, 'u'), Code::kLimit);
  expect_error(from_hex("04 01 0050 00000001 00") + std::string(256, 'n'), Code::kLimit);
}

TEST(Socks4, K2_WhereCredentialsAreWantedNobodyGetsIn) {
  expect_error(from_hex("04 01 0050 c0000201") + "kim" + from_hex("00"), Code::kUnauthorized, kRejected, false);
  expect_error(from_hex("04 01 0050 00000001 00") + "example.com" + from_hex("00"), Code::kUnauthorized, kRejected,
               false);
}

TEST(Socks4, NoPrefixIsDone) {
  const Bytes all = from_hex("04 01 0050 00000001") + "kim" + from_hex("00") + "example.com" + from_hex("00");
  for (std::size_t n = 0; n < all.size(); ++n) {
    const Outcome got = shake({Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n))});
    EXPECT_FALSE(got.done) << n;
    EXPECT_FALSE(got.error) << n;
  }
}

TEST(Socks4, RepliesAreEightBytes) {
  EXPECT_EQ(to_hex(socks4_reply(Socks4Reply::kGranted)), "005a000000000000");
  EXPECT_EQ(to_hex(socks4_reply(Socks4Reply::kRejected)), kRejected);
}

}  // namespace
}  // namespace culvert::inbound
