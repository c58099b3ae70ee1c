// QUIC variable-length integers, RFC 9000 §16.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace culvert::varint {

inline constexpr std::uint64_t kMax = (std::uint64_t{1} << 62) - 1;
inline constexpr std::size_t kMaxSize = 8;

// Bytes that `value` needs: 1, 2, 4 or 8. Precondition: value <= kMax.
[[nodiscard]] constexpr std::size_t size(std::uint64_t value) {
  return value < 0x40 ? 1 : value < 0x4000 ? 2 : value < 0x40000000 ? 4 : 8;
}

// Writes the shortest form at `out`; returns one past its end. Precondition: room for size(value) bytes.
constexpr std::uint8_t* write(std::uint8_t* out, std::uint64_t value) {
  const std::size_t n = size(value);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * (n - 1 - i)));
  out[0] = static_cast<std::uint8_t>(out[0] | ((n == 1 ? 0U : n == 2 ? 1U : n == 4 ? 2U : 3U) << 6));
  return out + n;
}

// Reads one integer that may arrive in any number of pieces. Non-minimal encodings are accepted (RFC 9297 §1.1).
class Reader {
 public:
  // Takes bytes off the front of `in` until the integer is whole; true when it is.
  constexpr bool feed(std::span<const std::uint8_t>& in) {
    while (!in.empty() && left_ != 0) {
      const std::uint8_t byte = in.front();
      in = in.subspan(1);
      if (left_ == kFresh) {
        left_ = static_cast<std::uint8_t>(1U << (byte >> 6));
        value_ = byte & 0x3fU;
      } else {
        value_ = (value_ << 8) | byte;
      }
      --left_;
    }
    return left_ == 0;
  }
  [[nodiscard]] constexpr bool started() const { return left_ != kFresh; }
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }  // valid once feed() said true
  constexpr void clear() { *this = {}; }

 private:
  static constexpr std::uint8_t kFresh = 0xff;
  std::uint64_t value_ = 0;
  std::uint8_t left_ = kFresh;  // bytes still missing
};

}  // namespace culvert::varint
