#include "log_file.h"

#include <gmock/gmock.h>

#include <QDate>
#include <QDir>
#include <QFile>

#include "support/streams.h"

namespace culvert::desktop {
namespace {

constexpr qint64 kMiB = 1024 * 1024;

class LogFileTest : public testing::Test {
 protected:
  [[nodiscard]] QFileInfoList files() const { return QDir(place_).entryInfoList(QDir::Files, QDir::Name); }
  [[nodiscard]] qint64 bytes() const {
    qint64 sum = 0;
    for (const QFileInfo& one : files()) sum += one.size();
    return sum;
  }
  [[nodiscard]] QByteArray text() const {
    QByteArray all;
    for (const QFileInfo& one : files()) {
      QFile file(one.absoluteFilePath());
      if (file.open(QIODevice::ReadOnly)) all += file.readAll();
    }
    return all;
  }
  void put(const QString& name, qsizetype size) const {
    QDir().mkpath(place_);
    QFile file(place_ + u'/' + name);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(size, 'x'));
  }

  test::TempDir directory_;
  const QString place_ = QString::fromStdString(directory_.file("state/log"));
};

TEST_F(LogFileTest, LinesForTheirOwnerOnly) {
  {
    LogFile log(place_, {.bytes = kMiB, .days = 1});
    log.add("one");
    log.add("two");
  }
  EXPECT_EQ(text(), "one\ntwo\n");
  ASSERT_EQ(files().size(), 1);
  const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
  EXPECT_FALSE(files()[0].permissions() & others);
  EXPECT_FALSE(QFileInfo(place_).permissions() & others);
}

TEST_F(LogFileTest, TheNextStartGoesOn) {
  for (const char* line : {"one", "two"}) LogFile(place_, {.bytes = kMiB, .days = 1}).add(line);
  EXPECT_EQ(text(), "one\ntwo\n");
  EXPECT_EQ(files().size(), 1);
}

TEST_F(LogFileTest, NeverTakesMoreThanItMay) {
  const QByteArray line(1000, 'a');
  for (int start = 0; start < 4; ++start) {
    LogFile log(place_, {.bytes = kMiB, .days = 1});
    for (int i = 0; i < 1000; ++i) log.add(line);
  }
  EXPECT_LE(bytes(), kMiB);
  EXPECT_GE(bytes(), kMiB / 2);
}

TEST_F(LogFileTest, WhatIsOldOrTooMuchGoes) {
  const QDate today = QDate::currentDate();
  put(QStringLiteral("culvert-%1-0001.log").arg(today.addDays(-9).toString(Qt::ISODate)), 10);
  put(QStringLiteral("culvert-%1-0001.log").arg(today.addDays(-2).toString(Qt::ISODate)), kMiB);
  put(QStringLiteral("culvert-%1-0002.log").arg(today.addDays(-2).toString(Qt::ISODate)), 10);
  put(QStringLiteral("something else.log"), 10);
  {
    const LogFile log(place_, {.bytes = kMiB, .days = 7});
  }
  QStringList left;
  for (const QFileInfo& one : files()) left += one.fileName();
  EXPECT_EQ(left, (QStringList{QStringLiteral("culvert-%1-0002.log").arg(today.addDays(-2).toString(Qt::ISODate)),
                               QStringLiteral("something else.log")}));
}

TEST_F(LogFileTest, ALowerLimitHoldsAtOnce) {
  {
    LogFile log(place_, {.bytes = 8 * kMiB, .days = 1});
    const QByteArray line(1000, 'a');
    for (int i = 0; i < 4000; ++i) log.add(line);
    log.set_limits({.bytes = kMiB, .days = 1});
  }
  {
    const LogFile log(place_, {.bytes = kMiB, .days = 1});
  }
  EXPECT_LE(bytes(), kMiB);
}

}  // namespace
}  // namespace culvert::desktop
