#include "net/address.h"

#include <gtest/gtest.h>

namespace culvert::test {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

TEST(IpAddress, ParsesAndWritesLiteralsOnly) {
  EXPECT_EQ(ip("192.0.2.1").to_string(), "192.0.2.1");
  EXPECT_FALSE(ip("192.0.2.1").is_v6());
  EXPECT_EQ(ip("2001:DB8:0:0::1").to_string(), "2001:db8::1");
  EXPECT_TRUE(ip("::1").is_v6());
  for (const char* bad : {"", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[::1]", "fe80::1%eth0", "1.2.3.4 ",
                          " 1.2.3.4", ":::", "12345::", "1.2.3.4:80"}) {
    EXPECT_FALSE(IpAddress::parse(bad)) << bad;
  }
  EXPECT_FALSE(IpAddress::parse({"1.2.3.4\0", 8})) << "nothing behind a NUL is overlooked";
  EXPECT_FALSE(IpAddress::parse("1.2.3.4" + std::string(1000, ' ')));
  EXPECT_TRUE(IpAddress::parse("0000:0000:0000:0000:0000:ffff:255.255.255.255")) << "the longest";
}

TEST(IpAddress, Endpoints) {
  EXPECT_EQ((Endpoint{ip("192.0.2.1"), 443}).to_string(), "192.0.2.1:443");
  EXPECT_EQ((Endpoint{ip("2001:db8::1"), 443}).to_string(), "[2001:db8::1]:443");
}

TEST(IpAddress, Loopback) {
  for (const char* yes : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(ip(yes).is_loopback()) << yes;
  }
  for (const char* no : {"128.0.0.1", "126.255.255.255", "::", "::2", "1::1", "::ffff:128.0.0.1"}) {
    EXPECT_FALSE(ip(no).is_loopback()) << no;
  }
  for (const char* yes : {"0.0.0.0", "::", "::ffff:0.0.0.0"}) EXPECT_TRUE(ip(yes).is_unspecified()) << yes;
  EXPECT_FALSE(ip("0.0.0.1").is_unspecified());
}

TEST(IpAddress, GlobalAreOrdinaryPublicAddressesOnly) {
  struct Row {
    const char* address;
    bool global;
  };
  constexpr Row kRows[] = {
      {"8.8.8.8", true},
      {"1.1.1.1", true},
      {"0.0.0.0", false},
      {"0.1.2.3", false},  // this network
      {"9.255.255.255", true},
      {"10.0.0.0", false},  // private
      {"10.255.255.255", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},  // shared, carrier-grade NAT
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"127.0.0.1", false},
      {"169.253.255.255", true},
      {"169.254.169.254", false},  // link-local, where clouds keep their metadata
      {"172.15.255.255", true},
      {"172.16.0.0", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.0.0.8", false},    // IETF protocol assignments
      {"192.0.2.1", false},    // documentation
      {"192.88.99.1", false},  // 6to4 relay
      {"192.168.1.1", false},
      {"192.169.0.0", true},
      {"198.17.255.255", true},
      {"198.18.0.0", false},  // benchmarking
      {"198.19.255.255", false},
      {"198.20.0.0", true},
      {"198.51.100.7", false},  // documentation
      {"203.0.113.7", false},
      {"223.255.255.255", true},
      {"224.0.0.1", false},  // multicast
      {"239.255.255.255", false},
      {"240.0.0.1", false},  // reserved
      {"255.255.255.255", false},
      {"2606:4700:4700::1111", true},
      {"2a00:1450:4001::1", true},
      {"::", false},
      {"::1", false},
      {"::ffff:8.8.8.8", true},  // mapped: the IPv4 address inside counts
      {"::ffff:10.0.0.1", false},
      {"::ffff:127.0.0.1", false},
      {"::127.0.0.1", false},      // the deprecated compatible form
      {"64:ff9b::8.8.8.8", true},  // NAT64
      {"64:ff9b::10.0.0.1", false},
      {"64:ff9b::7f00:1", false},
      {"64:ff9b:1::1", false},  // local-use NAT64
      {"100::1", false},        // discard only
      {"2001::1", false},       // Teredo
      {"2001:db8::1", false},   // documentation
      {"2001:1ff:ffff::", false},
      {"2001:200::1", true},
      {"2002:0a00:0001::1", false},  // 6to4 of 10.0.0.1
      {"2002:0808:0808::1", false},  // 6to4 of anything
      {"3fff::1", false},            // documentation
      {"3fff:0fff::1", false},
      {"3fff:1000::1", true},
      {"4000::1", false},  // not assigned
      {"fc00::1", false},  // unique local
      {"fd12:3456::1", false},
      {"fe80::1", false},  // link-local
      {"fec0::1", false},  // site-local
      {"ff02::1", false},  // multicast
  };
  for (const Row& row : kRows) EXPECT_EQ(ip(row.address).is_global(), row.global) << row.address;
}

TEST(IpAddress, BlocksAndTheirPrefixes) {
  const auto a = [](const char* text) { return IpAddress::parse(text).value(); };
  EXPECT_EQ(a("10.1.2.3").prefix(32), a("10.1.2.3"));
  EXPECT_EQ(a("10.255.2.3").prefix(9), a("10.128.0.0"));
  EXPECT_EQ(a("10.1.2.3").prefix(0), a("0.0.0.0"));
  EXPECT_EQ(a("2001:db8:1:2:3::1").prefix(64), a("2001:db8:1:2::"));
  EXPECT_EQ(a("2001:db8::1").prefix(128), a("2001:db8::1"));
  EXPECT_TRUE(a("10.255.255.255").inside(a("10.0.0.0"), 8));
  EXPECT_FALSE(a("11.0.0.0").inside(a("10.0.0.0"), 8));
  EXPECT_FALSE(a("::ffff:10.0.0.1").inside(a("10.0.0.0"), 8)) << "as it is written";
  EXPECT_TRUE(a("::ffff:10.0.0.1").unwrapped().inside(a("10.0.0.0"), 8));
  EXPECT_FALSE(a("10.0.0.1").inside(a("::"), 0));
  EXPECT_TRUE(a("::ffff:10.0.0.1").is_mapped());
  EXPECT_FALSE(a("64:ff9b::10.0.0.1").is_mapped());
  EXPECT_FALSE(a("10.0.0.1").is_mapped());
}

TEST(IpAddress, SpecialBlocks) {
  const auto special = [](const char* text, int bits) { return IpAddress::parse(text).value().is_special_block(bits); };
  EXPECT_TRUE(special("10.0.0.0", 8));
  EXPECT_TRUE(special("10.1.0.0", 16));
  EXPECT_FALSE(special("10.0.0.0", 7));
  EXPECT_FALSE(special("0.0.0.0", 0));
  EXPECT_FALSE(special("8.8.8.8", 32));
  EXPECT_TRUE(special("::1", 128));
  EXPECT_TRUE(special("fc00::", 7));
  EXPECT_TRUE(special("4000::", 2));
  EXPECT_FALSE(special("::", 2));
  EXPECT_FALSE(special("::", 0));
  EXPECT_FALSE(special("2000::", 3));
  EXPECT_TRUE(special("2001:db8::", 32));
  EXPECT_FALSE(special("2606:4700::", 32));
}

}  // namespace
}  // namespace culvert::test
