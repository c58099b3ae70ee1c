#include "http/auth/base64.h"

#include <gtest/gtest.h>

#include <utility>

namespace culvert::http {
namespace {

TEST(Base64, ExamplesOfRfc4648) {  // §10
  const std::pair<std::string_view, std::string_view> kExamples[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : kExamples) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
  EXPECT_EQ(encode_base64("\xfb\xff\xfe"), "+//+");
}

TEST(Base64, IsStrict) {
  for (const char* text : {"Z",
                           "Zg",
                           "Zg=",
                           "Zg===",
                           "=",
                           "==",
                           "===",
                           "====",
                           "Z===",
                           "Zm9v=",
                           "Zg==Zg==",
                           " Zg==",
                           "Zg== ",
                           "Zg==\n",
                           "Z g=",
                           "Zm9\n",
                           "-_==",
                           "Zm9v\n\n\n\n",
                           "\xc3\xbc\xc3\xbc",
                           "Zh==",
                           "Zm9=",
                           "aGVsbG9="}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(decode_base64(std::string_view("Zm\0v", 4)), std::nullopt);
}

TEST(Base64, EveryByteThereAndBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all += static_cast<char>(255 - i);
    EXPECT_EQ(decode_base64(encode_base64(all)), all);
  }
}

TEST(Base64Url, TheOtherAlphabetWithoutPadding) {
  EXPECT_EQ(encode_base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(encode_base64url("f"), "Zg");
  EXPECT_EQ(encode_base64url("fo"), "Zm8");
  EXPECT_EQ(encode_base64url(""), "");
  EXPECT_EQ(decode_base64url("YmFzZW1lbnQ"), "basement");  // RFC 9729 §5
  for (int i = 0; i < 256; ++i) {
    const std::string bytes(3, static_cast<char>(i));
    for (std::size_t n = 0; n <= 3; ++n)
      EXPECT_EQ(decode_base64url(encode_base64url(bytes.substr(0, n))), bytes.substr(0, n));
  }
}

TEST(Base64Url, IsStrict) {
  for (const char* text : {"Z", "Zg==", "Zg=", "+//+", "Zh", "Zm9", "a b", "Zm9v=", "Zm9vZ"}) {
    EXPECT_EQ(decode_base64url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace culvert::http
