#include "inbound/socks5.h"

#include <gtest/gtest.h>

#include <random>

#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

using test::Bytes;
using test::bytes_of;
using test::from_hex;
using test::to_hex;

const std::optional<Credentials> kOpen;
const std::optional<Credentials> kSecret = Credentials{"kim", "secret"};

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes operator+(Bytes a, std::string_view text) { return std::move(a) + bytes_of(text); }

// What came of a handshake.
struct Outcome {
  std::string sent;  // in hexadecimal
  bool done = false;
  std::optional<Error> error;
  std::string target;
  std::size_t left = 0;  // bytes not taken
};

Outcome shake(const std::vector<Bytes>& pieces, const std::optional<Credentials>& credentials) {
  Socks5Handshake handshake(credentials);
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

void expect_target(const Bytes& stream, const std::optional<Credentials>& credentials, std::string_view target,
                   std::string_view sent, std::size_t left = 0) {
  test::for_every_split(stream, [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces, credentials);
    EXPECT_FALSE(got.error) << got.error->detail;
    EXPECT_TRUE(got.done);
    EXPECT_EQ(got.target, target);
    EXPECT_EQ(got.sent, sent);
    EXPECT_EQ(got.left, left);
  });
}

void expect_error(const Bytes& stream, const std::optional<Credentials>& credentials, Code code,
                  std::string_view sent) {
  test::for_every_split(stream, [&](const std::vector<Bytes>& pieces) {
    const Outcome got = shake(pieces, credentials);
    EXPECT_FALSE(got.done);
    EXPECT_TRUE(got.error);
    if (got.error) {
      EXPECT_EQ(got.error->stage, Stage::kLocal);
      EXPECT_EQ(got.error->code, code) << got.error->detail;
      EXPECT_FALSE(got.error->detail.empty());
    }
    EXPECT_EQ(got.sent, sent);
  });
}

const Bytes kGreeting = from_hex("05 01 00");
const Bytes kPasswordGreeting = from_hex("05 01 02");
const Bytes kLogin = from_hex("01 03") + "kim" + from_hex("06") + "secret";
const Bytes kRequestIpv4 = from_hex("05 01 00 01 c0000201 01bb");

// ---- RFC 1928
// --------------------------------------------------------------------------------------------------------

TEST(Socks5, RequestForAName) {
  expect_target(kGreeting + from_hex("05 01 00 03 0b") + "example.com" + from_hex("01bb"), kOpen, "example.com:443",
                "0500");
  expect_target(kGreeting + from_hex("05 01 00 03 0b") + "EXAMPLE.com" + from_hex("0050"), kOpen, "example.com:80",
                "0500");
  expect_target(kGreeting + from_hex("05 01 00 03 01") + "a" + from_hex("ffff"), kOpen, "a:65535", "0500");
  const std::string longest =
      std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(61, 'd') + ".";
  const Outcome got = shake({kGreeting + from_hex("05 01 00 03 fe") + longest + from_hex("0001")}, kOpen);
  EXPECT_EQ(got.target, longest + ":1");
}

TEST(Socks5, RequestForAnAddress) {
  expect_target(kGreeting + kRequestIpv4, kOpen, "192.0.2.1:443", "0500");
  expect_target(kGreeting + from_hex("05 01 00 04 20010db8000000000000000000000001 01bb"), kOpen, "[2001:db8::1]:443",
                "0500");
  expect_target(kGreeting + from_hex("05 01 00 04 00000000000000000000ffffc0000201 0001"), kOpen,
                "[::ffff:192.0.2.1]:1", "0500");
}

TEST(Socks5, AnAddressWrittenAsANameIsAnAddress) {
  expect_target(kGreeting + from_hex("05 01 00 03 09") + "192.0.2.1" + from_hex("0050"), kOpen, "192.0.2.1:80", "0500");
  expect_target(kGreeting + from_hex("05 01 00 03 03") + "::1" + from_hex("0050"), kOpen, "[::1]:80", "0500");
}

TEST(Socks5, AMethodAmongOthers) {
  expect_target(from_hex("05 03 01 80 00") + kRequestIpv4, kOpen, "192.0.2.1:443", "0500");
  expect_target(from_hex("05 02 02 00") + kRequestIpv4, kOpen, "192.0.2.1:443", "0500");
  Bytes all = from_hex("05 ff");
  for (int i = 0; i < 255; ++i) all.push_back(static_cast<std::uint8_t>(i));
  EXPECT_EQ(shake({all + kRequestIpv4}, kOpen).target, "192.0.2.1:443");
}

TEST(Socks5, S1_WhatFollowsTheRequestIsLeft) {
  expect_target(kGreeting + kRequestIpv4 + "GET / HTTP/1.1", kOpen, "192.0.2.1:443", "0500", 14);
}

TEST(Socks5, NoMethodInCommon) {
  expect_error(from_hex("05 01 02"), kOpen, Code::kUnauthorized, "05ff");
  expect_error(from_hex("05 02 01 80"), kOpen, Code::kUnauthorized, "05ff");
  expect_error(from_hex("05 00"), kOpen, Code::kUnauthorized, "05ff");
}

TEST(Socks5, OtherProtocols) {
  expect_error(from_hex("04 01 0050 c0000201 00"), kOpen, Code::kInvalid, "");
  expect_error(bytes_of("GET / HTTP/1.1\r\n\r\n"), kOpen, Code::kInvalid, "");
  expect_error(from_hex("16 03 01 02 00"), kOpen, Code::kInvalid, "");
  expect_error(from_hex("00"), kOpen, Code::kInvalid, "");
  expect_error(kGreeting + from_hex("04 01 00 01 c0000201 0050"), kOpen, Code::kInvalid, "0500");
  expect_error(kPasswordGreeting + from_hex("05 01 00 01 c0000201 0050"), kSecret, Code::kInvalid, "0502");
}

constexpr std::string_view kFailure =
    "05000501000100000000"
    "0000";
constexpr std::string_view kCommand =
    "05000507000100000000"
    "0000";
constexpr std::string_view kAddressType =
    "05000508000100000000"
    "0000";

TEST(Socks5, OtherCommands) {
  for (const char* command : {"00", "02", "03", "04", "f0", "ff"}) {
    expect_error(kGreeting + from_hex("05") + from_hex(command) + from_hex("00 01 c0000201 0050"), kOpen,
                 Code::kUnsupported, kCommand);
  }
  expect_error(kGreeting + from_hex("05 02 00 03 01") + "a" + from_hex("0050"), kOpen, Code::kUnsupported, kCommand);
}

TEST(Socks5, OtherKindsOfAddress) {
  for (const char* type : {"00", "02", "05", "ff"}) {
    expect_error(kGreeting + from_hex("05 01 00") + from_hex(type) + from_hex("c0000201 0050"), kOpen, Code::kInvalid,
                 kAddressType);
  }
}

TEST(Socks5, MalformedRequests) {
  expect_error(kGreeting + from_hex("05 01 01 01 c0000201 0050"), kOpen, Code::kInvalid, kFailure);  // reserved
  expect_error(kGreeting + from_hex("05 01 00 01 c0000201 0000"), kOpen, Code::kInvalid, kFailure);  // port 0
  expect_error(kGreeting + from_hex("05 01 00 03 00 0050"), kOpen, Code::kInvalid, kFailure);        // no name
  for (const std::string_view name :
       {std::string_view("a b"), std::string_view("a..b"), std::string_view("a\0b", 3), std::string_view("[::1]"),
        std::string_view("1.2.3"), std::string_view("0x7f.1"), std::string_view("a\r\nb"), std::string_view("\xff\xfe"),
        std::string_view("a/../b")}) {
    Bytes request = kGreeting + from_hex("05 01 00 03");
    request.push_back(static_cast<std::uint8_t>(name.size()));
    expect_error(std::move(request) + name + from_hex("0050"), kOpen, Code::kInvalid, kFailure);
  }
}

TEST(Socks5, NoPrefixIsDone) {
  const Bytes all = kPasswordGreeting + kLogin + from_hex("05 01 00 03 0b") + "example.com" + from_hex("01bb");
  for (std::size_t n = 0; n < all.size(); ++n) {
    const Outcome got = shake({Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n))}, kSecret);
    EXPECT_FALSE(got.done) << n;
    EXPECT_FALSE(got.error) << n;
  }
}

// ---- RFC 1929
// --------------------------------------------------------------------------------------------------------

TEST(Socks5, K2_UserAndPassword) {
  expect_target(kPasswordGreeting + kLogin + kRequestIpv4, kSecret, "192.0.2.1:443", "05020100");
  expect_target(from_hex("05 02 00 02") + kLogin + kRequestIpv4 + "x", kSecret, "192.0.2.1:443", "05020100", 1);
}

TEST(Socks5, K2_CredentialsCannotBeLeftOut) {
  expect_error(kGreeting, kSecret, Code::kUnauthorized, "05ff");
  expect_error(kGreeting + kRequestIpv4, kSecret, Code::kUnauthorized, "05ff");
  expect_error(kPasswordGreeting + kRequestIpv4, kSecret, Code::kInvalid, "0502");
}

Bytes login(std::string_view user, std::string_view password) {
  Bytes out = from_hex("01");
  out.push_back(static_cast<std::uint8_t>(user.size()));
  out = std::move(out) + user;
  out.push_back(static_cast<std::uint8_t>(password.size()));
  return std::move(out) + password;
}

TEST(Socks5, K2_EveryOtherUserOrPasswordIsWrong) {
  const std::pair<std::string_view, std::string_view> kWrong[] = {
      {"", ""},
      {"kim", ""},
      {"", "secret"},
      {"ki", "secret"},
      {"kimk", "secret"},
      {"kimkim", "secret"},
      {"KIM", "secret"},
      {"kim", "secre"},
      {"kim", "secrets"},
      {"kim", "secretsecret"},
      {"kim", "s"},
      {"kim", "Secret"},
      {"secret", "kim"},
      {"kim", {"secret\0", 7}},
      {{"kim\0", 4}, "secret"},
      {"kim", {"\0", 1}},
      {"k", "secret"},
      {"kim", "terces"},
  };
  for (const auto& [user, password] : kWrong) {
    expect_error(kPasswordGreeting + login(user, password), kSecret, Code::kUnauthorized, "05020101");
    EXPECT_EQ(shake({kPasswordGreeting + login(user, password) + kRequestIpv4}, kSecret).done, false);
  }
  EXPECT_TRUE(shake({kPasswordGreeting + login("kim", "secret") + kRequestIpv4}, kSecret).done);
}

TEST(Socks5, K2_EverySingleBitCounts) {
  for (std::size_t i = 0; i < 6 * 8; ++i) {
    std::string password = "secret";
    password[i / 8] = static_cast<char>(static_cast<unsigned char>(password[i / 8]) ^ (1U << (i % 8)));
    EXPECT_TRUE(shake({kPasswordGreeting + login("kim", password)}, kSecret).error) << i;
  }
}

TEST(Socks5, K2_TheLongestCredentials) {
  const Credentials longest{std::string(255, 'u'), std::string(255, 'p')};
  const Outcome right = shake({kPasswordGreeting + login(longest.user, longest.password) + kRequestIpv4}, longest);
  EXPECT_TRUE(right.done);
  EXPECT_TRUE(shake({kPasswordGreeting + login(longest.user, std::string(254, 'p'))}, longest).error);
}

TEST(Socks5, K2_AnEmptyPasswordMatchesOnlyItself) {
  const Credentials empty{"kim", ""};
  EXPECT_TRUE(shake({kPasswordGreeting + login("kim", "") + kRequestIpv4}, empty).done);
  EXPECT_TRUE(shake({kPasswordGreeting + login("kim", std::string_view("\0", 1))}, empty).error);
  EXPECT_TRUE(shake({kPasswordGreeting + login("kim", "x")}, empty).error);
}

// ---- Hostile input
// ---------------------------------------------------------------------------------------------------

TEST(Socks5, RandomBytesAreTakenOrRejected) {
  std::mt19937 random(5);
  for (int round = 0; round < 20000; ++round) {
    Socks5Handshake handshake(round % 2 == 0 ? kOpen : kSecret);
    std::string out;
    Bytes bytes = from_hex(round % 2 == 0 ? "05 01 00 05 01 00" : "05 01 02 01");
    for (int i = 0; i < 20; ++i) bytes.push_back(static_cast<std::uint8_t>(random() % (round % 3 == 0 ? 6 : 256)));
    std::span<const std::uint8_t> in(bytes);
    const auto fed = handshake.feed(in, out);
    EXPECT_LE(out.size(), 14U);
    EXPECT_TRUE(!fed || handshake.done() || in.empty());
    if (handshake.done()) {
      EXPECT_NE(handshake.target().port, 0);
      EXPECT_FALSE(handshake.target().host.empty());
    }
  }
}

// ---- Replies
// ---------------------------------------------------------------------------------------------------------

TEST(Socks5, RepliesAreTenBytes) {
  EXPECT_EQ(to_hex(socks5_reply(Socks5Reply::kSucceeded)), "05000001000000000000");
  EXPECT_EQ(to_hex(socks5_reply(Socks5Reply::kConnectionRefused)), "05050001000000000000");
  EXPECT_EQ(to_hex(socks5_reply(Socks5Reply::kAddressTypeNotSupported)), "05080001000000000000");
}

}  // namespace
}  // namespace culvert::inbound
