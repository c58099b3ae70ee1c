// Structured field values (RFC 9651): strict parser for lists and items, and the writer that Proxy-Status needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace culvert::http::sf {

struct Token {
  std::string text;
  bool operator==(const Token&) const = default;
};
struct Bytes {
  std::string bytes;
  bool operator==(const Bytes&) const = default;
};
struct Date {
  std::int64_t seconds = 0;  // since the epoch
  bool operator==(const Date&) const = default;
};
struct DisplayString {
  std::string utf8;
  bool operator==(const DisplayString&) const = default;
};

using Bare = std::variant<std::int64_t, double, std::string, Token, Bytes, bool, Date, DisplayString>;
using Parameters = std::vector<std::pair<std::string, Bare>>;  // keys are unique

struct Item {
  Bare value;
  Parameters parameters;
  // Null if there is no such parameter.
  [[nodiscard]] const Bare* parameter(std::string_view key) const;
};

struct InnerList {
  std::vector<Item> items;
  Parameters parameters;
};

using Member = std::variant<Item, InnerList>;

// Errors: kHttp, kInvalid. Several field lines of a list are joined with commas before (RFC 9651 §4.2).
[[nodiscard]] Result<Item> parse_item(std::string_view text);
[[nodiscard]] Result<std::vector<Member>> parse_list(std::string_view text);

// A quoted string; characters outside printable ASCII become '?', since sf-strings have none (RFC 9651 §3.3.3).
[[nodiscard]] std::string write_string(std::string_view text);
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace culvert::http::sf
