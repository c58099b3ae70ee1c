#include "http/proxy_match.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace culvert::http {

namespace {

constexpr int kBitsV4 = 32;
constexpr int kBitsV6 = 128;

std::string_view without_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Decimal digits only, from 0 to `most`.
std::optional<int> parse_number(std::string_view text, int most) {
  int value = 0;
  const std::errc error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || !digits || error != std::errc{} || value > most) return std::nullopt;
  return value;
}

// What is meant by an IPv4-mapped address (RFC 4291 §2.5.5.2), so that no rule for IPv4 can be passed by it.
IpAddress unmapped(const IpAddress& address) {
  static constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const auto& bytes = address.bytes();
  if (!address.is_v6() || !std::ranges::equal(std::span(bytes).first<12>(), kMapped)) return address;
  return IpAddress::v4({bytes[12], bytes[13], bytes[14], bytes[15]});
}

}  // namespace

bool DomainPattern::matches(std::string_view host) const {
  host = without_dot(host);
  if (host == name) return true;
  return with_below && host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.';
}

bool Subnet::matches(const IpAddress& other) const {
  const IpAddress theirs = unmapped(other);
  if (theirs.is_v6() != address.is_v6()) return false;
  int left = bits;
  for (std::size_t i = 0; left > 0; ++i, left -= 8) {
    const int keep = std::min(left, 8);
    const auto mask = static_cast<std::uint8_t>(0xff00 >> keep);
    if (((address.bytes()[i] ^ theirs.bytes()[i]) & mask) != 0) return false;
  }
  return true;
}

std::optional<DomainPattern> parse_domain_pattern(std::string_view text) {
  DomainPattern pattern;
  pattern.with_below = text.starts_with("*.");
  if (pattern.with_below) text.remove_prefix(2);
  const auto host = parse_host(text);
  if (!host || IpAddress::parse(*host)) return std::nullopt;
  pattern.name = without_dot(*host);
  return pattern;
}

std::optional<Subnet> parse_subnet(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int most = address->is_v6() ? kBitsV6 : kBitsV4;
  if (slash == std::string_view::npos) return Subnet{*address, most};
  const auto bits = parse_number(text.substr(slash + 1), most);
  if (!bits) return std::nullopt;
  return Subnet{*address, *bits};
}

std::optional<PortRange> parse_port_range(std::string_view text) {
  constexpr int kMost = 65535;
  const std::size_t dash = text.find('-');
  const auto first = parse_number(text.substr(0, dash), kMost);
  const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1), kMost);
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

bool ProxyRule::matches(const HostPort& target) const {
  const auto address = IpAddress::parse(target.host);
  const auto domain = [&](const DomainPattern& d) { return !address && d.matches(target.host); };
  const auto subnet = [&](const Subnet& s) { return address && s.matches(*address); };
  const auto port = [&](const PortRange& p) { return p.first <= target.port && target.port <= p.last; };
  return (domains.empty() || std::ranges::any_of(domains, domain)) &&
         (subnets.empty() || std::ranges::any_of(subnets, subnet)) &&
         (ports.empty() || std::ranges::any_of(ports, port));
}

}  // namespace culvert::http
