#include "api/trace_text.h"

#include <gtest/gtest.h>

namespace culvert::api {
namespace {

using namespace std::chrono_literals;

const Trace::TimePoint kStart{};

Trace::Record record(Step step, std::string_view text = {}, std::uint64_t value = 0) {
  Trace trace(1);
  trace.add(kStart + 1234567us, {.connection = 2, .tunnel = 3}, step, text, value);
  return trace.records().front();
}

TEST(TraceText, Json) {
  EXPECT_EQ(to_json(record(Step::kAnswer, "192.0.2.1", 200), kStart),
            R"({"number":1,"ms":1234.567,"tunnel":3,"connection":2,"step":"answer","status":200,"text":"192.0.2.1"})");
  EXPECT_EQ(to_json(record(Step::kWaiting), kStart),
            R"({"number":1,"ms":1234.567,"tunnel":3,"connection":2,"step":"waiting"})");
  EXPECT_EQ(to_json(record(Step::kLookedUp, {}, 0), kStart),
            R"({"number":1,"ms":1234.567,"tunnel":3,"connection":2,"step":"looked-up","addresses":0})");
}

TEST(TraceText, Csv) {
  EXPECT_EQ(csv_head(), "number,ms,tunnel,connection,step,value,text");
  EXPECT_EQ(to_csv(record(Step::kAnswer, "192.0.2.1", 200), kStart), "1,1234.567,3,2,answer,200,\"192.0.2.1\"");
  EXPECT_EQ(to_csv(record(Step::kWaiting), kStart), "1,1234.567,3,2,waiting,,");
  Trace trace(1);
  trace.add(kStart, {.connection = 7, .tunnel = 0}, Step::kTls);
  EXPECT_EQ(to_csv(trace.records().front(), kStart), "1,0.000,,7,tls,,");
}

TEST(TraceText, K4_WhatAPeerSaysIsHarmless) {
  const std::string hostile = "\x1b[31m\"a\",\r\n\xff";
  const std::string json = to_json(record(Step::kGivenUp, hostile), kStart);
  const std::string csv = to_csv(record(Step::kGivenUp, hostile), kStart);
  for (const std::string& line : {json, csv}) {
    for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << line;
  }
  EXPECT_TRUE(csv.contains("\"\"a\"\",")) << csv;
  for (const char* formula : {"=1+1", "+1", "-1", "@x"}) {
    EXPECT_TRUE(to_csv(record(Step::kGivenUp, formula), kStart).ends_with(std::string(",\" ") + formula + "\""));
  }
}

}  // namespace
}  // namespace culvert::api
