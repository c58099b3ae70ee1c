#include "models/connections_model.h"

#include <gmock/gmock.h>

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include "ui/connections/many.h"

namespace culvert::ui {
namespace {

using Model = ConnectionsModel;
using test::Many;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ConnectionsModelTest : public ::testing::Test {
 protected:
  ConnectionsModelTest() {
    model.set_names({.applications = {{QStringLiteral("database"), {.name = QStringLiteral("Database"), .icon = {}}}},
                     .profiles = {{QStringLiteral("work"), QStringLiteral("Work")}}});
  }
  [[nodiscard]] std::vector<quint64> ids() const {
    std::vector<quint64> out;
    for (int row = 0; row < model.rowCount(); ++row) out.push_back(model.at(row).id);
    return out;
  }
  [[nodiscard]] QString cell(int row, Model::Column column) const { return model.index(row, column).data().toString(); }
  void filter(const QString& typed) {
    model.set_filter(typed);
    ASSERT_TRUE(QTest::qWaitFor([this] { return !model.filtering(); }));
  }
  // The states of `count` connections, told in one go.
  void show(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) many.add();
    model.update(many.live());
  }

  Model model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
  Many many{0};
};

TEST_F(ConnectionsModelTest, SaysWhatIsKnownOfAConnection) {
  show(8);
  model.sort(Model::kDestination, Qt::AscendingOrder);
  const int row = model.row_of(8);
  EXPECT_EQ(cell(row, Model::kApplication), QStringLiteral("Database"));
  EXPECT_EQ(cell(row, Model::kProcess), QStringLiteral("curl (1008)"));
  EXPECT_EQ(cell(row, Model::kDestination), QStringLiteral("updates.example:443"));
  EXPECT_EQ(cell(row, Model::kThrough), QStringLiteral("Work"));
  EXPECT_EQ(cell(row, Model::kState), QStringLiteral("Open"));
  EXPECT_EQ(cell(row, Model::kHttp), QStringLiteral("HTTP/2"));
  EXPECT_FALSE(cell(row, Model::kDown).isEmpty());
  EXPECT_FALSE(cell(row, Model::kAge).isEmpty());
  EXPECT_EQ(cell(model.row_of(5), Model::kThrough), QStringLiteral("Direct"));
  EXPECT_EQ(cell(model.row_of(1), Model::kApplication), QStringLiteral("ssh"))
      << "the program, where there is no application";
  for (int column = 0; column < Model::kColumns; ++column) {
    EXPECT_FALSE(model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
  }
}

TEST_F(ConnectionsModelTest, TextFromOutsideIsNoHtmlInToolTips) {
  const quint64 id = many.add();
  auto facts = std::make_shared<ConnectionFacts>(*many[id].facts);
  facts->target = QStringLiteral("<b>x</b>:1");
  facts->action = config::Rule::Action::kBlock;
  facts->here = false;
  many[id].facts = facts;
  model.update(many.live());
  EXPECT_EQ(model.index(0, Model::kDestination).data(Qt::ToolTipRole).toString(),
            QStringLiteral("<span>&lt;b&gt;x&lt;/b&gt;:1</span>"));
  EXPECT_EQ(cell(0, Model::kThrough), QStringLiteral("Blocked"));
  EXPECT_EQ(cell(0, Model::kProcess), QStringLiteral("Another computer"));
}

TEST_F(ConnectionsModelTest, NothingIsToldWhereNothingHasChanged) {
  show(100);
  QSignalSpy changed(&model, &Model::dataChanged);
  QSignalSpy moved(&model, &Model::layoutChanged);
  QSignalSpy reset(&model, &Model::modelReset);
  model.update(many.live());
  EXPECT_THAT(changed, IsEmpty());
  EXPECT_THAT(moved, IsEmpty());
  EXPECT_THAT(reset, IsEmpty());
}

TEST_F(ConnectionsModelTest, OnlyCellsThatHaveChangedAreTold) {
  show(100);
  QSignalSpy changed(&model, &Model::dataChanged);
  many[40].traffic.down += 5000;
  many[41].traffic.down += 5000;
  many[70].traffic.up += 5000;
  many[29].phase = Connection::Phase::kOpen;
  model.update(many.live());
  std::vector<std::array<int, 4>> told;  // column, first and last row
  for (const auto& signal : changed) {
    const auto from = signal[0].toModelIndex();
    const auto to = signal[1].toModelIndex();
    told.push_back({from.column(), to.column(), from.row(), to.row()});
  }
  std::ranges::sort(told);
  const auto one = [&](int column, quint64 a, quint64 b) {
    const int first = std::min(model.row_of(a), model.row_of(b));
    return std::array<int, 4>{column, column, first, std::max(model.row_of(a), model.row_of(b))};
  };
  EXPECT_THAT(told, ElementsAre(one(Model::kState, 29, 29), one(Model::kDown, 40, 41), one(Model::kUp, 70, 70)));
}

TEST_F(ConnectionsModelTest, FewRangesAreToldHoweverManyRowsChange) {
  show(10'000);
  model.sort(Model::kDestination, Qt::AscendingOrder);
  QSignalSpy changed(&model, &Model::dataChanged);
  QSignalSpy inserted(&model, &Model::rowsInserted);
  QSignalSpy removed(&model, &Model::rowsRemoved);
  many.step(300, 300, 0.5);
  model.update(many.live());
  EXPECT_LE(changed.size(), 64);
  EXPECT_GE(changed.size(), 3);
  EXPECT_EQ(inserted.size(), 1);
  EXPECT_EQ(removed.size(), 1);
  EXPECT_EQ(model.rowCount(), 10'000);
}

TEST_F(ConnectionsModelTest, RowsComeAndGoWhereTheyStandIfTheyAreFew) {
  show(100);
  QSignalSpy inserted(&model, &Model::rowsInserted);
  QSignalSpy removed(&model, &Model::rowsRemoved);
  QSignalSpy moved(&model, &Model::layoutChanged);
  const int at = model.row_of(50);
  many.remove(50);
  model.update(many.live());
  ASSERT_THAT(removed, SizeIs(1));
  EXPECT_EQ(removed[0][1].toInt(), at);
  const quint64 id = many.add();
  model.update(many.live());
  ASSERT_THAT(inserted, SizeIs(1));
  EXPECT_EQ(inserted[0][1].toInt(), model.row_of(id));
  EXPECT_THAT(moved, IsEmpty());
}

TEST_F(ConnectionsModelTest, SortsByEachColumnBothWays) {
  show(300);
  for (int column = 0; column < Model::kColumns; ++column) {
    for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
      model.sort(column, order);
      many.step(5, 5, 0.7);
      model.update(many.live());
      const auto all = ids();
      EXPECT_THAT(all, SizeIs(300));
      for (int row = 1; row < model.rowCount(); ++row) {
        const Connection& a = model.at(order == Qt::AscendingOrder ? row - 1 : row);
        const Connection& b = model.at(order == Qt::AscendingOrder ? row : row - 1);
        switch (column) {
          case Model::kDown:
            EXPECT_LE(a.traffic.down, b.traffic.down);
            break;
          case Model::kUp:
            EXPECT_LE(a.traffic.up, b.traffic.up);
            break;
          case Model::kAge:
            EXPECT_GE(a.facts->steady_start, b.facts->steady_start);
            break;
          case Model::kState:
            EXPECT_LE(a.phase, b.phase);
            break;
          case Model::kDestination:
            EXPECT_LE(a.facts->target.section(u':', 0, 0), b.facts->target.section(u':', 0, 0));
            break;
          default:
            EXPECT_LE(model.text(a, static_cast<Model::Column>(column)).section(u' ', 0, 0).toCaseFolded(),
                      model.text(b, static_cast<Model::Column>(column)).section(u' ', 0, 0).toCaseFolded());
        }
      }
    }
  }
}

TEST_F(ConnectionsModelTest, PortsAreSortedAsNumbersAndEqualRowsByTheirAge) {
  for (const char* target : {"b.example:80", "b.example:443", "a.example:9", "b.example:80"}) {
    auto& connection = many[many.add()];
    auto facts = std::make_shared<ConnectionFacts>(*connection.facts);
    facts->target = QString::fromLatin1(target);
    connection.facts = facts;
  }
  model.update(many.live());
  model.sort(Model::kDestination, Qt::AscendingOrder);
  EXPECT_THAT(ids(), ElementsAre(3, 1, 4, 2));
  model.sort(Model::kDestination, Qt::DescendingOrder);
  EXPECT_THAT(ids(), ElementsAre(2, 1, 4, 3));
}

TEST_F(ConnectionsModelTest, WhatIsChosenFollowsItsRowThroughEverything) {
  show(1000);
  model.sort(Model::kDown, Qt::DescendingOrder);
  QItemSelectionModel selection(&model);
  const std::vector<quint64> chosen{3, 300, 301, 999};
  for (const quint64 id : chosen) {
    selection.select(model.index(model.row_of(id), 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
  }
  selection.setCurrentIndex(model.index(model.row_of(301), 2), QItemSelectionModel::NoUpdate);
  const auto now = [&] {
    std::vector<quint64> out;
    for (const QModelIndex& index : selection.selectedRows()) out.push_back(model.at(index.row()).id);
    std::ranges::sort(out);
    return out;
  };
  for (int i = 0; i < 20; ++i) {
    many.step(40, 0, 0.9);
    model.update(many.live());
    EXPECT_EQ(now(), chosen);
    EXPECT_EQ(model.at(selection.currentIndex().row()).id, 301U);
    EXPECT_EQ(selection.currentIndex().column(), 2);
  }
  model.sort(Model::kApplication, Qt::AscendingOrder);
  EXPECT_EQ(now(), chosen);
  many.remove(300);
  for (quint64 id = 500; id < 600; id += 3) many.remove(id);
  model.update(many.live());
  EXPECT_THAT(now(), ElementsAre(3, 301, 999));
}

TEST_F(ConnectionsModelTest, AllWordsOfTheFilterHaveToBeInARow) {
  show(200);
  QSignalSpy counted(&model, &Model::counted);
  filter(QStringLiteral("  DATABASE   work "));
  ASSERT_GT(model.rowCount(), 0);
  for (int row = 0; row < model.rowCount(); ++row) {
    EXPECT_EQ(model.at(row).id % 4, 0U);
    EXPECT_EQ(model.at(row).facts->action, config::Rule::Action::kTunnel);
  }
  EXPECT_EQ(counted.back()[0].toInt(), model.rowCount());
  EXPECT_EQ(counted.back()[1].toLongLong(), 200);
  filter(QStringLiteral(":5432"));
  ASSERT_GT(model.rowCount(), 0);
  for (int row = 0; row < model.rowCount(); ++row) EXPECT_TRUE(model.at(row).facts->target.endsWith(u":5432"));
  filter(QStringLiteral("no-such-thing"));
  EXPECT_EQ(model.rowCount(), 0);
  filter(QString());
  EXPECT_EQ(model.rowCount(), 200);
}

TEST_F(ConnectionsModelTest, TheFilterHoldsForWhatComesAndForWhatChanges) {
  show(200);
  filter(QStringLiteral("asking"));
  const int before = model.rowCount();
  ASSERT_GT(before, 1);
  const quint64 id = many.add();
  many[id].phase = Connection::Phase::kAsking;
  model.update(many.live());
  EXPECT_GE(model.row_of(id), 0);
  many[id].phase = Connection::Phase::kOpen;
  model.update(many.live());
  EXPECT_EQ(model.row_of(id), -1);
  EXPECT_EQ(model.rowCount(), before);
  EXPECT_NE(model.find(id), nullptr);
  many.remove(id);
  model.update(many.live());
  EXPECT_EQ(model.find(id), nullptr);
}

TEST(ConnectionsModel, ALongListIsFilteredALittleAtATime) {
  Model model;
  Many many(60'000);
  model.update(many.live());
  model.set_filter(QStringLiteral("cdn"));
  many.step(100, 100, 0.1);
  model.update(many.live());  // while it is under way
  EXPECT_TRUE(model.filtering());
  EXPECT_TRUE(QTest::qWaitFor([&] { return !model.filtering(); }));
  for (int row = 0; row < model.rowCount(); ++row) EXPECT_TRUE(model.at(row).facts->target.contains(u"cdn"));
  EXPECT_GT(model.rowCount(), 8000);
}

TEST_F(ConnectionsModelTest, NewNamesAreShownAndFiltered) {
  show(20);
  filter(QStringLiteral("office"));
  EXPECT_EQ(model.rowCount(), 0);
  model.set_names({.applications = {}, .profiles = {{QStringLiteral("work"), QStringLiteral("Office")}}});
  EXPECT_GT(model.rowCount(), 10);
  EXPECT_EQ(cell(0, Model::kThrough), QStringLiteral("Office"));
}

TEST_F(ConnectionsModelTest, AgesAreToldForTheRowsThatWereAskedFor) {
  show(20);
  QSignalSpy changed(&model, &Model::dataChanged);
  model.age(5, 100);
  ASSERT_THAT(changed, SizeIs(1));
  EXPECT_EQ(changed[0][0].toModelIndex(), model.index(5, Model::kAge));
  EXPECT_EQ(changed[0][1].toModelIndex(), model.index(19, Model::kAge));
  model.age(0, -1);
  model.age(50, 60);
  EXPECT_THAT(changed, SizeIs(1));
}

}  // namespace
}  // namespace culvert::ui
