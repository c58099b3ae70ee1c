// What destinations are compared with: names, blocks of addresses, ports. The proxy's policy, the client's rules and
// provisioning domains are made of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "net/address.h"

namespace culvert::http {

struct DomainPattern {
  enum class Reach : std::uint8_t { kItself, kBelow, kItselfAndBelow };
  std::string name;  // as parse_host() gives it, without a dot at the end
  Reach reach = Reach::kItself;
  // Without regard to case and to a dot at the end. An address is below no name.
  [[nodiscard]] bool matches(std::string_view host) const;
  bool operator==(const DomainPattern&) const = default;
};

struct Subnet {
  IpAddress address;
  int bits = 0;
  // An IPv4-mapped address is an IPv4 address; one of NAT64 is what it says and the IPv4 address inside.
  [[nodiscard]] bool matches(const IpAddress& other) const;
  bool operator==(const Subnet&) const = default;
};

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  [[nodiscard]] bool matches(std::uint16_t port) const { return first <= port && port <= last; }
  bool operator==(const PortRange&) const = default;
};

// Why a text is no pattern.
struct Misfit {
  std::string why;     // a clause: "this is no IP address"
  std::size_t at = 0;  // the character, from 0
};
template <class T>
using Parsed = std::expected<T, Misfit>;

// As people write them in rules: "corp.example" and all below it, or "*.corp.example", only what is below;
[[nodiscard]] Parsed<DomainPattern> parse_domain_pattern(std::string_view text);
// "192.0.2.0/24", "2001:db8::1": the first address of the block, or an address;
[[nodiscard]] Parsed<Subnet> parse_subnet(std::string_view text);
// "443", "1024-65535", from 1 on.
[[nodiscard]] Parsed<PortRange> parse_port_range(std::string_view text);

// For other rules: names reach as far as `plain` says, and with "*." in front as `starred` does;
[[nodiscard]] Parsed<DomainPattern> parse_domain_reaching(std::string_view text, DomainPattern::Reach plain,
                                                          DomainPattern::Reach starred);
// any address of a block may stand for it; a block of IPv4-mapped addresses is one of IPv4, here and above;
[[nodiscard]] Parsed<Subnet> parse_loose_subnet(std::string_view text);
// ports from `least` on.
[[nodiscard]] Parsed<PortRange> parse_ports_from(int least, std::string_view text);

}  // namespace culvert::http
