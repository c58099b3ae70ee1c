#include "http/message.h"

#include <gtest/gtest.h>

#include "http/connection.h"

namespace culvert::http {
namespace {

TEST(Fields, ValuesOfOneNameAreJoined) {
  Fields fields;
  fields.add("proxy-status", "a");
  fields.add("other", "x");
  fields.add("proxy-status", "b");
  fields.add("proxy-status", "");
  EXPECT_EQ(fields.get("proxy-status"), "a, b, ");
  EXPECT_EQ(fields.get("other"), "x");
  EXPECT_EQ(fields.size(), 4U);
}

TEST(Fields, AnAbsentFieldIsNotAnEmptyOne) {
  Fields fields;
  fields.add("empty", "");
  EXPECT_EQ(fields.get("empty"), "");
  EXPECT_TRUE(fields.has("empty"));
  EXPECT_EQ(fields.get("absent"), std::nullopt);
  EXPECT_FALSE(fields.has("absent"));
  EXPECT_FALSE(fields.has("empt"));
}

TEST(Fields, TheOrderIsKept) {
  Fields fields;
  for (const char* name : {"c", "a", "b"}) fields.add(name, name);
  std::string names;
  for (const Field& f : fields) names += f.name;
  EXPECT_EQ(names, "cab");
}

TEST(EqualIgnoringCase, AsciiOnly) {
  EXPECT_TRUE(equal_ignoring_case("Basic", "bASIC"));
  EXPECT_TRUE(equal_ignoring_case("", ""));
  EXPECT_FALSE(equal_ignoring_case("Basic", "Basi"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xc3\x9c", "\xc3\xbc"));  // Ü, ü
}

TEST(Version, Names) {
  EXPECT_EQ(name_of(Version::kHttp11), "HTTP/1.1");
  EXPECT_EQ(name_of(Version::kHttp2), "HTTP/2");
  EXPECT_EQ(name_of(Version::kHttp3), "HTTP/3");
}

}  // namespace
}  // namespace culvert::http
