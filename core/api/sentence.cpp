#include "api/sentence.h"

#include <format>

#include "base/escape.h"

namespace culvert::api {

namespace {
constexpr std::size_t kDestination = 320;  // the longest name, its port, and something to spare
}

std::string sentence_of(const Error& error, std::string_view target, config::Rule::Action action) {
  if (action != config::Rule::Action::kDirect || error.stage != Stage::kDestination) return describe(error, target);
  const std::string why = error.detail.empty() ? std::string(name_of(error.code)) : escape(error.detail);
  return std::format("{} could not be reached directly, without a proxy: {}.", escape(target, kDestination), why);
}

}  // namespace culvert::api
