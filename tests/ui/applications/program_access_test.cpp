// What the desktop program asks for programs, with the thread that looks for them.
#include "ui/applications/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QDir>
#include <QFile>

namespace culvert::ui::test {
namespace {

class ProgramAccessTest : public ::testing::Test {
 protected:
  ProgramAccessTest() {
    QDir(home.path()).mkpath(QStringLiteral("applications"));
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    qputenv("XDG_DATA_DIRS", "/nowhere");
    QFile entry(home.filePath(QStringLiteral("applications/shell.desktop")));
    EXPECT_TRUE(entry.open(QIODevice::WriteOnly));
    entry.write("[Desktop Entry]\nType=Application\nName=Shell\nName[de]=Muschel\nExec=sh -c 'a b' %U\n");
  }
  QTemporaryDir home;
};

TEST_F(ProgramAccessTest, InstalledProgramsComeInTheLanguageOfTheWindow) {
  QLocale::setDefault(QLocale(QLocale::German));
  desktop::ProgramAccess access;
  QObject context;
  std::vector<InstalledProgram> found;
  access.installed(&context, [&](std::vector<InstalledProgram> programs) { found = std::move(programs); });
  EXPECT_TRUE(found.empty());  // later
  ASSERT_TRUE(wait_for([&] { return !found.empty(); }));
  EXPECT_EQ(found[0].id, QStringLiteral("shell"));
  EXPECT_EQ(found[0].name, QStringLiteral("Muschel"));
  EXPECT_EQ(found[0].launch, (QStringList{QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("a b")}));
  EXPECT_FALSE(found[0].executable.isEmpty());
}

TEST_F(ProgramAccessTest, NobodyIsToldWhoIsGone) {
  desktop::ProgramAccess access;
  QObject last;
  bool told = false;
  bool over = false;
  {
    QObject context;
    access.installed(&context, [&](const auto&) { told = true; });
  }
  access.running(&last, [&](const auto&) { over = true; });
  ASSERT_TRUE(wait_for([&] { return over; }));
  EXPECT_FALSE(told);
}

TEST_F(ProgramAccessTest, WhatCannotBeStartedIsOneSentence) {
  desktop::ProgramAccess access;
  const auto sentence = [&](const QStringList& words, const QString& listener = {}) {
    const auto launched = access.launch(words, listener);
    return launched ? QString() : launched.error();
  };
  EXPECT_EQ(sentence({QStringLiteral("no-such-program\n")}),
            QStringLiteral("no-such-program\\x0a could not be started: there is no such program."));
  EXPECT_EQ(sentence({}), QStringLiteral("There is no command to start."));
  EXPECT_FALSE(sentence({QStringLiteral("true")}, QStringLiteral("unix:/tmp/socket")).isEmpty());
  EXPECT_EQ(sentence({QStringLiteral("true")}, QStringLiteral("localhost:1080")), QString());
}

}  // namespace
}  // namespace culvert::ui::test
