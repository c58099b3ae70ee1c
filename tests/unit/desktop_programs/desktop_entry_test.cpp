#include "programs/desktop_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace culvert::desktop {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kGerman{"de_AT", "de"};

Result<DesktopEntry> parse(std::string_view lines, const std::vector<std::string>& locales = kGerman) {
  return parse_desktop_entry("[Desktop Entry]\nType=Application\n" + std::string(lines), locales);
}

std::vector<std::string> words(std::string_view exec) {
  const DesktopEntry entry{.name = "The Name", .icon = "the-icon", .exec = std::string(exec)};
  return command_of(entry, "/x/a.desktop").value();
}
bool refused(std::string_view exec) { return !command_of({.name = "N", .exec = std::string(exec)}, "/x"); }

TEST(LocaleChain, GoesFromTheSpecialToTheGeneral) {
  EXPECT_THAT(locale_chain("de_AT.UTF-8@euro"), ElementsAre("de_AT@euro", "de_AT", "de@euro", "de"));
  EXPECT_THAT(locale_chain("zh-CN"), ElementsAre("zh_CN", "zh"));
  EXPECT_THAT(locale_chain("de"), ElementsAre("de"));
  EXPECT_THAT(locale_chain(""), IsEmpty());
}

TEST(DesktopEntries, NameIsInTheFirstLanguageThatThereIs) {
  const std::string_view names = "Name[de]=Dateien\nName[fr]=Fichiers\nName=Files\n";
  EXPECT_EQ(parse(names).value().name, "Dateien");
  EXPECT_EQ(parse(names, {"fr"}).value().name, "Fichiers");
  EXPECT_EQ(parse(names, {"it_IT", "it"}).value().name, "Files");
  EXPECT_EQ(parse("Name=Files\nName[de]=Dateien\nName[de_AT]=Datein\n").value().name, "Datein");
  EXPECT_EQ(parse("Name=Files\nName[de]=\n").value().name, "Files");
}

TEST(DesktopEntries, OnlyItsOwnGroupCounts) {
  const auto entry = parse_desktop_entry(
      "# a comment\n\nName=before\n[Desktop Entry]\nType = Application\r\nName=  Files\r\n\nIcon=i\n"
      "[Desktop Action new]\nName=New\nIcon=other\nHidden=true\n",
      kGerman);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->name, "Files");
  EXPECT_EQ(entry->icon, "i");
  EXPECT_TRUE(entry->shown);
}

TEST(DesktopEntries, EscapesAreRead) {
  EXPECT_EQ(parse("Name=a\\sb\\\\c\\d").value().name, "a b\\c\\d");
  EXPECT_EQ(parse("Name=two\\nlines\x01here").value().name, "two lines here");
  EXPECT_THAT(parse("Name=n\nOnlyShowIn=A;B\\;C;;D").value().only_in, ElementsAre("A", "B;C", "D"));
}

TEST(DesktopEntries, LongNamesAreCutBetweenCharacters) {
  std::string longish = "x";
  for (int i = 0; i < 200; ++i) longish += "ä";
  const auto entry = parse("Name=" + longish);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->name, longish.substr(0, 255));
}

TEST(DesktopEntries, WhatIsNotForMenusSaysSo) {
  EXPECT_FALSE(parse("Name=n\nNoDisplay=true").value().shown);
  EXPECT_FALSE(parse("Name=n\nNoDisplay=true").value().removed);
  EXPECT_TRUE(parse("Name=n\nNoDisplay=yes").value().shown);
  const auto removed = parse_desktop_entry("[Desktop Entry]\nHidden=true\n", {});
  ASSERT_TRUE(removed);
  EXPECT_TRUE(removed->removed);
  EXPECT_FALSE(removed->shown);
}

TEST(DesktopEntries, WhatIsNoApplicationIsRefused) {
  EXPECT_FALSE(parse_desktop_entry("", {}));
  EXPECT_FALSE(parse_desktop_entry("[Desktop Entry]\nType=Link\nName=n\n", {}));
  EXPECT_FALSE(parse_desktop_entry("[Desktop Entry\nType=Application\nName=n\n", {}));
  EXPECT_FALSE(parse_desktop_entry("Type=Application\nName=n\n", {}));
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("Name=\xff\xfe"));
  const auto long_one = parse("Name=n\n#" + std::string(kEntryBytes, 'x'));
  ASSERT_FALSE(long_one);
  EXPECT_EQ(long_one.error().code, Code::kLimit);
}

TEST(DesktopEntries, DesktopsAreLookedUpInTheirOrder) {
  const auto only = parse("Name=n\nOnlyShowIn=GNOME;Unity;").value();
  EXPECT_TRUE(is_for(only, {"ubuntu", "GNOME"}));
  EXPECT_FALSE(is_for(only, {"KDE"}));
  EXPECT_FALSE(is_for(only, {}));
  const auto not_in = parse("Name=n\nNotShowIn=KDE;").value();
  EXPECT_FALSE(is_for(not_in, {"KDE"}));
  EXPECT_TRUE(is_for(not_in, {"XFCE"}));
  EXPECT_TRUE(is_for(not_in, {}));
}

TEST(Commands, AreWords) {
  EXPECT_THAT(words("a  b\tc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(words(R"("/opt/my program/run" "" "a \"b\" \$c \\ \d")"),
              ElementsAre("/opt/my program/run", "", R"(a "b" $c \ \d)"));
  EXPECT_THAT(words(R"(env P="/home/kim/a b" sh -c 'exec "$0" \x' c\ d)"),
              ElementsAre("env", "P=/home/kim/a b", "sh", "-c", R"(exec "$0" \x)", "c d"));
}

TEST(Commands, FieldCodesStandForNamesAndNoFiles) {
  EXPECT_THAT(words("a %U"), ElementsAre("a"));
  EXPECT_THAT(words("a --file=%f b%%c"), ElementsAre("a", "--file=", "b%c"));
  EXPECT_THAT(words("a %i %c %k"), ElementsAre("a", "--icon", "the-icon", "The Name", "/x/a.desktop"));
  EXPECT_THAT(words("a %d %D %n %N %v %m"), ElementsAre("a"));
  EXPECT_THAT(command_of({.name = "N", .exec = "a %i b"}, "/x").value(), ElementsAre("a", "b"));
  EXPECT_THAT(words("flatpak run org.example.App @@u %U @@"),
              ElementsAre("flatpak", "run", "org.example.App", "@@u", "@@"));
}

TEST(Commands, BrokenOnesAreRefused) {
  for (const std::string_view exec : {"", "  ", "\"\"", "%U", "a \"b", "a 'b", "a \\", "a %", "a %z"}) {
    EXPECT_TRUE(refused(exec)) << exec;
  }
  EXPECT_TRUE(refused(std::string("a\0b", 3)));
  EXPECT_TRUE(refused(std::string(20000, 'x')));
  std::string many = "a";
  for (int i = 0; i < 400; ++i) many += " b";
  EXPECT_TRUE(refused(many));
}

}  // namespace
}  // namespace culvert::desktop
