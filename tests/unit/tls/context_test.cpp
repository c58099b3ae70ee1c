#include "tls/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/streams.h"

namespace culvert {
namespace {

using testing::StartsWith;

std::string reason(const Result<TlsContext>& context) { return context ? "" : context.error().detail; }

TEST(TlsContext, SaysWhyAFileCannotBeUsed) {
  const test::TempDir directory;
  const std::string absent = directory.file("absent");
  EXPECT_EQ(reason(TlsContext::client({.ca_file = absent, .alpn = {}})),
            "reading the CA file " + absent + ": No such file or directory");
  EXPECT_EQ(reason(TlsContext::server({absent, absent, {}})),
            "reading the certificate " + absent + ": No such file or directory");
  const std::string garbage = directory.file("garbage");
  std::ofstream(garbage) << "not PEM";
  EXPECT_THAT(reason(TlsContext::client({.ca_file = garbage, .alpn = {}})),
              StartsWith("reading the CA file " + garbage + ": no "));
  EXPECT_EQ(TlsContext::client({.ca_file = garbage, .alpn = {}}).error().code, Code::kInvalid);
}

}  // namespace
}  // namespace culvert
