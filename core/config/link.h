// Profiles that go from one person to another, in links and files (docs/links.md). Whoever made them is a stranger:
// what is read is bounded and checked, and nothing changes before the reader of it has decided.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "config/setup.h"

namespace culvert::config {

struct Offer {
  // Without an id, without any file of this computer, without a secret; all else is valid. A secret that it needs is
  // one to ask for; with Concealed, the key's file has yet to be chosen.
  Profile profile;
  // What came along if whoever exported it wanted that; empty: nothing. It belongs into a keychain if the reader says
  // so.
  std::string secret;
  // All that it would set, field by field, for the reader to look at; a secret is named without its value.
  std::vector<std::pair<std::string, std::string>> says;
  // Fields that are not taken from others, and why. Their names may be anything: escape them before showing them.
  Problems left_out;
};

// A link, with what programs put around it and spaces in it. Errors: kLocal, with kInvalid, kLimit, or kUnsupported if
// a newer Culvert made it.
[[nodiscard]] Result<Offer> read_link(std::string_view text);
// A file of profiles; also one of a whole setup, of which nothing else is taken. Errors as above; one profile that is
// no good spoils the file.
[[nodiscard]] Result<std::vector<Offer>> read_profiles(std::string_view text);

enum class WithSecret : std::uint8_t { kNo, kYes };
// Errors: kLocal, with kInvalid for a profile that nobody could use, kLimit if it is too long.
[[nodiscard]] Result<std::string> write_link(const Profile& profile, WithSecret with = WithSecret::kNo);
[[nodiscard]] Result<std::string> write_profiles(const std::vector<Profile>& profiles,
                                                 WithSecret with = WithSecret::kNo);

// For a profile that is to be added: made from its name, and taken by none.
[[nodiscard]] std::string new_profile_id(const Setup& setup, std::string_view name);

}  // namespace culvert::config
