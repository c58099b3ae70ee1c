// Hosts and ports as people, URIs and SOCKS requests write them (RFC 3986 §3.2.2, RFC 1123 §2.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert::http {

struct HostPort {
  std::string host;  // A-labels, or an address literal without brackets
  std::uint16_t port = 0;
  [[nodiscard]] std::string to_string() const;  // brackets around IPv6
  auto operator<=>(const HostPort&) const = default;
};

// A DNS name, an IPv4 literal, or an IPv6 literal without brackets or zone. Names in other scripts become A-labels
// (UTS #46, non-transitional); ASCII is lower-cased. Underscores and one trailing dot are allowed. 253 octets and 63 a
// label at most. Errors: kLocal, kInvalid.
[[nodiscard]] Result<std::string> parse_host(std::string_view text);
// 1 to 65535; decimal digits only.
[[nodiscard]] Result<std::uint16_t> parse_port(std::string_view text);

// "host:port", "[v6]:port"; where `default_port` is not 0 also "host", "[v6]" and a bare v6 literal.
[[nodiscard]] Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port = 0);

}  // namespace culvert::http
