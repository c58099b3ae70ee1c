#include "app/cli/asking.h"

#include <gmock/gmock.h>

namespace culvert::app {
namespace {

using control::Json;

TEST(Asking, K4_TextsAreEscaped) { EXPECT_EQ(text_in({{"a", "b\x1b[2J\u202e"}}, "a"), "b\\x1b[2J\\u{202e}"); }

TEST(Asking, WhatIsNotThereIsEmpty) {
  const Json odd{{"a", 1}, {"b", "text"}};
  EXPECT_EQ(text_in(odd, "a"), "");
  EXPECT_EQ(text_in(odd, "c"), "");
  EXPECT_EQ(number_in(odd, "b"), 0);
  EXPECT_FALSE(flag_in(odd, "a"));
  EXPECT_TRUE(list_in(odd, "a").empty());
}

TEST(Asking, Bytes) {
  EXPECT_EQ(in_bytes(0), "0 bytes");
  EXPECT_EQ(in_bytes(1), "1 byte");
  EXPECT_EQ(in_bytes(999), "999 bytes");
  EXPECT_EQ(in_bytes(1000), "1.0 kB");
  EXPECT_EQ(in_bytes(999'949), "999.9 kB");
  EXPECT_EQ(in_bytes(999'950), "1.0 MB");
  EXPECT_EQ(in_bytes(12'345'678'901'234), "12.3 TB");
  EXPECT_EQ(in_bytes(UINT64_MAX), "18446744.1 TB");
}

TEST(Asking, Times) {
  EXPECT_EQ(in_time(-5), "0 s");
  EXPECT_EQ(in_time(59'999), "59 s");
  EXPECT_EQ(in_time(60'000), "1 min 0 s");
  EXPECT_EQ(in_time(3'600'000), "1 h 0 min");
  EXPECT_EQ(in_time(48 * 3'600'000.0), "2 d 0 h");
}

TEST(Asking, Columns) {
  EXPECT_EQ(in_columns({{"ID", "NAME", "X"}, {"1", "a longer one", ""}}), "ID  NAME          X\n1   a longer one\n");
}

}  // namespace
}  // namespace culvert::app
