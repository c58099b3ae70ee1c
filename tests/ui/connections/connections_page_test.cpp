#include "pages/connections_page.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTranslator>

#include "models/connections_model.h"
#include "models/trace_model.h"
#include "pages/row_table.h"
#include "ui/connections/many.h"
#include "ui/connections/page_world.h"
#include "ui/support/named.h"

namespace culvert::ui {
namespace {

using Model = ConnectionsModel;
using test::Many;
using test::PageWindow;
using test::PageWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ConnectionsPageTest : public ::testing::Test {
 protected:
  void SetUp() override { window.open(); }
  void tell() { emit world.core.live(many.live()); }
  [[nodiscard]] Model& model() const { return *qobject_cast<Model*>(table->model()); }
  [[nodiscard]] QString clipboard() const { return QApplication::clipboard()->text(); }
  void click_row(int row, Qt::KeyboardModifiers with = Qt::NoModifier) {
    QTest::mouseClick(table->viewport(), Qt::LeftButton, with,
                      table->visualRect(table->model()->index(row, Model::kDestination)).center());
  }
  void click_header(int column) {
    QHeaderView* header = table->horizontalHeader();
    const int x = header->sectionViewportPosition(column) + header->sectionSize(column) / 2;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
  }
  [[nodiscard]] std::vector<quint64> chosen() const {
    std::vector<quint64> ids;
    for (const int row : table->selected_rows()) ids.push_back(model().at(row).id);
    return ids;
  }

  PageWorld world;
  Many many{0};
  PageWindow<ConnectionsPage> window{world.context};
  RowTable* table = window.find<RowTable>("connections.table");
  QLineEdit* filter = window.find<QLineEdit>("connections.filter");
  QLabel* count = window.find<QLabel>("connections.count");
  QWidget* details = window.find("connections.details");
  QPushButton* close = window.find<QPushButton>("connections.close");
};

TEST_F(ConnectionsPageTest, SaysWhatItIsForAndTurnsOnUntilThereIsAConnection) {
  QWidget* empty = window.find("connections.empty");
  EXPECT_TRUE(empty->isVisible());
  EXPECT_FALSE(table->isVisible());
  auto* button = empty->findChild<QPushButton*>();
  QTest::mouseClick(button, Qt::LeftButton);
  EXPECT_TRUE(world.conductor.is_on());
  EXPECT_TRUE(empty->isVisible());
  QTest::mouseClick(button, Qt::LeftButton);
  EXPECT_TRUE(clipboard().contains(u"ALL_PROXY"));
  many.add();
  tell();
  EXPECT_FALSE(empty->isVisible());
  EXPECT_TRUE(table->isVisible());
  many.remove(1);
  tell();
  EXPECT_TRUE(table->isVisible()) << "it does not flicker while connections come and go";
}

TEST_F(ConnectionsPageTest, NamesOfApplicationsAndProfilesAreOfOneLine) {
  for (int i = 0; i < 4; ++i) many.add();  // one is of the application
  tell();
  const auto texts = [&](Model::Column column) {
    QString all;
    for (int row = 0; row < model().rowCount(); ++row) all += model().index(row, column).data().toString() + u'|';
    return all;
  };
  const int height = table->rowHeight(0);
  world.setup.edit([](config::Setup& s) {
    s.applications[0].name = "first\nsecond";
    s.profiles[0].name = std::string(256, 'x');
  });
  EXPECT_TRUE(texts(Model::kApplication).contains(QStringLiteral("first\\x0asecond")));
  EXPECT_FALSE(texts(Model::kThrough).contains(QString(100, u'x')));
  world.setup.edit([](config::Setup& s) { s.applications[0].name = "  "; });
  EXPECT_TRUE(texts(Model::kApplication).contains(QStringLiteral("database")));
  EXPECT_EQ(table->rowHeight(0), height);
}

TEST_F(ConnectionsPageTest, FiltersWhileOneTypesAndClearsByEscape) {
  for (int i = 0; i < 100; ++i) many.add();
  tell();
  QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
  EXPECT_TRUE(filter->hasFocus());
  QTest::keyClicks(filter, QStringLiteral("ssh work"));
  ASSERT_GT(model().rowCount(), 0);
  EXPECT_LT(model().rowCount(), 20);
  EXPECT_TRUE(count->text().contains(u"100")) << count->text().toStdString();
  QTest::keyClicks(filter, QStringLiteral(" nothing"));
  EXPECT_EQ(model().rowCount(), 0);
  EXPECT_TRUE(table->isVisible());
  QTest::keyClick(filter, Qt::Key_Escape);
  EXPECT_EQ(model().rowCount(), 100);
  QTest::keyClick(filter, Qt::Key_Down);
  EXPECT_TRUE(table->hasFocus());
  EXPECT_THAT(table->selected_rows(), ElementsAre(0));
}

TEST_F(ConnectionsPageTest, SortsByAClickOnTheHeadAndKeepsWhatIsChosen) {
  for (int i = 0; i < 100; ++i) many.add();
  tell();
  click_row(3);
  const auto before = chosen();
  ASSERT_THAT(before, SizeIs(1));
  click_header(Model::kDown);
  click_header(Model::kDown);
  EXPECT_EQ(model().sort_column(), static_cast<int>(Model::kDown));
  EXPECT_GE(model().at(0).traffic.down, model().at(1).traffic.down);
  EXPECT_EQ(chosen(), before);
  for (int i = 0; i < 5; ++i) {
    many.step(3, 0, 1);
    tell();
    EXPECT_EQ(chosen(), before);
    EXPECT_GE(model().at(0).traffic.down, model().at(1).traffic.down);
  }
}

TEST_F(ConnectionsPageTest, RowsInViewStayWhereTheyAreWhileOthersComeAbove) {
  for (int i = 0; i < 300; ++i) many.add();
  tell();
  table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() / 2 + 3);
  const int row = table->visible_rows().first;
  const quint64 id = model().at(row).id;
  const int at = table->offset_of(row);
  many.step(20, 0, 0.5);  // the youngest are the first
  tell();
  EXPECT_EQ(model().row_of(id), row + 20);
  EXPECT_EQ(table->offset_of(model().row_of(id)), at);
  table->verticalScrollBar()->setValue(0);
  many.step(20, 0, 0.5);
  tell();
  EXPECT_EQ(table->visible_rows().first, 0) << "who looks at the first rows wants to see those that come";
}

TEST_F(ConnectionsPageTest, TheDetailsOpenWithARowAndTellAllAboutIt) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  EXPECT_FALSE(details->isVisible());
  click_row(model().row_of(8));
  EXPECT_TRUE(details->isVisible());
  QApplication::processEvents();  // it finds its place
  EXPECT_EQ(window.find<QLabel>("connections.details.destination")->text(), QStringLiteral("updates.example:443"));
  EXPECT_EQ(window.find<QLabel>("connections.details.state")->text(), QStringLiteral("Open"));
  QTest::mouseClick(details->findChild<QAbstractButton*>(QStringLiteral("connections.details.copy")), Qt::LeftButton);
  const QString copied = clipboard();
  for (const char* part : {"updates.example:443", "Database", "/usr/bin/curl", "1008", "Work", "proxy.example:443",
                           "HTTP/2", "localhost:5432"}) {
    EXPECT_TRUE(copied.contains(QString::fromLatin1(part))) << part << " in\n" << copied.toStdString();
  }
  many[8].phase = Connection::Phase::kFinishing;
  tell();
  EXPECT_EQ(window.find<QLabel>("connections.details.state")->text(), QStringLiteral("Wrapping up"));
  many.remove(8);
  tell();
  EXPECT_TRUE(details->isVisible());
  EXPECT_EQ(window.find<QLabel>("connections.details.state")->text(), QStringLiteral("Over"));
  EXPECT_EQ(window.find<QLabel>("connections.details.destination")->text(), QStringLiteral("updates.example:443"));
  EXPECT_FALSE(window.find<QPushButton>("connections.details.close")->isEnabled());
  EXPECT_FALSE(close->isEnabled());
  QTest::keyClick(table, Qt::Key_Escape);
  EXPECT_FALSE(details->isVisible());
}

TEST_F(ConnectionsPageTest, TheDetailsFollowTheKeysAndEscapeGoesBackToTheTable) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Home);
  QTest::keyClick(table, Qt::Key_Down);
  ASSERT_TRUE(details->isVisible());
  EXPECT_EQ(window.find<QLabel>("connections.details.destination")->text(), model().at(1).facts->target);
  QTest::keyClick(table, Qt::Key_End);
  EXPECT_EQ(window.find<QLabel>("connections.details.destination")->text(), model().at(7).facts->target);
  auto* hide = details->findChild<QWidget*>(QStringLiteral("connections.details.hide"));
  hide->setFocus();
  QTest::keyClick(hide, Qt::Key_Escape);
  EXPECT_FALSE(details->isVisible());
  EXPECT_TRUE(table->hasFocus());
  QTest::keyClick(table, Qt::Key_Return);
  EXPECT_TRUE(details->isVisible());
}

TEST_F(ConnectionsPageTest, CopiesRowsAndDestinations) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  click_row(0);
  click_row(2, Qt::ControlModifier);
  QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
  ASSERT_EQ(clipboard().count(u'\n'), 2);
  EXPECT_TRUE(clipboard().startsWith(model().index(0, 0).data().toString() + u'\t'));
  QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(clipboard(), model().at(0).facts->target + u'\n' + model().at(2).facts->target);
}

TEST_F(ConnectionsPageTest, TheMenuOfARowOffersWhatCanBeDone) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  click_row(1);
  const quint64 id = chosen().front();
  const QPoint at = table->visualRect(model().index(1, 2)).center();
  QContextMenuEvent asked(QContextMenuEvent::Mouse, at, table->viewport()->mapToGlobal(at));
  QApplication::sendEvent(table->viewport(), &asked);
  auto* menu = table->findChild<QMenu*>();
  ASSERT_NE(menu, nullptr);
  ASSERT_TRUE(QTest::qWaitFor([&] { return menu->isVisible(); }));
  for (QAction* action : menu->actions()) {
    EXPECT_TRUE(action->isSeparator() || (action->isEnabled() && action->text().contains(u'&')))
        << action->text().toStdString();
  }
  QTest::keyClick(menu, Qt::Key_T);  // the mnemonic
  ASSERT_THAT(world.navigator.places, SizeIs(1));
  EXPECT_EQ(world.navigator.places[0], (Place{.page = Page::kTrace, .entry = QString::number(id), .field = {}}));
}

TEST_F(ConnectionsPageTest, GoesToTheConnectionOfANumberAlsoIfTheFilterHidesIt) {
  for (int i = 0; i < 300; ++i) many.add();
  tell();
  QTest::keyClicks(filter, QStringLiteral("nothing"));
  window.page->go(QStringLiteral("77"), {});
  EXPECT_THAT(chosen(), ElementsAre(77));
  EXPECT_TRUE(details->isVisible());
  window.page->go(QStringLiteral("4711"), {});
  tell();
  EXPECT_THAT(chosen(), ElementsAre(77)) << "what is not there is passed over";
}

TEST_F(ConnectionsPageTest, NothingIsTakenWhileItCannotBeSeenNorWhatIsMeantForOthers) {
  for (int i = 0; i < 5; ++i) many.add();
  tell();
  auto totals = std::make_shared<Live>();
  totals->total.open = 5;
  emit world.core.live(totals);
  EXPECT_EQ(model().rowCount(), 5);
  window.close();
  many.add();
  tell();
  EXPECT_EQ(model().rowCount(), 5);
  window.open();
  tell();
  EXPECT_EQ(model().rowCount(), 6);
}

TEST_F(ConnectionsPageTest, WidthsAndOrderAreKept) {
  tell();
  many.add();
  tell();
  click_header(Model::kDestination);
  table->setColumnWidth(Model::kRule, 222);
  const QByteArray state = window.page->state_to_keep();
  PageWindow<ConnectionsPage> other(world.context);
  other.page->take_state(state);
  other.open();
  emit world.core.live(many.live());
  auto* again = other.find<RowTable>("connections.table");
  EXPECT_EQ(again->columnWidth(Model::kRule), 222);
  EXPECT_EQ(qobject_cast<Model*>(again->model())->sort_column(), static_cast<int>(Model::kDestination));
  other.page->take_state(QByteArray("rubbish"));
  EXPECT_EQ(again->columnWidth(Model::kRule), 222);
}

TEST_F(ConnectionsPageTest, NamesOfTheSetupAreShownAsTheyAreNow) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  const int row = model().row_of(8);
  EXPECT_EQ(model().index(row, Model::kApplication).data().toString(), QStringLiteral("Database"));
  world.setup.edit([](config::Setup& s) { s.applications[0].name = "Accounts"; });
  EXPECT_EQ(model().index(row, Model::kApplication).data().toString(), QStringLiteral("Accounts"));
}

class Marked : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char*, const char* text, const char*, int) const override {
    return u"\u00bb" + QString::fromUtf8(text);
  }
};

TEST_F(ConnectionsPageTest, TheLanguageChangesWhileItIsOpen) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  click_row(1);
  Marked marked;
  QCoreApplication::installTranslator(&marked);
  QApplication::processEvents();
  EXPECT_TRUE(filter->placeholderText().startsWith(u'\u00bb'));
  EXPECT_TRUE(count->text().startsWith(u'\u00bb'));
  EXPECT_TRUE(close->text().startsWith(u'\u00bb'));
  EXPECT_TRUE(window.find<QPushButton>("connections.details.close")->text().startsWith(u'\u00bb'));
  EXPECT_TRUE(window.find<QLabel>("connections.details.state")->text().startsWith(u'\u00bb'));
  EXPECT_TRUE(model().headerData(Model::kState, Qt::Horizontal, Qt::DisplayRole).toString().startsWith(u'\u00bb'));
  EXPECT_TRUE(model().index(0, Model::kState).data().toString().startsWith(u'\u00bb'));
  filter->setText(QStringLiteral("\u00bbopen"));
  EXPECT_GT(model().rowCount(), 0) << "the filter knows the new words";
  QCoreApplication::removeTranslator(&marked);
  QApplication::processEvents();
  EXPECT_EQ(window.find<QLabel>("connections.details.state")->text(), QStringLiteral("Open"));
}

TEST_F(ConnectionsPageTest, AllColumnsAreSeenInAWindowThatIsNotTooNarrow) {
  many.add();
  tell();
  const int letter = table->fontMetrics().averageCharWidth();
  for (const int letters : {130, 160, 240}) {
    window.resize(letters * letter, 400);
    QApplication::processEvents();
    EXPECT_FALSE(table->horizontalScrollBar()->isVisible()) << letters;
    EXPECT_GE(table->columnWidth(Model::kAge), 8 * letter) << letters;
    EXPECT_GE(table->horizontalHeader()->length(), table->viewport()->width() - Model::kColumns) << letters;
  }
}

TEST_F(ConnectionsPageTest, EverythingHasANameForThoseWhoDoNotSee) {
  for (int i = 0; i < 8; ++i) many.add();
  tell();
  click_row(1);
  EXPECT_THAT(test::unnamed_controls(window), IsEmpty());
  EXPECT_THAT(test::beyond_their_children(window), IsEmpty());
}

}  // namespace
}  // namespace culvert::ui
