// The Alt-Svc field (RFC 7838 §3): where else an origin can be reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/loop.h"

namespace culvert::http {

struct AltService {
  std::string protocol;  // ALPN name: "h3"
  std::string host;      // empty: the origin's own
  std::uint16_t port = 0;
  Duration max_age = std::chrono::hours(24);
  bool operator==(const AltService&) const = default;
};

struct AltSvc {
  bool clear = false;                // everything that was told before is void, and always by a new field
  std::vector<AltService> services;  // as the server prefers them, kMost at most
  static constexpr std::size_t kMost = 16;
};

// What is malformed is left out, with everything behind it: the field is advice, and nobody can be told of mistakes in
// it.
[[nodiscard]] AltSvc parse_alt_svc(std::string_view field);

}  // namespace culvert::http
