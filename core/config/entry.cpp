#include "config/entry.h"

#include <algorithm>
#include <filesystem>

#include "base/escape.h"

namespace culvert::config {

namespace {

constexpr std::size_t kMaxId = 64;
constexpr std::size_t kMaxName = 256;
constexpr std::size_t kMaxPath = 4096;

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

std::string to_string(const Problem& problem) { return problem.field + ": " + problem.message; }

bool is_id(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= kMaxId && std::ranges::all_of(text, allowed);
}

bool is_name(std::string_view text) { return text.size() <= kMaxName && is_utf8(text) && !has_control(text); }

bool is_absolute_path(std::string_view text) {
  return text.size() <= kMaxPath && is_utf8(text) && !has_control(text) && std::filesystem::path(text).is_absolute();
}

std::string_view problem_of(const SecretSource& source) {
  switch (source.kind) {
    case SecretSource::Kind::kNone:
    case SecretSource::Kind::kAsk:
      if (!source.where.empty()) return "only a keychain and a file have a place";
      break;
    case SecretSource::Kind::kKeychain:
      if (source.where.empty() || !is_name(source.where)) return "an entry of the keychain has a name";
      break;
    case SecretSource::Kind::kFile:
      if (!is_absolute_path(source.where)) return "the file of a secret is named by its whole path";
      break;
  }
  return {};
}

}  // namespace culvert::config
