#include "http/uri_template.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>
#include <utility>

#include "http/message.h"
#include "http/provisioning_domain.h"

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

// RFC 6570 §2.3: letters, digits, '_' and percent-encoded octets; a dot stands between two of them.
bool is_variable_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos) {
    return false;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '%') {
      if (i + 2 >= name.size() || hex_value(name[i + 1]) < 0 || hex_value(name[i + 2]) < 0) return false;
      i += 2;
    } else if (!is_unreserved(name[i]) || name[i] == '-' || name[i] == '~') {
      return false;
    }
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

// "host[:port]".
Result<ProxyInput> parse_origin(std::string_view text) {
  auto host = parse_host_port(text, 443);
  if (!host) return std::unexpected(std::move(host.error()));
  return ProxyInput{ProxyInput::Kind::kHost, UriTemplate::default_for(*host), *host};
}

// Characters that match() takes as part of a value: what percent_encode() makes, and the colons of an IPv6 address
// that somebody did not encode.
bool is_value_char(char c) { return is_unreserved(c) || c == '%' || c == ':'; }

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
  std::ranges::transform(self.scheme_, self.scheme_.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
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
  if (!self.authority_.starts_with('[') && std::ranges::count(self.authority_, ':') > 1) {
    return bad("an IPv6 address stands in brackets", begin);
  }
  auto origin = parse_host_port(self.authority_, 443);
  if (!origin) return bad(origin.error().detail, begin);
  self.origin_ = std::move(*origin);
  if (end == text.size() || text[end] != '/') return bad("a path that starts with / is missing", end);
  if (auto pieces = self.parse_pieces(text.substr(end), end); !pieces) {
    return std::unexpected(std::move(pieces.error()));
  }
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
  if (text.size() > kMaxTemplate) return bad("a template has at most 4096 characters", kMaxTemplate);
  UriTemplate self;
  self.text_ = text;
  if (auto pieces = self.parse_pieces(text, 0); !pieces) return std::unexpected(std::move(pieces.error()));
  for (std::size_t i = 0; i < self.pieces_.size(); ++i) {
    const std::string& after = self.after(i);
    const bool last = i + 1 == self.pieces_.size();
    if (after.empty() ? !last : is_value_char(after.front())) {
      return bad("behind a variable comes a character that no value has, such as '/'", self.pieces_[i].place);
    }
  }
  return self;
}

const std::string& UriTemplate::after(std::size_t piece) const {
  return piece + 1 < pieces_.size() ? pieces_[piece + 1].before : tail_;
}

Result<> UriTemplate::parse_pieces(std::string_view text, std::size_t offset) {
  std::size_t i = 0;
  std::size_t variables = 0;
  while (i < text.size()) {
    if (text[i] == '#') return bad("a template has no fragment", offset + i);
    if (text[i] == '%') {
      const bool hex = i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
      if (!hex) return bad("'%' must be followed by two hexadecimal digits", offset + i);
    }
    if (text[i] == '}') return bad("'}' without '{'", offset + i);
    if (text[i] != '{') {
      if (!is_literal(text[i])) return bad("this character must be percent-encoded", offset + i);
      tail_ += text[i++];
      continue;
    }
    const std::size_t close = text.find('}', i);
    if (close == std::string_view::npos) return bad("'{' without '}'", offset + i);
    auto count = parse_expression(text.substr(i + 1, close - i - 1), offset + i + 1);
    if (!count) return std::unexpected(std::move(count.error()));
    variables += *count;
    if (variables > kMaxVariables) return bad("too many variables", offset + i);
    i = close + 1;
  }
  for (const auto& [variable, name] : {std::pair{Variable::kHost, kHost}, {Variable::kPort, kPort}}) {
    if (std::ranges::find(pieces_, variable, &Piece::variable) == pieces_.end()) {
      return bad(std::format("the variable {{{}}} is missing", name), offset + text.size());
    }
  }
  return {};
}

// Returns the number of variables.
Result<std::size_t> UriTemplate::parse_expression(std::string_view inside, std::size_t place) {
  const std::size_t behind = place + inside.size() + 1;
  char op = '\0';
  if (!inside.empty() && std::string_view("+#./;?&=,!@|").find(inside.front()) != std::string_view::npos) {
    op = inside.front();
    if (op != '?' && op != '&') return bad(std::format("the operator '{}' is not allowed", op), place);
    inside.remove_prefix(1);
    ++place;
  }
  bool first = true;  // of those that have a value
  for (std::size_t count = 1;; ++count) {
    const std::size_t comma = std::min(inside.find(','), inside.size());
    const std::string_view name = inside.substr(0, comma);
    if (const auto mod = name.find_first_of(":*"); mod != std::string_view::npos) {
      return bad("the modifiers ':' and '*' are not allowed", place + mod);
    }
    if (!is_variable_name(name)) return bad("this is no variable name", place);
    if (name == kHost || name == kPort) {
      if (op != '\0') {
        tail_ += first ? op : '&';
        tail_ += name;
        tail_ += '=';
      } else if (!first) {
        tail_ += ',';
      }
      pieces_.push_back({std::exchange(tail_, {}), name == kHost ? Variable::kHost : Variable::kPort, behind});
      first = false;
    }
    if (comma == inside.size()) return count;
    inside.remove_prefix(comma + 1);
    place += comma + 1;
  }
}

std::string UriTemplate::expand(const HostPort& target) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    out += piece.before;
    out += piece.variable == Variable::kHost ? percent_encode(target.host) : std::to_string(target.port);
  }
  return out + tail_;
}

Result<HostPort> UriTemplate::match(std::string_view path) const {
  const auto no_match = [] { return culvert::fail(Stage::kProxy, Code::kNotFound, "no such resource"); };
  const auto malformed = [](std::string why) { return culvert::fail(Stage::kProxy, Code::kInvalid, std::move(why)); };
  std::array<std::optional<std::string_view>, 2> values;  // by Variable
  bool differ = false;                                    // a variable occurs more than once
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (!path.starts_with(pieces_[i].before)) return no_match();
    path.remove_prefix(pieces_[i].before.size());
    // What stands up to the next text is the value, well formed or not.
    const std::string& next = after(i);
    const std::size_t end = next.empty() ? path.size() : std::min(path.find(next.front()), path.size());
    const std::string_view value = path.substr(0, end);
    auto& known = values.at(static_cast<std::size_t>(pieces_[i].variable));
    differ = differ || (known && *known != value);
    known = value;
    path.remove_prefix(end);
  }
  if (path != tail_ || !values[0] || !values[1]) return no_match();
  if (differ) return malformed("the destination is given twice, and not the same");
  const auto host = percent_decode(*values[0]);
  const auto port = percent_decode(*values[1]);
  if (!host || !port) return malformed("the destination is not properly percent-encoded");
  auto parsed_host = parse_host(*host);
  if (!parsed_host) return malformed(std::move(parsed_host.error().detail));
  const auto parsed_port = parse_port(*port);
  if (!parsed_port) return malformed(parsed_port.error().detail);
  return HostPort{std::move(*parsed_host), *parsed_port};
}

Result<ProxyInput> understand_proxy_input(std::string_view text) {
  text = trimmed(text);
  if (text.empty())
    return culvert::fail(Stage::kLocal, Code::kInvalid, "a proxy is missing: a template or host[:port]");
  if (const std::size_t colon = text.find("://"); colon != std::string_view::npos) {
    const std::size_t path = std::min(text.find('/', colon + 3), text.size());
    if (text.substr(path) == kProvisioningPath) {
      // What goes before the path keeps the rules of a template.
      const auto like = UriTemplate::parse(std::string(text.substr(0, path)).append(kDefaultTemplatePath));
      if (!like) return std::unexpected(like.error());
      return ProxyInput{ProxyInput::Kind::kProvisioningDomain, {}, like->origin()};
    }
  }
  if (text.find("://") != std::string_view::npos || text.find('{') != std::string_view::npos) {
    auto parsed = UriTemplate::parse(text);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    return ProxyInput{ProxyInput::Kind::kTemplate, *parsed, parsed->origin()};
  }
  return parse_origin(text);
}

Result<ProxyInput> parse_classic_proxy(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  text = trimmed(text);
  if (equal_ignoring_case(text.substr(0, kScheme.size()), kScheme)) {
    text.remove_prefix(kScheme.size());
    if (text.ends_with('/')) text.remove_suffix(1);
  }
  if (text.find_first_of("/?#{}@") != std::string_view::npos || text.empty()) {
    return culvert::fail(Stage::kLocal, Code::kInvalid,
                         "a classic CONNECT proxy is HOST[:PORT] or https://HOST[:PORT], without path or template");
  }
  return parse_origin(text);
}

Result<ProxyInput> parse_proxy_input(std::string_view text) {
  auto input = understand_proxy_input(text);
  if (input && input->kind == ProxyInput::Kind::kProvisioningDomain) {
    return culvert::fail(
        Stage::kLocal, Code::kUnsupported,
        "this is a provisioning domain: choose one of the templates that it offers (culvert-cli proxies)");
  }
  return input;
}

}  // namespace culvert::http
