#include "models/trace_model.h"

#include <gmock/gmock.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "ui/connections/steps.h"

namespace culvert::ui {
namespace {

using test::step;
using test::steps;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TraceModelTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<quint64> numbers() const {
    std::vector<quint64> out;
    for (int row = 0; row < model.rowCount(); ++row) out.push_back(model.at(row).number);
    return out;
  }

  TraceModel model{nullptr, 1000};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(TraceModelTest, ShowsTimeNumbersStepAndText) {
  const auto start = std::chrono::steady_clock::now();
  TraceRow first = step(1, 0, 3, "tls-ready", "TLS 1.3 with the proxy");
  first.at = start;
  TraceRow second = step(2, 12, 3, "request", "asked");
  second.at = start + std::chrono::microseconds(1'234'567);
  model.append({first, second});
  EXPECT_EQ(model.text(0, TraceModel::kTime), QStringLiteral("0.000"));
  EXPECT_EQ(model.text(1, TraceModel::kTime), QStringLiteral("1.235"));
  EXPECT_EQ(model.text(0, TraceModel::kConnection), QString());
  EXPECT_EQ(model.text(1, TraceModel::kConnection), QStringLiteral("12"));
  EXPECT_EQ(model.text(1, TraceModel::kCarrier), QStringLiteral("3"));
  EXPECT_EQ(model.text(0, TraceModel::kStep), QStringLiteral("tls-ready"));
  EXPECT_EQ(model.text(0, TraceModel::kText), QStringLiteral("TLS 1.3 with the proxy"));
  EXPECT_TRUE(model.index(0, TraceModel::kTime).data(Qt::ToolTipRole).toString().contains(u':'));
}

TEST_F(TraceModelTest, StepsThatAreKnownArePassedOver) {
  QSignalSpy inserted(&model, &TraceModel::rowsInserted);
  model.append(steps(1, 10));
  model.append(steps(5, 12));
  EXPECT_THAT(numbers(), SizeIs(12));
  model.append(steps(1, 12));
  EXPECT_THAT(inserted, SizeIs(2));
  EXPECT_EQ(model.last(), 12U);
}

TEST_F(TraceModelTest, WhatWasLostHasARowThatSaysSo) {
  model.append(steps(1, 2));
  model.append(steps(10, 11), 7);
  ASSERT_EQ(model.rowCount(), 5);
  EXPECT_TRUE(model.text(2, TraceModel::kText).startsWith(u"7 "));
  model.set_filter(QStringLiteral("no-such-word"));
  EXPECT_EQ(model.rowCount(), 1);
}

TEST_F(TraceModelTest, OldStepsMakeRoom) {
  for (quint64 n = 1; n <= 3000; n += 100) model.append(steps(n, n + 99));
  EXPECT_LE(model.total(), 1000U);
  EXPECT_GT(model.total(), 800U);
  EXPECT_EQ(model.at(model.rowCount() - 1).number, 3000U);
  EXPECT_EQ(model.dropped(), 3000 - model.total());
  EXPECT_EQ(model.row_of(3000), model.rowCount() - 1);
  EXPECT_EQ(model.row_of(1), -1);
}

TEST_F(TraceModelTest, OldStepsMakeRoomAlsoWhereAFilterLeavesMostOut) {
  model.set_filter(QStringLiteral("wanted"));
  for (quint64 n = 1; n <= 3000; ++n) {
    model.append({step(n, n, 0, "request", n % 100 == 0 ? "wanted" : "other")});
  }
  EXPECT_LE(model.total(), 1000U);
  EXPECT_EQ(model.rowCount(), 10);
  EXPECT_EQ(model.at(0).number, 2100U);
}

TEST_F(TraceModelTest, AFloodCostsNoMoreThanItsEnd) {
  model.append(steps(1, 100'000));
  EXPECT_LE(model.total(), 1000U);
  EXPECT_EQ(model.at(model.rowCount() - 1).number, 100'000U);
  EXPECT_TRUE(model.text(0, TraceModel::kText).contains(u"were left out"))
      << model.text(0, TraceModel::kText).toStdString();
}

TEST_F(TraceModelTest, FiltersByWordsOfTheStepAndByNumbers) {
  model.append({step(1, 7, 1, "request", "Asked for one"), step(2, 8, 1, "answer", "asked for two"),
                step(3, 0, 7, "tls", "begins")});
  model.set_filter(QStringLiteral("ASKED two"));
  EXPECT_THAT(numbers(), ElementsAre(2));
  model.set_filter(QStringLiteral("tls"));
  EXPECT_THAT(numbers(), ElementsAre(3));
  model.set_filter(QStringLiteral("7"));
  EXPECT_THAT(numbers(), ElementsAre(1, 3));
  model.append({step(4, 7, 1, "opened", "both ways"), step(5, 9, 1, "opened", "both ways")});
  EXPECT_THAT(numbers(), ElementsAre(1, 3, 4));
}

TEST_F(TraceModelTest, AConnectionIsShownWithTheOnesThatCarryIt) {
  model.append(
      {step(1, 0, 1, "tls", ""), step(2, 0, 2, "tls", ""), step(3, 5, 0, "arrived", ""), step(4, 6, 0, "arrived", "")});
  model.set_connection(5);
  EXPECT_THAT(numbers(), ElementsAre(3));
  model.append({step(5, 6, 1, "request", ""), step(6, 5, 2, "request", "")});
  EXPECT_THAT(numbers(), ElementsAre(2, 3, 6));
  model.append({step(7, 0, 2, "connection-end", ""), step(8, 0, 1, "connection-end", "")});
  EXPECT_THAT(numbers(), ElementsAre(2, 3, 6, 7));
  model.set_connection(0);
  EXPECT_THAT(numbers(), SizeIs(8));
}

TEST_F(TraceModelTest, AClearedTableStaysEmptyUntilSomethingNewHappens) {
  model.append(steps(1, 50));
  model.clear();
  EXPECT_EQ(model.rowCount(), 0);
  model.append(steps(1, 50));
  EXPECT_EQ(model.rowCount(), 0);
  model.append(steps(40, 51));
  EXPECT_THAT(numbers(), ElementsAre(51));
  model.forget();
  model.append(steps(1, 50));
  EXPECT_EQ(model.rowCount(), 50);
}

TEST_F(TraceModelTest, StepsAreRewordedWhereTheyStand) {
  model.append(steps(1, 3));
  model.append(steps(7, 8), 3);
  model.reword(
      {step(2, 1, 1, "request", "zwei"), step(7, 1, 1, "request", "sieben"), step(9, 1, 1, "request", "neun")});
  EXPECT_EQ(model.text(1, TraceModel::kText), QStringLiteral("zwei"));
  EXPECT_EQ(model.text(4, TraceModel::kText), QStringLiteral("sieben"));
  EXPECT_EQ(model.rowCount(), 6);
}

}  // namespace
}  // namespace culvert::ui
