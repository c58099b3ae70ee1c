#include "http/challenge.h"

#include <algorithm>

namespace culvert::http {

namespace {

bool is_tchar(char c) {  // RFC 9110 §5.6.2
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

template <class Is>
std::string_view take_while(std::string_view& text, Is is) {
  const auto n = static_cast<std::size_t>(std::ranges::find_if_not(text, is) - text.begin());
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
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
  return element;
}

// An element of the list is a scheme, a scheme with its first parameter or its token68, or one more parameter of the
// challenge before it (RFC 9110 §11.3): that one has "=" behind its name.
std::string_view scheme_of(std::string_view element) {
  take_while(element, is_space);
  const std::string_view name = take_while(element, is_tchar);
  const bool separated = !take_while(element, is_space).empty();
  return element.empty() || (separated && element.front() != '=') ? name : std::string_view();
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

}  // namespace

std::vector<std::string> challenge_schemes(std::string_view field) {
  std::vector<std::string> schemes;
  while (!field.empty() && schemes.size() < kMaxSchemes) {
    const std::string_view scheme = scheme_of(take_element(field));
    const auto same = [&](const std::string& other) { return equal_ignoring_case(scheme, other); };
    if (scheme.empty() || scheme.size() > kMaxScheme || std::ranges::any_of(schemes, same)) continue;
    schemes.emplace_back(scheme);
  }
  return schemes;
}

Error unauthorized(const Response& response, bool credentials_sent) {
  const auto schemes = challenge_schemes(response.fields.get("www-authenticate").value_or(""));
  if (schemes.empty()) {
    return {Stage::kAuth, Code::kUnauthorized,
            credentials_sent ? "it did not accept the user name and the password (401)"
                             : "it wants credentials and does not say which (401)"};
  }
  if (std::ranges::none_of(schemes, [](const std::string& s) { return equal_ignoring_case(s, "basic"); })) {
    return {Stage::kAuth, Code::kUnsupported,
            schemes.size() == 1
                ? "it wants authentication by the scheme " + schemes.front() + ", which is not supported yet"
                : "it wants authentication by one of the schemes " + joined(schemes) + ", which are not supported yet"};
  }
  return {Stage::kAuth, Code::kUnauthorized,
          credentials_sent ? "the user name or the password is wrong" : "it wants a user name and a password"};
}

}  // namespace culvert::http
