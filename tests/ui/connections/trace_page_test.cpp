#include "pages/trace_page.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>

#include "models/trace_model.h"
#include "pages/row_table.h"
#include "ui/connections/page_world.h"
#include "ui/connections/steps.h"
#include "ui/support/named.h"

namespace culvert::ui {
namespace {

using test::PageWindow;
using test::PageWorld;
using test::step;
using test::steps;

// There is no core here: what was known before the page came is never told.
class TracePageTest : public ::testing::Test {
 protected:
  void SetUp() override { window.open(); }
  void tell(const QList<TraceRow>& rows, quint64 lost = 0) { emit world.core.steps(rows, lost); }
  [[nodiscard]] TraceModel& model() const { return *qobject_cast<TraceModel*>(table->model()); }
  [[nodiscard]] bool at_the_end() const {
    return table->verticalScrollBar()->value() == table->verticalScrollBar()->maximum();
  }
  void click(const char* name) {
    QApplication::processEvents();  // everything finds its place
    QTest::mouseClick(window.find<QAbstractButton>(name), Qt::LeftButton);
  }
  [[nodiscard]] QString status() const { return window.find<QLabel>("trace.status")->text(); }

  PageWorld world;
  PageWindow<TracePage> window{world.context};
  RowTable* table = window.find<RowTable>("trace.table");
  QLineEdit* filter = window.find<QLineEdit>("trace.filter");
  QCheckBox* follow = window.find<QCheckBox>("trace.follow");
};

TEST_F(TracePageTest, FollowsUntilSomebodyScrollsUpAndAgainAtTheEnd) {
  tell(steps(1, 500));
  EXPECT_TRUE(follow->isChecked());
  EXPECT_TRUE(at_the_end());
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Home);
  EXPECT_FALSE(follow->isChecked());
  EXPECT_EQ(table->visible_rows().first, 0);
  tell(steps(501, 600));
  EXPECT_EQ(table->visible_rows().first, 0);
  QTest::keyClick(table, Qt::Key_End);
  EXPECT_TRUE(follow->isChecked());
  tell(steps(601, 700));
  EXPECT_TRUE(at_the_end());
  EXPECT_GT(table->visible_rows().last, 690);
}

TEST_F(TracePageTest, StepsInViewStayWhileOldOnesMakeRoom) {
  tell(steps(1, 10'000));
  tell(steps(10'001, 20'000));
  QTest::keyClick(follow, Qt::Key_Space);
  EXPECT_FALSE(follow->isChecked());
  table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() / 2);
  const int row = table->visible_rows().first;
  const quint64 number = model().at(row).number;
  const int at = table->offset_of(row);
  tell(steps(20'001, 22'000));
  EXPECT_LE(model().total(), TraceModel::kMost);
  EXPECT_EQ(model().row_of(number), table->visible_rows().first);
  EXPECT_EQ(table->offset_of(model().row_of(number)), at);
  EXPECT_FALSE(follow->isChecked());
  EXPECT_TRUE(status().contains(u"2,00") || status().contains(u"200")) << status().toStdString();
}

TEST_F(TracePageTest, FiltersWhileOneTypes) {
  tell(steps(1, 400));
  QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
  ASSERT_TRUE(filter->hasFocus());
  QTest::keyClicks(filter, QStringLiteral("answer"));
  EXPECT_EQ(model().rowCount(), 100);
  EXPECT_TRUE(status().contains(u"100")) << status().toStdString();
  tell(steps(401, 404));
  EXPECT_EQ(model().rowCount(), 101);
  EXPECT_TRUE(at_the_end());
  QTest::keyClick(filter, Qt::Key_Escape);
  EXPECT_EQ(model().rowCount(), 404);
  EXPECT_TRUE(follow->isChecked());
}

TEST_F(TracePageTest, ShowsOneConnectionUntilThatIsTakenAway) {
  tell(steps(1, 500));
  auto* only = window.find<QPushButton>("trace.only");
  EXPECT_FALSE(only->isVisible());
  window.page->go(QStringLiteral("12"), {});
  EXPECT_TRUE(only->isVisible());
  EXPECT_TRUE(only->text().contains(u"12"));
  EXPECT_EQ(model().rowCount(), 10);
  QApplication::processEvents();
  click("trace.only");
  EXPECT_EQ(model().rowCount(), 500);
  EXPECT_FALSE(only->isVisible());
}

TEST_F(TracePageTest, NothingComesWhilePaused) {
  tell(steps(1, 10));
  click("trace.pause");
  EXPECT_TRUE(status().contains(u"Paused")) << status().toStdString();
  tell(steps(11, 20));
  EXPECT_EQ(model().rowCount(), 10);
  click("trace.pause");
  EXPECT_FALSE(status().contains(u"Paused")) << status().toStdString();
  tell(steps(11, 20));
  EXPECT_EQ(model().rowCount(), 20);
}

TEST_F(TracePageTest, ClearsAndGoesOn) {
  tell(steps(1, 10));
  click("trace.clear");
  EXPECT_EQ(model().rowCount(), 0);
  tell(steps(11, 12));
  EXPECT_EQ(model().rowCount(), 2);
}

TEST_F(TracePageTest, SaysWhereStepsWereLeftOut) {
  tell(steps(1, 10));
  tell(steps(21, 22), 10);
  EXPECT_TRUE(model().text(10, TraceModel::kText).startsWith(u"10 "));
}

TEST_F(TracePageTest, CopiesRows) {
  tell(steps(1, 10));
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Home);
  QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
  QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
  EXPECT_EQ(QApplication::clipboard()->text().count(u'\n'), 2);
  EXPECT_TRUE(QApplication::clipboard()->text().contains(u"asked the proxy"));
}

TEST_F(TracePageTest, SaysWhatItIsForAndTurnsOnUntilSomethingHappens) {
  QWidget* empty = window.find("trace.empty");
  EXPECT_TRUE(empty->isVisible());
  EXPECT_FALSE(table->isVisible());
  QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
  EXPECT_TRUE(world.conductor.is_on());
  EXPECT_TRUE(QTest::qWaitFor([&] { return table->isVisible(); }));
}

TEST_F(TracePageTest, WidthsAreKept) {
  tell(steps(1, 10));
  QApplication::processEvents();
  window.resize(1000, 700);
  QApplication::processEvents();
  table->setColumnWidth(TraceModel::kStep, 222);
  PageWindow<TracePage> other(world.context);
  other.page->take_state(window.page->state_to_keep());
  other.open();
  emit world.core.steps(steps(1, 10), 0);
  EXPECT_EQ(other.find<RowTable>("trace.table")->columnWidth(TraceModel::kStep), 222);
}

TEST_F(TracePageTest, AsksWhereToExportWithoutStandingInTheWay) {
  tell(steps(1, 10));
  QApplication::processEvents();
  auto* button = window.find<QPushButton>("trace.export");
  button->setFocus();
  QTimer::singleShot(0, &window, [&] {
    ASSERT_TRUE(button->menu()->isVisible());
    QTest::keyClick(button->menu(), Qt::Key_C);  // as a table
  });
  QTest::keyClick(button, Qt::Key_Space);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.findChild<QFileDialog*>() != nullptr; }));
  auto* dialog = window.findChild<QFileDialog*>();
  EXPECT_FALSE(dialog->isModal());
  EXPECT_TRUE(dialog->defaultSuffix() == u"csv");
  QTest::keyClicks(filter, QStringLiteral("works"));
  EXPECT_EQ(filter->text(), QStringLiteral("works"));
  dialog->reject();
}

TEST_F(TracePageTest, EverythingHasANameForThoseWhoDoNotSee) {
  tell(steps(1, 10));
  window.page->go(QStringLiteral("1"), {});
  EXPECT_THAT(test::unnamed_controls(window), ::testing::IsEmpty());
  EXPECT_THAT(test::beyond_their_children(window), ::testing::IsEmpty());
}

}  // namespace
}  // namespace culvert::ui
