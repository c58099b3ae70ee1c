#include "http/proxy_match.h"

#include <algorithm>

namespace culvert::http {

Parsed<DomainPattern> parse_match_domain(std::string_view text) {
  return parse_domain_reaching(text, DomainPattern::Reach::kItself, DomainPattern::Reach::kItselfAndBelow);
}

Parsed<Subnet> parse_match_subnet(std::string_view text) { return parse_loose_subnet(text); }

Parsed<PortRange> parse_match_ports(std::string_view text) { return parse_ports_from(0, text); }

bool ProxyRule::matches(const HostPort& target) const {
  const auto address = IpAddress::parse(target.host);
  const auto domain = [&](const DomainPattern& d) { return !address && d.matches(target.host); };
  const auto subnet = [&](const Subnet& s) { return address && s.matches(*address); };
  const auto port = [&](const PortRange& p) { return p.matches(target.port); };
  return (domains.empty() || std::ranges::any_of(domains, domain)) &&
         (subnets.empty() || std::ranges::any_of(subnets, subnet)) &&
         (ports.empty() || std::ranges::any_of(ports, port));
}

}  // namespace culvert::http
