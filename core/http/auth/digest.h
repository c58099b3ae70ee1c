// Digest authentication, the client's side (RFC 7616): a password is proved without being sent.
//
// Offered with SHA-256, SHA-512-256 and MD5 and the quality of protection "auth". Variants whose names end in "-sess",
// and servers older than RFC 2617 (no qop), are not supported.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/auth/challenge.h"

namespace culvert::http {

// The weakest first.
// NOLINTNEXTLINE(readability-identifier-naming): SHA-512-256 is one name
enum class DigestAlgorithm : std::uint8_t { kMd5, kSha512_256, kSha256 };

class Digest {
 public:
  // Nothing for a challenge of another scheme, or one that cannot be met.
  [[nodiscard]] static std::optional<Digest> from(const Challenge& challenge);

  [[nodiscard]] DigestAlgorithm algorithm() const { return algorithm_; }
  // The request failed because its nonce was too old, not because the password was wrong (§3.3).
  [[nodiscard]] bool stale() const { return stale_; }
  // Authentication-Info's nextnonce (§3.5): counting starts anew.
  void next_nonce(std::string nonce);

  // The value of the Authorization field for a request: `method` and `uri` as the request line or :method and :path
  // have them. Counts the uses of the nonce. `cnonce` is new for each, and need not be secret.
  [[nodiscard]] std::string authorization(std::string_view user, std::string_view password, std::string_view method,
                                          std::string_view uri, std::string_view cnonce);

 private:
  [[nodiscard]] std::string hash(std::string_view text) const;  // hexadecimal

  DigestAlgorithm algorithm_ = DigestAlgorithm::kMd5;
  bool algorithm_named_ = false;
  std::string realm_;
  std::string nonce_;
  std::optional<std::string> opaque_;
  bool userhash_ = false;
  bool stale_ = false;
  std::uint32_t count_ = 0;
};

}  // namespace culvert::http
