#include "http/date_time.h"

#include <gtest/gtest.h>

#include <string>

namespace culvert::http {
namespace {

using std::chrono::sys_seconds;

sys_seconds at(std::int64_t seconds) { return sys_seconds(std::chrono::seconds(seconds)); }

TEST(DateTime, TheFormsOfOneMoment) {
  for (const char* text : {"2026-06-23T06:00:00Z", "2026-06-23t06:00:00z", "2026-06-23 06:00:00Z",
                           "2026-06-23T06:00:00.999999999999Z", "2026-06-23T08:00:00+02:00",
                           "2026-06-22T20:30:00-09:30", "2026-06-23T06:00:00-00:00", "2026-06-23T05:59:60Z"}) {
    EXPECT_EQ(parse_date_time(text), at(1'782'194'400)) << text;
  }
}

TEST(DateTime, TheEdges) {
  EXPECT_EQ(parse_date_time("1970-01-01T00:00:00Z"), at(0));
  EXPECT_EQ(parse_date_time("1969-12-31T23:59:59Z"), at(-1));
  EXPECT_EQ(parse_date_time("2024-02-29T00:00:00Z"), at(1'709'164'800));
  EXPECT_EQ(parse_date_time("0000-01-01T00:00:00+23:59"), at(-62'167'219'200 - 86'340));
  EXPECT_EQ(parse_date_time("9999-12-31T23:59:59-23:59"), at(253'402'300'799 + 86'340));
}

TEST(DateTime, WhatIsNone) {
  for (const char* text : {"",
                           "2026",
                           "2026-06-23",
                           "2026-06-23T06:00:00",
                           "2026-06-23T06:00Z",
                           "2026-06-23T06:00:00Zx",
                           " 2026-06-23T06:00:00Z",
                           "26-06-23T06:00:00Z",
                           "2026-6-23T06:00:00Z",
                           "2026-00-23T06:00:00Z",
                           "2026-13-23T06:00:00Z",
                           "2026-02-29T06:00:00Z",
                           "2026-06-31T06:00:00Z",
                           "2026-06-00T06:00:00Z",
                           "2026-06-23T24:00:00Z",
                           "2026-06-23T06:60:00Z",
                           "2026-06-23T06:00:61Z",
                           "2026-06-23T06:00:00.Z",
                           "2026-06-23T06:00:00,5Z",
                           "2026-06-23T06:00:00+24:00",
                           "2026-06-23T06:00:00+02:60",
                           "2026-06-23T06:00:00+0200",
                           "2026-06-23T06:00:00+2",
                           "+026-06-23T06:00:00Z",
                           "2026-06-23T-6:00:00Z",
                           "1782194400"}) {
    EXPECT_FALSE(parse_date_time(text)) << text;
  }
}

}  // namespace
}  // namespace culvert::http
