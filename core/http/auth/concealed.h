// Concealed authentication (RFC 9729), both ends: a signature over what only the two ends of this TLS connection can
// compute. Nobody has to ask for it, so that a server need not show that there is anything to ask for.
//
// Keys are Ed25519 or ECDSA with P-256.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

struct evp_pkey_st;

namespace culvert::http {

// `size` bytes that both ends of a TLS connection can compute and nobody else (RFC 5705, RFC 8446 §7.5). Fails where
// they would not be of this connection alone (RFC 9729 §7): before the end of the handshake, and over TLS 1.2 without
// the extended master secret.
using KeyExporter =
    std::function<Result<std::string>(std::string_view label, std::string_view context, std::size_t size)>;

template <class Connection>  // TlsStream, quic::Connection; outlives the exporter
KeyExporter exporter_of(const Connection& below) {
  return [&below](std::string_view label, std::string_view context, std::size_t size) {
    return below.export_key(label, context, size);
  };
}

// Whom a request is for, as the request says it: "https", "proxy.example:8443".
struct RequestOrigin {
  std::string_view scheme;
  std::string_view authority;
};

// A public key with its number in TLS's list of signature schemes, and the encoding of RFC 9729 §3.1.1.
class ConcealedPublicKey {
 public:
  // A SubjectPublicKeyInfo in DER, as "openssl pkey -pubout -outform DER" makes it. Errors: kLocal, kInvalid.
  [[nodiscard]] static Result<ConcealedPublicKey> parse(std::string_view der);
  [[nodiscard]] std::uint16_t scheme() const { return scheme_; }
  [[nodiscard]] const std::string& encoded() const { return encoded_; }
  [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

 protected:
  using Key = std::shared_ptr<evp_pkey_st>;
  [[nodiscard]] static Result<ConcealedPublicKey> of(Key key);
  Key key_;  // never changed
  std::uint16_t scheme_ = 0;
  std::string encoded_;
};

class ConcealedKey : public ConcealedPublicKey {
 public:
  // A private key in PEM, not encrypted. Errors: kLocal, kInvalid.
  [[nodiscard]] static Result<ConcealedKey> parse(std::string_view pem);
  // Of a file that only its owner may read.
  [[nodiscard]] static Result<ConcealedKey> load(const std::string& path);
  // Errors: kAuth, kSystem.
  [[nodiscard]] Result<std::string> sign(std::string_view message) const;
};

// Client: the value of the Authorization field. Errors: kAuth; those of `exporter`.
[[nodiscard]] Result<std::string> concealed_authorization(const ConcealedKey& key, std::string_view key_id,
                                                          const RequestOrigin& origin, const KeyExporter& exporter);

// Server: what such a field claims. Nothing if it is of another scheme, or is to be ignored (§6.1).
struct ConcealedProof {
  std::string key_id;
  std::string public_key;
  std::string proof;
  std::string verification;
  std::string realm;
  std::uint16_t scheme = 0;
};
[[nodiscard]] std::optional<ConcealedProof> parse_concealed(std::string_view authorization);
// Whether whoever sent the request has the private key (§6.3).
[[nodiscard]] bool is_proved(const ConcealedProof& proof, const ConcealedPublicKey& key, const RequestOrigin& origin,
                             const KeyExporter& exporter);

}  // namespace culvert::http
