// What all entries of a setup have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace culvert::config {

// What a file says of an entry beyond what this program understands. Whoever copies or changes an entry takes it along.
struct Kept {
  std::string json;     // an object with fields of other versions; of an entry that cannot be used, all of it; or empty
  std::string problem;  // why it cannot be used ("proxy: this has to be a text"); whoever has put it right clears this
  bool operator==(const Kept&) const = default;
};

struct Problem {
  std::string field;    // "proxy", "listeners[0].listen", "applications[1].forwards[0].target"
  std::string message;  // one sentence
  bool operator==(const Problem&) const = default;
};
using Problems = std::vector<Problem>;
[[nodiscard]] std::string to_string(const Problem& problem);  // "proxy: this has to be a text"

// Whether secrets have to be in memory already, or their sources suffice, as in a file.
enum class Secrets : std::uint8_t { kThere, kToCome };

// Where a secret is to be found; the secret itself is never written (requirement K3).
struct SecretSource {
  enum class Kind : std::uint8_t { kNone, kKeychain, kFile, kAsk };
  Kind kind = Kind::kNone;
  std::string where;  // kKeychain: the entry's name; kFile: an absolute path, of a file that only its owner can read
  bool operator==(const SecretSource&) const = default;
};
// What is wrong with it; empty if nothing is.
[[nodiscard]] std::string_view problem_of(const SecretSource& source);

// [a-z0-9-], 1 to 64 of them.
[[nodiscard]] bool is_id(std::string_view text);
// A name that can be shown: at most 256 bytes of UTF-8 without control characters.
[[nodiscard]] bool is_name(std::string_view text);
[[nodiscard]] bool is_absolute_path(std::string_view text);

}  // namespace culvert::config
