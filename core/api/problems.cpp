#include "api/problems.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace culvert::api {

namespace {

constexpr std::string_view kForwards = ".forwards[";

bool concerns(std::string_view field, std::string_view place) {
  return field.starts_with(place) && (field.size() == place.size() || field[place.size()] == '.');
}

}  // namespace

config::Problems fatal(const config::Problems& all) {
  constexpr std::array<std::string_view, 3> kAlone{"profiles[", "listeners[", "applications["};
  config::Problems out;
  std::ranges::copy_if(all, std::back_inserter(out), [&](const config::Problem& p) {
    const std::string_view field = p.field;
    return field.ends_with(".id") || std::ranges::none_of(kAlone, [&](auto begin) { return field.starts_with(begin); });
  });
  return out;
}

std::optional<std::string> problem_at(const config::Problems& all, std::string_view place) {
  const std::string_view around = place.substr(0, std::min(place.find(kForwards), place.size()));
  const auto found = std::ranges::find_if(all, [&](const config::Problem& p) {
    const std::string_view field = p.field;
    if (concerns(field, place)) return true;
    return concerns(field, around) && !field.substr(around.size()).starts_with(kForwards);
  });
  if (found == all.end()) return std::nullopt;
  return found->message;
}

}  // namespace culvert::api
