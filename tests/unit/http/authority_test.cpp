#include "http/authority.h"

#include <gtest/gtest.h>

namespace culvert::http {
namespace {

void expect_host(std::string_view text, std::string_view host) {
  const auto parsed = parse_host(text);
  ASSERT_TRUE(parsed) << text << ": " << parsed.error().detail;
  EXPECT_EQ(*parsed, host);
  const auto again = parse_host(*parsed);  // what came out is in its last form
  ASSERT_TRUE(again) << host;
  EXPECT_EQ(*again, host);
}

void expect_no_host(std::string_view text) {
  const auto parsed = parse_host(text);
  ASSERT_FALSE(parsed) << text << " gave " << *parsed;
  EXPECT_EQ(parsed.error().stage, Stage::kLocal);
  EXPECT_EQ(parsed.error().code, Code::kInvalid);
  EXPECT_FALSE(parsed.error().detail.empty());
}

TEST(Host, T2_Names) {
  expect_host("example.com", "example.com");
  expect_host("EXAMPLE.Com", "example.com");
  expect_host("localhost", "localhost");
  expect_host("a", "a");
  expect_host("example.com.", "example.com.");
  expect_host("_dmarc.example.com", "_dmarc.example.com");
  expect_host("a-b.c--d.e", "a-b.c--d.e");
  expect_host("1.example", "1.example");
  expect_host("3com.com", "3com.com");
  expect_host("1e100.net", "1e100.net");
  expect_host("0x.example", "0x.example");
  expect_host("xn--bcher-kva.example", "xn--bcher-kva.example");
  expect_host("XN--BCHER-KVA.example", "xn--bcher-kva.example");
}

TEST(Host, T2_OtherScriptsBecomeALabels) {
  expect_host("bücher.example", "xn--bcher-kva.example");
  expect_host("BÜCHER.example", "xn--bcher-kva.example");
  expect_host("faß.de", "xn--fa-hia.de");  // not "fass.de": non-transitional
  expect_host("例え.テスト", "xn--r8jz45g.xn--zckzah");
  expect_host("例え。テスト", "xn--r8jz45g.xn--zckzah");  // ideographic full stop
  expect_host(
      "bu\xcc\x88"
      "cher.example",
      "xn--bcher-kva.example");                      // a combining mark
  expect_host("ｅｘａｍｐｌｅ.com", "example.com");  // full width
}

TEST(Host, T2_BadLabels) {
  expect_no_host("");
  expect_no_host(".");
  expect_no_host("..");
  expect_no_host(".com");
  expect_no_host("a..b");
  expect_no_host("a.b..");
  expect_no_host("-a.com");
  expect_no_host("a-.com");
  expect_no_host("a.-");
  expect_no_host("a b");
  expect_no_host(" a");
  expect_no_host("a ");
  expect_no_host("a/b");
  expect_no_host("a?b");
  expect_no_host("a#b");
  expect_no_host("a@b");
  expect_no_host("a%20b");
  expect_no_host("a%2eb");
  expect_no_host("*.example.com");
  expect_no_host("a,b");
  expect_no_host("a\\b");
  expect_no_host("a{b}");
  expect_no_host("a\nb");
  expect_no_host("a\x7f");
  expect_no_host(std::string_view("a\0b", 3));
  expect_no_host(std::string_view("127.0.0.1\0.example", 18));
  expect_no_host("\xff\xfe");
  expect_no_host("a\xc3");
  expect_no_host("\u202e.com");
}

TEST(Host, T2_LengthLimits) {
  const std::string label(63, 'a');
  expect_host(label + ".b", label + ".b");
  expect_no_host(label + "a.b");
  const std::string name = label + "." + label + "." + label + "." + std::string(61, 'a');
  ASSERT_EQ(name.size(), 253U);
  expect_host(name, name);
  expect_host(name + ".", name + ".");
  expect_no_host(name + "a");
  expect_no_host(std::string(100000, 'a'));
  std::string umlauts;
  for (int i = 0; i < 70; ++i) umlauts += "ü";
  expect_no_host(umlauts);
}

TEST(Host, T2_Ipv4) {
  expect_host("192.0.2.1", "192.0.2.1");
  expect_host("0.0.0.0", "0.0.0.0");
  expect_host("255.255.255.255", "255.255.255.255");
}

TEST(Host, T2_WhatLooksLikeAnIpv4AddressIsNoName) {
  expect_no_host("256.1.1.1");
  expect_no_host("1.2.3");
  expect_no_host("1.2.3.4.5");
  expect_no_host("1.2.3.4.");
  expect_no_host("0x7f.1");
  expect_no_host("0x7f000001");
  expect_no_host("0X7F000001");
  expect_no_host("0x7f.0x0.0x0.0x1");
  expect_no_host("127.0.0.0x1");
  expect_no_host("example.0x");
  expect_no_host("2130706433");
  expect_no_host("0177.0.0.1");
  expect_no_host("127.1");
  expect_no_host("01.02.03.04");
  expect_no_host("example.443");
  expect_no_host("１２７.0.0.1.");
  expect_no_host("-1.2.3.4");
}

TEST(Host, T2_Ipv6WithoutBracketsAndZone) {
  expect_host("::1", "::1");
  expect_host("::", "::");
  expect_host("2001:DB8:0:0:0:0:0:1", "2001:db8::1");
  expect_host("::ffff:192.0.2.1", "::ffff:192.0.2.1");
  expect_no_host("[::1]");
  expect_no_host("fe80::1%eth0");
  expect_no_host("fe80::1%25eth0");
  expect_no_host("::1::");
  expect_no_host("1:2:3:4:5:6:7");
  expect_no_host("1:2:3:4:5:6:7:8:9");
  expect_no_host("12345::");
  expect_no_host(":");
  expect_no_host("::g");
  expect_no_host(std::string_view("::1\0", 4));
}

TEST(Port, T2_OneTo65535InDecimal) {
  EXPECT_EQ(parse_port("1"), 1);
  EXPECT_EQ(parse_port("443"), 443);
  EXPECT_EQ(parse_port("65535"), 65535);
  for (const std::string_view text : {"", "0", "65536", "99999999999999999999", "-1", "+1", " 1", "1 ", "0x50", "1e3",
                                      "a", "4294967297", "\u0661", "00"}) {
    EXPECT_FALSE(parse_port(text)) << text;
  }
}

void expect_host_port(std::string_view text, std::string_view host, std::uint16_t port,
                      std::uint16_t default_port = 0) {
  const auto parsed = parse_host_port(text, default_port);
  ASSERT_TRUE(parsed) << text << ": " << parsed.error().detail;
  EXPECT_EQ(parsed->host, host);
  EXPECT_EQ(parsed->port, port);
  EXPECT_EQ(parse_host_port(parsed->to_string()), *parsed);
}

TEST(HostPort, WithAPort) {
  expect_host_port("example.com:80", "example.com", 80);
  expect_host_port("192.0.2.1:80", "192.0.2.1", 80);
  expect_host_port("[2001:DB8::1]:80", "2001:db8::1", 80);
  expect_host_port("bücher.example:80", "xn--bcher-kva.example", 80);
  EXPECT_EQ((HostPort{"::1", 443}).to_string(), "[::1]:443");
  EXPECT_EQ((HostPort{"a.example", 443}).to_string(), "a.example:443");
}

TEST(HostPort, WithADefaultPort) {
  expect_host_port("example.com", "example.com", 443, 443);
  expect_host_port("[::1]", "::1", 443, 443);
  expect_host_port("::1", "::1", 443, 443);
  expect_host_port("2001:db8::1", "2001:db8::1", 443, 443);
  expect_host_port("example.com:80", "example.com", 80, 443);
  expect_host_port("[::1]:80", "::1", 80, 443);
}

TEST(HostPort, Rejects) {
  for (const std::string_view text : {"",
                                      ":",
                                      ":80",
                                      "example.com",
                                      "example.com:",
                                      "example.com:0",
                                      "example.com:65536",
                                      "::1",
                                      "[::1]",
                                      "::1:80",
                                      "[::1",
                                      "[::1]80",
                                      "[::1]:",
                                      "[]:80",
                                      "[]",
                                      "[example.com]:80",
                                      "[192.0.2.1]:80",
                                      "[fe80::1%25e]:80",
                                      "a:b:80",
                                      "[::1]]:80",
                                      "[[::1]]:80",
                                      "user@example.com:80",
                                      "http://example.com:80",
                                      "example.com:80/",
                                      "example.com: 80"}) {
    const auto parsed = parse_host_port(text);
    EXPECT_FALSE(parsed) << text;
    if (!parsed) {
      EXPECT_EQ(parsed.error().code, Code::kInvalid);
    }
  }
  for (const std::string_view text : {"", ":", "example.com:", "[::1]:", "[]", "a:b:c", "[::1]x"}) {
    EXPECT_FALSE(parse_host_port(text, 443)) << text;
  }
}

}  // namespace
}  // namespace culvert::http
