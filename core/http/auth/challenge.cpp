#include "http/auth/challenge.h"

#include <algorithm>
#include <optional>

namespace culvert::http {

namespace {

bool is_tchar(char c) {  // RFC 9110 §5.6.2
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_token68(char c) {  // but for the padding, RFC 9110 §11.2
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~+/").contains(c);
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

bool is_space(char c) { return c == ' ' || c == '\t'; }

template <class Is>
std::string_view take_while(std::string_view& text, Is is) {
  const auto n = static_cast<std::size_t>(std::ranges::find_if_not(text, is) - text.begin());
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
}

std::string_view trimmed(std::string_view text) {
  take_while(text, is_space);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Up to the next comma that is in no quoted string; takes the comma, too.
std::string_view take_element(std::string_view& field) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < field.size() && (quoted || field[end] != ','); ++end) {
    if (field[end] == '"') quoted = !quoted;
    if (quoted && field[end] == '\\') ++end;
  }
  const std::string_view element = field.substr(0, end);
  field.remove_prefix(std::min(end + 1, field.size()));
  return trimmed(element);
}

// A token or a quoted string, the whole of `text`.
std::optional<std::string> value_of(std::string_view text) {
  if (text.empty() || text.size() > kMaxParameter) return {};
  if (text.front() != '"') return std::ranges::all_of(text, is_tchar) ? std::optional<std::string>(text) : std::nullopt;
  std::string value;
  for (text.remove_prefix(1); !text.empty() && text.front() != '"'; text.remove_prefix(1)) {
    if (text.front() == '\\') text.remove_prefix(1);
    if (text.empty() || is_control(text.front())) return {};
    value += text.front();
  }
  if (text != "\"") return {};
  return value;
}

// name BWS "=" BWS value. A token68 of a challenge ends in "=" and nothing behind it.
std::optional<Field> parameter_of(std::string_view element) {
  const std::string_view name = take_while(element, is_tchar);
  take_while(element, is_space);
  if (name.empty() || !element.starts_with('=')) return {};
  element.remove_prefix(1);
  auto value = value_of(trimmed(element));
  if (!value) return {};
  Field parameter{std::string(name), std::move(*value)};
  std::ranges::transform(parameter.name, parameter.name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return parameter;
}

void add(std::vector<Field>& parameters, std::optional<Field> parameter) {
  if (!parameter || parameters.size() == kMaxParameters) return;
  if (std::ranges::find(parameters, parameter->name, &Field::name) != parameters.end()) return;
  parameters.push_back(std::move(*parameter));
}

// An element of the list is a scheme, a scheme with its first parameter or its token68, or one more parameter of the
// challenge before it (RFC 9110 §11.3): that one has "=" behind its name. Takes the scheme off `element`.
std::string_view take_scheme(std::string_view& element) {
  std::string_view rest = element;
  const std::string_view name = take_while(rest, is_tchar);
  const bool separated = !take_while(rest, is_space).empty();
  if (!rest.empty() && (!separated || rest.front() == '=')) return {};
  element = rest;
  return name;
}

std::string token68_of(std::string_view text) {
  std::string_view rest = text;
  const bool any = !take_while(rest, is_token68).empty();
  return any && rest.find_first_not_of('=') == std::string_view::npos ? std::string(text) : std::string();
}

}  // namespace

const std::string* Challenge::find(std::string_view name) const {
  const auto it = std::ranges::find(parameters, name, &Field::name);
  return it != parameters.end() ? &it->value : nullptr;
}

std::vector<Challenge> parse_challenges(std::string_view field) {
  std::vector<Challenge> challenges;
  bool known = false;  // what follows belongs to the last of `challenges`
  while (!field.empty()) {
    std::string_view element = take_element(field);
    if (element.empty()) continue;
    if (const std::string_view scheme = take_scheme(element); !scheme.empty()) {
      if (challenges.size() == kMaxChallenges) break;
      known = scheme.size() <= kMaxScheme;
      if (!known) continue;
      challenges.push_back({std::string(scheme), {}, {}});
      if (auto first = parameter_of(element)) {
        add(challenges.back().parameters, std::move(first));
      } else {
        challenges.back().token68 = token68_of(element);
      }
    } else if (known) {
      add(challenges.back().parameters, parameter_of(element));
    }
  }
  return challenges;
}

std::vector<Field> parse_auth_parameters(std::string_view field) {
  std::vector<Field> parameters;
  while (!field.empty() && parameters.size() < kMaxParameters) add(parameters, parameter_of(take_element(field)));
  return parameters;
}

std::string quoted(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace culvert::http
