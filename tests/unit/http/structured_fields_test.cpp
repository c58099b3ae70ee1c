#include "http/structured_fields.h"

#include <gtest/gtest.h>

namespace culvert::http::sf {
namespace {

template <class T>
void expect_item(std::string_view text, const T& value) {
  const auto item = parse_item(text);
  ASSERT_TRUE(item) << text;
  ASSERT_TRUE(std::holds_alternative<T>(item->value)) << text;
  EXPECT_EQ(std::get<T>(item->value), value) << text;
  EXPECT_TRUE(item->parameters.empty());
}

void expect_no_item(std::string_view text) {
  const auto item = parse_item(text);
  ASSERT_FALSE(item) << text;
  EXPECT_EQ(item.error().stage, Stage::kHttp);
  EXPECT_EQ(item.error().code, Code::kInvalid);
  if (!text.empty()) {
    EXPECT_FALSE(parse_list(text)) << text;
  }
}

TEST(StructuredFields, Integers) {  // RFC 9651 §3.3.1
  expect_item<std::int64_t>("42", 42);
  expect_item<std::int64_t>("0", 0);
  expect_item<std::int64_t>("-0", 0);
  expect_item<std::int64_t>("-42", -42);
  expect_item<std::int64_t>("042", 42);
  expect_item<std::int64_t>("999999999999999", 999999999999999);
  expect_item<std::int64_t>("-999999999999999", -999999999999999);
  for (const char* text : {"1000000000000000", "-", "--1", "+1", "- 1", "1 2", "1,2,", "1_000"}) expect_no_item(text);
}

TEST(StructuredFields, Decimals) {  // §3.3.2
  expect_item<double>("4.5", 4.5);
  expect_item<double>("-0.125", -0.125);
  expect_item<double>("123456789012.125", 123456789012.125);
  for (const char* text : {"1.", ".1", "1.1234", "1234567890123.1", "1.-1", "-.1", "1.5.5", "1e3"})
    expect_no_item(text);
}

TEST(StructuredFields, Strings) {  // §3.3.3
  expect_item<std::string>("\"hello world\"", "hello world");
  expect_item<std::string>("\"\"", "");
  expect_item<std::string>(R"("a \"quoted\" \\ b")", R"(a "quoted" \ b)");
  for (const char* text :
       {"\"", "\"a", "\"\\\"", "\"\\n\"", "\"a\tb\"", "\"a\nb\"", "\"\x7f\"", "\"ü\"", "'a'", "\"a\"b"}) {
    expect_no_item(text);
  }
  expect_no_item(std::string_view("\"a\0b\"", 5));
}

TEST(StructuredFields, Tokens) {  // §3.3.4
  expect_item<Token>("foo123/456", {"foo123/456"});
  expect_item<Token>("*", {"*"});
  expect_item<Token>("a:b!#$%&'*+-.^_`|~", {"a:b!#$%&'*+-.^_`|~"});
  for (const char* text : {"/a", "a b", "a\"", "a@b", "[", "a=b", "ü", "_a"}) expect_no_item(text);
  EXPECT_TRUE(is_token("a/b"));
  EXPECT_FALSE(is_token(""));
  EXPECT_FALSE(is_token("1a"));
  EXPECT_FALSE(is_token("a b"));
}

TEST(StructuredFields, ByteSequences) {  // §3.3.5
  expect_item<Bytes>(":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:", {"pretend this is binary content."});
  expect_item<Bytes>("::", {""});
  expect_item<Bytes>(":AA==:", {std::string(1, '\0')});
  expect_item<Bytes>(":aGVsbG8:", {"hello"});  // padding may be missing
  expect_item<Bytes>(":iZ==:", {"\x89"});      // spare bits that are not zero
  for (const char* text : {":", ":aGVsbG8=", ":aGVsbG8==:", ":aGVsbG8=====:", ":a:", ":=:", ":====:", ":a=Vs:",
                           ":aGVs=:", ":aGVs bG8=:", ":_-==:", ":aGVsbG8=: :"}) {
    expect_no_item(text);
  }
}

TEST(StructuredFields, Booleans) {  // §3.3.6
  expect_item<bool>("?1", true);
  expect_item<bool>("?0", false);
  for (const char* text : {"?", "?2", "?true", "?11", "1?"}) expect_no_item(text);
}

TEST(StructuredFields, Dates) {  // §3.3.7
  expect_item<Date>("@1659578233", {1659578233});
  expect_item<Date>("@-62135596800", {-62135596800});
  for (const char* text : {"@", "@1.5", "@a", "@\"1\"", "@ 1"}) expect_no_item(text);
}

TEST(StructuredFields, DisplayStrings) {  // §3.3.8
  expect_item<DisplayString>(R"(%"This is intended for display to %c3%bcsers.")",
                             {"This is intended for display to üsers."});
  expect_item<DisplayString>(R"(%"")", {""});
  expect_item<DisplayString>(R"(%"%22%25\")", {"\"%\\"});  // a backslash means nothing here
  expect_item<DisplayString>(R"(%"%00")", {std::string(1, '\0')});
  for (const char* text : {R"(%)", R"(%")", R"(%"a)", R"(%a)", R"(%"%C3%BC")", R"(%"%c3%bC")", R"(%"%")", R"(%"%c")",
                           R"(%"%zz")", R"(%"%-1")", R"(%"%+1")", R"(%"% 1")", "%\"ü\"", "%\"a\tb\""}) {
    expect_no_item(text);
  }
}

TEST(StructuredFields, DisplayStringsAreUtf8) {  // §4.2.10 step 6
  for (const char* text : {R"(%"%ff")", R"(%"%c3")", R"(%"a%80b")", R"(%"%c0%80")", R"(%"%ed%a0%80")",
                           R"(%"%f4%90%80%80")", R"(%"%c3a%bc")"}) {
    expect_no_item(text);
  }
  expect_item<DisplayString>(R"(%"%f0%9f%8c%8d")", {"🌍"});
}

TEST(StructuredFields, ParametersOfAnItem) {
  const auto item = parse_item("a;b;c=?0;  d=\"x\";*e-f_1.2*=1.5;g=:AQ==:");
  ASSERT_TRUE(item);
  ASSERT_EQ(item->parameters.size(), 5U);
  EXPECT_EQ(std::get<bool>(*item->parameter("b")), true);
  EXPECT_EQ(std::get<bool>(*item->parameter("c")), false);
  EXPECT_EQ(std::get<std::string>(*item->parameter("d")), "x");
  EXPECT_EQ(std::get<double>(*item->parameter("*e-f_1.2*")), 1.5);
  EXPECT_EQ(std::get<Bytes>(*item->parameter("g")).bytes, "\x01");
  EXPECT_EQ(item->parameter("h"), nullptr);
  for (const char* text : {"a;", "a;B", "a;1", "a;b=", "a ;b", "a;b= c", "a;b =c", "a;;b", "a;\tb", "a;b=c=d", ";a"}) {
    expect_no_item(text);
  }
}

TEST(StructuredFields, TheLastOfTwoParametersCounts) {
  const auto item = parse_item("a;b=1;c=2;b=3");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->parameters.size(), 2U);
  EXPECT_EQ(std::get<std::int64_t>(*item->parameter("b")), 3);
}

TEST(StructuredFields, SpacesAroundAnItem) {
  expect_item<std::int64_t>("  1  ", 1);
  EXPECT_FALSE(parse_item("\t1"));
  EXPECT_FALSE(parse_item("1\t"));
  EXPECT_FALSE(parse_item(""));
  EXPECT_FALSE(parse_item("   "));
}

TEST(StructuredFields, Lists) {  // §3.1
  const auto list = parse_list("sugar, tea ,\trum;x=1,\"y\"");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 4U);
  EXPECT_EQ(std::get<Token>(std::get<Item>((*list)[0]).value).text, "sugar");
  EXPECT_EQ(std::get<Token>(std::get<Item>((*list)[2]).value).text, "rum");
  EXPECT_NE(std::get<Item>((*list)[2]).parameter("x"), nullptr);
  EXPECT_EQ(std::get<std::string>(std::get<Item>((*list)[3]).value), "y");
  const auto empty = parse_list("");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->empty());
  EXPECT_TRUE(parse_list("  "));
  for (const char* text : {",", "a,", "a, ", ",a", "a,,b", "a b", "a;b,", "\t"}) EXPECT_FALSE(parse_list(text)) << text;
}

TEST(StructuredFields, InnerLists) {  // §3.1.1
  const auto list = parse_list("(\"foo\"; a=1;b=2);lvl=5, ( \"bar\"  \"baz\" );lvl=1, ()");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 3U);
  const auto& first = std::get<InnerList>((*list)[0]);
  ASSERT_EQ(first.items.size(), 1U);
  EXPECT_EQ(std::get<std::int64_t>(*first.items[0].parameter("a")), 1);
  ASSERT_EQ(first.parameters.size(), 1U);
  EXPECT_EQ(std::get<InnerList>((*list)[1]).items.size(), 2U);
  EXPECT_TRUE(std::get<InnerList>((*list)[2]).items.empty());
  for (const char* text : {"(", "(a", "(a b", "(a,b)", "(a\tb)", "((a))", "(a)b", "(\"a\"\"b\")", ")"}) {
    EXPECT_FALSE(parse_list(text)) << text;
  }
  EXPECT_FALSE(parse_item("(a)"));
}

TEST(StructuredFields, ThousandMembersAndNoMillions) {
  const auto many = [](int n) {
    std::string text = "a";
    for (int i = 1; i < n; ++i) text += ",a";
    return text;
  };
  EXPECT_TRUE(parse_list(many(1024)));
  EXPECT_FALSE(parse_list(many(100000)));
  std::string inner = "(";
  for (int i = 0; i < 100000; ++i) inner += "a ";
  EXPECT_FALSE(parse_list(inner + ")"));
  EXPECT_FALSE(parse_list(std::string(100000, '(')));
}

TEST(StructuredFields, AnyPrefixIsParsedOrRejected) {
  const std::string all = R"(a;b="c\"d";e=:AQ==:, (1 -2.5;x ?1);y=@12, %"%c3%bc";z=*t/u)";
  ASSERT_TRUE(parse_list(all));
  for (std::size_t n = 0; n < all.size(); ++n) {
    const std::string prefix = all.substr(0, n);  // memory of its own
    static_cast<void>(parse_list(prefix));
    static_cast<void>(parse_item(prefix));
  }
}

TEST(StructuredFields, WrittenStrings) {
  EXPECT_EQ(write_string(""), "\"\"");
  EXPECT_EQ(write_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(write_string("a\r\nb\x7f\xc3\xbc"), "\"a??b???\"");
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const auto item = parse_item(write_string(all));
  ASSERT_TRUE(item);
  EXPECT_EQ(std::get<std::string>(item->value).size(), 256U);
}

}  // namespace
}  // namespace culvert::http::sf
