#include "http/destination_patterns.h"

#include <gtest/gtest.h>

namespace culvert::http {
namespace {

using Reach = DomainPattern::Reach;

TEST(DestinationPatterns, DomainsReachAsFarAsIsSaid) {
  const auto plain = parse_domain_pattern("Corp.EXAMPLE.");
  ASSERT_TRUE(plain);
  EXPECT_EQ(*plain, (DomainPattern{"corp.example", Reach::kItselfAndBelow}));
  const auto below = parse_domain_pattern("*.corp.example");
  ASSERT_TRUE(below);
  const DomainPattern itself{"corp.example", Reach::kItself};
  const struct {
    const char* host;
    bool itself, below;
  } kRows[] = {
      {"corp.example", true, false},
      {"CORP.example.", true, false},
      {"a.corp.example", false, true},
      {"a.b.Corp.Example", false, true},
      {"a.corp.example.", false, true},
      {"xcorp.example", false, false},
      {"example", false, false},
      {"corp.example.evil", false, false},
      {"", false, false},
      {".", false, false},
      {"192.0.2.1", false, false},
      {"corp.example..", false, false},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(itself.matches(row.host), row.itself) << row.host;
    EXPECT_EQ(below->matches(row.host), row.below) << row.host;
    EXPECT_EQ(plain->matches(row.host), row.itself || row.below) << row.host;
  }
}

TEST(DestinationPatterns, SubnetsKnowOneAddressInOtherWords) {
  const auto matches = [](const char* subnet, const char* address) {
    return parse_subnet(subnet).value().matches(IpAddress::parse(address).value());
  };
  EXPECT_TRUE(matches("10.0.0.0/8", "10.255.0.1"));
  EXPECT_TRUE(matches("10.0.0.0/8", "::ffff:10.255.0.1"));
  EXPECT_TRUE(matches("10.0.0.0/8", "64:ff9b::10.255.0.1")) << "NAT64: the address inside";
  EXPECT_TRUE(matches("64:ff9b::/96", "64:ff9b::10.255.0.1")) << "and what it says";
  EXPECT_FALSE(matches("::/0", "::ffff:10.255.0.1")) << "which is IPv4";
  EXPECT_TRUE(matches("::ffff:10.0.0.0/104", "10.255.0.1"));
  EXPECT_FALSE(matches("::ffff:10.0.0.0/104", "11.0.0.1"));
  EXPECT_EQ(*parse_subnet("::ffff:10.0.0.0/104"), (Subnet{IpAddress::v4({10, 0, 0, 0}), 8}));
}

TEST(DestinationPatterns, ErrorsHaveTheirPlace) {
  const auto domain = [](std::string_view t) { return parse_domain_pattern(t).error(); };
  EXPECT_EQ(domain("").why, "the host is empty");
  EXPECT_EQ(domain("*.").at, 2U);
  EXPECT_EQ(domain("*.*.example").at, 2U);
  EXPECT_EQ(domain("www.*.example").at, 4U);
  EXPECT_EQ(domain("*").why, "a * stands before the first dot only");
  EXPECT_EQ(domain("192.0.2.1").why, "this is an address");
  EXPECT_EQ(domain("*.192.0.2.1").why, "nothing is below an address");
  EXPECT_EQ(domain("*.a..b").why, "the host name has an empty part");

  EXPECT_EQ(parse_subnet("10.0.0/8").error().why, "this is no IP address");
  EXPECT_EQ(parse_subnet("10.0.0.0/33").error().why, "behind '/' comes a number from 0 to 32");
  EXPECT_EQ(parse_subnet("10.0.0.0/33").error().at, 9U);
  EXPECT_TRUE(parse_loose_subnet("10.1.2.3/8"));
  EXPECT_EQ(parse_subnet("10.1.2.3/8").error().why, "the block of 8 bits begins at 10.0.0.0");
  EXPECT_TRUE(parse_subnet("10.1.2.3"));

  EXPECT_EQ(parse_port_range("0").error().why, "the port must be a number from 1 to 65535");
  EXPECT_EQ(parse_ports_from(0, "0").value(), (PortRange{0, 0}));
  EXPECT_EQ(parse_port_range("443-").error().at, 4U);
  EXPECT_EQ(parse_port_range("443-80").error().why, "the last port comes before the first");
}

}  // namespace
}  // namespace culvert::http
