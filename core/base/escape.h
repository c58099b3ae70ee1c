// Text from outside, made safe to show (requirement K4).
#pragma once

#include <string>
#include <string_view>

namespace culvert {

// Control characters, bytes that are no valid UTF-8, bidirectional overrides and backslashes become \xNN or \u{N};
// the result holds at most `limit` bytes of the input, then "…".
[[nodiscard]] std::string escape(std::string_view text, std::size_t limit = 256);

// Well-formed UTF-8 (RFC 3629 §4).
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace culvert
