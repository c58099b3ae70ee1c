// Ten thousand connections, all of them busy, in a window that somebody works with: the thread of the window is never
// away from its events for longer than a frame.
#include <gmock/gmock.h>

#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <cstdio>
#include <thread>

#include "models/connections_model.h"
#include "models/trace_model.h"
#include "pages/connections_page.h"
#include "pages/row_table.h"
#include "pages/trace_page.h"
#include "ui/connections/heartbeat.h"
#include "ui/connections/many.h"
#include "ui/connections/page_world.h"
#include "ui/connections/steps.h"

namespace culvert::ui {
namespace {

using test::Heartbeat;
using test::Many;
using test::PageWindow;
using test::PageWorld;

constexpr std::size_t kRows = 10'000;
constexpr double kFrame = 16;  // ms
constexpr int kTicks = 8;

struct Away {  // ms
  double longest = 0;
  double by_the_wall = 0;
};
Away away(const Heartbeat& heart) { return {.longest = heart.longest(), .by_the_wall = heart.longest_by_the_wall()}; }

// A machine may be slow once; a program that is slow is so each time.
template <class Measure>
double best_of_three(const char* what, Measure measure) {
  double best = 1e9;
  for (int i = 0; i < 3 && best > kFrame; ++i) {
    const Away measured = measure();
    std::printf("%s: away for %.1f ms at most (%.1f ms by the wall)\n", what, measured.longest, measured.by_the_wall);
    best = std::min(best, measured.longest);
  }
  ::testing::Test::RecordProperty("longest_ms", std::to_string(best));
  return best;
}

class Smooth : public ::testing::Test {
 protected:
  void SetUp() override {
    window.open();
    emit world.core.live(many.live());
    QTest::qWait(100);
  }
  // States as they come twice a second, made beforehand: in the program another thread does that.
  std::vector<LivePointer> states() {
    std::vector<LivePointer> made;
    for (int i = 0; i < kTicks; ++i) {
      many.step(50, 50, 1.0);
      made.push_back(many.live());
    }
    return made;
  }
  // What somebody does is done every 20 ms.
  template <class Work>
  Away measure(Work work) {
    std::vector<LivePointer> coming = states();
    Heartbeat heart;
    for (LivePointer& live : coming) {
      emit world.core.live(live);
      for (int i = 0; i < 25; ++i) {
        QTest::qWait(20);
        work();
      }
    }
    return away(heart);
  }
  void sort_by(ConnectionsModel::Column column) {
    table->sortByColumn(column, Qt::DescendingOrder);
    QTest::qWait(50);
  }

  PageWorld world;
  Many many{kRows};
  PageWindow<ConnectionsPage> window{world.context};
  RowTable* table = window.find<RowTable>("connections.table");
  QLineEdit* filter = window.find<QLineEdit>("connections.filter");
};

TEST_F(Smooth, WhileRowsChangeTheirPlaces) {
  sort_by(ConnectionsModel::kDown);
  table->selectRow(5000);
  EXPECT_LT(best_of_three("sorted by what changes", [&] { return measure([] {}); }), kFrame);
  EXPECT_EQ(table->model()->rowCount(), static_cast<int>(kRows));
}

TEST_F(Smooth, WhileSomebodyScrolls) {
  sort_by(ConnectionsModel::kDestination);
  QScrollBar* bar = table->verticalScrollBar();
  EXPECT_LT(
      best_of_three("scrolled", [&] { return measure([&] { bar->setValue((bar->value() + 777) % bar->maximum()); }); }),
      kFrame);
}

TEST_F(Smooth, WhileAllAreChosen) {
  sort_by(ConnectionsModel::kDown);
  table->selectAll();
  EXPECT_LT(best_of_three("all chosen", [&] { return measure([] {}); }), kFrame);
  EXPECT_THAT(table->selected_rows().size(), ::testing::Ge(static_cast<qsizetype>(kRows) - 50 * kTicks * 3));
}

TEST_F(Smooth, WhileSomebodyTypesAFilter) {
  const QString typed = QStringLiteral("database work 5432");
  const auto type = [&] {
    qsizetype next = 0;
    return measure([&] {
      if (next == typed.size()) {
        filter->clear();
        next = 0;
      } else {
        QTest::keyClick(filter, typed[next++].toLatin1());
      }
    });
  };
  EXPECT_LT(best_of_three("filtered", type), kFrame);
}

TEST_F(Smooth, WhileAnotherOrderIsChosen) {
  int column = 0;
  const auto sort = [&] {
    return measure([&] { table->sortByColumn(column++ % ConnectionsModel::kColumns, Qt::AscendingOrder); });
  };
  EXPECT_LT(best_of_three("sorted anew", sort), kFrame);
}

TEST(SmoothTrace, WhileItComesAsQuicklyAsItCan) {
  PageWorld world;
  PageWindow<TracePage> window(world.context);
  window.open();
  quint64 last = 0;
  const auto flood = [&] {
    std::vector<QList<TraceRow>> coming;
    for (int i = 0; i < 30; ++i, last += 4096) coming.push_back(test::steps(last + 1, last + 4096));
    Heartbeat heart;
    for (const auto& rows : coming) {
      emit world.core.steps(rows, 0);
      QTest::qWait(100);
    }
    return away(heart);
  };
  EXPECT_LT(best_of_three("a flood of steps", flood), kFrame);
  EXPECT_LE(qobject_cast<TraceModel*>(window.find<RowTable>("trace.table")->model())->total(), TraceModel::kMost);
}

}  // namespace
}  // namespace culvert::ui
