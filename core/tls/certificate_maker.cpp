#include "tls/certificate_maker.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>

#include "net/address.h"

namespace culvert {

namespace {

namespace fs = std::filesystem;

template <class T, void (*Free)(T*)>
struct Deleter {
  void operator()(T* p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509, X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO, BIO_free_all>>;

constexpr long kTenYears = 3650L * 24 * 3600;

std::unexpected<Error> invalid(std::string what) { return fail(Stage::kLocal, Code::kInvalid, std::move(what)); }

// A call of OpenSSL failed; its own reason is added.
std::unexpected<Error> bad(const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  const std::string why = reason != nullptr ? ": " + std::string(reason) : "";
  ERR_clear_error();
  return fail(Stage::kLocal, Code::kSystem, what + why);
}

std::string text_of(const Memory& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

// Where files are written before they are moved to their places, so that a reader sees the old one or the new one,
// whole. Only the owner can enter it: whatever the umask and the directory around it, nobody else has a key open in the
// moment between its creation and its permissions.
class Workshop {
 public:
  explicit Workshop(fs::path target) : target_(std::move(target)) {}
  ~Workshop() {
    std::error_code ignored;
    if (!private_.empty()) fs::remove_all(private_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  Result<> open() {
    std::uint64_t number = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) != 1) return bad("getting random numbers");
    const fs::path fresh = target_ / (".new-" + std::to_string(number));
    std::error_code ec;
    if (!fs::create_directory(fresh, ec)) return failed("writing in " + target_.string(), ec);
    private_ = fresh;
    fs::permissions(private_, fs::perms::owner_all, ec);
    if (ec) return failed("protecting " + private_.string(), ec);
    return {};
  }

  Result<> write(const std::string& name, const std::string& text, bool secret) {
    const fs::path fresh = private_ / name;
    std::error_code ec;
    std::ofstream file(fresh, std::ios::binary);
    file << text;
    file.close();
    if (!file) return fail(Stage::kLocal, Code::kSystem, "writing " + (target_ / name).string());
    if (secret) fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write, ec);
    if (!ec) fs::rename(fresh, target_ / name, ec);
    if (ec) return failed("writing " + (target_ / name).string(), ec);
    return {};
  }

  Result<> write_key(const std::string& name, EVP_PKEY* key) {
    const Memory bio(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
      return bad("writing a key");
    return write(name, text_of(bio), true);
  }

 private:
  static std::unexpected<Error> failed(const std::string& doing, const std::error_code& ec) {
    return fail(Stage::kLocal, Code::kSystem, doing + ": " + ec.message());
  }

  fs::path target_;
  fs::path private_;
};

std::string pem_of(X509* certificate) {
  const Memory bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return text_of(bio);
}

bool set_random_serial(X509* certificate) {
  std::uint8_t bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] &= 0x7f;  // positive (RFC 5280 §4.1.2.2)
  BIGNUM* number = BN_bin2bn(bytes, sizeof bytes, nullptr);
  const bool ok = number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return ok;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) return false;
  const int ok = X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return ok == 1;
}

// Null if the system has no memory or no random numbers.
Certificate blank(EVP_PKEY* key, const std::string& common_name, long begin, long end) {
  Certificate c(X509_new());
  if (!c || !set_random_serial(c.get())) return nullptr;
  X509_set_version(c.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(c.get()), begin);
  X509_gmtime_adj(X509_getm_notAfter(c.get()), end);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(c.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  X509_set_pubkey(c.get(), key);
  return c;
}

struct Authority {
  Key key;
  Certificate certificate;
};

Result<Authority> make_authority() {
  Authority a;
  a.key.reset(EVP_EC_gen("P-256"));
  if (!a.key) return bad("making a key");
  a.certificate = blank(a.key.get(), "Culvert proxy CA", -3600, kTenYears);
  X509* c = a.certificate.get();
  if (c == nullptr) return bad("making the CA certificate");
  X509_set_issuer_name(c, X509_get_subject_name(c));
  const bool ok = add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                  add_extension(c, c, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                  add_extension(c, c, NID_subject_key_identifier, "hash") &&
                  X509_sign(c, a.key.get(), EVP_sha256()) != 0;
  if (!ok) return bad("making the CA certificate");
  return a;
}

// OpenSSL's default asks at the terminal, and waits.
int refuse_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

// `end`: seconds from now for which the authority has to be good.
Result<Authority> load_authority(const std::string& certificate, const std::string& key, long end) {
  Authority a;
  bool asked = false;
  ERR_clear_error();
  const Memory certificate_bio(BIO_new_file(certificate.c_str(), "r"));
  if (certificate_bio) a.certificate.reset(PEM_read_bio_X509(certificate_bio.get(), nullptr, nullptr, nullptr));
  if (!a.certificate) return bad("reading " + certificate);
  const Memory key_bio(BIO_new_file(key.c_str(), "r"));
  if (key_bio) a.key.reset(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, refuse_passphrase, &asked));
  if (asked) ERR_clear_error();
  if (asked) return invalid("reading " + key + ": it is protected by a passphrase, which nobody can be asked for");
  if (!a.key) return bad("reading " + key);
  if (X509_check_private_key(a.certificate.get(), a.key.get()) != 1) {
    return bad(certificate + " does not belong to " + key);
  }
  if (X509_check_ca(a.certificate.get()) != 1) return invalid(certificate + " is no certificate authority");
  std::time_t last = std::time(nullptr) + end;
  if (X509_cmp_time(X509_get0_notAfter(a.certificate.get()), &last) < 0) {
    return invalid(certificate + " expires too soon; move it and ca.key away, and give clients the new one");
  }
  return a;
}

// Letters, digits, '-' and '_' in labels of 1 to 63, 253 in all; the first may be "*" (RFC 9525 §6.3).
bool is_dns_name(std::string_view name) {
  if (name.size() > 253) return false;
  if (name.starts_with("*.")) name.remove_prefix(2);
  for (;;) {
    const std::size_t size = std::min(name.find('.'), name.size());
    const std::string_view label = name.substr(0, size);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    const bool plain = std::ranges::all_of(label, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (!plain) return false;
    if (size == name.size()) return true;
    name.remove_prefix(size + 1);
  }
}

// In OpenSSL's configuration language, in which a comma or a colon too many would say something else.
Result<std::string> alternative_names(const std::vector<std::string>& names) {
  if (names.empty()) return invalid("a certificate needs a name to be for");
  std::string out;
  for (const std::string& name : names) {
    const bool address = IpAddress::parse(name).has_value();
    if (!address && !is_dns_name(name)) return invalid("'" + name + "' is no DNS name (in ASCII) and no IP address");
    out += (out.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
  }
  return out;
}

}  // namespace

Result<MadeCertificate> make_certificate(const std::string& directory, const CertificateRequest& request) {
  const auto names = alternative_names(request.names);
  if (!names) return std::unexpected(names.error());
  const auto end = static_cast<long>(request.not_after.count());
  const fs::path dir(directory);
  std::error_code ec;
  if (fs::create_directories(dir, ec)) fs::permissions(dir, fs::perms::owner_all, ec);
  if (ec) return fail(Stage::kLocal, Code::kSystem, "making " + directory + ": " + ec.message());

  // The key is written first: a key alone is what an interrupted run left, a certificate alone is one that clients
  // trust.
  const bool had_ca = fs::exists(dir / "ca.pem", ec);
  auto ca = had_ca ? load_authority((dir / "ca.pem").string(), (dir / "ca.key").string(), end) : make_authority();
  if (!ca) return std::unexpected(std::move(ca.error()));
  X509* issuer = ca->certificate.get();
  Workshop workshop(dir);
  if (auto ok = workshop.open(); !ok) return std::unexpected(std::move(ok.error()));
  if (!had_ca) {
    if (auto ok = workshop.write_key("ca.key", ca->key.get()); !ok) return std::unexpected(std::move(ok.error()));
    if (auto ok = workshop.write("ca.pem", pem_of(issuer), false); !ok) return std::unexpected(std::move(ok.error()));
  }

  const Key key(EVP_EC_gen("P-256"));
  if (!key) return bad("making a key");
  const Certificate leaf =
      blank(key.get(), request.names.front().substr(0, 64), static_cast<long>(request.not_before.count()), end);
  X509* c = leaf.get();
  if (c == nullptr) return bad("making the certificate");
  X509_set_issuer_name(c, X509_get_subject_name(issuer));
  const bool ok = add_extension(c, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                  add_extension(c, issuer, NID_key_usage, "critical,digitalSignature") &&
                  add_extension(c, issuer, NID_ext_key_usage, "serverAuth") &&
                  add_extension(c, issuer, NID_subject_key_identifier, "hash") &&
                  add_extension(c, issuer, NID_authority_key_identifier, "keyid") &&
                  add_extension(c, issuer, NID_subject_alt_name, *names) &&
                  X509_sign(c, ca->key.get(), EVP_sha256()) != 0;
  if (!ok) return bad("making the certificate");
  if (auto done = workshop.write_key("key.pem", key.get()); !done) return std::unexpected(std::move(done.error()));
  if (auto done = workshop.write("cert.pem", pem_of(c) + pem_of(issuer), false); !done) {
    return std::unexpected(std::move(done.error()));
  }
  return MadeCertificate{(dir / "ca.pem").string(), (dir / "cert.pem").string(), (dir / "key.pem").string()};
}

}  // namespace culvert
