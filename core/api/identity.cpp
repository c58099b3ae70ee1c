#include "api/identity.h"

namespace culvert::api {

Result<http::Identity> identity_of(const config::Authentication& a) {
  using Scheme = config::Authentication::Scheme;
  const auto password = [&](http::PasswordScheme scheme) {
    return http::Password{a.credentials.user, a.credentials.password, scheme};
  };
  switch (a.scheme) {
    case Scheme::kNone:
      break;
    case Scheme::kPassword:
      return password(http::PasswordScheme::kWhenAsked);
    case Scheme::kBasic:
      return password(http::PasswordScheme::kBasic);
    case Scheme::kDigest:
      return password(http::PasswordScheme::kDigest);
    case Scheme::kBearer:
      return http::BearerToken{a.token};
    case Scheme::kConcealed: {
      auto key = http::ConcealedKey::load(a.key_file);
      if (!key) return std::unexpected(std::move(key.error()));
      return http::ConcealedIdentity{a.key_id, std::move(*key)};
    }
  }
  return http::Identity();
}

}  // namespace culvert::api
