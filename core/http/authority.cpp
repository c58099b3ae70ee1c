#include "http/authority.h"

#include <idn2.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "net/address.h"

namespace culvert::http {

namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxTyped = 1024;  // before conversion

std::unexpected<Error> bad(std::string why) { return culvert::fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

bool is_ascii(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// As the address parsers of systems see it: decimal, or hexadecimal after "0x".
bool is_number(std::string_view label) {
  if (!label.starts_with("0x")) return std::ranges::all_of(label, is_digit);
  return std::ranges::all_of(label.substr(2), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

Result<std::string> to_a_labels(std::string_view name) {
  char* converted = nullptr;
  const std::string text(name);
  const int rc = idn2_to_ascii_8z(text.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, void (*)(void*)> owned(converted, idn2_free);
  if (rc != IDN2_OK) return bad(text + ": " + idn2_strerror(rc));
  return std::string(converted);
}

Result<> check_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty()) return bad("the host is empty");
  if (name.size() > kMaxName) return bad("the host name is longer than 253 characters");
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string_view label = name.substr(0, dot);
    if (label.empty()) return bad("the host name has an empty part");
    if (label.size() > kMaxLabel) return bad("a part of the host name is longer than 63 characters");
    if (const auto c = std::ranges::find_if_not(label, is_name_char); c != label.end()) {
      return bad("the host name must not contain '" + std::string(1, *c) + "'");
    }
    if (label.front() == '-' || label.back() == '-') return bad("a part of the host name begins or ends with '-'");
    const bool last = dot == name.size();
    name.remove_prefix(last ? dot : dot + 1);
    if (!last && name.empty()) return bad("the host name has an empty part");
  }
  return {};
}

}  // namespace

std::string HostPort::to_string() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]:" : host + ":") + std::to_string(port);
}

Result<std::string> parse_host(std::string_view text) {
  if (text.empty()) return bad("the host is empty");
  if (text.size() > kMaxTyped) return bad("the host name is longer than 253 characters");
  if (text.find('\0') != std::string_view::npos) return bad("the host name must not contain a NUL");
  if (const auto address = IpAddress::parse(text)) return address->to_string();
  if (text.find(':') != std::string_view::npos) return bad("this is no valid IPv6 address");
  std::string name(text);
  if (!is_ascii(text)) {
    auto converted = to_a_labels(text);
    if (!converted) return converted;
    name = std::move(*converted);
  }
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (auto ok = check_name(name); !ok) return std::unexpected(std::move(ok.error()));
  // What ends in a number is an address or nothing (WHATWG URL, "ends in a number"): 192.0.2.300 is no name, and
  // neither is 0x7f000001, which a resolver might take for 127.0.0.1.
  std::string_view rest = name;
  if (rest.ends_with('.')) rest.remove_suffix(1);
  const std::string_view last = rest.substr(rest.rfind('.') + 1);
  if (is_number(last)) return bad("this is no valid IPv4 address");
  return name;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool digits = !text.empty() && std::ranges::all_of(text, is_digit);
  if (!digits || ec != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535) {
    return bad("the port must be a number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
  std::string_view host = text;
  std::string_view port;
  bool has_port = false;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return bad("the ']' of the IPv6 address is missing");
    host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return bad("after ']' comes ':' and the port");
    has_port = !rest.empty();
    if (has_port) port = rest.substr(1);
    if (host.find(':') == std::string_view::npos) return bad("only an IPv6 address stands in brackets");
  } else if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    const bool bare_v6 = text.find(':') != colon;
    if (bare_v6 && default_port == 0) return bad("an IPv6 address with a port stands in brackets");
    if (!bare_v6) {
      host = text.substr(0, colon);
      port = text.substr(colon + 1);
      has_port = true;
    }
  }
  if (!has_port && default_port == 0) return bad("the port is missing");
  auto parsed_host = parse_host(host);
  if (!parsed_host) return std::unexpected(std::move(parsed_host.error()));
  if (!has_port) return HostPort{std::move(*parsed_host), default_port};
  const auto parsed_port = parse_port(port);
  if (!parsed_port) return std::unexpected(parsed_port.error());
  return HostPort{std::move(*parsed_host), *parsed_port};
}

}  // namespace culvert::http
