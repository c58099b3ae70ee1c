#include "base/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>

namespace culvert {
namespace {

constexpr int kStages = 9;
constexpr int kCodes = 16;

template <class F>
void for_every_error(F f) {
  for (int s = 0; s < kStages; ++s) {
    for (int c = 0; c < kCodes; ++c) f(static_cast<Stage>(s), static_cast<Code>(c));
  }
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

TEST(Error, NamesAreDistinctLowerCaseWords) {
  std::set<std::string_view> stages;
  std::set<std::string_view> codes;
  for_every_error([&](Stage s, Code c) {
    stages.insert(name_of(s));
    codes.insert(name_of(c));
  });
  EXPECT_EQ(stages.size(), std::size_t{kStages});
  EXPECT_EQ(codes.size(), std::size_t{kCodes});
  for (const auto& names : {stages, codes}) {
    for (const std::string_view name : names) {
      EXPECT_FALSE(name.empty());
      EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << name;
    }
  }
  EXPECT_EQ(name_of(Stage::kTls), "tls");
  EXPECT_EQ(name_of(Stage::kDestination), "destination");
  EXPECT_EQ(name_of(Code::kUntrusted), "untrusted");
  EXPECT_EQ(name_of(Code::kSystem), "system");
}

TEST(Error, EveryStageAndCodeGivesASentence) {
  for_every_error([](Stage s, Code c) {
    for (const std::string_view destination : {"", "example.com:443"}) {
      const std::string sentence = describe({s, c, ""}, destination);
      EXPECT_TRUE(sentence.ends_with('.')) << sentence;
      EXPECT_FALSE(sentence.ends_with("..")) << sentence;
      EXPECT_GE(sentence.front(), 'A') << sentence;
      EXPECT_LE(sentence.front(), 'Z') << sentence;
      EXPECT_EQ(sentence.find("  "), std::string::npos) << sentence;
      EXPECT_EQ(sentence.find(": ."), std::string::npos) << sentence;  // no cause
    }
  });
}

TEST(Error, K4_DetailAndDestinationAreEscapedInEverySentence) {
  const std::string hostile = "a\r\n\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xff";
  for_every_error([&](Stage s, Code c) {
    const std::string sentence = describe({s, c, hostile}, hostile);
    EXPECT_FALSE(has_control(sentence)) << sentence;
    for (const char* hidden : {"\xc2\x9b", "\xe2\x80\xae", "\xff"}) {
      EXPECT_EQ(sentence.find(hidden), std::string::npos) << sentence;
    }
    EXPECT_TRUE(sentence.ends_with('.')) << sentence;
  });
}

TEST(Error, K4_ALongDetailIsCut) {
  const std::string sentence = describe({Stage::kProxy, Code::kSystem, std::string(1 << 20, 'x')}, "h:1");
  EXPECT_LT(sentence.size(), 600U);
  EXPECT_TRUE(sentence.ends_with("….")) << sentence;
}

TEST(Error, TheLongestDestinationIsShownWhole) {
  const std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
                              std::string(61, 'd') + ":65535";
  EXPECT_NE(describe({Stage::kDestination, Code::kRefused, ""}, longest).find(longest), std::string::npos);
}

TEST(Error, ASentenceIsNotEndedTwice) {
  EXPECT_EQ(describe({Stage::kLocal, Code::kSystem, "no."}), "This computer could not do what was asked: no.");
  EXPECT_EQ(describe({Stage::kLocal, Code::kSystem, "no"}), "This computer could not do what was asked: no.");
}

TEST(Error, ASentenceNamesTheDestinationAndSaysWhatToDo) {
  EXPECT_EQ(describe({Stage::kDestination, Code::kRefused, ""}, "example.com:81"),
            "The proxy could not talk to example.com:81: the connection was refused. Check the destination's port.");
  EXPECT_EQ(describe({Stage::kDestination, Code::kRefused, ""}).find("{}"), std::string::npos);
}

TEST(Error, SystemErrorsHaveACode) {
  const auto code = [](int number) { return system_error(Stage::kTcp, number, "connecting").code; };
  EXPECT_EQ(code(ECONNREFUSED), Code::kRefused);
  EXPECT_EQ(code(ECONNRESET), Code::kReset);
  EXPECT_EQ(code(EPIPE), Code::kReset);
  EXPECT_EQ(code(ECONNABORTED), Code::kReset);
  EXPECT_EQ(code(ETIMEDOUT), Code::kTimedOut);
  EXPECT_EQ(code(EHOSTUNREACH), Code::kUnreachable);
  EXPECT_EQ(code(ENETUNREACH), Code::kUnreachable);
  EXPECT_EQ(code(ENETDOWN), Code::kUnreachable);
  EXPECT_EQ(code(EADDRNOTAVAIL), Code::kUnreachable);
  EXPECT_EQ(code(EACCES), Code::kDenied);
  EXPECT_EQ(code(EPERM), Code::kDenied);
  EXPECT_EQ(code(EMFILE), Code::kLimit);
  EXPECT_EQ(code(ENFILE), Code::kLimit);
  EXPECT_EQ(code(ENOBUFS), Code::kLimit);
  EXPECT_EQ(code(ENOMEM), Code::kLimit);
  EXPECT_EQ(code(EADDRINUSE), Code::kSystem);
  const Error error = system_error(Stage::kTcp, ECONNREFUSED, "connecting");
  EXPECT_EQ(error.stage, Stage::kTcp);
  EXPECT_TRUE(error.detail.starts_with("connecting: ")) << error.detail;
}

TEST(Error, FailMakesAnUnexpected) {
  const Result<int> result = fail(Stage::kDns, Code::kNotFound, "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), (Error{Stage::kDns, Code::kNotFound, "x"}));
}

}  // namespace
}  // namespace culvert
