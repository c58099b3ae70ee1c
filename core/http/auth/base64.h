// Base64 in its two alphabets (RFC 4648 §4, §5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace culvert::http {

[[nodiscard]] std::string encode_base64(std::string_view bytes);
// Strict: standard alphabet, padded, nothing in the bits that stand for nothing.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

// The alphabet that is safe in URLs, without padding; as strict.
[[nodiscard]] std::string encode_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace culvert::http
