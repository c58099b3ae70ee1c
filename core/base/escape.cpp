#include "base/escape.h"

#include <cstdint>
#include <format>

namespace culvert {

namespace {

struct Decoded {
  char32_t point = 0;
  std::size_t size = 0;  // 0: not valid UTF-8
};

// RFC 3629 §4: no overlong forms, no surrogates, nothing beyond U+10FFFF.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  const std::size_t size = lead < 0x80                   ? 1
                           : lead >= 0xc2 && lead < 0xe0 ? 2
                           : lead >= 0xe0 && lead < 0xf0 ? 3
                           : lead >= 0xf0 && lead < 0xf5 ? 4
                                                         : 0;
  if (size == 0 || text.size() < size) return {};
  if (size == 1) return {lead, 1};
  char32_t point = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    point = (point << 6) | (byte(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (overlong || surrogate || point > 0x10ffff) return {};
  return {point, size};
}

bool harmless(char32_t c) {
  if (c < 0x20 || c == '\\' || (c >= 0x7f && c < 0xa0)) return false;
  // Marks and overrides of direction, characters that show nothing, line and paragraph separators, annotation marks,
  // the byte-order mark.
  const bool hidden = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
                      (c >= 0xfff9 && c <= 0xfffb) || c == 0xad || c == 0x61c || c == 0x115f || c == 0x1160 ||
                      c == 0x180e || c == 0x3164 || c == 0xfeff || c == 0xffa0;
  return !hidden && (c < 0xe0000 || c > 0xe0fff);
}

}  // namespace

std::string escape(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t used = 0;
  while (used < text.size()) {
    const Decoded c = decode(text.substr(used));
    const std::size_t size = c.size == 0 ? 1 : c.size;
    if (used + size > limit) return out + "…";
    if (c.size == 0 || (!harmless(c.point) && c.point < 0x80)) {
      out += std::format("\\x{:02x}", static_cast<std::uint8_t>(text[used]));
    } else if (!harmless(c.point)) {
      out += std::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c.point));
    } else {
      out += text.substr(used, size);
    }
    used += size;
  }
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = decode(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace culvert
