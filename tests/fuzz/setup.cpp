// Files of setups and settings (core/config/setup_json.h): what can be read is written, and is the same then; what
// cannot be read in one entry is written as it was; and no secret is ever taken over.

#include <nlohmann/json.hpp>

#include "config/setup_json.h"
#include "fuzz.h"

namespace culvert::fuzz {
namespace {

using nlohmann::json;

void check_entries(const json& before, const json& after, const char* list) {
  FUZZ_CHECK(!before.contains(list) || before[list].size() == after[list].size());
}

bool has_secret(const json& tree) {
  for (const auto& [name, value] : tree.items()) {
    if (tree.is_object() && (name == "password" || name == "passphrase" || name == "token")) return true;
    if (tree.is_object() && name == "secret" && !value.is_object()) return true;
    if (value.is_structured() && has_secret(value)) return true;
  }
  return false;
}

void check_setup(std::string_view text) {
  const auto parsed = config::read_setup(text);
  if (!parsed) {
    FUZZ_CHECK(!parsed.error().detail.empty());
    return;
  }
  for (const auto& problem : parsed->problems) FUZZ_CHECK(!problem.field.empty() && !problem.message.empty());
  for (const auto& rule : parsed->value.rules) {
    FUZZ_CHECK(rule.kept.problem.empty() || rule.action == config::Rule::Action::kBlock);
  }
  const auto again = config::write_setup(parsed->value);
  if (!again) {  // laid out for people it may be too long
    FUZZ_CHECK(again.error().code == Code::kLimit);
    return;
  }
  const auto reread = config::read_setup(*again);
  FUZZ_CHECK(reread && reread->value == parsed->value && !reread->had_secrets);
  const json before = json::parse(text);
  const json after = json::parse(*again);
  FUZZ_CHECK(has_secret(before) == parsed->had_secrets && !has_secret(after));
  for (const char* list : {"profiles", "listeners", "applications", "rules"}) check_entries(before, after, list);
  for (const auto& [name, value] : before.items()) {
    const bool secret = name == "password" || name == "passphrase" || name == "token" || name == "secret";
    FUZZ_CHECK(secret || name == "profile" || after.contains(name));
  }
}

void check_settings(std::string_view text) {
  const auto parsed = config::read_settings(text);
  if (!parsed) return;
  const auto again = config::write_settings(parsed->value);
  if (!again) {
    FUZZ_CHECK(again.error().code == Code::kLimit);
    return;
  }
  const auto reread = config::read_settings(*again);
  FUZZ_CHECK(reread && reread->value == parsed->value);
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = culvert::fuzz::text_of({data, size});
  culvert::fuzz::check_setup(text);
  culvert::fuzz::check_settings(text);
  return 0;
}
