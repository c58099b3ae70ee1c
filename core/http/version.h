// The versions of HTTP, and lists of them in order of preference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace culvert::http {

enum class Version : std::uint8_t { kHttp11, kHttp2, kHttp3 };
using Versions = std::vector<Version>;  // in order of preference, each once

[[nodiscard]] std::string_view name_of(Version version);  // "HTTP/2"
[[nodiscard]] std::string_view alpn_of(Version version);  // "h2" (RFC 7301)
[[nodiscard]] bool contains(const Versions& versions, Version version);
// The ALPN names of those that run over TCP.
[[nodiscard]] std::vector<std::string> alpn_over_tcp(const Versions& versions);

// "2,1.1". Errors: kLocal, kInvalid.
[[nodiscard]] Result<Versions> parse_versions(std::string_view text);

}  // namespace culvert::http
