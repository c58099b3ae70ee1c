// Profiles and sources of secrets as JSON. Inside of config/ only.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "config/fields.h"
#include "config/profile.h"

namespace culvert::config {

void read_profile(FieldReader& from, Profile& profile);
[[nodiscard]] nlohmann::ordered_json write_profile(const Profile& profile);

// Parts of it that links have as well.
void read_scheme(FieldReader& from, Authentication& authentication);
void write_scheme(FieldWriter& to, const Authentication& authentication);
[[nodiscard]] std::string text_of(const http::Versions& versions);  // "3,2,1.1"

void read_source(FieldReader& from, SecretSource& source);
// A secret that is in memory and comes from nowhere has to be asked for the next time.
void write_source(FieldWriter& to, const SecretSource& source, const std::string& secret);

// Any entry: with `fill`, which reads its fields. One that is wrong keeps all of `from`, for the next file.
template <class T, class Fill>
[[nodiscard]] T read_entry(const nlohmann::json& from, Fill fill) {
  T entry;
  if (!from.is_object()) {
    entry.kept = {from.dump(), "this has to be an object"};
    return entry;
  }
  FieldReader reader(from);
  fill(reader, entry);
  if (!reader.problems().empty()) {
    entry.kept = {from.dump(), to_string(reader.problems().front())};
  } else if (const auto rest = reader.rest(); !rest.empty()) {
    entry.kept.json = rest.dump();
  }
  return entry;
}
// The other way, with `fill` for a FieldWriter.
template <class T, class Fill>
[[nodiscard]] nlohmann::ordered_json write_entry(const T& entry, Fill fill) {
  if (!entry.kept.problem.empty()) {
    if (auto kept = http::parse_json(entry.kept.json, kFileLimits)) return *std::move(kept);
  }
  FieldWriter writer;
  fill(writer, entry);
  return std::move(writer).done(entry.kept);
}

// Takes out of the tree what is, or may be, a secret that somebody wrote into it: "password", "passphrase", "token",
// and a "secret" that is no object. Where one says who one is by it, it is asked for from now on. `found` is told the
// place of each.
void strip_secrets(nlohmann::json& tree, const std::function<void(std::string)>& found);

}  // namespace culvert::config
