// Public keys that a profile trusts (RFC 7469 §2.4 has the form).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"

struct x509_store_ctx_st;

namespace culvert {

// SHA-256 of a certificate's SubjectPublicKeyInfo.
using Pin = std::array<std::uint8_t, 32>;

// "sha256/" and the hash in base64. Errors: kTls, kInvalid.
[[nodiscard]] Result<Pin> parse_pin(std::string_view text);

// What OpenSSL's verification asks at every step (SSL_CTX_set_verify(3)). With pins, one of the chain's keys must be
// pinned; a server's own key that is pinned needs nobody to vouch for it, but its name and dates must still be right.
[[nodiscard]] int verify_with_pins(int ok, x509_store_ctx_st* store, const std::vector<Pin>& pins);

}  // namespace culvert
