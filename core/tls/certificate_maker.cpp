#include "tls/certificate_maker.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

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

// Writes beside the file, then renames: a reader sees the old one or the new one, whole.
Result<> write_file(const fs::path& path, const std::string& text, bool secret) {
  const fs::path fresh = path.string() + ".new";
  std::error_code ec;
  fs::remove(fresh, ec);
  {
    std::ofstream file(fresh, std::ios::binary);
    if (secret) {
      fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write, ec);
      if (ec) return fail(Stage::kLocal, Code::kSystem, "protecting " + fresh.string() + ": " + ec.message());
    }
    file << text;
    file.close();
    if (!file) return fail(Stage::kLocal, Code::kSystem, "writing " + fresh.string());
  }
  fs::rename(fresh, path, ec);
  if (ec) return fail(Stage::kLocal, Code::kSystem, "writing " + path.string() + ": " + ec.message());
  return {};
}

Result<> write_key(const fs::path& path, EVP_PKEY* key) {
  const Memory bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) return bad("writing a key");
  return write_file(path, text_of(bio), true);
}

std::string pem_of(X509* certificate) {
  const Memory bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return text_of(bio);
}

void set_random_serial(X509* certificate) {
  std::uint8_t bytes[16];
  RAND_bytes(bytes, sizeof bytes);
  bytes[0] &= 0x7f;  // positive (RFC 5280 §4.1.2.2)
  BIGNUM* number = BN_bin2bn(bytes, sizeof bytes, nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
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

Certificate blank(EVP_PKEY* key, const std::string& common_name, long begin, long end) {
  Certificate c(X509_new());
  X509_set_version(c.get(), X509_VERSION_3);
  set_random_serial(c.get());
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
  X509_set_issuer_name(c, X509_get_subject_name(c));
  const bool ok = add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                  add_extension(c, c, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                  add_extension(c, c, NID_subject_key_identifier, "hash") &&
                  X509_sign(c, a.key.get(), EVP_sha256()) != 0;
  if (!ok) return bad("making the CA certificate");
  return a;
}

Result<Authority> load_authority(const fs::path& certificate, const fs::path& key) {
  Authority a;
  const Memory certificate_bio(BIO_new_file(certificate.c_str(), "r"));
  const Memory key_bio(BIO_new_file(key.c_str(), "r"));
  if (certificate_bio) a.certificate.reset(PEM_read_bio_X509(certificate_bio.get(), nullptr, nullptr, nullptr));
  if (key_bio) a.key.reset(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  if (!a.certificate) return bad("reading " + certificate.string());
  if (!a.key) return bad("reading " + key.string());
  if (X509_check_private_key(a.certificate.get(), a.key.get()) != 1) {
    return bad(certificate.string() + " does not belong to " + key.string());
  }
  return a;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    out += (out.empty() ? "" : ",") + std::string(IpAddress::parse(name) ? "IP:" : "DNS:") + name;
  }
  return out;
}

}  // namespace

Result<MadeCertificate> make_certificate(const std::string& directory, const CertificateRequest& request) {
  const fs::path dir(directory);
  std::error_code ec;
  if (fs::create_directories(dir, ec)) fs::permissions(dir, fs::perms::owner_all, ec);
  if (ec) return fail(Stage::kLocal, Code::kSystem, "making " + directory + ": " + ec.message());

  const bool had_ca = fs::exists(dir / "ca.pem", ec) && fs::exists(dir / "ca.key", ec);
  auto ca = had_ca ? load_authority(dir / "ca.pem", dir / "ca.key") : make_authority();
  if (!ca) return std::unexpected(std::move(ca.error()));
  X509* issuer = ca->certificate.get();
  if (!had_ca) {
    if (auto ok = write_key(dir / "ca.key", ca->key.get()); !ok) return std::unexpected(std::move(ok.error()));
    if (auto ok = write_file(dir / "ca.pem", pem_of(issuer), false); !ok) return std::unexpected(std::move(ok.error()));
  }

  const Key key(EVP_EC_gen("P-256"));
  if (!key || request.names.empty()) return bad("making a key");
  const Certificate leaf =
      blank(key.get(), request.names.front().substr(0, 64), static_cast<long>(request.not_before.count()),
            static_cast<long>(request.not_after.count()));
  X509* c = leaf.get();
  X509_set_issuer_name(c, X509_get_subject_name(issuer));
  const bool ok = add_extension(c, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                  add_extension(c, issuer, NID_key_usage, "critical,digitalSignature") &&
                  add_extension(c, issuer, NID_ext_key_usage, "serverAuth") &&
                  add_extension(c, issuer, NID_subject_key_identifier, "hash") &&
                  add_extension(c, issuer, NID_authority_key_identifier, "keyid") &&
                  add_extension(c, issuer, NID_subject_alt_name, alternative_names(request.names)) &&
                  X509_sign(c, ca->key.get(), EVP_sha256()) != 0;
  if (!ok) return bad("making the certificate");
  if (auto done = write_key(dir / "key.pem", key.get()); !done) return std::unexpected(std::move(done.error()));
  if (auto done = write_file(dir / "cert.pem", pem_of(c) + pem_of(issuer), false); !done) {
    return std::unexpected(std::move(done.error()));
  }
  return MadeCertificate{(dir / "ca.pem").string(), (dir / "cert.pem").string(), (dir / "key.pem").string()};
}

}  // namespace culvert
