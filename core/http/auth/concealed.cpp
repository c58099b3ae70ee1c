#include "http/auth/concealed.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/private_file.h"
#include "base/varint.h"
#include "http/auth/base64.h"
#include "http/auth/challenge.h"

namespace culvert::http {

namespace {

constexpr std::string_view kLabel = "EXPORTER-HTTP-Concealed-Authentication";
constexpr std::string_view kSigned = "HTTP Concealed Authentication";
constexpr std::size_t kSignatureInput = 32;  // §3.2
constexpr std::size_t kVerification = 16;
constexpr std::uint16_t kEcdsaP256 = 0x0403;  // RFC 8446 §4.2.3
constexpr std::uint16_t kEd25519 = 0x0807;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::size_t kMaxFile = 64 * 1024;
constexpr std::size_t kMaxAuthorization = 4096;

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

std::unexpected<Error> invalid(std::string why) { return fail(Stage::kLocal, Code::kInvalid, std::move(why)); }

// EdDSA: RFC 8032; ECDSA: an uncompressed point (§3.1.1).
std::string encoded_of(EVP_PKEY* key, std::uint16_t scheme) {
  if (scheme == kEd25519) {
    std::array<unsigned char, 32> raw{};
    std::size_t size = raw.size();
    if (EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1) return {};
    return {raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size)};
  }
  std::array<unsigned char, 65> point{};
  std::size_t size = 0;
  EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1 ||
      size != point.size()) {
    return {};
  }
  return {point.begin(), point.end()};
}

std::uint16_t scheme_of(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return kEd25519;
  std::array<char, 64> group{};
  std::size_t size = 0;
  const bool p256 = EVP_PKEY_is_a(key, "EC") == 1 &&
                    EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
                    std::string_view(group.data(), size) == "prime256v1";
  return p256 ? kEcdsaP256 : 0;
}

const EVP_MD* function_of(std::uint16_t scheme) { return scheme == kEd25519 ? nullptr : EVP_sha256(); }

using DigestContext = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;
DigestContext digest_context() { return {EVP_MD_CTX_new(), EVP_MD_CTX_free}; }

// The host as in the URI, with its brackets, and the port.
struct Authority {
  std::string_view host;
  std::uint16_t port = kHttpsPort;
};
std::optional<Authority> split(std::string_view authority) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) {
    return Authority{authority};
  }
  Authority out{authority.substr(0, colon)};
  const std::string_view port = authority.substr(colon + 1);
  const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (ec != std::errc{} || end != port.data() + port.size()) return {};
  return out;
}

void add_number(std::string& out, std::uint16_t n) {
  out += static_cast<char>(n >> 8);
  out += static_cast<char>(n & 0xff);
}

void add_string(std::string& out, std::string_view text) {
  std::array<std::uint8_t, varint::kMaxSize> length{};
  const std::uint8_t* end = varint::write(length.data(), text.size());
  out.append(length.begin(), length.begin() + (end - length.data()));
  out += text;
}

// What both ends compute for a request (§3.2): first what is signed, then what shows that the ends agree.
Result<std::string> exported(std::uint16_t scheme, std::string_view key_id, std::string_view public_key,
                             std::string_view realm, const RequestOrigin& origin, const KeyExporter& exporter) {
  const auto authority = split(origin.authority);
  if (!authority) return fail(Stage::kAuth, Code::kInvalid, "the authority of the request is malformed");
  std::string context;  // §3.1
  add_number(context, scheme);
  add_string(context, key_id);
  add_string(context, public_key);
  add_string(context, origin.scheme);
  add_string(context, authority->host);
  add_number(context, authority->port);
  add_string(context, realm);
  return exporter(kLabel, context, kSignatureInput + kVerification);
}

std::string message_of(std::string_view exported) {  // §3.3
  std::string message(64, ' ');
  message += kSigned;
  message += '\0';
  message += exported.substr(0, kSignatureInput);
  return message;
}

}  // namespace

Result<ConcealedPublicKey> ConcealedPublicKey::of(Key key) {
  constexpr std::string_view kWhich = "the key is neither Ed25519 nor ECDSA with the curve P-256";
  ConcealedPublicKey self;
  self.scheme_ = scheme_of(key.get());
  if (self.scheme_ == 0) return invalid(std::string(kWhich));
  self.encoded_ = encoded_of(key.get(), self.scheme_);
  if (self.encoded_.empty()) return invalid(std::string(kWhich));
  self.key_ = std::move(key);
  return self;
}

Result<ConcealedPublicKey> ConcealedPublicKey::parse(std::string_view der) {
  const unsigned char* at = bytes_of(der);
  const Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())), EVP_PKEY_free);
  if (key == nullptr || at != bytes_of(der) + der.size()) return invalid("this is no public key");
  return of(key);
}

bool ConcealedPublicKey::verify(std::string_view message, std::string_view signature) const {
  const DigestContext context = digest_context();
  return EVP_DigestVerifyInit(context.get(), nullptr, function_of(scheme_), nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
}

Result<ConcealedKey> ConcealedKey::parse(std::string_view pem) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  // Without this OpenSSL would ask on the terminal.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr), EVP_PKEY_free);
  if (key == nullptr) return invalid("this is no private key in PEM without a password");
  auto self = of(key);
  if (!self) return std::unexpected(std::move(self.error()));
  ConcealedKey out;
  static_cast<ConcealedPublicKey&>(out) = std::move(*self);
  return out;
}

Result<ConcealedKey> ConcealedKey::load(const std::string& path) {
  auto pem = read_private_file(path, kMaxFile);
  if (!pem) return invalid("the key file " + path + " " + pem.error().detail);
  auto key = parse(*pem);
  OPENSSL_cleanse(pem->data(), pem->size());
  if (!key) key.error().detail = path + ": " + key.error().detail;
  return key;
}

Result<std::string> ConcealedKey::sign(std::string_view message) const {
  const DigestContext context = digest_context();
  std::array<unsigned char, 128> signature{};
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, function_of(scheme_), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(message), message.size()) != 1) {
    return fail(Stage::kAuth, Code::kSystem, "the key cannot sign");
  }
  return std::string(signature.begin(), signature.begin() + static_cast<std::ptrdiff_t>(size));
}

Result<std::string> concealed_authorization(const ConcealedKey& key, std::string_view key_id,
                                            const RequestOrigin& origin, const KeyExporter& exporter) {
  const auto output = exported(key.scheme(), key_id, key.encoded(), {}, origin, exporter);
  if (!output) return output;
  const auto proof = key.sign(message_of(*output));
  if (!proof) return proof;
  return "Concealed k=" + encode_base64url(key_id) + ", a=" + encode_base64url(key.encoded()) +
         ", s=" + std::to_string(key.scheme()) + ", v=" + encode_base64url(output->substr(kSignatureInput)) +
         ", p=" + encode_base64url(*proof);
}

std::optional<ConcealedProof> parse_concealed(std::string_view authorization) {
  if (authorization.size() > kMaxAuthorization) return {};
  const auto fields = parse_challenges(authorization);
  if (fields.size() != 1 || !fields.front().is("concealed")) return {};
  const Challenge& field = fields.front();
  const std::string* realm = field.find("realm");
  // These values have no quotes (§4).
  if (realm == nullptr && authorization.contains('"')) return {};
  ConcealedProof out;
  if (realm != nullptr) out.realm = *realm;
  const auto take = [&](std::string_view name, std::string& to) {
    const std::string* text = field.find(name);
    auto bytes = text != nullptr ? decode_base64url(*text) : std::nullopt;
    if (bytes) to = std::move(*bytes);
    return bytes.has_value();
  };
  const std::string* scheme = field.find("s");
  if (!take("k", out.key_id) || !take("a", out.public_key) || !take("v", out.verification) || !take("p", out.proof) ||
      scheme == nullptr || (scheme->starts_with('0') && *scheme != "0")) {
    return {};
  }
  const auto [end, ec] = std::from_chars(scheme->data(), scheme->data() + scheme->size(), out.scheme);
  if (ec != std::errc{} || end != scheme->data() + scheme->size()) return {};
  return out;
}

bool is_proved(const ConcealedProof& proof, const ConcealedPublicKey& key, const RequestOrigin& origin,
               const KeyExporter& exporter) {
  if (proof.scheme != key.scheme() || proof.public_key != key.encoded()) return false;
  const auto output = exported(proof.scheme, proof.key_id, proof.public_key, proof.realm, origin, exporter);
  if (!output || proof.verification.size() != kVerification) return false;
  const std::string_view expected = std::string_view(*output).substr(kSignatureInput);
  if (CRYPTO_memcmp(proof.verification.data(), expected.data(), kVerification) != 0) return false;
  return key.verify(message_of(*output), proof.proof);
}

}  // namespace culvert::http
