// Which destinations a provisioning domain lets go through which of its proxies: the rules of `proxy-match`
// (draft-ietf-intarea-proxy-config §4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/authority.h"
#include "http/destination_patterns.h"

namespace culvert::http {

// "www.example.com"; "*.example.com": the name itself, and all below it. A dot at the end means nothing.
[[nodiscard]] Parsed<DomainPattern> parse_match_domain(std::string_view text);
// "192.0.2.0/24"; bits behind the prefix mean nothing.
[[nodiscard]] Parsed<Subnet> parse_match_subnet(std::string_view text);
// "443", "0-65535".
[[nodiscard]] Parsed<PortRange> parse_match_ports(std::string_view text);

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
