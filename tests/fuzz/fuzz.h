// What the fuzz targets have in common. Each target is one file with one function, LLVMFuzzerTestOneInput, which aborts
// where something holds that never may; sanitizers find the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

// Not assert(): it holds in every build.
#define FUZZ_CHECK(condition)                                                        \
  do {                                                                               \
    if (!static_cast<bool>(condition)) {                                             \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                  \
    }                                                                                \
  } while (false)

namespace culvert::fuzz {

using Bytes = std::span<const std::uint8_t>;

inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Takes choices off the front of an input, and pieces of what is left.
class Input {
 public:
  explicit Input(Bytes all) : left_(all) {}
  [[nodiscard]] bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }
  Bytes take(std::size_t most) {
    const Bytes piece = left_.first(most < left_.size() ? most : left_.size());
    left_ = left_.subspan(piece.size());
    return piece;
  }
  [[nodiscard]] Bytes rest() const { return left_; }

 private:
  Bytes left_;
};

// Sizes of pieces, the same for the same seed: mostly small ones.
class Splits {
 public:
  explicit Splits(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
  std::size_t next() {
    state_ = state_ * 1664525U + 1013904223U;
    const std::uint32_t r = state_ >> 16;
    return r % 8 == 0 ? 1 + r % 1000 : 1 + r % 7;
  }

 private:
  std::uint32_t state_;
};

}  // namespace culvert::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
