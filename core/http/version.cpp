#include "http/version.h"

#include <algorithm>
#include <array>

namespace culvert::http {

namespace {

struct Entry {
  Version version;
  std::string_view number;
  std::string_view name;
  std::string_view alpn;
};
constexpr std::array kEntries{
    Entry{Version::kHttp3, "3", "HTTP/3", "h3"},
    Entry{Version::kHttp2, "2", "HTTP/2", "h2"},
    Entry{Version::kHttp11, "1.1", "HTTP/1.1", "http/1.1"},
};

const Entry& entry_of(Version version) { return *std::ranges::find(kEntries, version, &Entry::version); }

}  // namespace

std::string_view name_of(Version version) { return entry_of(version).name; }
std::string_view alpn_of(Version version) { return entry_of(version).alpn; }

bool contains(const Versions& versions, Version version) {
  return std::ranges::find(versions, version) != versions.end();
}

std::vector<std::string> alpn_over_tcp(const Versions& versions) {
  std::vector<std::string> names;
  for (const Version v : versions) {
    if (v != Version::kHttp3) names.emplace_back(alpn_of(v));
  }
  return names;
}

Result<Versions> parse_versions(std::string_view text) {
  Versions versions;
  for (;;) {
    const std::size_t comma = text.find(',');
    const auto it = std::ranges::find(kEntries, text.substr(0, comma), &Entry::number);
    if (it == kEntries.end()) {
      return fail(Stage::kLocal, Code::kInvalid, "versions of HTTP are 3, 2 and 1.1, with commas between them");
    }
    if (contains(versions, it->version)) return fail(Stage::kLocal, Code::kInvalid, "a version of HTTP is named twice");
    versions.push_back(it->version);
    if (comma == std::string_view::npos) return versions;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace culvert::http
