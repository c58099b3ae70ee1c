#include "http/bounded_json.h"

#include <gmock/gmock.h>

namespace culvert::http {
namespace {

using testing::HasSubstr;

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST(BoundedJson, TakesWhatIsJson) {
  for (const char* text : {"null", "true", "1", "-1", "1.5", "\"a\"", "[]", "{}", " [1, [2], {\"a\": [3]}] ",
                           "{\"a\": 1, \"b\": {\"a\": 2}}", "\"\\u0000\\ud83d\\ude00\""}) {
    const auto parsed = parse_json(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed, nlohmann::json::parse(text)) << text;
  }
}

TEST(BoundedJson, RefusesTheRest) {
  for (const char* text : {"", " ", "{", "[1,", "[1,]", "{\"a\"}", "{\"a\":1,}", "nul", "01", "'a'", "[1] [2]",
                           "// no\n1", "\"\\ud800\"", "\"\xff\"", "\"\xc0\x80\"", "1e999", "NaN", "\"a\nb\""}) {
    const auto parsed = parse_json(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().stage, Stage::kHttp) << text;
    EXPECT_EQ(parsed.error().code, Code::kInvalid) << text;
    EXPECT_FALSE(parsed.error().detail.empty()) << text;
  }
  EXPECT_THAT(parse_json("[1, x]").error().detail, HasSubstr("byte 5"));
}

TEST(BoundedJson, ANameStandsOnceInAnObject) {
  EXPECT_EQ(parse_json(R"({"a": 1, "b": 2, "a": 1})").error().code, Code::kInvalid);
  EXPECT_EQ(parse_json(R"([{"a": {"b": 1, "\u0062": 2}}])").error().code, Code::kInvalid);
}

TEST(BoundedJson, LimitsAreKeptToTheLast) {
  const JsonLimits limits{.bytes = 1000, .depth = 3, .values = 10};
  EXPECT_TRUE(parse_json("[[[1]]]", limits));
  EXPECT_EQ(parse_json("[[[[1]]]]", limits).error().code, Code::kLimit);
  EXPECT_EQ(parse_json(R"({"a": [{"b": {}}]})", limits).error().code, Code::kLimit);
  EXPECT_TRUE(parse_json("[1,2,3,4,5,6,7,8,9]", limits));
  EXPECT_EQ(parse_json("[1,2,3,4,5,6,7,8,9,10]", limits).error().code, Code::kLimit);
  EXPECT_TRUE(parse_json("1" + std::string(999, ' '), limits));
  EXPECT_EQ(parse_json("1" + std::string(1000, ' '), limits).error().code, Code::kLimit);
}

TEST(BoundedJson, HostileTextsEndEarly) {
  EXPECT_EQ(parse_json(repeated("[", 200'000)).error().code, Code::kLimit);
  EXPECT_EQ(parse_json(repeated("{\"a\":", 50'000)).error().code, Code::kLimit);
  EXPECT_EQ(parse_json("[" + repeated("1,", 100'000)).error().code, Code::kLimit);
  EXPECT_EQ(parse_json("[" + repeated("{},", 50'000)).error().code, Code::kLimit);
  EXPECT_EQ(parse_json(repeated("]", 1000)).error().code, Code::kInvalid);
}

}  // namespace
}  // namespace culvert::http
