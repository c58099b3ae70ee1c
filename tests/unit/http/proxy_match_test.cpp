#include "http/proxy_match.h"

#include <gtest/gtest.h>

namespace culvert::http {
namespace {

TEST(ProxyMatch, T5_DomainsAreNamesAndWhatIsBelowThem) {
  const auto exact = parse_match_domain("WWW.Example.com.");
  ASSERT_TRUE(exact);
  EXPECT_TRUE(exact->matches("www.example.com"));
  EXPECT_TRUE(exact->matches("www.example.com."));
  EXPECT_FALSE(exact->matches("a.www.example.com"));
  EXPECT_FALSE(exact->matches("example.com"));
  const auto below = parse_match_domain("*.example.com");
  ASSERT_TRUE(below);
  EXPECT_TRUE(below->matches("example.com"));
  EXPECT_TRUE(below->matches("internal.example.com"));
  EXPECT_TRUE(below->matches("www.public.example.com."));
  EXPECT_FALSE(below->matches("badexample.com"));
  EXPECT_FALSE(below->matches("example.com.evil.test"));
  EXPECT_FALSE(below->matches(""));
  EXPECT_EQ(parse_match_domain("*.bücher.example"),
            (DomainPattern{"xn--bcher-kva.example", DomainPattern::Reach::kItselfAndBelow}));
  for (const char* text : {"", "*", "*.", "*.*.example.com", "www.*.com", "*example.com", ".example.com", "192.0.2.1",
                           "2001:db8::1", "*.192.0.2.1", "a b", "https://example.com"}) {
    EXPECT_FALSE(parse_match_domain(text)) << text;
  }
}

TEST(ProxyMatch, T5_SubnetsAreAddressesAndPrefixes) {
  const auto address = [](const char* text) { return IpAddress::parse(text).value(); };
  const auto v4 = parse_match_subnet("192.0.2.0/25");
  ASSERT_TRUE(v4);
  EXPECT_TRUE(v4->matches(address("192.0.2.0")));
  EXPECT_TRUE(v4->matches(address("192.0.2.127")));
  EXPECT_FALSE(v4->matches(address("192.0.2.128")));
  EXPECT_FALSE(v4->matches(address("2001:db8::1")));
  EXPECT_TRUE(v4->matches(address("::ffff:192.0.2.1"))) << "the same address in other words";
  const auto v6 = parse_match_subnet("2001:db8::1/33");  // bits behind the prefix mean nothing
  ASSERT_TRUE(v6);
  EXPECT_TRUE(v6->matches(address("2001:db8:7fff::")));
  EXPECT_FALSE(v6->matches(address("2001:db8:8000::")));
  EXPECT_TRUE(parse_match_subnet("192.0.2.1")->matches(address("192.0.2.1")));
  EXPECT_FALSE(parse_match_subnet("192.0.2.1")->matches(address("192.0.2.0")));
  EXPECT_TRUE(parse_match_subnet("2001:db8::1")->matches(address("2001:db8::1")));
  EXPECT_FALSE(parse_match_subnet("2001:db8::1")->matches(address("2001:db8::2")));
  EXPECT_TRUE(parse_match_subnet("0.0.0.0/0")->matches(address("203.0.113.9")));
  EXPECT_FALSE(parse_match_subnet("::/0")->matches(address("203.0.113.9")));
  for (const char* text :
       {"", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+1", "192.0.2.0/8/8", "2001:db8::/129",
        "[2001:db8::]/32", "192.0.2/24", "example.com", "fe80::1%eth0", "192.0.2.0/1e1"}) {
    EXPECT_FALSE(parse_match_subnet(text)) << text;
  }
}

TEST(ProxyMatch, T5_PortsAreNumbersAndRanges) {
  EXPECT_EQ(parse_match_ports("443"), (PortRange{443, 443}));
  EXPECT_EQ(parse_match_ports("1024-65535"), (PortRange{1024, 65535}));
  EXPECT_EQ(parse_match_ports("80-80"), (PortRange{80, 80}));
  for (const char* text : {"", "-", "80-", "-80", "81-80", "65536", "80-65536", "0x50", "+80", " 80", "80,81",
                           "80-81-82", "99999999999999999999"}) {
    EXPECT_FALSE(parse_match_ports(text)) << text;
  }
}

TEST(ProxyMatch, T5_EveryPropertyOfARuleHasToMatch) {
  ProxyRule rule;
  EXPECT_TRUE(rule.matches({"example.com", 1})) << "a rule without properties is for everything";
  rule.domains = {{"a.example", DomainPattern::Reach::kItselfAndBelow}, {"b.example"}};
  rule.ports = {{80, 80}, {8000, 8999}};
  EXPECT_TRUE(rule.matches({"x.a.example", 80}));
  EXPECT_TRUE(rule.matches({"b.example", 8999}));
  EXPECT_FALSE(rule.matches({"b.example", 9000}));
  EXPECT_FALSE(rule.matches({"x.b.example", 80}));
  EXPECT_FALSE(rule.matches({"192.0.2.1", 80}));
  rule.domains.clear();
  rule.subnets = {parse_match_subnet("192.0.2.0/24").value(), parse_match_subnet("2001:db8::/32").value()};
  EXPECT_TRUE(rule.matches({"192.0.2.1", 80}));
  EXPECT_TRUE(rule.matches({"2001:db8::5", 80}));
  EXPECT_FALSE(rule.matches({"192.0.2.1", 81}));
  EXPECT_FALSE(rule.matches({"b.example", 80})) << "names are not looked up";
}

}  // namespace
}  // namespace culvert::http
