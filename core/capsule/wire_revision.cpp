#include "capsule/wire_revision.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/varint.h"

namespace culvert {

namespace {

const std::array<WireRevision, 3>& table() {
  static const std::array kRevisions{
      WireRevision{"draft-12", "connect-tcp-12", 0x2028d7f2, 0x2028d7f3},
      WireRevision{"draft-08", "connect-tcp-07", 0x2028d7f0, 0x2028d7f1},  // drafts 07 to 11
      // IANA has not published the final capsule types; until then those of the newest draft are used.
      WireRevision{"rfc", "connect-tcp", 0x2028d7f2, 0x2028d7f3},
  };
  return kRevisions;
}

struct Alias {
  std::string_view token;
  std::string_view revision;
};
constexpr std::array kAliases{Alias{"connect-tcp-08", "draft-08"}};  // seen in the wild

// RFC 9110 §7.8, §5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kOther.contains(c);
  });
}

std::optional<std::uint64_t> parse_type(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != text.data() + text.size() || value > varint::kMax) return std::nullopt;
  return value;
}

}  // namespace

std::span<const WireRevision> wire_revisions() { return table(); }

const WireRevision& default_revision() { return table().front(); }

const WireRevision* find_revision(std::string_view name) {
  const auto it = std::ranges::find(table(), name, &WireRevision::name);
  return it != table().end() ? &*it : nullptr;
}

const WireRevision* revision_of_token(std::string_view token) {
  if (const auto it = std::ranges::find(table(), token, &WireRevision::token); it != table().end()) return &*it;
  if (const auto it = std::ranges::find(kAliases, token, &Alias::token); it != kAliases.end()) {
    return find_revision(it->revision);
  }
  return nullptr;
}

std::vector<std::string_view> upgrade_tokens() {
  std::vector<std::string_view> tokens;
  for (const WireRevision& r : table()) tokens.push_back(r.token);
  for (const Alias& a : kAliases) tokens.push_back(a.token);
  return tokens;
}

Result<std::vector<WireRevision>> parse_wire(std::string_view text) {
  if (text == "auto") return std::vector(table().begin(), table().end());
  if (const WireRevision* known = find_revision(text)) return std::vector{*known};
  const std::size_t first = text.find(',');
  const std::size_t second = first == std::string_view::npos ? first : text.find(',', first + 1);
  if (second == std::string_view::npos) {
    std::string names;
    for (const WireRevision& r : table()) names += r.name + ", ";
    return fail(Stage::kLocal, Code::kInvalid,
                "the protocol revision must be one of: auto, " + names + "or TOKEN,DATA,FINAL_DATA");
  }
  const std::string_view token = text.substr(0, first);
  const auto data = parse_type(text.substr(first + 1, second - first - 1));
  const auto final_data = parse_type(text.substr(second + 1));
  if (!is_token(token)) return fail(Stage::kLocal, Code::kInvalid, "the upgrade token has letters, digits and - only");
  if (!data || !final_data || *data == *final_data) {
    return fail(Stage::kLocal, Code::kInvalid,
                "DATA and FINAL_DATA are two different capsule types, such as 0x2028d7f2 and 0x2028d7f3");
  }
  return std::vector{WireRevision{std::string(text), std::string(token), *data, *final_data}};
}

}  // namespace culvert
