#include "http/auth/concealed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdio>
#include <filesystem>
#include <map>

#include "base/private_file.h"
#include "http/auth/base64.h"
#include "http/auth/user_file.h"
#include "support/keys.h"
#include "unit/bytes.h"

namespace culvert::http {
namespace {

using testing::HasSubstr;

// RFC 8032 §7.1, test 1.
constexpr std::string_view kEd25519Pem =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kEd25519Public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

// Both ends of one connection: the same output for the same label and context.
struct Connection {
  mutable std::map<std::string, std::string> asked;
  std::string secret;
  [[nodiscard]] Result<std::string> export_key(std::string_view label, std::string_view context,
                                               std::size_t size) const {
    const std::string key = std::string(label) + '|' + std::string(context);
    std::string out(size, '\0');
    const std::string all = secret + key;
    EVP_Q_digest(nullptr, "SHA2-512", nullptr, all.data(), all.size(), reinterpret_cast<unsigned char*>(out.data()),
                 nullptr);
    asked[key] = out;
    return out;
  }
};

struct LongerDigest {  // 48 bytes are asked for and SHA-512 gives 64
  Connection below;
  [[nodiscard]] Result<std::string> export_key(std::string_view label, std::string_view context,
                                               std::size_t size) const {
    auto out = below.export_key(label, context, 64);
    out->resize(size);
    return out;
  }
};

constexpr RequestOrigin kOrigin{"https", "proxy.example:8443"};

TEST(Concealed, S5_TheContextAndTheSignatureAreThoseOfTheStandard) {
  const auto key = ConcealedKey::parse(kEd25519Pem);
  ASSERT_TRUE(key) << key.error().detail;
  EXPECT_EQ(key->scheme(), 2055);
  EXPECT_EQ(key->encoded(), test::text_of(test::from_hex(kEd25519Public)));
  std::string label;
  std::string context;
  std::size_t length = 0;
  const auto value = concealed_authorization(
      *key, "basement", kOrigin, [&](std::string_view l, std::string_view c, std::size_t n) -> Result<std::string> {
        label = l;
        context = c;
        length = n;
        return std::string(32, '\x01') + std::string(16, '\x02');
      });
  ASSERT_TRUE(value);
  EXPECT_EQ(label, "EXPORTER-HTTP-Concealed-Authentication");
  EXPECT_EQ(length, 48U);
  // RFC 9729 §3.1, by hand.
  EXPECT_EQ(context, test::text_of(test::from_hex("0807"
                                                  "08"
                                                  "626173656d656e74"
                                                  "20" +
                                                  std::string(kEd25519Public) +
                                                  "05"
                                                  "6874747073"
                                                  "0d"
                                                  "70726f78792e6578616d706c65"
                                                  "20fb"
                                                  "00")));
  const auto proof = parse_concealed(*value);
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->key_id, "basement");
  EXPECT_EQ(proof->scheme, 2055);
  EXPECT_EQ(proof->public_key, key->encoded());
  EXPECT_EQ(proof->verification, std::string(16, '\x02'));
  // §3.3.
  const std::string message =
      std::string(64, ' ') + "HTTP Concealed Authentication" + std::string(1, '\0') + std::string(32, '\x01');
  EXPECT_TRUE(key->verify(message, proof->proof));
}

TEST(Concealed, S5_BothKindsOfKeys) {
  for (const auto& pem :
       {std::string(kEd25519Pem), test::make_key_pem("ED25519", nullptr), test::make_key_pem("EC", "P-256")}) {
    const auto key = ConcealedKey::parse(pem);
    ASSERT_TRUE(key) << key.error().detail;
    const auto known = ConcealedPublicKey::parse(test::public_der(pem));
    ASSERT_TRUE(known) << known.error().detail;
    EXPECT_EQ(key->scheme(), known->scheme());
    EXPECT_EQ(key->encoded(), known->encoded());
    EXPECT_EQ(key->encoded().size(), key->scheme() == 2055 ? 32U : 65U);
    const LongerDigest connection{{{}, "one"}};
    const LongerDigest other{{{}, "two"}};
    const auto value = concealed_authorization(*key, "kim", kOrigin, exporter_of(connection));
    ASSERT_TRUE(value);
    const auto proof = parse_concealed(*value);
    ASSERT_TRUE(proof) << *value;
    EXPECT_TRUE(is_proved(*proof, *known, kOrigin, exporter_of(connection)));
    EXPECT_FALSE(is_proved(*proof, *known, kOrigin, exporter_of(other))) << "of another connection";
    EXPECT_FALSE(is_proved(*proof, *known, {"https", "proxy.example"}, exporter_of(connection))) << "another port";
    EXPECT_FALSE(is_proved(*proof, *known, {"http", kOrigin.authority}, exporter_of(connection)));
    EXPECT_FALSE(is_proved(*proof, *known, {"https", "other.example:8443"}, exporter_of(connection)));
    EXPECT_FALSE(is_proved(*proof, *known, {"https", "proxy.example:port"}, exporter_of(connection)));
    for (auto member : {&ConcealedProof::key_id, &ConcealedProof::public_key, &ConcealedProof::proof,
                        &ConcealedProof::verification, &ConcealedProof::realm}) {
      ConcealedProof wrong = *proof;
      wrong.*member += 'x';
      EXPECT_FALSE(is_proved(wrong, *known, kOrigin, exporter_of(connection)));
      wrong = *proof;
      if ((wrong.*member).empty()) continue;
      (wrong.*member).back() = static_cast<char>((wrong.*member).back() ^ 1);
      EXPECT_FALSE(is_proved(wrong, *known, kOrigin, exporter_of(connection)));
    }
    ConcealedProof wrong = *proof;
    wrong.scheme = 0x0804;
    EXPECT_FALSE(is_proved(wrong, *known, kOrigin, exporter_of(connection)));
    const auto stranger = ConcealedPublicKey::parse(test::public_der(test::make_key_pem("ED25519", nullptr)));
    EXPECT_FALSE(is_proved(*proof, *stranger, kOrigin, exporter_of(connection)));
  }
}

TEST(Concealed, S5_AConnectionWithoutKeysOfItsOwnProvesNothing) {
  const auto key = ConcealedKey::parse(kEd25519Pem);
  const KeyExporter none = [](std::string_view, std::string_view, std::size_t) -> Result<std::string> {
    return fail(Stage::kTls, Code::kUnsupported, "none");
  };
  EXPECT_EQ(concealed_authorization(*key, "kim", kOrigin, none).error().detail, "none");
  const LongerDigest connection;
  const auto proof = parse_concealed(*concealed_authorization(*key, "kim", kOrigin, exporter_of(connection)));
  EXPECT_FALSE(is_proved(*proof, *key, kOrigin, none));
}

TEST(Concealed, S5_TheHostStandsAsInTheUri) {
  const auto key = ConcealedKey::parse(kEd25519Pem);
  const auto context_for = [&](std::string_view authority) {
    std::string context;
    static_cast<void>(concealed_authorization(
        *key, "", {"https", authority}, [&](std::string_view, std::string_view c, std::size_t) -> Result<std::string> {
          context = c;
          return std::string(48, 'x');
        }));
    return context.substr(std::min<std::size_t>(context.size(), 2 + 1 + 1 + 32 + 6));
  };
  using namespace std::string_literals;
  EXPECT_EQ(context_for("proxy.example"), "\x0dproxy.example\x01\xbb\x00"s);
  EXPECT_EQ(context_for("[2001:db8::1]"), "\x0d[2001:db8::1]\x01\xbb\x00"s);
  EXPECT_EQ(context_for("[2001:db8::1]:8443"), "\x0d[2001:db8::1]\x20\xfb\x00"s);
}

TEST(Concealed, S5_WhatIsIgnored) {
  const std::string good = "Concealed k=YmFzZW1lbnQ, a=AAAA, s=2055, v=AAAA, p=AAAA";
  ASSERT_TRUE(parse_concealed(good));
  EXPECT_TRUE(parse_concealed("concealed p=AAAA,v=AAAA,s=2055,a=AAAA,k=YmFzZW1lbnQ"));
  EXPECT_TRUE(parse_concealed(good + ", realm=\"r\""));
  EXPECT_EQ(parse_concealed(good + ", realm=\"r\"")->realm, "r");
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string field = good;
    field.replace(field.find(from), from.size(), to);
    return field;
  };
  for (const std::string& field :
       {with("Concealed", "Basic"), with("k=YmFzZW1lbnQ, ", ""), with("a=AAAA, ", ""), with("s=2055, ", ""),
        with("v=AAAA, ", ""), with(", p=AAAA", ""), with("s=2055", "s=65536"), with("s=2055", "s=02055"),
        with("s=2055", "s=-1"), with("s=2055", "s=x"), with("a=AAAA", "a=AAA="), with("a=AAAA", "a=A"),
        with("a=AAAA", "a=\"AAAA\""), with("a=AAAA", "a=AA+A"), good + ", Basic realm=x", std::string(),
        good + ", x=" + std::string(5000, 'x')}) {
    EXPECT_FALSE(parse_concealed(field)) << field;
  }
}

TEST(Concealed, S5_KeysThatWillNotDo) {
  for (const auto& [type, group] : {std::pair{"EC", "P-384"}, std::pair<const char*, const char*>{"X25519", nullptr},
                                    std::pair<const char*, const char*>{"ED448", nullptr}}) {
    const auto key = ConcealedKey::parse(test::make_key_pem(type, group));
    ASSERT_FALSE(key) << type;
    EXPECT_THAT(key.error().detail, HasSubstr("neither Ed25519 nor"));
  }
  for (const char* pem : {"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
    EXPECT_THAT(ConcealedKey::parse(pem).error().detail, HasSubstr("no private key"));
  }
  EXPECT_FALSE(ConcealedPublicKey::parse(""));
  EXPECT_FALSE(ConcealedPublicKey::parse("x"));
  EXPECT_FALSE(ConcealedPublicKey::parse(test::public_der(kEd25519Pem) + "x")) << "something behind it";
}

TEST(Concealed, S5_AnEncryptedKeyIsRefusedWithoutAsking) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
                                                           EVP_PKEY_free);
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), key.get(), EVP_aes_128_cbc(), reinterpret_cast<const unsigned char*>("pass"), 4,
                           nullptr, nullptr);
  std::string pem(static_cast<std::size_t>(BIO_pending(bio.get())), '\0');
  BIO_read(bio.get(), pem.data(), static_cast<int>(pem.size()));
  EXPECT_FALSE(ConcealedKey::parse(pem));
}

TEST(Concealed, K3_FilesOfKeysAreForTheOwnerOnly) {
  const std::string path = testing::TempDir() + "concealed_test.pem";
  ASSERT_TRUE(write_private_file(path, kEd25519Pem));
  EXPECT_TRUE(ConcealedKey::load(path));
  for (const auto other : {std::filesystem::perms::group_read, std::filesystem::perms::others_read}) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | other);
    const auto open = ConcealedKey::load(path);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().detail, "the key file " + path + " is open to others; set its mode to 0600");
  }
  EXPECT_EQ(std::remove(path.c_str()), 0);
  EXPECT_THAT(ConcealedKey::load(path).error().detail, HasSubstr(path));
  EXPECT_FALSE(ConcealedKey::load("/dev/zero"));
}

TEST(Concealed, S5_UsersOfAFile) {
  const std::string pem = test::make_key_pem("EC", "P-256");
  const std::string line = "ann:$concealed$" + encode_base64(test::public_der(kEd25519Pem)) + "\nkim:$concealed$" +
                           encode_base64(test::public_der(pem)) + "\n";
  const auto users = UserFile::parse(line);
  ASSERT_TRUE(users) << users.error().detail;
  EXPECT_EQ(users->size(), 2U);
  EXPECT_FALSE(users->has_passwords());
  const LongerDigest connection;
  const auto key = ConcealedKey::parse(pem);
  const auto check = [&](std::string_view id) {
    return users->check_concealed(*concealed_authorization(*key, id, kOrigin, exporter_of(connection)), kOrigin,
                                  exporter_of(connection));
  };
  EXPECT_EQ(check("kim"), "kim");
  EXPECT_EQ(check("ann"), std::nullopt) << "another's key";
  EXPECT_EQ(check("bob"), std::nullopt);
  EXPECT_EQ(users->check_concealed("Basic AAAA", kOrigin, exporter_of(connection)), std::nullopt);
  EXPECT_EQ(UserFile::parse("")->check_concealed("Concealed", kOrigin, exporter_of(connection)), std::nullopt);

  for (const auto& [bad, why] : {std::pair{"ann:$concealed$", "line 1: this is no public key"},
                                 std::pair{"ann:$concealed$!", "line 1: this is no base64"},
                                 std::pair{"ann:$concealed$AAAA", "line 1: this is no public key"}}) {
    EXPECT_EQ(UserFile::parse(bad).error().detail, why);
  }
  EXPECT_THAT(UserFile::parse(line + line).error().detail, HasSubstr("line 3: this user is there already"));
}

}  // namespace
}  // namespace culvert::http
