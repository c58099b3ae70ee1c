#include "config/profile.h"

#include <format>

#include "capsule/wire_revision.h"
#include "http/auth/authenticator.h"
#include "http/uri_template.h"

namespace culvert::config {

namespace {

constexpr std::size_t kMaxKeyId = 255;
constexpr std::size_t kMaxFallbacks = 16;

// RFC 7617 §2: no colon in the user name, no control characters in either.
std::string_view credentials_problem(const Credentials& c) {
  const auto control = [](std::string_view s) {
    for (const char ch : s) {
      if (static_cast<unsigned char>(ch) < 0x20 || ch == 0x7f) return true;
    }
    return false;
  };
  if (c.user.empty()) return "the user name is empty";
  if (c.user.find(':') != std::string::npos) return "the user name must not contain ':'";
  if (control(c.user) || control(c.password)) return "control characters are not allowed";
  return {};
}

std::string_view authentication_problem(const Authentication& a, Secrets secrets) {
  using Scheme = Authentication::Scheme;
  const bool from_source = a.secret.kind != SecretSource::Kind::kNone;
  const bool to_come = from_source && secrets == Secrets::kToCome;
  switch (a.scheme) {
    case Scheme::kNone:
      break;
    case Scheme::kPassword:
    case Scheme::kBasic:
    case Scheme::kDigest:
      if (from_source && !to_come && a.credentials.password.empty())
        return "the password was not read from where it is";
      return credentials_problem(a.credentials);
    case Scheme::kBearer:
      if (from_source && !to_come && a.token.empty()) return "the token was not read from where it is";
      if (!(to_come && a.token.empty()) && !http::is_bearer_token(a.token))
        return "the token has characters that no token has, or is empty";
      break;
    case Scheme::kConcealed:
      if (a.key_id.empty() || a.key_id.size() > kMaxKeyId) return "the name of the key has 1 to 255 characters";
      if (a.key_file.empty()) return "the file of the private key is missing";
      break;
  }
  return {};
}

}  // namespace

Problems validate(const Profile& profile, Secrets secrets) {
  Problems problems;
  const auto add = [&](std::string field, std::string_view message) {
    problems.push_back({std::move(field), std::string(message)});
  };
  if (!is_name(profile.name)) add("name", "it cannot be shown, or is longer than 256 bytes");
  const auto parse = profile.classic_connect ? &http::parse_classic_proxy : &http::parse_proxy_input;
  if (const auto input = parse(profile.proxy); !input) add("proxy", input.error().detail);
  if (profile.fallbacks.size() > kMaxFallbacks) add("fallbacks", "there are more than 16");
  for (std::size_t i = 0; i < profile.fallbacks.size(); ++i) {
    const auto input = parse(profile.fallbacks[i]);
    if (!input) add(std::format("fallbacks[{}]", i), input.error().detail);
  }
  if (const auto wire = parse_wire(profile.wire); !wire) add("wire", wire.error().detail);
  if (profile.congestion != "cubic" && profile.congestion != "bbr") add("congestion", "it is cubic or bbr");
  if (profile.http.empty()) add("http", "at least one version of HTTP is needed");
  if (profile.client_certificate_file.empty() != profile.client_key_file.empty()) {
    add("client_certificate_file", "a certificate and its key go together");
  }
  if (const auto why = authentication_problem(profile.authentication, secrets); !why.empty())
    add("authentication", why);
  if (const auto why = problem_of(profile.authentication.secret); !why.empty()) add("authentication.secret", why);
  if (profile.classic_connect && profile.authentication.scheme == Authentication::Scheme::kConcealed) {
    add("authentication", "a classic CONNECT proxy knows nobody by a key");
  }
  return problems;
}

}  // namespace culvert::config
