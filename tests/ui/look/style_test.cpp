#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include "contrast.h"
#include "icons.h"
#include "theme.h"
#include "ui/support/picture.h"

namespace culvert::ui {
namespace {

using Appearance = config::Settings::Appearance;

constexpr double kSeen = 3;  // WCAG 2.2, 1.4.11

class StyleTest : public ::testing::Test {
 protected:
  Theme theme;
};

// One of each.
class Gallery : public QWidget {
 public:
  Gallery()
      : line(new QLineEdit(QStringLiteral("proxy.example"), this)),
        combo(new QComboBox(this)),
        spin(new QSpinBox(this)),
        button(new QPushButton(QStringLiteral("Test"), this)),
        main(new QPushButton(symbol(QStringLiteral("add")), QStringLiteral("Add profile"), this)),
        tool(new QToolButton(this)),
        check(new QCheckBox(QStringLiteral("Early data"), this)),
        radio(new QRadioButton(QStringLiteral("Everyone on this computer"), this)),
        list(new QListWidget(this)),
        table(new QTableWidget(30, 3, this)) {
    combo->addItems({QStringLiteral("HTTP/3, HTTP/2, HTTP/1.1"), QStringLiteral("HTTP/2")});
    tool->setIcon(symbol(QStringLiteral("copy")));
    tool->setAutoRaise(true);
    main->setDefault(true);
    list->addItems({QStringLiteral("Work"), QStringLiteral("Home"), QStringLiteral("Field")});
    list->setCurrentRow(0);
    list->setMaximumHeight(110);
    table->setHorizontalHeaderLabels(
        {QStringLiteral("Application"), QStringLiteral("Destination"), QStringLiteral("Age")});
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setMaximumHeight(140);
    for (int row = 0; row < 30; ++row) table->setItem(row, 0, new QTableWidgetItem(QStringLiteral("ssh")));
    auto* disabled = new QLineEdit(QStringLiteral("Nothing to type"), this);
    disabled->setEnabled(false);
    auto* checked = new QCheckBox(QStringLiteral("Classic CONNECT"), this);
    checked->setChecked(true);
    auto* chosen = new QRadioButton(QStringLiteral("Only me"), this);
    chosen->setChecked(true);
    auto* some = new QCheckBox(QStringLiteral("Some"), this);
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    auto* off = new QPushButton(QStringLiteral("Not now"), this);
    off->setEnabled(false);
    auto* progress = new QProgressBar(this);
    progress->setValue(40);
    progress->setTextVisible(false);
    auto* group = new QGroupBox(QStringLiteral("Certificates"), this);
    auto* inner = new QVBoxLayout(group);
    for (QWidget* one : std::initializer_list<QWidget*>{check, checked, some, radio, chosen}) inner->addWidget(one);
    auto* buttons = new QHBoxLayout;
    for (QWidget* one : std::initializer_list<QWidget*>{button, main, off, tool}) buttons->addWidget(one);
    buttons->addStretch();
    auto* form = new QFormLayout(this);
    form->addRow(QStringLiteral("&Proxy"), line);
    form->addRow(QStringLiteral("&Versions"), combo);
    form->addRow(QStringLiteral("P&ort"), spin);
    form->addRow(QStringLiteral("&Nothing"), disabled);
    form->addRow(group);
    form->addRow(buttons);
    form->addRow(list);
    form->addRow(table);
    form->addRow(progress);
    resize(420, 640);
  }

  QLineEdit* line;
  QComboBox* combo;
  QSpinBox* spin;
  QPushButton* button;
  QPushButton* main;
  QToolButton* tool;
  QCheckBox* check;
  QRadioButton* radio;
  QListWidget* list;
  QTableWidget* table;
};

// The contrast that stands out most along the middle of the left edge, against what is around the control.
double edge_contrast(QWidget& window, const QWidget& control) {
  const QImage picture = window.grab().toImage();
  const qreal ratio = picture.devicePixelRatio();
  const QPoint at = control.mapTo(&window, QPoint(0, control.height() / 2));
  const QColor ground = picture.pixelColor(QPoint(qRound((at.x() - 3) * ratio), qRound(at.y() * ratio)));
  double best = 1;
  for (int x = -1; x < 6; ++x) {
    best = std::max(best,
                    contrast(picture.pixelColor(QPoint(qRound((at.x() + x) * ratio), qRound(at.y() * ratio))), ground));
  }
  return best;
}

TEST_F(StyleTest, EdgesCanBeSeenInLightAndDark) {
  for (const Appearance appearance : {Appearance::kLight, Appearance::kDark}) {
    theme.set_appearance(appearance);
    const QPalette p = QApplication::palette();
    for (const auto ground : {QPalette::Window, QPalette::Base, QPalette::AlternateBase, QPalette::Button}) {
      EXPECT_GE(contrast(theme.colour(Theme::Colour::kEdge), p.color(ground)), kSeen) << ground;
    }
    Gallery gallery;
    gallery.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&gallery));
    const std::vector<QWidget*> controls{gallery.line, gallery.combo, gallery.spin, gallery.check, gallery.radio};
    for (QWidget* one : controls) {
      EXPECT_GE(edge_contrast(gallery, *one), kSeen) << one->metaObject()->className() << " in " << theme.dark();
    }
    test::save_picture(gallery, appearance == Appearance::kDark ? "style-dark" : "style-light");
  }
}

TEST_F(StyleTest, WhereTheFocusIsCanBeSeen) {
  for (const Appearance appearance : {Appearance::kLight, Appearance::kDark}) {
    theme.set_appearance(appearance);
    Gallery gallery;
    gallery.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&gallery));
    const std::vector<QWidget*> controls{gallery.line, gallery.combo, gallery.spin,  gallery.button, gallery.main,
                                         gallery.tool, gallery.check, gallery.radio, gallery.list,   gallery.table};
    gallery.tool->setFocusPolicy(Qt::StrongFocus);
    gallery.button->setFocus();
    QTest::keyClick(gallery.button, Qt::Key_Tab);  // from here on keys are in use
    for (QWidget* one : controls) {
      QWidget* other = one == gallery.button ? static_cast<QWidget*>(gallery.line) : gallery.button;
      other->setFocus(Qt::TabFocusReason);
      const QImage without = one->grab().toImage();
      one->setFocus(Qt::TabFocusReason);
      ASSERT_TRUE(one->hasFocus()) << one->metaObject()->className();
      const QImage with = one->grab().toImage();
      int seen = 0;
      for (int y = 0; y < with.height(); ++y) {
        for (int x = 0; x < with.width(); ++x) {
          if (contrast(with.pixelColor(x, y), without.pixelColor(x, y)) >= 1.5) ++seen;
        }
      }
      EXPECT_GE(seen, 40) << one->metaObject()->className() << " in " << theme.dark();
    }
  }
}

TEST_F(StyleTest, ControlsHaveOneHeightThatFollowsTheFont) {
  Gallery gallery;
  const auto heights = [&] {
    return std::set<int>{gallery.line->sizeHint().height(), gallery.combo->sizeHint().height(),
                         gallery.spin->sizeHint().height(), gallery.button->sizeHint().height(),
                         gallery.tool->sizeHint().height()};
  };
  gallery.ensurePolished();
  EXPECT_EQ(heights().size(), 1U);
  const int before = *heights().begin();
  EXPECT_GE(before, 26);
  QFont large = gallery.font();
  large.setPointSizeF(large.pointSizeF() * 2);
  gallery.setFont(large);
  EXPECT_EQ(heights().size(), 1U);
  EXPECT_GE(*heights().begin(), before * 3 / 2);
}

TEST_F(StyleTest, AScrollBarIsDraggedAndPaged) {
  Gallery gallery;
  gallery.show();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&gallery));
  QScrollBar* bar = gallery.table->verticalScrollBar();
  ASSERT_GT(bar->maximum(), 0);
  QTest::mouseClick(bar, Qt::LeftButton, {}, QPoint(bar->width() / 2, bar->height() - 2));
  EXPECT_EQ(bar->value(), bar->pageStep()) << "a click behind the handle goes on by a page";
  bar->setValue(0);
  QTest::mousePress(bar, Qt::LeftButton, {}, QPoint(bar->width() / 2, 8));
  QTest::mouseMove(bar, QPoint(bar->width() / 2, bar->height() + 40));
  QTest::mouseRelease(bar, Qt::LeftButton, {}, QPoint(bar->width() / 2, bar->height() + 40));
  EXPECT_EQ(bar->value(), bar->maximum());
}

}  // namespace
}  // namespace culvert::ui
