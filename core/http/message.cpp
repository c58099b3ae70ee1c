#include "http/message.h"

#include <algorithm>

namespace culvert::http {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::string> Fields::get(std::string_view name) const {
  std::optional<std::string> joined;
  for (const Field& f : list_) {
    if (f.name != name) continue;
    if (joined) {
      *joined += ", " + f.value;
    } else {
      joined = f.value;
    }
  }
  return joined;
}

bool Fields::has(std::string_view name) const {
  return std::ranges::any_of(list_, [&](const Field& f) { return f.name == name; });
}

}  // namespace culvert::http
