#include "http/h2/window_probe.h"

#include <gtest/gtest.h>

namespace culvert::h2 {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;
constexpr TimePoint kZero{};
// Powers of two, so that the figures below are exact.
constexpr Duration kShort{1 << 23};  // 8 ms
constexpr Duration kLong{1 << 26};   // 67 ms

// A whole measurement: `bytes` arrive within `rtt`.
std::optional<std::size_t> measure(WindowProbe& probe, TimePoint& now, std::size_t bytes, Duration rtt) {
  now += WindowProbe::kInterval;
  EXPECT_TRUE(probe.start(now));
  probe.received(bytes);
  now += rtt;
  return probe.finish(now);
}

TEST(WindowProbe, F3_TheFirstIsDueAtOnceAndOneRunsAtATime) {
  WindowProbe probe(kZero + 5s, kMiB, 16 * kMiB);
  EXPECT_FALSE(probe.running());
  EXPECT_FALSE(probe.start(kZero + 4s));
  EXPECT_TRUE(probe.start(kZero + 5s));
  EXPECT_TRUE(probe.running());
  EXPECT_FALSE(probe.start(kZero + 10s));
  static_cast<void>(probe.finish(kZero + 11s));
  EXPECT_FALSE(probe.running());
}

TEST(WindowProbe, F3_TheNextComesAnIntervalAfterTheEndOfTheLast) {
  WindowProbe probe(kZero, kMiB, 16 * kMiB);
  ASSERT_TRUE(probe.start(kZero));
  static_cast<void>(probe.finish(kZero + 2s));
  EXPECT_FALSE(probe.start(kZero + 2s + WindowProbe::kInterval - 1ns));
  EXPECT_TRUE(probe.start(kZero + 2s + WindowProbe::kInterval));
}

TEST(WindowProbe, F3_AnAnswerThatNobodyAskedForMeansNothing) {
  WindowProbe probe(kZero, kKiB, 16 * kMiB);
  probe.received(8 * kMiB);
  EXPECT_FALSE(probe.finish(kZero + 1s));
  EXPECT_TRUE(probe.start(kZero)) << "it does not put the next one off either";
  EXPECT_TRUE(probe.running());
}

TEST(WindowProbe, F3_GrowsToTwiceWhatArrivesInARoundTrip) {
  WindowProbe probe(kZero, kMiB, 64 * kMiB);
  TimePoint now = kZero;
  EXPECT_EQ(measure(probe, now, 3 * kMiB, kLong), 6 * kMiB);
  EXPECT_EQ(measure(probe, now, 2 * kMiB, kLong), std::nullopt);
}

TEST(WindowProbe, F3_OnlyWhatArrivesDuringAMeasurementCounts) {
  WindowProbe probe(kZero, kMiB, 64 * kMiB);
  probe.received(40 * kMiB);
  TimePoint now = kZero;
  EXPECT_EQ(measure(probe, now, 3 * kMiB, kLong), 6 * kMiB);
  probe.received(40 * kMiB);
  EXPECT_EQ(measure(probe, now, 2 * kMiB, kLong), std::nullopt);
}

TEST(WindowProbe, F3_DoublesAtLeast) {
  WindowProbe probe(kZero, kMiB, 64 * kMiB);
  TimePoint now = kZero;
  EXPECT_EQ(measure(probe, now, kMiB * 2 / 5, kLong), std::nullopt);         // not the window's fault
  EXPECT_EQ(measure(probe, now, kMiB * 2 / 5 + 4 * kKiB, kLong), 2 * kMiB);  // perhaps
  EXPECT_EQ(measure(probe, now, kMiB, kLong), 4 * kMiB);                     // half a window in each round trip
}

// A queue in the path makes round trips longer, and more arrives in each: that is no reason for larger windows.
TEST(WindowProbe, F3_TheShortestRoundTripCounts) {
  WindowProbe probe(kZero, kMiB, 64 * kMiB);
  TimePoint now = kZero;
  EXPECT_EQ(measure(probe, now, 400 * kKiB, kShort), std::nullopt);
  EXPECT_EQ(measure(probe, now, 8 * 400 * kKiB, kLong), std::nullopt);  // the same rate
  EXPECT_EQ(measure(probe, now, 24 * kMiB, kLong), 6 * kMiB) << "3 MiB in the short one";
}

TEST(WindowProbe, F3_NeverPassesTheLimit) {
  WindowProbe probe(kZero, kMiB, 5 * kMiB);
  TimePoint now = kZero;
  EXPECT_EQ(measure(probe, now, 2 * kMiB, kShort), 4 * kMiB);
  EXPECT_EQ(measure(probe, now, 4 * kMiB, kShort), 5 * kMiB);
  EXPECT_EQ(measure(probe, now, 400 * kMiB, kShort), std::nullopt);
  WindowProbe fixed(kZero, kMiB, kMiB);
  EXPECT_EQ(measure(fixed, now, 400 * kMiB, kShort), std::nullopt);
}

TEST(WindowProbe, F3_ARoundTripOfNoTimeIsTakenForAMicrosecond) {
  WindowProbe probe(kZero, kMiB, 64 * kMiB);
  TimePoint now = kZero;
  EXPECT_EQ(measure(probe, now, 0, 0ns), std::nullopt);
  EXPECT_EQ(measure(probe, now, 3 * kMiB, 0ns), 6 * kMiB);
}

}  // namespace
}  // namespace culvert::h2
