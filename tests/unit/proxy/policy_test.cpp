#include "proxy/policy.h"

#include <gtest/gtest.h>

namespace culvert::proxy {
namespace {

using Action = Policy::Action;

// "+PLACE" allows, "-PLACE" denies.
Policy policy(std::initializer_list<std::string_view> rules) {
  Policy p;
  for (const std::string_view rule : rules) {
    const auto added = p.add(rule.front() == '+' ? Action::kAllow : Action::kDeny, rule.substr(1));
    EXPECT_TRUE(added) << rule << ": " << (added ? "" : added.error().detail);
  }
  return p;
}

// What is denied before anything is looked up: the rule, else "".
std::string by_name(const Policy& p, const std::string& host, std::uint16_t port) {
  const auto denied = p.judge_name({http::parse_host(host).value(), port});
  return denied ? denied->rule : "";
}

// The same, and then of the address that the host leads to.
std::string by_all(const Policy& p, const std::string& host, std::uint16_t port, const std::string& address,
                   bool special = false) {
  if (const std::string rule = by_name(p, host, port); !rule.empty()) return rule;
  const auto denied =
      p.judge_address({http::parse_host(host).value(), port}, IpAddress::parse(address).value(), special);
  return denied ? denied->rule : "";
}

std::string of_address(const Policy& p, const std::string& address, std::uint16_t port = 443) {
  return by_all(p, address, port, address);
}

struct Row {
  const char* host;
  std::uint16_t port;
  const char* rule;  // that denies it; "": it is allowed
};

// ---- Reading rules --------------------------------------------------------------------------------------------------

TEST(PolicyRules, EveryForm) {
  for (const char* rule : {"10.0.0.0/8",
                           "10.0.0.0/8:22",
                           "0.0.0.0/0",
                           "192.0.2.1",
                           "192.0.2.1:80-443",
                           "192.0.2.1/32",
                           "2001:db8::/32",
                           "2001:db8::1",
                           "::/0",
                           "[2001:db8::/32]",
                           "[2001:db8::/32]:443",
                           "[::1]:1-65535",
                           "::ffff:10.0.0.0/104",
                           "example.com",
                           "EXAMPLE.com.",
                           "localhost:80",
                           "*.example.com:80-443",
                           "*.b\u00fccher.example",
                           "*",
                           "*:25",
                           "*:1-1023"}) {
    Policy p;
    EXPECT_TRUE(p.empty());
    EXPECT_TRUE(p.add(Action::kDeny, rule)) << rule;
    EXPECT_FALSE(p.empty());
  }
}

TEST(PolicyRules, EveryErrorNamesItsPlace) {
  const struct {
    const char* rule;
    const char* detail;
  } kRows[] = {
      {"", "the rule is empty, at character 1"},
      {":80", "the place is missing: an address, a name or *, at character 1"},
      {"[]:80", "only IPv6 stands in brackets, at character 2"},
      {"[10.0.0.0/8]:80", "only IPv6 stands in brackets, at character 2"},
      {"[::1", "the ']' is missing, at character 5"},
      {"[::1]80", "after ']' comes ':' and a port, at character 6"},
      {"[2001:db8::]/32", "after ']' comes ':' and a port, at character 13"},
      {"[::1]:", "the port must be a number from 1 to 65535, at character 7"},
      {"[1:2]:80", "this is no valid IPv6 address, at character 2"},
      {"2001:db8::/32:443", "IPv6 with a port stands in brackets, at character 14"},
      {"2001:db8::x", "this is no valid IPv6 address, at character 1"},
      {"fe80::1%eth0", "this is no valid IPv6 address, at character 1"},
      {"10.0.0.0/33", "behind '/' comes a number from 0 to 32, at character 10"},
      {"10.0.0.0/", "behind '/' comes a number from 0 to 32, at character 10"},
      {"10.0.0.0/8x", "behind '/' comes a number from 0 to 32, at character 10"},
      {"10.0.0.0/-1", "behind '/' comes a number from 0 to 32, at character 10"},
      {"10.0.0.0/99999999999", "behind '/' comes a number from 0 to 32, at character 10"},
      {"10.0.0.0/8/8", "behind '/' comes a number from 0 to 32, at character 10"},
      {"[2001:db8::/129]:1", "behind '/' comes a number from 0 to 128, at character 13"},
      {"10.0.0/8", "this is no IP address, at character 1"},
      {"example.com/8", "this is no IP address, at character 1"},
      {"/8", "this is no IP address, at character 1"},
      {"10.1.2.3/8", "the block of 8 bits begins at 10.0.0.0, at character 1"},
      {"[2001:db8::1/32]:1", "the block of 32 bits begins at 2001:db8::, at character 2"},
      {"192.0.2.300", "this is no valid IPv4 address, at character 1"},
      {"a..b", "the host name has an empty part, at character 1"},
      {"*.a..b", "the host name has an empty part, at character 3"},
      {"exa mple.com", "the host name must not contain ' ', at character 1"},
      {"*.", "the host is empty, at character 3"},
      {"*.*.com", "a * stands alone, or before the first dot, at character 3"},
      {"**", "a * stands alone, or before the first dot, at character 1"},
      {"*example.com", "a * stands alone, or before the first dot, at character 1"},
      {"www.*.com", "a * stands alone, or before the first dot, at character 5"},
      {"*.10.0.0.1", "nothing is below an address, at character 3"},
      {"*:", "the port must be a number from 1 to 65535, at character 3"},
      {"*:0", "the port must be a number from 1 to 65535, at character 3"},
      {"*:65536", "the port must be a number from 1 to 65535, at character 3"},
      {"*:https", "the port must be a number from 1 to 65535, at character 3"},
      {"*:-443", "the port must be a number from 1 to 65535, at character 3"},
      {"*:80-", "the port must be a number from 1 to 65535, at character 6"},
      {"*:80-0", "the port must be a number from 1 to 65535, at character 6"},
      {"*:80-443-8080", "the port must be a number from 1 to 65535, at character 6"},
      {"*:443-80", "the last port comes before the first, at character 7"},
  };
  for (const auto& row : kRows) {
    Policy p;
    const auto added = p.add(Action::kAllow, row.rule);
    ASSERT_FALSE(added) << row.rule;
    EXPECT_EQ(added.error().stage, Stage::kLocal);
    EXPECT_EQ(added.error().code, Code::kInvalid);
    EXPECT_EQ(added.error().detail, row.detail) << row.rule;
    EXPECT_TRUE(p.empty()) << "and the rule is none";
    EXPECT_EQ(by_all(p, "example.com", 80, "8.8.8.8"), "");
  }
}

// ---- Judging --------------------------------------------------------------------------------------------------------

TEST(Policy, WithoutRulesOrdinaryAddressesAreAllowed) {
  const Policy p;
  EXPECT_EQ(by_all(p, "example.com", 25, "8.8.8.8"), "");
  EXPECT_EQ(of_address(p, "2606:4700::1"), "");
  for (const char* special : {"127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.1.2.3",
                              "224.0.0.1", "::1", "fe80::1", "fd00::1", "2001:db8::1", "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:a00:1::1"}) {
    EXPECT_EQ(of_address(p, special), "special address") << special;
    EXPECT_EQ(by_all(p, special, 443, special, true), "") << special << " with --allow-private";
    // Wherever the name leads is what counts: no DNS rebinding.
    EXPECT_EQ(by_all(p, "example.com", 443, special), "special address") << special;
  }
}

// For the system that is loopback, so a rule that denies loopback would not keep anybody from it.
TEST(Policy, TheUnspecifiedAddressHasToBeNamedInAnyCase) {
  for (const char* address : {"0.0.0.0", "::", "::ffff:0.0.0.0", "64:ff9b::0.0.0.0"}) {
    const Policy p = policy({"-127.0.0.0/8", "-::1"});
    EXPECT_EQ(of_address(p, address), "special address") << address;
    EXPECT_EQ(by_all(p, address, 443, address, true), "special address") << address << " with --allow-private";
    EXPECT_EQ(by_all(p, "example.com", 443, address, true), "special address") << address;
  }
  EXPECT_EQ(by_all(policy({"+0.0.0.0"}), "0.0.0.0", 443, "0.0.0.0", true), "");
}

TEST(Policy, NamesExactlyAndBelow) {
  const Policy p = policy({"-Example.COM", "-*.Tests.example.", "-b\u00fccher.example", "-*.org:25"});
  const Row kRows[] = {
      {"example.com", 443, "deny Example.COM"},
      {"EXAMPLE.com.", 1, "deny Example.COM"},
      {"www.example.com", 443, ""},
      {"notexample.com", 443, ""},
      {"example.com.evil.example", 443, ""},
      {"tests.example", 443, ""},
      {"a.tests.example", 443, "deny *.Tests.example."},
      {"a.b.TESTS.example.", 443, "deny *.Tests.example."},
      {"atests.example", 443, ""},
      {"xn--bcher-kva.example", 443, "deny b\u00fccher.example"},
      {"B\u00dcCHER.example", 443, "deny b\u00fccher.example"},
      {"example.org", 25, "deny *.org:25"},
      {"example.org", 26, ""},
      {"org", 25, ""},
  };
  for (const Row& row : kRows) EXPECT_EQ(by_name(p, row.host, row.port), row.rule) << row.host << ":" << row.port;
}

TEST(Policy, PortsAndTheirRanges) {
  const Policy p = policy({"-*:25", "-*:6000-6063", "-8.8.8.0/24:53", "-[2606:4700::/32]:443"});
  const Row kRows[] = {
      {"8.8.4.4", 24, ""},
      {"8.8.4.4", 25, "deny *:25"},
      {"8.8.4.4", 26, ""},
      {"2606:4700::1", 25, "deny *:25"},
      {"8.8.4.4", 5999, ""},
      {"8.8.4.4", 6000, "deny *:6000-6063"},
      {"8.8.4.4", 6063, "deny *:6000-6063"},
      {"8.8.4.4", 6064, ""},
      {"8.8.8.8", 53, "deny 8.8.8.0/24:53"},
      {"8.8.8.8", 54, ""},
      {"8.8.9.8", 53, ""},
      {"2606:4700::1", 443, "deny [2606:4700::/32]:443"},
      {"2606:4700::1", 444, ""},
      {"2606:4701::1", 443, ""},
  };
  for (const Row& row : kRows) EXPECT_EQ(of_address(p, row.host, row.port), row.rule) << row.host << ":" << row.port;
  EXPECT_EQ(by_name(p, "8.8.8.8", 25), "deny *:25") << "a port is known before any lookup";
  EXPECT_EQ(by_name(p, "8.8.8.8", 53), "") << "and an address is judged as one";
}

TEST(Policy, BlocksOfEveryLength) {
  const struct {
    const char* rule;
    const char* in;
    const char* out;
  } kRows[] = {
      {"-8.0.0.0/7", "9.255.255.255", "11.0.0.0"},
      {"-8.8.0.0/13", "8.15.255.255", "8.16.0.0"},
      {"-8.8.8.8/31", "8.8.8.9", "8.8.8.10"},
      {"-8.8.8.8", "8.8.8.8", "8.8.8.9"},
      {"-0.0.0.0/0", "8.8.8.8", "2606:4700::1"},
      {"-::/0", "2606:4700::1", "8.8.8.8"},
      {"-2600::/12", "260f:ffff::1", "2610::1"},
      {"-2606:4700::/127", "2606:4700::1", "2606:4700::2"},
      {"-2606:4700::1", "2606:4700::1", "2606:4700::2"},
  };
  for (const auto& row : kRows) {
    const Policy p = policy({row.rule});
    EXPECT_EQ(of_address(p, row.in), "deny " + std::string(row.rule + 1));
    EXPECT_EQ(of_address(p, row.out), "") << row.rule << " " << row.out;
  }
}

TEST(Policy, AnIPv4AddressInIPv6IsAnIPv4Address) {
  for (const char* rule : {"-8.0.0.0/8", "-::ffff:8.0.0.0/104"}) {
    const Policy p = policy({rule});
    EXPECT_NE(of_address(p, "8.8.8.8"), "") << rule;
    EXPECT_NE(of_address(p, "::ffff:8.8.8.8"), "") << rule;
    EXPECT_NE(of_address(p, "64:ff9b::8.8.8.8"), "") << rule << ": NAT64";
    EXPECT_EQ(of_address(p, "::ffff:9.8.8.8"), "") << rule;
  }
  const Policy v6 = policy({"-::/0"});
  EXPECT_EQ(of_address(v6, "::ffff:8.8.8.8"), "");
  EXPECT_EQ(of_address(v6, "64:ff9b::8.8.8.8"), "deny ::/0");
}

TEST(Policy, DenyWinsOverAllowInAnyOrder) {
  for (const Policy& p : {policy({"+*.example.com", "-bad.example.com", "-8.0.0.0/8"}),
                          policy({"-8.0.0.0/8", "-bad.example.com", "+*.example.com"})}) {
    EXPECT_EQ(by_all(p, "good.example.com", 443, "9.9.9.9"), "");
    EXPECT_EQ(by_name(p, "bad.example.com", 443), "deny bad.example.com");
    EXPECT_EQ(by_all(p, "good.example.com", 443, "8.8.8.8"), "deny 8.0.0.0/8") << "wherever the name leads";
  }
  EXPECT_EQ(by_all(policy({"-10.0.0.0/8"}), "10.0.0.1", 1, "10.0.0.1", true), "deny 10.0.0.0/8")
      << "--allow-private is no rule";
  EXPECT_EQ(of_address(policy({"+10.0.0.0/8", "-10.0.0.0/8:22"}), "10.0.0.1", 22), "deny 10.0.0.0/8:22");
}

TEST(Policy, WhereThereIsAnAllowRuleOthersAreDenied) {
  const Policy names = policy({"+*.example.com:443", "+example.com:443"});
  EXPECT_EQ(by_all(names, "www.example.com", 443, "8.8.8.8"), "");
  EXPECT_EQ(by_name(names, "www.example.com", 80), "no allow rule");
  EXPECT_EQ(by_name(names, "example.org", 443), "no allow rule") << "nothing has to be looked up";
  EXPECT_EQ(by_name(names, "8.8.8.8", 443), "") << "an address is judged as one";
  EXPECT_EQ(of_address(names, "8.8.8.8"), "no allow rule");

  const Policy blocks = policy({"+8.0.0.0/8:443"});
  EXPECT_EQ(by_name(blocks, "example.org", 443), "") << "it depends on the address";
  EXPECT_EQ(by_all(blocks, "example.org", 443, "8.8.8.8"), "");
  EXPECT_EQ(by_all(blocks, "example.org", 443, "9.9.9.9"), "no allow rule");
  EXPECT_EQ(by_name(blocks, "example.org", 80), "no allow rule") << "no block has this port";

  const Policy both = policy({"+*.example.com", "+8.0.0.0/8"});
  EXPECT_EQ(by_all(both, "www.example.com", 443, "9.9.9.9"), "");
  EXPECT_EQ(by_all(both, "example.org", 443, "8.8.8.8"), "");
  EXPECT_EQ(by_all(both, "example.org", 443, "9.9.9.9"), "no allow rule");

  const Policy ports = policy({"+*:80", "+*:443"});
  EXPECT_EQ(of_address(ports, "8.8.8.8", 443), "");
  EXPECT_EQ(by_name(ports, "example.org", 22), "no allow rule");
  EXPECT_EQ(of_address(ports, "8.8.8.8", 22), "no allow rule");
}

TEST(Policy, SpecialAddressesHaveToBeNamed) {
  const struct {
    const char* rule;
    const char* address;
    const char* denied;
  } kRows[] = {
      {"+10.0.0.0/8", "10.1.2.3", ""},
      {"+10.1.0.0/16", "10.1.2.3", ""},
      {"+10.1.2.3", "10.1.2.3", ""},
      {"+10.0.0.0/8", "::ffff:10.1.2.3", ""},
      {"+10.0.0.0/8", "64:ff9b::10.1.2.3", ""},
      {"+::ffff:10.0.0.0/104", "10.1.2.3", ""},
      {"+127.0.0.1:443", "127.0.0.1", ""},
      {"+127.0.0.1:80", "127.0.0.1", "special address"},
      {"+10.0.0.0/8", "192.168.0.1", "special address"},
      {"+fd00::/8", "fd00::1", ""},
      {"+fc00::/6", "fd00::1", ""},
      {"+::1", "::1", ""},
      {"+2001:db8::/32", "2001:db8::1", ""},
      // What holds ordinary addresses as well names no special one.
      {"+*", "10.1.2.3", "special address"},
      {"+*:443", "127.0.0.1", "special address"},
      {"+0.0.0.0/0", "127.0.0.1", "special address"},
      {"+8.0.0.0/6", "10.1.2.3", "special address"},
      {"+::/0", "::1", "special address"},
      {"+2000::/3", "2001:db8::1", "special address"},
      {"+::/2", "::1", "special address"},
      {"+2001:d00::/24", "2001:db8::1", "special address"},
      // Where NAT64 leads is not what its prefix says.
      {"+64:ff9b::/96", "64:ff9b::10.1.2.3", "special address"},
      {"+64:ff9b::/96", "64:ff9b::8.8.8.8", ""},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(of_address(policy({row.rule}), row.address), row.denied) << row.rule << " " << row.address;
  }
  const Policy name = policy({"+intranet.example"});
  EXPECT_EQ(by_all(name, "intranet.example", 443, "10.1.2.3"), "special address") << "a name is no address";
  EXPECT_EQ(by_all(name, "intranet.example", 443, "10.1.2.3", true), "");
  const Policy both = policy({"+*", "+10.0.0.0/8"});
  EXPECT_EQ(by_all(both, "intranet.example", 443, "10.1.2.3"), "");
  EXPECT_EQ(by_all(both, "example.com", 443, "8.8.8.8"), "");
  EXPECT_EQ(by_all(both, "example.com", 443, "192.168.0.1"), "special address");
}

TEST(Policy, NoAddressIsBelowAName) {
  const Policy p = policy({"-*.com"});
  EXPECT_EQ(of_address(p, "8.8.8.1"), "");
}

}  // namespace
}  // namespace culvert::proxy
