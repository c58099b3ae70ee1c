#include "http/uri_template.h"

#include <algorithm>
#include <array>
#include <format>

namespace culvert::http {

namespace {

constexpr std::size_t kMaxTemplate = 4096;
constexpr std::size_t kMaxVariables = 64;
constexpr std::string_view kHost = "target_host";
constexpr std::string_view kPort = "target_port";

std::unexpected<Error> bad(std::string_view rule, std::size_t place) {
  return culvert::fail(Stage::kLocal, Code::kInvalid, std::format("{} (at character {})", rule, place + 1));
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 6570 §2.1: characters that a literal must not have, besides controls and space.
bool is_literal(char c) { return std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos; }

// RFC 6570 §2.3.
bool is_variable_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.') return false;
  return std::ranges::all_of(name, [](char c) { return is_unreserved(c) && c != '-' && c != '~'; });
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += std::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return bad("'%' must be followed by two hexadecimal digits", i);
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Result<UriTemplate> UriTemplate::parse(std::string_view text) {
  if (text.size() > kMaxTemplate) return bad("a template has at most 4096 characters", kMaxTemplate);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < 0x21 || text[i] > 0x7e) return bad("a template has only visible ASCII characters", i);
  }
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return bad("a template begins with https://", 0);
  UriTemplate self;
  self.text_ = text;
  self.scheme_ = text.substr(0, colon);
  if (self.scheme_ != "https") return bad("the scheme must be https", 0);
  const std::size_t begin = colon + 3;
  const std::size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  self.authority_ = text.substr(begin, end - begin);
  if (self.authority_.empty()) return bad("the host is missing", begin);
  if (const auto brace = self.authority_.find_first_of("{}"); brace != std::string::npos) {
    return bad("variables stand in the path or the query only", begin + brace);
  }
  if (const auto at = self.authority_.find('@'); at != std::string::npos) {
    return bad("a user name has no place in a template", begin + at);
  }
  auto origin = parse_host_port(self.authority_, 443);
  if (!origin) return bad(origin.error().detail, begin);
  self.origin_ = std::move(*origin);
  if (end == text.size() || text[end] != '/') return bad("a path that starts with / is missing", end);
  if (auto parts = self.parse_parts(text.substr(end), end); !parts) return std::unexpected(std::move(parts.error()));
  return self;
}

UriTemplate UriTemplate::default_for(const HostPort& proxy) {
  const std::string text = "https://" + proxy.to_string() + std::string(kDefaultTemplatePath);
  auto parsed = parse(text);
  return parsed ? std::move(*parsed) : UriTemplate{};  // a valid host and port make a valid template
}

Result<UriTemplate> UriTemplate::parse_path(std::string_view text) {
  if (!text.starts_with('/')) return bad("a path starts with /", 0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < 0x21 || text[i] > 0x7e) return bad("a template has only visible ASCII characters", i);
  }
  UriTemplate self;
  self.text_ = text;
  if (auto parts = self.parse_parts(text, 0); !parts) return std::unexpected(std::move(parts.error()));
  return self;
}

Result<> UriTemplate::parse_parts(std::string_view text, std::size_t offset) {
  std::size_t i = 0;
  std::size_t variables = 0;
  const auto literal = [this]() -> std::string& {
    if (parts_.empty() || !parts_.back().literal) parts_.emplace_back();
    return parts_.back().text;
  };
  while (i < text.size()) {
    if (text[i] == '#') return bad("a template has no fragment", offset + i);
    if (text[i] == '%') {
      const bool hex = i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
      if (!hex) return bad("'%' must be followed by two hexadecimal digits", offset + i);
    }
    if (text[i] != '{') {
      if (!is_literal(text[i])) return bad("this character must be percent-encoded", offset + i);
      literal() += text[i++];
      continue;
    }
    const std::size_t close = text.find('}', i);
    if (close == std::string_view::npos) return bad("'{' without '}'", offset + i);
    auto part = parse_expression(text.substr(i + 1, close - i - 1), offset + i + 1);
    if (!part) return std::unexpected(std::move(part.error()));
    variables += part->variables.size();
    if (variables > kMaxVariables) return bad("too many variables", offset + i);
    parts_.push_back(std::move(*part));
    i = close + 1;
  }
  for (const std::string_view needed : {kHost, kPort}) {
    const auto uses = std::ranges::count_if(
        parts_, [&](const Part& p) { return std::ranges::find(p.variables, needed) != p.variables.end(); });
    if (uses == 0) return bad(std::format("the variable {{{}}} is missing", needed), offset + text.size());
  }
  return {};
}

Result<UriTemplate::Part> UriTemplate::parse_expression(std::string_view inside, std::size_t place) {
  Part part;
  part.literal = false;
  if (!inside.empty() && std::string_view("+#./;?&=,!@|").find(inside.front()) != std::string_view::npos) {
    part.op = inside.front();
    if (part.op != '?' && part.op != '&') {
      return bad(std::format("the operator '{}' is not allowed", part.op), place);
    }
    inside.remove_prefix(1);
    ++place;
  }
  for (;;) {
    const std::size_t comma = std::min(inside.find(','), inside.size());
    const std::string_view name = inside.substr(0, comma);
    if (const auto mod = name.find_first_of(":*"); mod != std::string_view::npos) {
      return bad("the modifiers ':' and '*' are not allowed", place + mod);
    }
    if (!is_variable_name(name)) return bad("this is no variable name", place);
    part.variables.emplace_back(name);
    if (comma == inside.size()) return part;
    inside.remove_prefix(comma + 1);
    place += comma + 1;
  }
}

std::string UriTemplate::expand(const HostPort& target) const {
  std::string out;
  for (const Part& part : parts_) {
    if (part.literal) {
      out += part.text;
      continue;
    }
    bool first = true;
    for (const std::string& name : part.variables) {
      if (name != kHost && name != kPort) continue;  // undefined: RFC 6570 §3.2.1
      const std::string value = percent_encode(name == kHost ? target.host : std::to_string(target.port));
      if (part.op == '\0') {
        out += (first ? "" : ",") + value;
      } else {
        out += (first ? part.op : '&') + name + "=" + value;
      }
      first = false;
    }
  }
  return out;
}

Result<HostPort> UriTemplate::match(std::string_view path) const {
  const auto no_match = [] { return culvert::fail(Stage::kProxy, Code::kNotFound, "no such resource"); };
  std::string host;
  std::string port;
  for (const Part& part : parts_) {
    if (part.literal) {
      if (!path.starts_with(part.text)) return no_match();
      path.remove_prefix(part.text.size());
      continue;
    }
    bool first = true;
    for (const std::string& name : part.variables) {
      if (name != kHost && name != kPort) continue;
      const std::string prefix =
          part.op == '\0' ? (first ? "" : ",") : std::string(1, first ? part.op : '&') + name + "=";
      if (!path.starts_with(prefix)) return no_match();
      path.remove_prefix(prefix.size());
      // A value ends where the first character begins that percent-encoding would not have left alone.
      const std::size_t end = static_cast<std::size_t>(
          std::ranges::find_if_not(path, [](char c) { return is_unreserved(c) || c == '%' || c == ':'; }) -
          path.begin());
      (name == kHost ? host : port) = path.substr(0, end);
      path.remove_prefix(end);
      first = false;
    }
  }
  if (!path.empty()) return no_match();
  const auto decoded_host = percent_decode(host);
  const auto decoded_port = percent_decode(port);
  if (!decoded_host || !decoded_port) {
    return culvert::fail(Stage::kProxy, Code::kInvalid, "the destination is not properly percent-encoded");
  }
  auto parsed_host = parse_host(*decoded_host);
  if (!parsed_host) return culvert::fail(Stage::kProxy, Code::kInvalid, parsed_host.error().detail);
  const auto parsed_port = parse_port(*decoded_port);
  if (!parsed_port) return culvert::fail(Stage::kProxy, Code::kInvalid, parsed_port.error().detail);
  return HostPort{std::move(*parsed_host), *parsed_port};
}

Result<ProxyInput> parse_proxy_input(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  if (text.empty())
    return culvert::fail(Stage::kLocal, Code::kInvalid, "a proxy is missing: a template or host[:port]");
  if (text.find("://") != std::string_view::npos || text.find('{') != std::string_view::npos) {
    auto parsed = UriTemplate::parse(text);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    return ProxyInput{ProxyInput::Kind::kTemplate, std::move(*parsed)};
  }
  auto host = parse_host_port(text, 443);
  if (!host) return std::unexpected(std::move(host.error()));
  return ProxyInput{ProxyInput::Kind::kHost, UriTemplate::default_for(*host)};
}

}  // namespace culvert::http
