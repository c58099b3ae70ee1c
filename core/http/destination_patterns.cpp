#include "http/destination_patterns.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/authority.h"

namespace culvert::http {

namespace {

constexpr int kBitsV4 = 32;
constexpr int kBitsV6 = 128;
constexpr int kMappedBits = 96;  // of an IPv4-mapped address, before the IPv4 address
constexpr int kMostPorts = 65535;

std::unexpected<Misfit> bad(std::string why, std::size_t at = 0) { return std::unexpected(Misfit{std::move(why), at}); }

std::string_view without_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// `name` is in lower case.
bool same_name(std::string_view host, std::string_view name) { return std::ranges::equal(host, name, {}, lower); }

// Decimal digits only, from `least` to `most`.
std::optional<int> parse_number(std::string_view text, int least, int most) {
  int value = 0;
  const std::errc error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || !digits || error != std::errc{} || value < least || value > most) return std::nullopt;
  return value;
}

}  // namespace

bool DomainPattern::matches(std::string_view host) const {
  host = without_dot(host);
  if (host.size() == name.size()) return reach != Reach::kBelow && same_name(host, name);
  if (reach == Reach::kItself || host.size() < name.size()) return false;
  const std::size_t above = host.size() - name.size();
  return host[above - 1] == '.' && same_name(host.substr(above), name);
}

bool Subnet::matches(const IpAddress& other) const {
  return other.unwrapped().inside(address, bits) || (!other.is_mapped() && other.inside(address, bits));
}

Parsed<DomainPattern> parse_domain_pattern(std::string_view text) {
  return parse_domain_reaching(text, DomainPattern::Reach::kItselfAndBelow, DomainPattern::Reach::kBelow);
}

Parsed<PortRange> parse_port_range(std::string_view text) { return parse_ports_from(1, text); }

Parsed<DomainPattern> parse_domain_reaching(std::string_view text, DomainPattern::Reach plain,
                                            DomainPattern::Reach starred) {
  const bool has_star = text.starts_with("*.");
  const std::size_t start = has_star ? 2 : 0;
  if (const std::size_t star = text.find('*', start); star != std::string_view::npos) {
    return bad("a * stands before the first dot only", star);
  }
  const auto host = parse_host(text.substr(start));
  if (!host) return bad(host.error().detail, start);
  if (IpAddress::parse(*host)) return bad(has_star ? "nothing is below an address" : "this is an address", start);
  return DomainPattern{std::string(without_dot(*host)), has_star ? starred : plain};
}

Parsed<Subnet> parse_loose_subnet(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return bad("this is no IP address");
  const int most = address->is_v6() ? kBitsV6 : kBitsV4;
  int bits = most;
  if (slash != text.size()) {
    const auto number = parse_number(text.substr(slash + 1), 0, most);
    if (!number) return bad("behind '/' comes a number from 0 to " + std::to_string(most), slash + 1);
    bits = *number;
  }
  if (address->is_mapped() && bits >= kMappedBits) return Subnet{address->unwrapped(), bits - kMappedBits};
  return Subnet{*address, bits};
}

Parsed<Subnet> parse_subnet(std::string_view text) {
  auto subnet = parse_loose_subnet(text);
  if (!subnet) return subnet;
  const IpAddress first = subnet->address.prefix(subnet->bits);
  if (first == subnet->address) return subnet;
  return bad("the block of " + std::to_string(subnet->bits) + " bits begins at " + first.to_string());
}

Parsed<PortRange> parse_ports_from(int least, std::string_view text) {
  const std::size_t dash = std::min(text.find('-'), text.size());
  const std::string wanted = "the port must be a number from " + std::to_string(least) + " to 65535";
  const auto first = parse_number(text.substr(0, dash), least, kMostPorts);
  if (!first) return bad(wanted);
  if (dash == text.size()) return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*first)};
  const auto last = parse_number(text.substr(dash + 1), least, kMostPorts);
  if (!last) return bad(wanted, dash + 1);
  if (*last < *first) return bad("the last port comes before the first", dash + 1);
  return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

}  // namespace culvert::http
