#include "capsule/wire_revision.h"

#include <algorithm>
#include <array>

namespace culvert {

namespace {

constexpr std::array kRevisions{
    WireRevision{"draft-12", "connect-tcp-12", 0x2028d7f2, 0x2028d7f3},
    WireRevision{"draft-08", "connect-tcp-07", 0x2028d7f0, 0x2028d7f1},  // drafts 07 to 11
    // IANA has not published the final capsule types; until then those of the newest draft are used.
    WireRevision{"rfc", "connect-tcp", 0x2028d7f2, 0x2028d7f3},
};

struct Alias {
  std::string_view token;
  std::string_view revision;
};
constexpr std::array kAliases{Alias{"connect-tcp-08", "draft-08"}};  // seen in the wild

}  // namespace

std::span<const WireRevision> wire_revisions() { return kRevisions; }

const WireRevision& default_revision() { return kRevisions.front(); }

const WireRevision* find_revision(std::string_view name) {
  const auto it = std::ranges::find(kRevisions, name, &WireRevision::name);
  return it != kRevisions.end() ? &*it : nullptr;
}

const WireRevision* revision_of_token(std::string_view token) {
  if (const auto it = std::ranges::find(kRevisions, token, &WireRevision::token); it != kRevisions.end()) return &*it;
  if (const auto it = std::ranges::find(kAliases, token, &Alias::token); it != kAliases.end()) {
    return find_revision(it->revision);
  }
  return nullptr;
}

}  // namespace culvert
