#include "base/escape.h"

#include <gtest/gtest.h>

namespace culvert {
namespace {

TEST(Escape, PlainTextStaysAsItIs) {
  EXPECT_EQ(escape(""), "");
  EXPECT_EQ(escape("GET /~a?b=\"c\"&d#e 'f'"), "GET /~a?b=\"c\"&d#e 'f'");
  EXPECT_EQ(escape("Grüße, 世界 🌍"), "Grüße, 世界 🌍");
}

TEST(Escape, K4_ControlsOfAscii) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string one(1, static_cast<char>(c));
    constexpr std::string_view kDigits = "0123456789abcdef";
    EXPECT_EQ(escape("a" + one + "b"), std::string("a\\x") + kDigits[static_cast<std::size_t>(c >> 4)] +
                                           kDigits[static_cast<std::size_t>(c & 15)] + "b");
  }
  EXPECT_EQ(escape("\x7f"), "\\x7f");
  EXPECT_EQ(escape("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
}

TEST(Escape, K4_ABackslashCannotPretendToBeAnEscape) { EXPECT_EQ(escape("\\x41"), "\\x5cx41"); }

TEST(Escape, K4_ControlsOfLatin1) {
  EXPECT_EQ(escape("\xc2\x80"), "\\u{80}");
  EXPECT_EQ(escape("\xc2\x9b"), "\\u{9b}");  // CSI
  EXPECT_EQ(escape("\xc2\x9f"), "\\u{9f}");
  EXPECT_EQ(escape("\xc2\xa0"), "\xc2\xa0");
}

TEST(Escape, K4_DirectionAndInvisibleCharacters) {
  const struct {
    const char* text;
    const char* escaped;
  } kCases[] = {
      {"\u202a", "\\u{202a}"}, {"\u202b", "\\u{202b}"}, {"\u202c", "\\u{202c}"},      {"\u202d", "\\u{202d}"},
      {"\u202e", "\\u{202e}"}, {"\u2066", "\\u{2066}"}, {"\u2067", "\\u{2067}"},      {"\u2068", "\\u{2068}"},
      {"\u2069", "\\u{2069}"}, {"\u200e", "\\u{200e}"}, {"\u200f", "\\u{200f}"},      {"\u061c", "\\u{61c}"},
      {"\u200b", "\\u{200b}"}, {"\u200d", "\\u{200d}"}, {"\u2028", "\\u{2028}"},      {"\u2029", "\\u{2029}"},
      {"\u2060", "\\u{2060}"}, {"\ufeff", "\\u{feff}"}, {"\U000e0041", "\\u{e0041}"}, {"\u00ad", "\\u{ad}"},
      {"\u180e", "\\u{180e}"}, {"\ufff9", "\\u{fff9}"}, {"\u3164", "\\u{3164}"},
  };
  for (const auto& c : kCases) EXPECT_EQ(escape(c.text), c.escaped);
}

TEST(Escape, K4_InvalidUtf8ByteByByte) {
  EXPECT_EQ(escape("\x80"), "\\x80");           // continuation without a lead
  EXPECT_EQ(escape("a\xc3"), "a\\xc3");         // cut off
  EXPECT_EQ(escape("\xc3("), "\\xc3(");         // lead without continuation
  EXPECT_EQ(escape("\xe2\x82"), "\\xe2\\x82");  // three bytes, two there
  EXPECT_EQ(escape("\xf0\x9f\x8c"), "\\xf0\\x9f\\x8c");
  EXPECT_EQ(escape("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80");  // five bytes
  EXPECT_EQ(escape("\xfe\xff"), "\\xfe\\xff");
}

TEST(Escape, K4_OverlongForms) {
  EXPECT_EQ(escape("\xc0\x8a"), "\\xc0\\x8a");
  EXPECT_EQ(escape("\xc1\xbf"), "\\xc1\\xbf");
  EXPECT_EQ(escape("\xe0\x80\x8a"), "\\xe0\\x80\\x8a");
  EXPECT_EQ(escape("\xe0\x9f\xbf"), "\\xe0\\x9f\\xbf");
  EXPECT_EQ(escape("\xf0\x80\x80\x8a"), "\\xf0\\x80\\x80\\x8a");
  EXPECT_EQ(escape("\xf0\x8f\xbf\xbf"), "\\xf0\\x8f\\xbf\\xbf");
}

TEST(Escape, K4_SurrogatesAndBeyondUnicode) {
  EXPECT_EQ(escape("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(escape("\xed\xbf\xbf"), "\\xed\\xbf\\xbf");
  EXPECT_EQ(escape("\xed\x9f\xbf"), "\xed\x9f\xbf");  // U+D7FF
  EXPECT_EQ(escape("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(escape("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
}

TEST(Escape, TheLimitIsOfInputBytes) {
  EXPECT_EQ(escape("abcdef", 6), "abcdef");
  EXPECT_EQ(escape("abcdefg", 6), "abcdef…");
  EXPECT_EQ(escape("a", 0), "…");
  EXPECT_EQ(escape("", 0), "");
  EXPECT_EQ(escape("\n\n\n", 2), "\\x0a\\x0a…");
}

TEST(Escape, TheLimitNeverCutsACharacter) {
  const std::string text = "aé€🌍";  // 1, 2, 3 and 4 bytes
  const char* kExpected[] = {"…", "a…", "a…", "aé…", "aé…", "aé…", "aé€…", "aé€…", "aé€…", "aé€…", "aé€🌍"};
  for (std::size_t limit = 0; limit <= text.size(); ++limit) EXPECT_EQ(escape(text, limit), kExpected[limit]) << limit;
}

TEST(Escape, K4_NoInputOfTwoBytesYieldsAControlOrInvalidText) {
  for (unsigned i = 0; i < 0x10000; ++i) {
    const std::string text{static_cast<char>(i >> 8), static_cast<char>(i & 0xff)};
    const std::string out = escape(text);
    ASSERT_TRUE(is_utf8(out)) << i;
    for (const char c : out) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << i;
  }
}

TEST(Escape, IsUtf8) {
  for (const char* good : {"", "a", "é", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* wrong : {"\x80", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2\x82"}) {
    EXPECT_FALSE(is_utf8(wrong)) << escape(wrong);
  }
}

}  // namespace
}  // namespace culvert
