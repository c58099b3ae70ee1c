#include "names.h"

#include <gmock/gmock.h>

#include "config/entry.h"

namespace culvert::ui {
namespace {

TEST(Names, AreShownAsTheyAre) {
  EXPECT_EQ(shown_name("Work", "proxy.example").toStdString(), "Work");
  EXPECT_EQ(shown_name("工作", {}).toStdString(), "工作");
}

TEST(Names, ThatShowNothingAreTakenFromSomethingElse) {
  for (const char* name : {"", " ", "\xc2\xa0\xe3\x80\x80"}) {
    EXPECT_EQ(shown_name(name, "proxy.example").toStdString(), "proxy.example");
  }
  EXPECT_EQ(shown_name("", "").toStdString(), "");
}

TEST(Names, AreOneLineAndVisible) {
  EXPECT_EQ(shown_name("a\nb\tc", {}).toStdString(), "a\\x0ab\\x09c");
  EXPECT_EQ(shown_name("\xe2\x80\xae"
                       "exe",
                       {})
                .toStdString(),
            "\\u{202e}exe");
}

TEST(Names, AreNotLongerThanARowBears) {
  EXPECT_EQ(shown_name(std::string(300, 'x'), {}).toStdString(), std::string(47, 'x') + "…");
  std::string chinese;
  for (int i = 0; i < 48; ++i) chinese += "\xe5\xb7\xa5";
  EXPECT_EQ(shown_name(chinese, {}).toStdString(), chinese);
  EXPECT_LE(shown_name(std::string(300, '\n'), {}).size(), kLongestName);
  std::string faces;
  for (int i = 0; i < 60; ++i) faces += "\xf0\x9f\x98\x80\n";
  for (int longest = 1; longest < 20; ++longest) {
    EXPECT_TRUE(shown_name(faces, {}, longest).isValidUtf16()) << longest;
    EXPECT_LE(shown_name(faces, {}, longest).size(), longest + 1);
  }
}

// "Off · 12" does not become "12 · …".
TEST(Names, ThatRunFromTheRightAreKeptApart) {
  EXPECT_EQ(shown_name("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", {}), QStringLiteral("\u2068\u05e9\u05dc\u05d5\u05dd\u2069"));
}

TEST(Names, AreNoMarkupForADesktop) {
  EXPECT_EQ(without_markup(QStringLiteral("<a href=\"x\">Work</a> & more")).toStdString(),
            "‹a href=\"x\"›Work‹/a› & more");
}

TEST(Names, OfCopiesAreNamesThemselves) {
  const QString pattern = QStringLiteral("%1 (copy)");
  EXPECT_EQ(name_of_copy("Work", {}, pattern).toStdString(), "Work (copy)");
  EXPECT_EQ(name_of_copy("", QStringLiteral("proxy.example"), pattern).toStdString(), "proxy.example (copy)");
  const std::string longest(256, 'x');
  ASSERT_TRUE(config::is_name(longest));
  const QString copy = name_of_copy(longest, {}, pattern);
  EXPECT_TRUE(config::is_name(copy.toStdString()));
  EXPECT_TRUE(copy.endsWith(QStringLiteral("x… (copy)")));
  EXPECT_GT(copy.size(), 240);
}

}  // namespace
}  // namespace culvert::ui
