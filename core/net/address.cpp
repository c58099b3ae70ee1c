#include "net/address.h"

#include <algorithm>
#include <asio/ip/address.hpp>
#include <iterator>

namespace culvert {

namespace {

struct Block {
  std::array<std::uint8_t, 16> prefix;
  int bits;
};

// IANA IPv4 Special-Purpose Address Registry, plus multicast and class E.
constexpr Block kSpecialV4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4},
    {{240}, 4},
};

// What lies inside 2000::/3 and is still not for everybody.
constexpr Block kSpecialV6[] = {
    {{0x20, 0x01}, 23},              // IETF protocol assignments
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: an IPv4 address in disguise
    {{0x3f, 0xff}, 20},              // documentation
};
constexpr Block kGlobalUnicastV6 = {{0x20}, 3};
constexpr Block kMapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Block kNat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};

bool inside(const std::array<std::uint8_t, 16>& address, const Block& block) {
  int bits = block.bits;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int keep = std::min(bits, 8);
    const auto mask = static_cast<std::uint8_t>(0xff00 >> keep);
    if (((address[i] ^ block.prefix[i]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& bytes) {
  IpAddress a;
  std::ranges::copy(bytes, a.bytes_.begin());
  return a;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) {
  IpAddress a;
  a.bytes_ = bytes;
  a.v6_ = true;
  return a;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  std::array<char, 64> literal{};  // the longest has 45 characters; nothing is allocated
  if (text.size() >= literal.size() || text.find_first_of({"%\0", 2}) != std::string_view::npos) return {};
  std::ranges::copy(text, literal.begin());
  asio::error_code ec;
  const asio::ip::address parsed = asio::ip::make_address(literal.data(), ec);
  if (ec) return {};
  if (parsed.is_v4()) return v4(parsed.to_v4().to_bytes());
  return v6(parsed.to_v6().to_bytes());
}

std::string IpAddress::to_string() const {
  if (v6_) return asio::ip::address_v6(bytes_).to_string();
  return asio::ip::address_v4({bytes_[0], bytes_[1], bytes_[2], bytes_[3]}).to_string();
}

IpAddress IpAddress::prefix(int bits) const {
  IpAddress a = *this;
  for (std::size_t i = 0; i < a.bytes_.size(); ++i, bits -= 8) {
    a.bytes_[i] &= static_cast<std::uint8_t>(0xff00 >> std::clamp(bits, 0, 8));
  }
  return a;
}

bool IpAddress::inside(const IpAddress& prefix, int bits) const {
  return v6_ == prefix.v6_ && culvert::inside(bytes_, {prefix.bytes_, bits});
}

bool IpAddress::is_mapped() const { return v6_ && culvert::inside(bytes_, kMapped); }

IpAddress IpAddress::unwrapped() const {
  if (!v6_) return *this;
  if (culvert::inside(bytes_, kMapped) || culvert::inside(bytes_, kNat64))
    return v4({bytes_[12], bytes_[13], bytes_[14], bytes_[15]});
  return *this;
}

bool IpAddress::is_loopback() const {
  const IpAddress a = unwrapped();
  if (!a.v6_) return a.bytes_[0] == 127;
  return std::all_of(a.bytes_.begin(), a.bytes_.end() - 1, [](auto b) { return b == 0; }) && a.bytes_[15] == 1;
}

bool IpAddress::is_unspecified() const {
  const IpAddress a = unwrapped();
  return std::ranges::all_of(a.bytes_, [](auto b) { return b == 0; });
}

bool IpAddress::is_global() const {
  const IpAddress a = unwrapped();
  const auto special = [&](const Block& b) { return culvert::inside(a.bytes_, b); };
  if (!a.v6_) return std::ranges::none_of(kSpecialV4, special);
  return culvert::inside(a.bytes_, kGlobalUnicastV6) && std::ranges::none_of(kSpecialV6, special);
}

bool IpAddress::is_special_block(int bits) const {
  const auto part_of = [&](const Block& b) { return b.bits <= bits && culvert::inside(bytes_, b); };
  if (!v6_) return std::ranges::any_of(kSpecialV4, part_of);
  if (!culvert::inside(bytes_, {kGlobalUnicastV6.prefix, std::min(bits, kGlobalUnicastV6.bits)})) return true;
  return std::ranges::any_of(kSpecialV6, part_of);
}

std::string Endpoint::to_string() const {
  const std::string port_text = std::to_string(port);
  return address.is_v6() ? "[" + address.to_string() + "]:" + port_text : address.to_string() + ":" + port_text;
}

}  // namespace culvert
