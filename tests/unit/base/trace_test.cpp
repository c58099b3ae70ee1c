#include "base/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace culvert {
namespace {

using testing::ElementsAre;

std::vector<std::uint64_t> numbers(const std::vector<Trace::Record>& records) {
  std::vector<std::uint64_t> out;
  for (const auto& r : records) out.push_back(r.number);
  return out;
}

TEST(Trace, KeepsWhatItIsTold) {
  Trace trace;
  const Trace::TimePoint now{std::chrono::seconds(5)};
  trace.add(now, {.connection = 2, .tunnel = 3}, Step::kAnswer, "text", 200);
  const auto all = trace.records();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].number, 1U);
  EXPECT_EQ(all[0].at, now);
  EXPECT_EQ(all[0].subject, (TraceSubject{.connection = 2, .tunnel = 3}));
  EXPECT_EQ(all[0].step, Step::kAnswer);
  EXPECT_EQ(all[0].text(), "text");
  EXPECT_EQ(all[0].value, 200U);
}

TEST(Trace, OldRecordsGiveWayToNewOnes) {
  Trace trace(3);
  EXPECT_TRUE(trace.records().empty());
  for (int i = 0; i < 3; ++i) trace.add({}, {}, Step::kTls);
  EXPECT_THAT(numbers(trace.records()), ElementsAre(1, 2, 3));
  trace.add({}, {}, Step::kTls);
  EXPECT_THAT(numbers(trace.records()), ElementsAre(2, 3, 4));
  for (int i = 0; i < 5; ++i) trace.add({}, {}, Step::kTls);
  EXPECT_THAT(numbers(trace.records()), ElementsAre(7, 8, 9));
}

TEST(Trace, LongTextsAreCut) {
  Trace trace;
  trace.add({}, {}, Step::kGivenUp, std::string(1000, 'x'));
  EXPECT_EQ(trace.records().front().text(), std::string(61, 'x'));
}

TEST(Trace, OneTunnelFromTheConnectionThatCarriesItToItsEnd) {
  Trace trace;
  trace.add({}, {.connection = 1, .tunnel = 0}, Step::kLookup);         // 1
  trace.add({}, {.connection = 2, .tunnel = 0}, Step::kLookup);         // 2
  trace.add({}, {.connection = 0, .tunnel = 9}, Step::kArrived);        // 3
  trace.add({}, {.connection = 0, .tunnel = 8}, Step::kArrived);        // 4
  trace.add({}, {.connection = 2, .tunnel = 9}, Step::kRequest);        // 5
  trace.add({}, {.connection = 2, .tunnel = 8}, Step::kRequest);        // 6
  trace.add({}, {.connection = 1, .tunnel = 0}, Step::kConnectionEnd);  // 7
  trace.add({}, {.connection = 2, .tunnel = 0}, Step::kConnectionEnd);  // 8
  EXPECT_THAT(numbers(trace.records({.connection = 0, .tunnel = 9})), ElementsAre(2, 3, 5, 8));
  EXPECT_THAT(numbers(trace.records({.connection = 2, .tunnel = 0})), ElementsAre(2, 5, 6, 8));
  EXPECT_THAT(numbers(trace.records({.connection = 0, .tunnel = 7})), ElementsAre());
}

TEST(Trace, TheListenerHearsEachOnce) {
  Trace trace(1);
  std::vector<std::uint64_t> heard;
  trace.watch([&](const Trace::Record& r) { heard.push_back(r.number); });
  trace.add({}, {}, Step::kTls);
  trace.add({}, {}, Step::kTls);
  trace.watch({});
  trace.add({}, {}, Step::kTls);
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST(Trace, TwoCanListenSideBySide) {
  Trace trace;
  std::vector<std::uint64_t> heard;
  trace.watch([&](const Trace::Record& r) { heard.push_back(r.number); });
  trace.watch([&](const Trace::Record& r) { heard.push_back(100 + r.number); }, Trace::Watcher::kControl);
  trace.add({}, {}, Step::kTls);
  trace.watch({});
  trace.add({}, {}, Step::kTls);
  EXPECT_THAT(heard, ElementsAre(1, 101, 102));
}

TEST(Trace, TheFilterOfWhatComesLive) {
  Trace trace;
  std::vector<std::uint64_t> heard;
  trace.watch([&heard, filter = Trace::Filter({.connection = 0, .tunnel = 9})](const Trace::Record& r) mutable {
    if (filter.takes(r)) heard.push_back(r.number);
  });
  trace.add({}, {.connection = 2, .tunnel = 0}, Step::kLookup);         // 1: nobody knows yet that it is the one
  trace.add({}, {.connection = 2, .tunnel = 9}, Step::kRequest);        // 2
  trace.add({}, {.connection = 2, .tunnel = 8}, Step::kRequest);        // 3
  trace.add({}, {.connection = 2, .tunnel = 0}, Step::kConnectionEnd);  // 4
  EXPECT_THAT(heard, ElementsAre(2, 4));
}

TEST(Trace, EveryStepHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Step::kFailed); ++i) names.insert(name_of(static_cast<Step>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Step::kFailed) + 1);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(name_of(Step::kFailed), "failed");
  EXPECT_EQ(name_of(Step::kArrived), "arrived");
}

}  // namespace
}  // namespace culvert
