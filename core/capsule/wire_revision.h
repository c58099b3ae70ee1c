// The code points of connect-tcp, which change from draft to draft. This table holds them; no other code does.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace culvert {

struct WireRevision {
  std::string_view name;   // as in a profile
  std::string_view token;  // upgrade token, RFC 9110 §7.8, and :protocol, RFC 8441 §4
  std::uint64_t data = 0;  // capsule types, RFC 9297 §3.2
  std::uint64_t final_data = 0;
};

// Newest published interoperability values first.
[[nodiscard]] std::span<const WireRevision> wire_revisions();
[[nodiscard]] const WireRevision& default_revision();
[[nodiscard]] const WireRevision* find_revision(std::string_view name);
// The revision that an upgrade token belongs to, aliases included.
[[nodiscard]] const WireRevision* revision_of_token(std::string_view token);

}  // namespace culvert
