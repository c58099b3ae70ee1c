// The code points of connect-tcp, which change from draft to draft. This table holds them; no other code does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace culvert {

struct WireRevision {
  std::string name;        // as in a profile
  std::string token;       // upgrade token, RFC 9110 §7.8, and :protocol, RFC 8441 §4
  std::uint64_t data = 0;  // capsule types, RFC 9297 §3.2
  std::uint64_t final_data = 0;
};

inline constexpr std::uint64_t kWrapUp = 0x272dda5e;  // draft-ietf-httpbis-wrap-up §4

// Newest published interoperability values first.
[[nodiscard]] std::span<const WireRevision> wire_revisions();
[[nodiscard]] const WireRevision& default_revision();
[[nodiscard]] const WireRevision* find_revision(std::string_view name);
// The revision that an upgrade token belongs to, aliases included.
[[nodiscard]] const WireRevision* revision_of_token(std::string_view token);

// All that revision_of_token() knows, the newest first.
[[nodiscard]] std::vector<std::string_view> upgrade_tokens();

// What a profile says: the name of a revision; "auto", which is all of them, to be offered in this order until the
// proxy knows one; or TOKEN,DATA,FINAL_DATA, an upgrade token and two capsule types (decimal, or hexadecimal after 0x),
// for what the table does not have. Errors: kLocal, kInvalid; the detail says what is wrong.
[[nodiscard]] Result<std::vector<WireRevision>> parse_wire(std::string_view text);

}  // namespace culvert
