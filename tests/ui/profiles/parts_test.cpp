// The bar of a test, and work with files away from the window's thread.
#include <gmock/gmock.h>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

#include "profiles/later.h"
#include "profiles/phase_bars.h"

namespace culvert::ui {
namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Phase = ProbeRow::Phase;

ProbeRow good() {
  ProbeRow row;
  row.proxy = u"proxy.example:443"_s;
  row.parts = {{Phase::kLookup, 3ms},
               {Phase::kTcp, 12ms},
               {Phase::kTls, 30ms},
               {Phase::kSettings, 13ms},
               {Phase::kDestination, 40ms}};
  row.total = 98ms;
  return row;
}

ProbeRow bad() {
  ProbeRow row = good();
  row.parts.resize(2);
  row.error = Error{Stage::kTls, Code::kUntrusted, {}};
  row.failed_in = Phase::kTls;
  return row;
}

TEST(PhaseBar, SaysAllThatItDraws) {
  PhaseBar bar;
  bar.show_row(good(), 98ms);
  const std::string told = bar.accessibleDescription().toStdString();
  for (const auto& part : good().parts) EXPECT_THAT(told, testing::HasSubstr(phase_name(part.phase).toStdString()));
  EXPECT_THAT(told, testing::HasSubstr("12 ms"));
  EXPECT_THAT(told, testing::HasSubstr("98 ms in all"));
  EXPECT_FALSE(bar.accessibleName().isEmpty());
}

TEST(PhaseBar, NamesThePhaseThatFailed) {
  PhaseBar bar;
  bar.show_row(bad(), 98ms);
  EXPECT_THAT(bar.accessibleDescription().toStdString(), testing::HasSubstr("failed at TLS after"));
}

TEST(PhaseBar, ItsLegendWrapsWhereThereIsLittlePlace) {
  PhaseBar bar;
  bar.show_row(good(), 98ms);
  EXPECT_GT(bar.heightForWidth(160), bar.heightForWidth(1600));
}

TEST(PhaseBar, WhatFailedLooksDifferent) {
  PhaseBar bar;
  bar.resize(500, 100);
  bar.show_row(good(), 98ms);
  const QImage of_good = bar.grab().toImage();
  ProbeRow row = good();
  row.error = Error{Stage::kDestination, Code::kRefused, {}};
  row.failed_in = Phase::kDestination;
  row.parts.pop_back();
  bar.show_row(row, 98ms);
  EXPECT_NE(bar.grab().toImage(), of_good);
}

class LaterTest : public testing::Test {
 protected:
  template <class T>
  T wait_for(std::optional<T>& result) {
    EXPECT_TRUE(QTest::qWaitFor([&] { return result.has_value(); }, 20'000));
    return *result;
  }
  QTemporaryDir dir;
  QObject context;
};

TEST_F(LaterTest, FilesAreReadWrittenAndLookedAt) {
  const QString path = dir.filePath(u"profiles.json"_s);
  std::optional<std::expected<void, QString>> written;
  write_later(path, "some bytes", &context, [&](std::expected<void, QString> w) { written = std::move(w); });
  EXPECT_TRUE(wait_for(written));
  EXPECT_EQ(QFileInfo(path).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
            QFileDevice::Permissions{});
  std::optional<Bytes> read;
  read_later(path, 10, &context, [&](Bytes b) { read = std::move(b); });
  EXPECT_EQ(wait_for(read).value(), "some bytes");
  read.reset();
  read_later(path, 9, &context, [&](Bytes b) { read = std::move(b); });
  EXPECT_FALSE(wait_for(read)) << "it is larger than that";
  std::optional<QString> looked;
  look_later(path, FileUse::kRead, &context, [&](const QString& sentence) { looked = sentence; });
  EXPECT_EQ(wait_for(looked), QString());
  looked.reset();
  look_later(path, FileUse::kDirectory, &context, [&](const QString& sentence) { looked = sentence; });
  EXPECT_NE(wait_for(looked), QString());
  written.reset();
  write_later(dir.filePath(u"no/such/folder"_s), "x", &context,
              [&](std::expected<void, QString> w) { written = std::move(w); });
  EXPECT_FALSE(wait_for(written));
}

TEST_F(LaterTest, NobodyIsToldWhoIsGone) {
  auto gone = std::make_unique<QObject>();
  bool told = false;
  std::optional<QString> other;
  look_later(dir.path(), FileUse::kDirectory, gone.get(), [&](const QString&) { told = true; });
  gone.reset();
  look_later(dir.path(), FileUse::kDirectory, &context, [&](const QString& sentence) { other = sentence; });
  wait_for(other);
  QCoreApplication::processEvents();
  EXPECT_FALSE(told);
}

}  // namespace
}  // namespace culvert::ui
