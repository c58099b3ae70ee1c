#include "overview/throughput.h"

#include <gtest/gtest.h>

#include <QLocale>

#include "overview/scale.h"

namespace culvert::ui {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Throughput::TimePoint at(milliseconds time) { return Throughput::TimePoint(seconds(1000) + time); }

TEST(Throughput, IsTheDifferenceBetweenTwoLooks) {
  Throughput t;
  EXPECT_FALSE(t.add(at(seconds(0)), {.up = 500, .down = 10'000})) << "what was before is not known";
  EXPECT_EQ(t.size(), 0);
  EXPECT_TRUE(t.add(at(seconds(1)), {.up = 1500, .down = 40'000}));
  ASSERT_EQ(t.size(), 1);
  EXPECT_DOUBLE_EQ(t.at(0).down, 30'000);
  EXPECT_DOUBLE_EQ(t.at(0).up, 1000);
  EXPECT_DOUBLE_EQ(t.at(0).age, 0.5);
  EXPECT_FALSE(t.at(0).average);
}

TEST(Throughput, LooksThatDoNotFallOnSecondsAreSharedOut) {
  Throughput t;
  t.add(at(milliseconds(500)), {});
  t.add(at(milliseconds(1500)), {.up = 0, .down = 1000});
  t.add(at(milliseconds(2500)), {.up = 0, .down = 1000});
  ASSERT_EQ(t.size(), 3);
  EXPECT_DOUBLE_EQ(t.at(0).down, 1000);
  EXPECT_DOUBLE_EQ(t.at(1).down, 500);
  EXPECT_DOUBLE_EQ(t.at(2).down, 0);
  EXPECT_DOUBLE_EQ(t.at(2).age, 0.25) << "half of that second is over";
}

TEST(Throughput, WhereNobodyLookedIsTheAverage) {
  Throughput t;
  t.add(at(seconds(0)), {});
  t.add(at(seconds(1)), {.up = 0, .down = 100});
  t.add(at(seconds(41)), {.up = 4000, .down = 40'100});
  t.add(at(seconds(42)), {.up = 4000, .down = 40'100});
  ASSERT_EQ(t.size(), 42);
  EXPECT_DOUBLE_EQ(t.at(0).down, 100);
  EXPECT_FALSE(t.at(0).average);
  for (int i = 1; i <= 40; ++i) {
    EXPECT_DOUBLE_EQ(t.at(i).down, 1000);
    EXPECT_DOUBLE_EQ(t.at(i).up, 100);
    EXPECT_TRUE(t.at(i).average);
  }
  EXPECT_DOUBLE_EQ(t.at(41).down, 0);
  EXPECT_FALSE(t.at(41).average);
}

TEST(Throughput, FiveMinutesAreKept) {
  Throughput t;
  for (int s = 0; s <= 400; ++s) t.add(at(seconds(s)), {.up = 0, .down = static_cast<quint64>(s * s)});
  EXPECT_EQ(t.size(), Throughput::kSeconds + 1);
  EXPECT_DOUBLE_EQ(t.at(t.size() - 1).down, 400 * 400 - 399 * 399);
  EXPECT_NEAR(t.at(0).age, Throughput::kSeconds + 0.5, 0.001);
  // And none of that is left after a night.
  t.add(at(seconds(30'000)), {.up = 0, .down = 160'000 + 29'600});
  EXPECT_EQ(t.size(), Throughput::kSeconds + 1);
  EXPECT_DOUBLE_EQ(t.peak().down, 1);
  EXPECT_TRUE(t.at(0).average);
}

TEST(Throughput, CountersThatBeginAnewDoNotGoBelowTheGround) {
  Throughput t;
  t.add(at(seconds(0)), {.up = 1'000'000, .down = 5'000'000});
  t.add(at(seconds(1)), {.up = 10, .down = 20});
  ASSERT_EQ(t.size(), 1);
  EXPECT_DOUBLE_EQ(t.at(0).up, 10);
  EXPECT_DOUBLE_EQ(t.at(0).down, 20);
  EXPECT_FALSE(t.add(at(seconds(1)), {.up = 99, .down = 99})) << "no time has gone by";
}

TEST(Throughput, NowIsThatOfTheLastTwoSeconds) {
  Throughput t;
  t.add(at(seconds(0)), {});
  t.add(at(seconds(1)), {.up = 0, .down = 9000});
  t.add(at(seconds(2)), {.up = 0, .down = 10'000});
  t.add(at(seconds(3)), {.up = 0, .down = 12'000});
  EXPECT_DOUBLE_EQ(t.now().down, 1500);
  EXPECT_DOUBLE_EQ(t.peak().down, 9000);
}

class ScaleTest : public ::testing::Test {
 protected:
  void SetUp() override { QLocale::setDefault(QLocale::c()); }
  Scale scale;
};

TEST_F(ScaleTest, ItsTopIsARoundNumber) {
  EXPECT_FALSE(scale.fit(0));
  EXPECT_EQ(scale.label(scale.steps()), QStringLiteral("10 KiB/s"));
  EXPECT_TRUE(scale.fit(15 * 1024));
  EXPECT_EQ(scale.label(scale.steps()), QStringLiteral("20 KiB/s"));
  EXPECT_TRUE(scale.fit(600 * 1024));
  EXPECT_EQ(scale.label(scale.steps()), QStringLiteral("1 MiB/s"));
  EXPECT_EQ(scale.label(1), QStringLiteral("0.2 MiB/s")) << "of one scale all are in one unit";
  EXPECT_TRUE(scale.fit(3.0 * 1024 * 1024 * 1024));
  EXPECT_EQ(scale.label(scale.steps()), QStringLiteral("5 GiB/s"));
  EXPECT_EQ(scale.label(2), QStringLiteral("2 GiB/s"));
}

TEST_F(ScaleTest, AValueOnTheEdgeDoesNotMakeItJump) {
  scale.fit(480 * 1024);
  const double top = scale.top();
  EXPECT_EQ(top, 500 * 1024);
  EXPECT_FALSE(scale.fit(500 * 1024));
  EXPECT_TRUE(scale.fit(501 * 1024));
  EXPECT_FALSE(scale.fit(480 * 1024)) << "there is not that much room";
  EXPECT_FALSE(scale.fit(350 * 1024));
  EXPECT_TRUE(scale.fit(300 * 1024));
  EXPECT_EQ(scale.top(), top);
}

}  // namespace
}  // namespace culvert::ui
