// Bytes for tests: from text, from hexadecimal, and every way to cut them in two.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace culvert::test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

inline std::string text_of(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

// "05 01 00"; spaces are for the reader.
inline Bytes from_hex(std::string_view hex) {
  Bytes out;
  int high = -1;
  for (const char c : hex) {
    if (c == ' ') continue;
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  return out;
}

inline std::string to_hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

// Calls f with the pieces of `all`: whole, cut in two at every place, and byte by byte. Each piece is memory of its
// own, so that a sanitizer sees who reads beyond it.
template <class F>
void for_every_split(std::span<const std::uint8_t> all, F f) {
  const auto piece = [&](std::size_t from, std::size_t to) {
    return Bytes(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to));
  };
  f(std::vector<Bytes>{piece(0, all.size())});
  for (std::size_t cut = 1; cut < all.size(); ++cut) f(std::vector<Bytes>{piece(0, cut), piece(cut, all.size())});
  std::vector<Bytes> single;
  for (std::size_t i = 0; i < all.size(); ++i) single.push_back(piece(i, i + 1));
  f(single);
}

}  // namespace culvert::test
