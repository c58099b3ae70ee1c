#include "tls/pin.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <string>

namespace culvert {

namespace {

constexpr std::string_view kPrefix = "sha256/";
constexpr std::size_t kEncoded = 44;  // base64 of 32 bytes

bool pinned(X509* certificate, const std::vector<Pin>& pins) {
  unsigned char* key = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
  if (size <= 0) return false;
  Pin pin{};
  SHA256(key, static_cast<std::size_t>(size), pin.data());
  OPENSSL_free(key);
  return std::ranges::find(pins, pin) != pins.end();
}

bool nobody_vouches(int error) {
  switch (error) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<Pin> parse_pin(std::string_view text) {
  const auto bad = [] { return fail(Stage::kTls, Code::kInvalid, "a pin is \"sha256/\" and 44 characters of base64"); };
  if (!text.starts_with(kPrefix) || text.size() != kPrefix.size() + kEncoded || !text.ends_with('=')) return bad();
  const std::string encoded(text.substr(kPrefix.size()));
  std::array<std::uint8_t, 33> decoded{};
  const int size = EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(encoded.data()), kEncoded);
  // The last group of four holds two bytes and a padding one.
  if (size != 33 || encoded.find('=') != kEncoded - 1 || decoded.back() != 0) return bad();
  Pin pin{};
  std::copy_n(decoded.begin(), pin.size(), pin.begin());
  return pin;
}

int verify_with_pins(int ok, X509_STORE_CTX* store, const std::vector<Pin>& pins) {
  if (pins.empty()) return ok;
  if (ok == 0) {
    if (!nobody_vouches(X509_STORE_CTX_get_error(store)) || !pinned(X509_STORE_CTX_get0_cert(store), pins)) return 0;
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
  }
  if (X509_STORE_CTX_get_error_depth(store) != 0) return 1;  // the chain is looked at once, with the server's own
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(store);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    if (pinned(sk_X509_value(chain, i), pins)) return 1;
  }
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}  // namespace culvert
