// IP addresses and endpoints, free of any system header.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culvert {

class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0
  static IpAddress v4(const std::array<std::uint8_t, 4>& bytes);
  static IpAddress v6(const std::array<std::uint8_t, 16>& bytes);
  // Literals only: "192.0.2.1", "2001:db8::1"; no brackets, no zone.
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] bool is_v6() const { return v6_; }
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }  // IPv4: the first four
  [[nodiscard]] std::string to_string() const;

  // Exactly these bytes, nothing unwrapped. Precondition of both: `bits` is at most 32, of IPv6 128.
  [[nodiscard]] IpAddress prefix(int bits) const;  // the bits behind are zero
  [[nodiscard]] bool inside(const IpAddress& prefix, int bits) const;

  // The IPv4 address inside of an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) or of NAT64 (RFC 6052 §2.1), else
  // itself.
  [[nodiscard]] IpAddress unwrapped() const;
  [[nodiscard]] bool is_mapped() const;  // the first of the two

  // These three are said of unwrapped().
  [[nodiscard]] bool is_loopback() const;     // 127/8, ::1
  [[nodiscard]] bool is_unspecified() const;  // 0.0.0.0, ::
  // An ordinary unicast address of the public Internet: none of the special-purpose blocks of the IANA registries
  // (RFC 6890 and updates): private, shared, loopback, link-local, documentation, benchmarking, multicast, reserved.
  [[nodiscard]] bool is_global() const;
  // The block of that many bits that begins here, as it is written, is part of one of those blocks.
  [[nodiscard]] bool is_special_block(int bits) const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool v6_ = false;
};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  [[nodiscard]] std::string to_string() const;  // "192.0.2.1:443", "[2001:db8::1]:443"
  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace culvert
