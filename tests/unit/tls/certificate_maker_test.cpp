#include "tls/certificate_maker.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/streams.h"
#include "tls/context.h"

namespace culvert::test {
namespace {

namespace fs = std::filesystem;

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

TEST(CertificateMaker, MakesAnAuthorityAndKeepsIt) {
  const TempDir dir;
  const auto first = make_certificate(dir.file("made"), {.names = {"proxy.test", "127.0.0.1", "::1"}});
  ASSERT_TRUE(first) << first.error().detail;
  const std::string ca = content(first->ca_file);
  const std::string certificate = content(first->certificate_file);
  EXPECT_NE(certificate.find(ca), std::string::npos) << "the chain is in the file";
  const auto second = make_certificate(dir.file("made"), {.names = {"proxy.test"}});
  ASSERT_TRUE(second);
  EXPECT_EQ(content(second->ca_file), ca);
  EXPECT_NE(content(second->certificate_file), certificate);
}

TEST(CertificateMaker, K3_KeysAreForTheOwnerOnly) {
  const TempDir dir;
  const auto made = make_certificate(dir.file("made"), {.names = {"proxy.test"}});
  ASSERT_TRUE(made);
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  for (const std::string& file : {made->key_file, dir.file("made/ca.key"), dir.file("made")}) {
    EXPECT_EQ(fs::status(file).permissions() & kOthers, fs::perms::none) << file;
  }
  for (const auto& entry : fs::directory_iterator(dir.file("made"))) EXPECT_NE(entry.path().extension(), ".new");
}

TEST(CertificateMaker, ErrorsNameTheFile) {
  const TempDir dir;
  std::ofstream(dir.file("file")) << "x";
  const auto made = make_certificate(dir.file("file/below"), {.names = {"proxy.test"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().stage, Stage::kLocal);
  EXPECT_NE(made.error().detail.find("below"), std::string::npos) << made.error().detail;

  fs::create_directory(dir.file("bad"));
  std::ofstream(dir.file("bad/ca.pem")) << "no certificate";
  std::ofstream(dir.file("bad/ca.key")) << "no key";
  const auto bad = make_certificate(dir.file("bad"), {.names = {"proxy.test"}});
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().detail.find("ca.pem"), std::string::npos) << bad.error().detail;
}

TEST(CertificateMaker, WithoutNamesThereIsNothingToMake) {
  const TempDir dir;
  EXPECT_FALSE(make_certificate(dir.file("made"), {}));
}

TEST(TlsContext, ErrorsNameTheFile) {
  const TempDir dir;
  const auto made = make_certificate(dir.file("made"), {.names = {"proxy.test"}});
  ASSERT_TRUE(made);
  const auto absent = TlsContext::client({dir.file("absent.pem"), {"h2"}});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().stage, Stage::kTls);
  EXPECT_EQ(absent.error().code, Code::kInvalid);
  EXPECT_NE(absent.error().detail.find("absent.pem"), std::string::npos);
  std::ofstream(dir.file("garbage")) << "garbage";
  EXPECT_FALSE(TlsContext::client({dir.file("garbage"), {}}));
  EXPECT_FALSE(TlsContext::server({dir.file("garbage"), made->key_file, {}}));
  EXPECT_FALSE(TlsContext::server({made->certificate_file, dir.file("garbage"), {}}));
  EXPECT_FALSE(TlsContext::server({made->certificate_file, dir.file("made/ca.key"), {}})) << "another one's key";
}

}  // namespace
}  // namespace culvert::test
