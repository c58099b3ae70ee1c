#include <gmock/gmock.h>

#include <QFile>
#include <QStandardPaths>
#include <cstdlib>

#include "autostart.h"
#include "support/streams.h"

namespace culvert::desktop {
namespace {

class AutostartTest : public testing::Test {
 protected:
  void SetUp() override { ::setenv("XDG_CONFIG_HOME", directory_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("XDG_CONFIG_HOME"); }

  [[nodiscard]] QByteArray read() const {
    QFile file(file_);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  void append(const QByteArray& text) const {
    QFile file(file_);
    ASSERT_TRUE(file.open(QIODevice::Append));
    file.write(text);
  }

  test::TempDir directory_;
  const QString file_ = QString::fromStdString(directory_.file("autostart/org.culvert.Culvert.desktop"));
  const QStringList command_{QStringLiteral("/usr/bin/culvert"), QStringLiteral("--minimised")};
};

TEST_F(AutostartTest, OnAndOff) {
  EXPECT_FALSE(starts_at_login());
  ASSERT_TRUE(set_start_at_login(true, command_));
  EXPECT_TRUE(starts_at_login());
  EXPECT_THAT(read().toStdString(), testing::HasSubstr("\nExec=/usr/bin/culvert --minimised\n"));
  ASSERT_TRUE(set_start_at_login(false, {}));
  EXPECT_FALSE(starts_at_login());
  EXPECT_FALSE(QFile::exists(file_));
  EXPECT_TRUE(set_start_at_login(false, {}));
}

TEST_F(AutostartTest, WhatTheDesktopSwitchedOffIsOff) {
  for (const char* line : {"Hidden=true\n", "Hidden = true\n", "X-GNOME-Autostart-enabled=false\n"}) {
    ASSERT_TRUE(set_start_at_login(true, command_));
    append(line);
    EXPECT_FALSE(starts_at_login()) << line;
    ASSERT_TRUE(set_start_at_login(true, command_));  // and the person wants it again
    EXPECT_TRUE(starts_at_login());
  }
  append("[Desktop Action Quit]\nHidden=true\n");
  EXPECT_TRUE(starts_at_login());
}

TEST_F(AutostartTest, PathsAreQuoted) {
  ASSERT_TRUE(set_start_at_login(true, {QStringLiteral("/opt/my $programs/100%\"\\/culvert")}));
  EXPECT_THAT(read().toStdString(), testing::HasSubstr(R"(Exec="/opt/my \\$programs/100%%\\"\\\\/culvert")"));
}

TEST_F(AutostartTest, WhatCannotBeWrittenIsSaid) {
  ::setenv("XDG_CONFIG_HOME", "/proc/nowhere", 1);
  const auto done = set_start_at_login(true, command_);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().toStdString(), testing::HasSubstr("/proc/nowhere/autostart"));
}

}  // namespace
}  // namespace culvert::desktop
