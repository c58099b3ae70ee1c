#include "http/auth/authenticator.h"

#include <openssl/rand.h>

#include <algorithm>
#include <format>
#include <vector>

#include "http/auth/base64.h"

namespace culvert::http {

namespace {

constexpr std::size_t kNonceSize = 18;  // of ours: a multiple of three

Error unauthorized(std::string why) { return {Stage::kAuth, Code::kUnauthorized, std::move(why)}; }

// Each scheme once, as the proxy spells it.
std::vector<std::string> schemes_of(const std::vector<Challenge>& challenges) {
  std::vector<std::string> schemes;
  for (const Challenge& c : challenges) {
    if (std::ranges::none_of(schemes, [&](const std::string& s) { return c.is(s); })) schemes.push_back(c.scheme);
  }
  return schemes;
}

Error unsupported(const std::vector<Challenge>& challenges, std::string_view what) {
  std::string names;
  for (const std::string& name : schemes_of(challenges)) names += (names.empty() ? "" : ", ") + name;
  return {Stage::kAuth, Code::kUnsupported, std::format("it knows people by {}, {}", names, what)};
}

// The strongest that is offered; of equal ones the first, which the proxy prefers (RFC 7616 §3.7).
std::optional<Digest> best_digest(const std::vector<Challenge>& challenges) {
  std::optional<Digest> best;
  for (const Challenge& c : challenges) {
    auto digest = Digest::from(c);
    if (digest && (!best || digest->algorithm() > best->algorithm())) best = std::move(digest);
  }
  return best;
}

bool offers(const std::vector<Challenge>& challenges, std::string_view scheme) {
  return std::ranges::any_of(challenges, [&](const Challenge& c) { return c.is(scheme); });
}

Error unsaid(int status) {
  return unauthorized(std::format("it wants credentials and does not say which ({})", status));
}

Error anonymous_refused(const std::vector<Challenge>& challenges, int status) {
  if (challenges.empty()) return unsaid(status);
  if (offers(challenges, "basic") || best_digest(challenges)) {
    return unauthorized("it wants a user name and a password");
  }
  if (offers(challenges, "bearer")) return unauthorized("it wants a token");
  return unsupported(challenges, "which is not supported here");
}

}  // namespace

bool is_bearer_token(std::string_view text) {
  const std::size_t padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
  const std::string_view body = text.substr(0, text.size() - padding);
  return !body.empty() && std::ranges::all_of(body, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/").contains(c);
  });
}

std::string basic_authorization(std::string_view user, std::string_view password) {
  return "Basic " + encode_base64(std::format("{}:{}", user, password));
}

std::string Authenticator::system_random(std::size_t n) {
  std::string bytes(n, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(n)) != 1) bytes.clear();
  return bytes;
}

Authenticator::Authenticator(Identity identity, Random random, Audience audience)
    : identity_(std::move(identity)), random_(std::move(random)), audience_(audience) {
  const auto* password = std::get_if<Password>(&identity_);
  basic_ = password != nullptr && password->scheme == PasswordScheme::kBasic;
}

std::string_view Authenticator::field() const {
  return audience_ == Audience::kProxy ? "proxy-authorization" : "authorization";
}

int Authenticator::status() const { return audience_ == Audience::kProxy ? 407 : 401; }

std::string Authenticator::challenge_of(const Response& response) const {
  return response.fields.get(audience_ == Audience::kProxy ? "proxy-authenticate" : "www-authenticate").value_or("");
}

Result<std::optional<std::string>> Authenticator::authorization(const Request& request, std::string_view method,
                                                                const KeyExporter* exporter) {
  if (const auto* bearer = std::get_if<BearerToken>(&identity_)) return "Bearer " + bearer->token;
  if (const auto* concealed = std::get_if<ConcealedIdentity>(&identity_)) {
    if (exporter == nullptr) return fail(Stage::kAuth, Code::kUnsupported, "the connection has no TLS to sign");
    auto value =
        concealed_authorization(concealed->key, concealed->key_id, {request.scheme, request.authority}, *exporter);
    if (!value) return std::unexpected(std::move(value.error()));
    return std::move(*value);
  }
  const auto* password = std::get_if<Password>(&identity_);
  if (password == nullptr) return std::nullopt;
  if (digest_) {
    const std::string random = random_(kNonceSize);
    if (random.size() != kNonceSize) return fail(Stage::kAuth, Code::kSystem, "there are no random numbers");
    // The target as it stands in the request (RFC 7616 §3.4).
    const std::string& target = request.is_classic_connect() ? request.authority : request.path;
    return digest_->authorization(password->user, password->password, method, target, encode_base64(random));
  }
  if (basic_) return basic_authorization(password->user, password->password);
  return std::nullopt;
}

Authenticator::Refusal Authenticator::refused(const Response& response, const std::optional<std::string>& sent) {
  if (const auto* password = std::get_if<Password>(&identity_)) return password_refused(*password, response, sent);
  if (std::holds_alternative<BearerToken>(identity_)) return {false, unauthorized("it did not accept the token")};
  if (bound_to_connection()) return {false, unauthorized("it did not accept the key")};
  return {false, anonymous_refused(parse_challenges(challenge_of(response)), status())};
}

Authenticator::Refusal Authenticator::password_refused(const Password& password, const Response& response,
                                                       const std::optional<std::string>& sent) {
  constexpr std::string_view kWrong = "the user name or the password is wrong";
  const auto challenges = parse_challenges(challenge_of(response));
  const bool worked = std::exchange(worked_, false);
  const bool sent_digest = sent && sent->starts_with("Digest ");
  auto digest = password.scheme == PasswordScheme::kBasic ? std::nullopt : best_digest(challenges);
  if (digest) {
    // A nonce has its time; a server may have forgotten that it gave one, and then says no more than that it is wrong.
    const bool again = !sent_digest || digest->stale() || worked;
    digest_ = again ? std::move(digest) : std::nullopt;
    basic_ = false;
    return {again, unauthorized(std::string(kWrong))};
  }
  digest_.reset();
  if (password.scheme == PasswordScheme::kDigest) {
    if (challenges.empty()) {
      return {false, unauthorized(std::format("it does not say how it wants the password ({})", status()))};
    }
    return {false, unsupported(challenges, "and the profile wants a Digest that is known here")};
  }
  if (offers(challenges, "basic")) {
    const bool again = !sent || sent_digest;
    basic_ = again || password.scheme == PasswordScheme::kBasic;
    return {again, unauthorized(std::string(kWrong))};
  }
  if (challenges.empty()) {
    if (!sent) return {false, unsaid(status())};
    return {false, unauthorized(std::format("it did not accept the user name and the password ({})", status()))};
  }
  return {false, unsupported(challenges, "and by neither Basic nor a Digest that is known here")};
}

void Authenticator::taken(const Response& response) {
  worked_ = true;
  const auto info =
      response.fields.get(audience_ == Audience::kProxy ? "proxy-authentication-info" : "authentication-info");
  if (!digest_ || !info) return;
  for (const Field& parameter : parse_auth_parameters(*info)) {
    if (parameter.name == "nextnonce" && !parameter.value.empty()) digest_->next_nonce(parameter.value);
  }
}

Error Authenticator::explained(Error error, const Response& response) const {
  if (bound_to_connection() && response.status == 404) error.detail += "; or it does not know the key";
  return error;
}

}  // namespace culvert::http
