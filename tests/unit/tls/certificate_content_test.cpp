// What stands in the certificates that certificate_maker makes, and what it refuses to make.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "support/streams.h"
#include "tls/certificate_maker.h"

namespace culvert::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

using Certificate = std::unique_ptr<X509, void (*)(X509*)>;

Certificate load(const std::string& path) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_file(path.c_str(), "r"), BIO_free);
  return {bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, X509_free};
}

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

std::string serial(const X509* c) {
  const ASN1_INTEGER* number = X509_get0_serialNumber(c);
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(number)),
          static_cast<std::size_t>(ASN1_STRING_length(number))};
}

bool is_critical(const X509* c, int nid) {
  const int at = X509_get_ext_by_NID(c, nid, -1);
  return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(c, at)) == 1;
}

bool has(const X509* c, int nid) { return X509_get_ext_by_NID(c, nid, -1) >= 0; }

// What a client says of the certificate: X509_V_OK, or why not.
int verdict(const MadeCertificate& made, const std::string& name) {
  const Certificate ca = load(made.ca_file);
  const Certificate leaf = load(made.certificate_file);
  const std::unique_ptr<X509_STORE, void (*)(X509_STORE*)> store(X509_STORE_new(), X509_STORE_free);
  const std::unique_ptr<X509_STORE_CTX, void (*)(X509_STORE_CTX*)> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  X509_STORE_add_cert(store.get(), ca.get());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  if (X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str()) != 1) {
    X509_VERIFY_PARAM_set1_host(param, name.c_str(), name.size());
  }
  return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

class CertificateContent : public testing::Test {
 protected:
  Result<MadeCertificate> make(const CertificateRequest& request) {
    return make_certificate(dir.file("made"), request);
  }
  // Nothing was made, for a reason that has `word` in it.
  void expect_refused(const CertificateRequest& request, std::string_view word) {
    const auto made = make(request);
    ASSERT_FALSE(made) << word;
    EXPECT_EQ(made.error().stage, Stage::kLocal);
    EXPECT_NE(made.error().detail.find(word), std::string::npos) << made.error().detail;
  }
  TempDir dir;
};

TEST_F(CertificateContent, K1_ClientsAcceptItForItsNamesOnly) {
  const auto made = make({.names = {"proxy.example.org", "*.wild.example.org", "192.0.2.7", "2001:db8::7", "::1"}});
  ASSERT_TRUE(made) << made.error().detail;
  for (const char* name :
       {"proxy.example.org", "PROXY.example.org", "a.wild.example.org", "192.0.2.7", "2001:db8::7", "::1"}) {
    EXPECT_EQ(verdict(*made, name), X509_V_OK) << name;
  }
  EXPECT_EQ(verdict(*made, "other.example.org"), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verdict(*made, "wild.example.org"), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verdict(*made, "192.0.2.8"), X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_F(CertificateContent, TheAuthority) {
  const auto made = make({.names = {"localhost"}});
  ASSERT_TRUE(made) << made.error().detail;
  const Certificate ca = load(made->ca_file);
  EXPECT_EQ(X509_check_ca(ca.get()), 1);
  EXPECT_EQ(X509_get_pathlen(ca.get()), 0) << "it signs no further authority";
  EXPECT_TRUE(is_critical(ca.get(), NID_basic_constraints));
  EXPECT_TRUE(is_critical(ca.get(), NID_key_usage));
  EXPECT_EQ(X509_get_key_usage(ca.get()), static_cast<std::uint32_t>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  EXPECT_TRUE(has(ca.get(), NID_subject_key_identifier));
  EXPECT_EQ(X509_NAME_cmp(X509_get_subject_name(ca.get()), X509_get_issuer_name(ca.get())), 0);
}

TEST_F(CertificateContent, TheServersCertificate) {
  const auto made = make({.names = {"localhost", "127.0.0.1"}});
  ASSERT_TRUE(made) << made.error().detail;
  const Certificate leaf = load(made->certificate_file);
  X509* c = leaf.get();
  EXPECT_EQ(X509_check_ca(c), 0);
  EXPECT_TRUE(is_critical(c, NID_basic_constraints));
  EXPECT_TRUE(is_critical(c, NID_key_usage));
  EXPECT_EQ(X509_get_key_usage(c), static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE));
  EXPECT_EQ(X509_get_extended_key_usage(c), static_cast<std::uint32_t>(XKU_SSL_SERVER));
  EXPECT_TRUE(has(c, NID_subject_key_identifier));
  EXPECT_TRUE(has(c, NID_authority_key_identifier));
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(c)), 256);
  int days = 0;
  int seconds = 0;
  ASSERT_EQ(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(c), X509_get0_notAfter(c)), 1);
  EXPECT_LE(days, 397) << "longer ones are refused by some clients";
}

TEST_F(CertificateContent, SerialNumbersArePositiveRandomAndNotTooLong) {
  const auto first = make({.names = {"localhost"}});
  ASSERT_TRUE(first);
  const std::string one = serial(load(first->certificate_file).get());
  const std::string authority = serial(load(first->ca_file).get());
  const auto second = make({.names = {"localhost"}});
  ASSERT_TRUE(second);
  const std::string two = serial(load(second->certificate_file).get());
  EXPECT_NE(one, two);
  EXPECT_NE(one, authority);
  for (const std::string& s : {one, two, authority}) EXPECT_LE(s.size(), 20U);  // RFC 5280 §4.1.2.2
}

TEST_F(CertificateContent, ExpiredAndFutureOnesForTests) {
  const auto expired = make({.names = {"localhost"}, .not_before = -48h, .not_after = -24h});
  ASSERT_TRUE(expired) << expired.error().detail;
  EXPECT_EQ(verdict(*expired, "localhost"), X509_V_ERR_CERT_HAS_EXPIRED);
  const auto future = make({.names = {"localhost"}, .not_before = 24h, .not_after = 48h});
  ASSERT_TRUE(future) << future.error().detail;
  EXPECT_EQ(verdict(*future, "localhost"), X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(CertificateContent, AnExpiredCertificateAndNewNamesAreMadeGoodByTheNextRun) {
  ASSERT_TRUE(make({.names = {"localhost"}, .not_before = -48h, .not_after = -24h}));
  const auto made = make({.names = {"localhost", "proxy.example.org"}});
  ASSERT_TRUE(made);
  EXPECT_EQ(verdict(*made, "localhost"), X509_V_OK);
  EXPECT_EQ(verdict(*made, "proxy.example.org"), X509_V_OK);
}

// The names go into a list that OpenSSL's configuration language reads.
TEST_F(CertificateContent, K4_ANameIsNothingButAName) {
  for (const char* name : {"a.example.org,DNS:evil.example.org", "a.example.org,email:copy", "a,IP:192.0.2.1", "a:b",
                           "a.example.org\nb", "", "-", "a b", "@section", "*", "a.*.example.org", "example.org/", "..",
                           "b\xc3\xbc"
                           "cher.example"}) {
    SCOPED_TRACE(name);
    expect_refused({.names = {"localhost", name}}, "name");
  }
  expect_refused({.names = {std::string(254, 'a')}}, "name");
  EXPECT_FALSE(fs::exists(dir.file("made/ca.pem"))) << "refused before anything is written";
}

TEST_F(CertificateContent, NoNamesIsSaidClearly) { expect_refused({}, "name"); }

// Clients trust that file: a new authority in its place would lock them out without a word.
TEST_F(CertificateContent, AnAuthorityWithoutItsKeyIsNotReplaced) {
  const auto made = make({.names = {"localhost"}});
  ASSERT_TRUE(made);
  const std::string ca = content(made->ca_file);
  fs::remove(dir.file("made/ca.key"));
  expect_refused({.names = {"localhost"}}, "ca.key");
  EXPECT_EQ(content(made->ca_file), ca);
}

TEST_F(CertificateContent, AnAuthorityHalfMadeIsMadeAnew) {
  const auto made = make({.names = {"localhost"}});
  ASSERT_TRUE(made);
  fs::remove(made->ca_file);  // the key is written first, so this is what an interrupted run leaves
  const auto again = make({.names = {"localhost"}});
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(verdict(*again, "localhost"), X509_V_OK);
}

TEST_F(CertificateContent, WhatIsNoAuthorityDoesNotSign) {
  const auto made = make({.names = {"localhost"}});
  ASSERT_TRUE(made);
  const auto put = [&](const std::string& from, const std::string& to) {
    std::ofstream(to, std::ios::trunc) << content(from);
  };
  put(made->certificate_file, made->ca_file);
  put(made->key_file, dir.file("made/ca.key"));
  expect_refused({.names = {"localhost"}}, "ca.pem");
}

TEST_F(CertificateContent, AnAuthorityThatEndsBeforeItsCertificateIsToldOf) {
  ASSERT_TRUE(make({.names = {"localhost"}}));
  expect_refused({.names = {"localhost"}, .not_after = 24h * 365 * 11}, "ca.pem expires");
}

TEST_F(CertificateContent, AKeyThatWantsAPassphraseIsRefusedAndNobodyIsAsked) {
  const auto made = make({.names = {"localhost"}});
  ASSERT_TRUE(made);
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(dir.file("made/ca.key").c_str(), "w"), BIO_free);
  char passphrase[] = "swordfish";
  PEM_write_bio_PKCS8PrivateKey(file.get(), key.get(), EVP_aes_128_cbc(), passphrase, 9, nullptr, nullptr);
  BIO_flush(file.get());
  expect_refused({.names = {"localhost"}}, "ca.key: it is protected by a passphrase");
}

TEST_F(CertificateContent, K3_TheDirectoryIsPrivateHoweverItsNameIsWritten) {
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  for (const char* name : {"plain", "slash/", "a/b/c", "a/d/"}) {
    const auto made = make_certificate(dir.file(name), {.names = {"localhost"}});
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(fs::status(dir.file(name)).permissions() & kOthers, fs::perms::none) << name;
  }
}

TEST_F(CertificateContent, NothingButTheFourFilesIsLeftBehind) {
  ASSERT_TRUE(make({.names = {"localhost"}}));
  ASSERT_TRUE(make({.names = {"localhost"}}));
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(dir.file("made"))) files.push_back(entry.path().filename().string());
  std::ranges::sort(files);
  EXPECT_EQ(files, (std::vector<std::string>{"ca.key", "ca.pem", "cert.pem", "key.pem"}));
}

}  // namespace
}  // namespace culvert::test
