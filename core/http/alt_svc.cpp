#include "http/alt_svc.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/authority.h"
#include "http/message.h"

namespace culvert::http {

namespace {

constexpr std::int64_t kLongest = 30 * 24 * 3600;  // seconds; whoever says more means "for good"

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

// Takes pieces off the front of a field; a piece that is not there leaves it as it is.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  void skip_space() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) text_.remove_prefix(1);
  }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string_view token() {
    const auto end = std::ranges::find_if_not(text_, is_token_character);
    const std::string_view taken = text_.substr(0, static_cast<std::size_t>(end - text_.begin()));
    text_.remove_prefix(taken.size());
    return taken;
  }
  std::optional<std::string> quoted() {
    if (!take('"')) return {};
    std::string value;
    while (!text_.empty() && text_.front() != '"') {
      if (take('\\') && text_.empty()) return {};
      value.push_back(text_.front());
      text_.remove_prefix(1);
    }
    if (!take('"')) return {};
    return value;
  }
  std::optional<std::string> token_or_quoted() {
    if (!text_.empty() && text_.front() == '"') return quoted();
    const std::string_view value = token();
    if (value.empty()) return {};
    return std::string(value);
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::string_view text_;
};

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// ALPN names stand percent-encoded (RFC 7838 §3).
std::string decoded(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      name.push_back(static_cast<char>(hex(text[i + 1]) << 4 | hex(text[i + 2])));
      i += 2;
    } else {
      name.push_back(text[i]);
    }
  }
  return name;
}

bool take_authority(const std::string& text, AltService& service) {
  if (text.starts_with(':')) {
    const auto parsed = std::from_chars(text.data() + 1, text.data() + text.size(), service.port);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && service.port != 0;
  }
  auto place = parse_host_port(text);
  if (!place) return false;
  service.host = std::move(place->host);
  service.port = place->port;
  return true;
}

void take_parameter(std::string_view name, const std::string& value, AltService& service) {
  if (!equal_ignoring_case(name, "ma")) return;
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (parsed.ptr != value.data() + value.size() || value.empty() || value.front() == '-') return;
  if (parsed.ec == std::errc::result_out_of_range) seconds = kLongest;
  service.max_age = std::chrono::seconds(std::min(seconds, kLongest));
}

bool take_service(Cursor& cursor, AltService& service) {
  const std::string_view protocol = cursor.token();
  if (protocol.empty() || !cursor.take('=')) return false;
  const auto authority = cursor.quoted();
  if (!authority || !take_authority(*authority, service)) return false;
  service.protocol = decoded(protocol);
  for (;;) {
    cursor.skip_space();
    if (!cursor.take(';')) return true;
    cursor.skip_space();
    const std::string_view name = cursor.token();
    if (name.empty() || !cursor.take('=')) return false;
    const auto value = cursor.token_or_quoted();
    if (!value) return false;
    take_parameter(name, *value, service);
  }
}

}  // namespace

AltSvc parse_alt_svc(std::string_view field) {
  AltSvc result;
  Cursor cursor(field);
  cursor.skip_space();
  Cursor word = cursor;
  if (word.token() == "clear") {  // in lower case only (RFC 7838 §3)
    word.skip_space();
    result.clear = word.empty();
    if (result.clear) return result;
  }
  while (!cursor.empty() && result.services.size() < AltSvc::kMost) {
    AltService service;
    if (!take_service(cursor, service)) break;
    result.services.push_back(std::move(service));
    cursor.skip_space();
    if (!cursor.take(',')) break;
    cursor.skip_space();
  }
  result.clear = !result.services.empty();
  return result;
}

}  // namespace culvert::http
