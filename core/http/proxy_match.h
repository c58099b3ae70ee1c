// Which destinations a provisioning domain lets go through which of its proxies: the rules of `proxy-match`
// (draft-ietf-intarea-proxy-config §4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/authority.h"
#include "net/address.h"

namespace culvert::http {

struct DomainPattern {
  std::string name;         // as a host is, without a dot at the end
  bool with_below = false;  // "*.name": the name itself, and all below it
  [[nodiscard]] bool matches(std::string_view host) const;
  bool operator==(const DomainPattern&) const = default;
};

struct Subnet {
  IpAddress address;
  int bits = 0;
  [[nodiscard]] bool matches(const IpAddress& other) const;
  bool operator==(const Subnet&) const = default;
};

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  bool operator==(const PortRange&) const = default;
};

// "www.example.com", "*.example.com"; a dot at the end means nothing.
[[nodiscard]] std::optional<DomainPattern> parse_domain_pattern(std::string_view text);
// "192.0.2.0/24", "2001:db8::1".
[[nodiscard]] std::optional<Subnet> parse_subnet(std::string_view text);
// "443", "1024-65535".
[[nodiscard]] std::optional<PortRange> parse_port_range(std::string_view text);

struct ProxyRule {
  std::vector<std::string> proxies;  // identifiers, the most preferred first; empty: no proxy of this domain
  // One of each has to match; an empty list matches all.
  std::vector<DomainPattern> domains;
  std::vector<Subnet> subnets;
  std::vector<PortRange> ports;
  // Names are not looked up: a rule with subnets is for destinations that are addresses, one with domains for names.
  [[nodiscard]] bool matches(const HostPort& target) const;
};

}  // namespace culvert::http
