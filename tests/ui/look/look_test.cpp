#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "contrast.h"
#include "icons.h"
#include "theme.h"
#include "ui/support/named.h"
#include "ui/support/picture.h"
#include "widgets/copy_button.h"
#include "widgets/empty_state.h"
#include "widgets/fold.h"
#include "widgets/message_bar.h"
#include "widgets/switch.h"

namespace culvert::ui {
namespace {

using Appearance = config::Settings::Appearance;

class LookTest : public ::testing::Test {
 protected:
  Theme theme;
};

TEST(Contrast, IsThatOfTheGuidelines) {
  EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 0.01);
  EXPECT_NEAR(contrast(Qt::white, Qt::black), 21, 0.01);
  EXPECT_NEAR(contrast(QColor(0x77, 0x77, 0x77), Qt::white), 4.48, 0.01);
  EXPECT_EQ(contrast(Qt::red, Qt::red), 1);
}

TEST(Contrast, AColourIsMadeReadable) {
  for (const QColor ground : {QColor(Qt::white), QColor(0x1d, 0x24, 0x2a)}) {
    for (int hue = 0; hue < 360; hue += 15) {
      const QColor made = readable(QColor::fromHsv(hue, 200, 200), ground, kReadable);
      EXPECT_GE(contrast(made, ground), kReadable) << hue;
    }
  }
  EXPECT_EQ(readable(Qt::black, Qt::white, kReadable), QColor(Qt::black)) << "what can be read stays";
}

TEST_F(LookTest, EveryTextCanBeReadInLightAndDark) {
  for (const Appearance appearance : {Appearance::kLight, Appearance::kDark}) {
    theme.set_appearance(appearance);
    EXPECT_EQ(theme.dark(), appearance == Appearance::kDark);
    const QPalette p = QApplication::palette();
    for (const QPalette::ColorRole ground :
         {QPalette::Window, QPalette::Base, QPalette::AlternateBase, QPalette::Button}) {
      for (const QPalette::ColorRole ink :
           {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText, QPalette::Link}) {
        EXPECT_GE(contrast(p.color(ink), p.color(ground)), kReadable) << ink << " on " << ground;
      }
      for (const Theme::Colour ink : {Theme::Colour::kAccent, Theme::Colour::kGood, Theme::Colour::kProblem,
                                      Theme::Colour::kMuted, Theme::Colour::kDown, Theme::Colour::kUp}) {
        EXPECT_GE(contrast(theme.colour(ink), p.color(ground)), kReadable) << static_cast<int>(ink) << " on " << ground;
      }
    }
    EXPECT_GE(contrast(p.color(QPalette::HighlightedText), p.color(QPalette::Highlight)), kReadable);
  }
}

TEST_F(LookTest, AChangeIsTold) {
  theme.set_appearance(Appearance::kLight);
  QSignalSpy changed(&theme, &Theme::changed);
  theme.set_appearance(Appearance::kDark);
  EXPECT_EQ(changed.count(), 1);
  theme.set_appearance(Appearance::kDark);
  EXPECT_EQ(changed.count(), 1);
}

TEST_F(LookTest, SymbolsHaveTheColourOfTheText) {
  const QIcon icon = symbol(QStringLiteral("copy"));
  for (const Appearance appearance : {Appearance::kLight, Appearance::kDark}) {
    theme.set_appearance(appearance);
    const QImage picture = icon.pixmap(QSize(32, 32), 1).toImage();
    const QColor text = QApplication::palette().color(QPalette::ButtonText);
    bool drawn = false;
    for (int y = 0; y < picture.height(); ++y) {
      for (int x = 0; x < picture.width(); ++x) {
        const QColor pixel = picture.pixelColor(x, y);
        if (pixel.alpha() < 250) continue;
        drawn = true;
        EXPECT_NEAR(pixel.lightness(), text.lightness(), 3);
      }
    }
    EXPECT_TRUE(drawn);
  }
}

TEST_F(LookTest, SymbolsAreSharpOnAFineScreen) {
  const QIcon icon = symbol(QStringLiteral("copy"));
  const QPixmap picture = icon.pixmap(QSize(16, 16), 2.0);
  EXPECT_EQ(picture.size(), QSize(32, 32));
  EXPECT_EQ(picture.devicePixelRatio(), 2);
  QImage painted(QSize(32, 32), QImage::Format_ARGB32_Premultiplied);
  painted.setDevicePixelRatio(2);
  painted.fill(Qt::transparent);
  QPainter painter(&painted);
  icon.paint(&painter, QRect(0, 0, 16, 16));
  painter.end();
  EXPECT_EQ(picture.toImage().convertToFormat(painted.format()), painted);
}

TEST_F(LookTest, EverySymbolAndStateHasAPicture) {
  const QStringList files = QDir(QStringLiteral(":/icons/symbols")).entryList();
  EXPECT_GE(files.size(), 38);
  for (const QString& file : files) {
    const QImage picture = symbol(QString(file).remove(QStringLiteral(".svg"))).pixmap(QSize(16, 16), 1).toImage();
    bool drawn = false;
    for (int i = 0; i < 256; ++i) drawn |= picture.pixelColor(i % 16, i / 16).alpha() > 128;
    EXPECT_TRUE(drawn) << file.toStdString();
  }
  std::vector<QImage> pictures;
  for (const State state : {State::kOff, State::kConnecting, State::kOn, State::kProblem}) {
    for (const bool dark : {false, true}) {
      QImage mask = tray_icon(state, dark).pixmap(QSize(22, 22), 1).toImage().convertToFormat(QImage::Format_Alpha8);
      pictures.push_back(mask);
    }
  }
  for (std::size_t i = 0; i < pictures.size(); i += 2) {
    for (std::size_t j = i + 2; j < pictures.size(); j += 2)
      EXPECT_NE(pictures[i], pictures[j]) << "they differ in shape";
  }
}

TEST_F(LookTest, ASwitchIsTurnedByClickAndByKey) {
  Switch button;
  button.setAccessibleName(QStringLiteral("On"));
  button.show();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&button));
  QSignalSpy toggled(&button, &Switch::toggled);
  QTest::mouseClick(&button, Qt::LeftButton);
  EXPECT_TRUE(button.isChecked());
  button.setFocus();
  QTest::keyClick(&button, Qt::Key_Space);
  EXPECT_FALSE(button.isChecked());
  EXPECT_EQ(toggled.count(), 2);
  EXPECT_TRUE(QAccessible::queryAccessibleInterface(&button)->state().checkable);
}

TEST_F(LookTest, AScrollAreaHasTheChildrenThatItHasForAScreenReader) {
  QWidget window;
  auto* area = new QScrollArea(&window);
  area->setWidget(new QLabel(QStringLiteral("text")));
  window.show();
  const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(area);
  QSet<QObject*> children;
  for (int i = 0; i < face->childCount(); ++i) children.insert(face->child(i)->object());
  EXPECT_TRUE(children.contains(area->viewport()));
  EXPECT_THAT(test::beyond_their_children(window), ::testing::IsEmpty());
}

TEST_F(LookTest, AMessageHasAnActionAndDetailsThatFoldOut) {
  QWidget window;
  auto* bar = new MessageBar(&window);
  QVBoxLayout layout(&window);
  layout.addWidget(bar);
  window.show();
  EXPECT_FALSE(bar->isVisible()) << "it takes no place while there is nothing to say";
  bar->tell(MessageBar::Tone::kProblem, QStringLiteral("Sign-in refused by <b>proxy</b>"),
            QStringLiteral("Check password"), QStringLiteral("401"));
  EXPECT_TRUE(bar->isVisible());
  EXPECT_EQ(bar->findChild<QLabel*>(QStringLiteral("message.sentence"))->textFormat(), Qt::PlainText);
  auto* details = bar->findChild<QLabel*>(QStringLiteral("message.details"));
  EXPECT_FALSE(details->isVisible());
  QTest::mouseClick(bar->findChild<QToolButton*>(QStringLiteral("message.fold")), Qt::LeftButton);
  EXPECT_TRUE(details->isVisible());
  QSignalSpy action(bar, &MessageBar::action);
  QTest::mouseClick(bar->findChild<QPushButton*>(QStringLiteral("message.action")), Qt::LeftButton);
  EXPECT_EQ(action.count(), 1);
  EXPECT_THAT(test::unnamed_controls(window), ::testing::IsEmpty());
  EXPECT_THAT(test::beyond_their_children(window), ::testing::IsEmpty());
  bar->clear();
  EXPECT_FALSE(bar->isVisible());
}

TEST_F(LookTest, AFoldOpensByKey) {
  Fold fold(QStringLiteral("Advanced"));
  auto* content = new QLineEdit;
  content->setAccessibleName(QStringLiteral("Inside"));
  fold.set_content(content);
  fold.show();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&fold));
  EXPECT_FALSE(content->isVisible());
  auto* head = fold.findChild<QToolButton*>(QStringLiteral("fold.head"));
  head->setFocus();
  QTest::keyClick(head, Qt::Key_Space);
  EXPECT_TRUE(content->isVisible());
  EXPECT_TRUE(fold.open());
}

TEST_F(LookTest, ACopyIsOnTheClipboardAndConfirmed) {
  int asked = 0;
  CopyButton button([&] { return QString::number(++asked); });
  button.show();
  const QImage before = button.grab().toImage();
  QTest::mouseClick(&button, Qt::LeftButton);
  EXPECT_EQ(QApplication::clipboard()->text(), QStringLiteral("1"));
  EXPECT_NE(button.grab().toImage(), before);
}

TEST_F(LookTest, TheTextOfAnEmptyPageIsWhole) {
  QWidget window;
  auto* state = new EmptyState(QStringLiteral("applications"), &window);
  state->set_text(QStringLiteral("No application yet"),
                  QStringLiteral("An application is something on this computer with local ports that lead to one "
                                 "destination each: a database, a desktop, a machine that you sign in to. Who may use "
                                 "them is up to you, and whether they are open."),
                  QStringLiteral("Add application"));
  QVBoxLayout layout(&window);
  layout.addWidget(state);
  window.resize(560, 120);
  window.show();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
  for (const QLabel* label : state->findChildren<QLabel*>()) {
    if (label->text().isEmpty()) continue;
    EXPECT_GE(label->height(), label->heightForWidth(label->width())) << label->text().toStdString();
  }
  test::save_picture(window, "empty-state");
}

TEST_F(LookTest, AnEmptyPageHasOneButton) {
  EmptyState state(QStringLiteral("profiles"));
  state.set_text(QStringLiteral("No profile yet"), QStringLiteral("A profile is a proxy to go through."),
                 QStringLiteral("Add profile"));
  state.show();
  QSignalSpy clicked(&state, &EmptyState::clicked);
  QTest::mouseClick(state.findChild<QPushButton*>(), Qt::LeftButton);
  EXPECT_EQ(clicked.count(), 1);
}

}  // namespace
}  // namespace culvert::ui
