#include "control/arguments.h"

#include <format>

namespace culvert::control {

const nlohmann::json* Arguments::find(const char* name, bool required) {
  known_.insert(name);
  const auto found = all_.find(name);
  if (found != all_.end()) return &*found;
  if (required) wrong(name, "has to be given");
  return nullptr;
}

void Arguments::wrong(const char* name, const char* what) {
  if (problem_.empty()) problem_ = std::format("{} {}", name, what);
}

std::string Arguments::text(const char* name) {
  std::string found = text_or_empty(name);
  if (found.empty()) wrong(name, "has to be given");
  return found;
}

std::string Arguments::text_or_empty(const char* name) {
  const auto* found = find(name, false);
  if (found == nullptr) return {};
  if (found->is_string()) return found->get<std::string>();
  wrong(name, "has to be a text");
  return {};
}

std::uint64_t Arguments::number(const char* name) { return find(name, true) != nullptr ? number_or_zero(name) : 0; }

std::uint64_t Arguments::number_or_zero(const char* name) {
  const auto* found = find(name, false);
  if (found == nullptr) return 0;
  if (found->is_number_unsigned()) return found->get<std::uint64_t>();
  wrong(name, "has to be a number");
  return 0;
}

bool Arguments::flag(const char* name, bool otherwise) {
  const auto* found = find(name, false);
  if (found == nullptr) return otherwise;
  if (!found->is_boolean()) wrong(name, "has to be true or false");
  return found->is_boolean() && found->get<bool>();
}

nlohmann::json Arguments::any(const char* name) {
  const auto* found = find(name, true);
  return found != nullptr ? *found : nlohmann::json();
}

Result<> Arguments::good() const {
  if (!problem_.empty()) return fail(Stage::kLocal, Code::kInvalid, problem_);
  for (const auto& [name, value] : all_.items()) {
    if (!known_.contains(name)) return fail(Stage::kLocal, Code::kInvalid, "nothing is known of an argument " + name);
  }
  return {};
}

}  // namespace culvert::control
