#include "http/message.h"

#include <algorithm>

#include "http/connection.h"

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

std::string_view name_of(Version version) {
  switch (version) {
    case Version::kHttp11:
      return "HTTP/1.1";
    case Version::kHttp2:
      return "HTTP/2";
    case Version::kHttp3:
      return "HTTP/3";
  }
  return "";
}

}  // namespace culvert::http
