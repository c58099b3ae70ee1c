#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

#include "overview/throughput_chart.h"
#include "overview/traffic_card.h"
#include "theme.h"

namespace culvert::ui {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr quint64 kKib = 1024;

class ChartTest : public ::testing::Test {
 protected:
  ChartTest() {
    QLocale::setDefault(QLocale::c());
    theme.set_appearance(config::Settings::Appearance::kLight);
    chart.resize(640, 240);
    chart.show();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(&chart));
    chart.clearFocus();
  }
  // So many bytes in each of so many seconds.
  void run(int n, quint64 down, quint64 up, seconds step = seconds(1)) {
    if (total == Traffic{} && chart.history().size() == 0) chart.add(now, total);
    for (int i = 0; i < n; ++i) {
      now += step;
      total.down += down * static_cast<quint64>(step.count());
      total.up += up * static_cast<quint64>(step.count());
      chart.add(now, total);
    }
  }
  // Where a column of the picture has this colour, from above; -1: nowhere.
  int first_of(const QColor& colour, int x) {
    const QImage picture = chart.grab().toImage();
    for (int y = 0; y < picture.height(); ++y) {
      const QColor there = picture.pixelColor(x, y);
      if (std::abs(there.red() - colour.red()) + std::abs(there.green() - colour.green()) +
              std::abs(there.blue() - colour.blue()) <
          40) {
        return y;
      }
    }
    return -1;
  }
  // The mouse is the screen's: what it does comes by the window system, after a while.
  void point_at(QPoint at, const char* pattern) {
    QTest::mouseMove(&chart, at);
    const bool said = QTest::qWaitFor(
        [&] { return ::testing::Matches(::testing::MatchesRegex(pattern))(chart.asked_text().toStdString()); });
    EXPECT_TRUE(said) << chart.asked_text().toStdString();
  }
  void point_at(double age, const char* pattern) {
    point_at(chart.position(age, 0).toPoint() - QPoint(0, 20), pattern);
  }
  QAccessibleInterface& face() { return *QAccessible::queryAccessibleInterface(&chart); }

  Theme theme;
  ThroughputChart chart;
  Throughput::TimePoint now{seconds(5000)};
  Traffic total;
};

TEST_F(ChartTest, ValuesStandWhereTheScaleSays) {
  run(60, 400 * kKib, 100 * kKib);
  const QPointF ground = chart.position(30, 0);
  const QPointF top = chart.position(30, 500 * kKib);
  EXPECT_NEAR(chart.position(30, 250 * kKib).y(), (ground.y() + top.y()) / 2, 0.5) << "500 KiB/s is the top";
  const int x = static_cast<int>(ground.x());
  EXPECT_NEAR(first_of(theme.colour(Theme::Colour::kDown), x), chart.position(30, 400 * kKib).y(), 2);
  EXPECT_NEAR(first_of(theme.colour(Theme::Colour::kUp), x), chart.position(30, 100 * kKib).y(), 2);
  EXPECT_EQ(first_of(theme.colour(Theme::Colour::kDown), static_cast<int>(chart.position(120, 0).x())), -1)
      << "nothing is known of two minutes ago";
}

TEST_F(ChartTest, TheMouseAsksForValues) {
  run(100, 400 * kKib, 100 * kKib);
  run(50, 20 * kKib, 3 * kKib);
  EXPECT_EQ(chart.asked_text(), QString());
  point_at(120, ".*:.*:.*\nDown 400(.0)? KiB/s\nUp 100(.0)? KiB/s");
  point_at(20, ".*\nDown 20(.0)? KiB/s\nUp 3.0 KiB/s");
  point_at(250, "");  // nothing is known there
  point_at(120, ".*Down 400.*");
  point_at(QPoint(2, 2), "");
}

TEST_F(ChartTest, TheKeysDoAsWell) {
  run(50, 400 * kKib, 100 * kKib);
  run(30, 20 * kKib, 3 * kKib);
  chart.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&chart));
  chart.setFocus();
  QTest::keyClick(&chart, Qt::Key_Left);
  EXPECT_TRUE(chart.asked_text().contains(QStringLiteral("Up 3.0 KiB/s"))) << chart.asked_text().toStdString();
  QTest::keyClick(&chart, Qt::Key_Left, Qt::ControlModifier);
  EXPECT_TRUE(chart.asked_text().contains(QStringLiteral("Down 400"))) << chart.asked_text().toStdString();
  EXPECT_EQ(face().text(QAccessible::Value), chart.asked_text());
  QTest::keyClick(&chart, Qt::Key_Escape);
  EXPECT_EQ(chart.asked_text(), QString());
}

TEST_F(ChartTest, AGapIsTheAverageAndSaysSo) {
  run(10, 400 * kKib, 0);
  run(1, 100 * kKib, 0, seconds(60));
  run(10, 400 * kKib, 0);
  point_at(40, ".*, on average\nDown 100(.0)? KiB/s\n.*");
  point_at(5, "[^,]*\nDown 400(.0)? KiB/s\n.*");
}

TEST_F(ChartTest, AScreenReaderHearsIt) {
  EXPECT_EQ(face().role(), QAccessible::Chart);
  EXPECT_EQ(face().text(QAccessible::Name), QStringLiteral("Throughput of the last five minutes"));
  run(20, 2048 * kKib, 200 * kKib);
  run(20, 20 * kKib, 3 * kKib);
  EXPECT_THAT(face().text(QAccessible::Description).toStdString(),
              ::testing::MatchesRegex("Down 20(.0)? KiB/s, up 3.0 KiB/s. The most in the last five minutes: "
                                      "down 2.0 MiB/s, up 200(.0)? KiB/s."));
}

class Repaints : public QObject {
 public:
  int count = 0;
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::Paint) ++count;
    return false;
  }
};

TEST_F(ChartTest, IsPaintedOnlyWhenThereIsSomethingNew) {
  run(10, 0, 0);
  QApplication::processEvents();
  Repaints repaints;
  chart.installEventFilter(&repaints);
  run(10, 0, 0);
  QApplication::processEvents();
  EXPECT_EQ(repaints.count, 0) << "still nothing goes through";
  run(1, 100, 0);
  ASSERT_TRUE(QTest::qWaitFor([&] { return repaints.count == 1; }));
  chart.hide();
  run(10, 100, 0);
  QApplication::processEvents();
  EXPECT_EQ(repaints.count, 1) << "nobody sees it";
}

TEST_F(ChartTest, IsPaintedQuickly) {
  run(400, 5000 * kKib, 900 * kKib);
  QImage picture(chart.size(), QImage::Format_ARGB32_Premultiplied);
  chart.render(&picture);
  QElapsedTimer timer;
  timer.start();
  constexpr int kTimes = 20;
  for (int i = 0; i < kTimes; ++i) chart.render(&picture);
  const double each = static_cast<double>(timer.elapsed()) / kTimes;
  RecordProperty("milliseconds", std::to_string(each));
  EXPECT_LT(each, 16.0);
}

TEST(Legend, HasRoomForAFontThatGrows) {
  Legend legend(Legend::Of::kDown, nullptr);
  legend.set_text(QStringLiteral("Down 0 bytes/s"));
  const int before = legend.sizeHint().width();
  QFont large = legend.font();
  large.setPointSizeF(large.pointSizeF() * 2);
  legend.setFont(large);
  EXPECT_GT(legend.sizeHint().width(), before * 3 / 2);
}

}  // namespace
}  // namespace culvert::ui
