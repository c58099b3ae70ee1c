// How a client proves to one proxy who it is (requirement S5): what goes into the Authorization field of its requests,
// and what an answer of 401 means for that. A proxy's template is one protection space: what it accepted once is sent
// with every request from then on. A classic CONNECT proxy is another, with fields and a status of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "http/auth/concealed.h"
#include "http/auth/digest.h"
#include "http/message.h"

namespace culvert::http {

// With kWhenAsked nothing is sent before the proxy asks, which costs the first tunnel a round trip; then Digest, if it
// is offered, else Basic. kBasic is sent at once, as some proxies that hide demand; kDigest never shows the password.
enum class PasswordScheme : std::uint8_t { kWhenAsked, kBasic, kDigest };
struct Password {
  std::string user;
  std::string password;
  PasswordScheme scheme = PasswordScheme::kWhenAsked;
};
struct BearerToken {  // RFC 6750
  std::string token;  // is_bearer_token()
};
struct ConcealedIdentity {
  std::string key_id;
  ConcealedKey key;
};
using Identity = std::variant<std::monostate, Password, BearerToken, ConcealedIdentity>;

// Whom the credentials are for, and with it the names of things: RFC 9110 §11.6 and §11.7.
enum class Audience : std::uint8_t {
  kOrigin,  // 401, WWW-Authenticate, Authorization: who answers at a template
  kProxy,   // 407, Proxy-Authenticate, Proxy-Authorization: a classic CONNECT proxy
};

[[nodiscard]] bool is_bearer_token(std::string_view text);  // RFC 6750 §2.1
// The value of an Authorization field (RFC 7617).
[[nodiscard]] std::string basic_authorization(std::string_view user, std::string_view password);

class Authenticator {
 public:
  using Random = std::function<std::string(std::size_t)>;  // so many bytes that nobody can guess
  static std::string system_random(std::size_t n);
  explicit Authenticator(Identity identity, Random random = system_random, Audience audience = Audience::kOrigin);

  // What the credentials go into, in lower case, and the status of an answer that asks for them.
  [[nodiscard]] std::string_view field() const;
  [[nodiscard]] int status() const;

  // Requests can be authenticated only on a connection whose handshake is complete.
  [[nodiscard]] bool bound_to_connection() const { return std::holds_alternative<ConcealedIdentity>(identity_); }

  // The value of field() for a request that is about to be sent with `method` over a connection with
  // this exporter (null if there is none); nothing if none is to be sent. Errors: kAuth.
  [[nodiscard]] Result<std::optional<std::string>> authorization(const Request& request, std::string_view method,
                                                                 const KeyExporter* exporter);

  // status(), to a request with this value of field(). `again`: the same request is worth sending again, as
  // authorization() has changed; bound the number of times, since a proxy may always have a new reason. The error is
  // for the other case.
  struct Refusal {
    bool again = false;
    Error error;
  };
  [[nodiscard]] Refusal refused(const Response& response, const std::optional<std::string>& sent);
  // Any other answer, to a request with field().
  void taken(const Response& response);
  // What the error of an answer may mean besides: a proxy that hides does so from whom it does not know (RFC 9729
  // §6.4).
  [[nodiscard]] Error explained(Error error, const Response& response) const;

 private:
  [[nodiscard]] std::string challenge_of(const Response& response) const;
  [[nodiscard]] Refusal password_refused(const Password& password, const Response& response,
                                         const std::optional<std::string>& sent);

  const Identity identity_;
  const Random random_;
  const Audience audience_;
  bool basic_ = false;            // it is sent at once
  std::optional<Digest> digest_;  // so is this
  bool worked_ = false;           // what is sent at once was accepted before
};

}  // namespace culvert::http
