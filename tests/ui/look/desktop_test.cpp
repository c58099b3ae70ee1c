// What the desktop says of fonts and habits, where Qt does without GTK and its own word for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QDeadlineTimer>
#include <QIcon>
#include <QLabel>
#include <QSignalSpy>
#include <QStyle>
#include <QStyleHints>
#include <QTest>

#include "desktop_appearance.h"
#include "desktop_font.h"
#include "theme.h"
#include "ui/look/fake_portal.h"

namespace culvert::ui {
namespace {

const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kInterface = QStringLiteral("org.gnome.desktop.interface");
const QString kMouse = QStringLiteral("org.gnome.desktop.peripherals.mouse");

class DesktopTest : public ::testing::Test {
 protected:
  DesktopTest() {
    qunsetenv("QT_NO_XDG_DESKTOP_PORTAL");
    QGuiApplication::setDesktopSettingsAware(false);
    portal.set(kInterface, QStringLiteral("font-name"), QStringLiteral("DejaVu Serif Bold 13"));
  }
  ~DesktopTest() override { QGuiApplication::setDesktopSettingsAware(true); }

  static bool is_font(const QString& family, qreal points) {
    return QApplication::font().family() == family && qFuzzyCompare(QApplication::font().pointSizeF(), points);
  }

  test::FakePortal portal;
};

TEST_F(DesktopTest, TheFontIsThatOfThePortalAndChangesLive) {
  Theme theme;
  EXPECT_TRUE(is_font(QStringLiteral("Sans"), 10)) << "until there is an answer";
  QLabel label(QStringLiteral("text"));
  QLabel heading(QStringLiteral("heading"));
  QFont large = heading.font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  heading.setFont(large);
  ASSERT_TRUE(QTest::qWaitFor([] { return is_font(QStringLiteral("DejaVu Serif"), 13); }));
  EXPECT_EQ(QApplication::font().weight(), QFont::Bold);
  EXPECT_TRUE(QTest::qWaitFor([&] { return label.font().pointSizeF() == 13; }));
  EXPECT_EQ(heading.font().family(), QStringLiteral("DejaVu Serif"));
  EXPECT_DOUBLE_EQ(heading.font().pointSizeF(), 19.5);
  portal.change(kInterface, QStringLiteral("font-name"), QStringLiteral("DejaVu Sans 8"));
  ASSERT_TRUE(QTest::qWaitFor([] { return is_font(QStringLiteral("DejaVu Sans"), 8); }));
  EXPECT_EQ(QApplication::font().weight(), QFont::Normal);
  EXPECT_TRUE(QTest::qWaitFor([&] { return label.font().pointSizeF() == 8; }));
  EXPECT_DOUBLE_EQ(heading.font().pointSizeF(), 12);
  portal.change(kInterface, QStringLiteral("font-name"), QString(1000, u'x'));
  portal.change(kInterface, QStringLiteral("icon-theme"), QStringLiteral("there"));
  ASSERT_TRUE(QTest::qWaitFor([] { return QIcon::themeName() == QStringLiteral("there"); }));
  EXPECT_TRUE(is_font(QStringLiteral("DejaVu Sans"), 8)) << "what is no font changes nothing";
}

TEST_F(DesktopTest, AnAnswerThatIsThereIsFollowedBeforeTheFirstWindow) {
  Theme theme;
  while (portal.asked().isEmpty()) QCoreApplication::sendPostedEvents(&portal);
  // No event loop runs here: the bus has a thread of its own.
  const QDeadlineTimer end(10'000);
  while (!is_font(QStringLiteral("DejaVu Serif"), 13) && !end.hasExpired()) theme.catch_up();
  EXPECT_TRUE(is_font(QStringLiteral("DejaVu Serif"), 13));
}

TEST_F(DesktopTest, HabitsAreFollowed) {
  portal.set(kInterface, QStringLiteral("cursor-blink-time"), 800);
  portal.set(kMouse, QStringLiteral("double-click"), 650);
  const QStyleHints& hints = *QGuiApplication::styleHints();
  Theme theme;
  ASSERT_TRUE(QTest::qWaitFor([&] { return hints.cursorFlashTime() == 800; }));
  EXPECT_EQ(hints.mouseDoubleClickInterval(), 650);
  portal.change(kInterface, QStringLiteral("cursor-blink"), false);
  EXPECT_TRUE(QTest::qWaitFor([&] { return hints.cursorFlashTime() == 0; }));
  portal.change(kMouse, QStringLiteral("double-click"), 1'000'000);
  portal.change(kInterface, QStringLiteral("cursor-blink"), true);
  EXPECT_TRUE(QTest::qWaitFor([&] { return hints.cursorFlashTime() == 800; }));
  EXPECT_EQ(hints.mouseDoubleClickInterval(), 650) << "nobody would ever make a click after that";
}

TEST_F(DesktopTest, WhoCannotBearMotionSeesNone) {
  Theme theme;
  const auto slides = [] { return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0; };
  ASSERT_TRUE(QTest::qWaitFor([&] { return !portal.asked().isEmpty(); }));
  EXPECT_TRUE(slides());
  portal.change(kInterface, QStringLiteral("enable-animations"), false);
  EXPECT_TRUE(QTest::qWaitFor([&] { return !slides(); }));
  portal.change(kInterface, QStringLiteral("enable-animations"), true);
  EXPECT_TRUE(QTest::qWaitFor(slides));
  portal.change(kAppearance, QStringLiteral("reduced-motion"), 1U);
  EXPECT_TRUE(QTest::qWaitFor([&] { return !slides(); }));
}

TEST_F(DesktopTest, LightAndDarkAreThePortalsAndElseTheThemes) {
  portal.set(kInterface, QStringLiteral("gtk-theme"), QStringLiteral("Adwaita-dark"));
  portal.set(kAppearance, QStringLiteral("color-scheme"), 0U);
  Theme theme;
  EXPECT_TRUE(QTest::qWaitFor([&] { return theme.dark(); }));
  portal.change(kAppearance, QStringLiteral("color-scheme"), 2U);
  EXPECT_TRUE(QTest::qWaitFor([&] { return !theme.dark(); }));
  portal.change(kAppearance, QStringLiteral("color-scheme"), 1U);
  EXPECT_TRUE(QTest::qWaitFor([&] { return theme.dark(); }));
}

TEST_F(DesktopTest, WhereQtKnowsTheDesktopOnlyColoursAreAskedFor) {
  QGuiApplication::setDesktopSettingsAware(true);
  portal.set(kAppearance, QStringLiteral("color-scheme"), 1U);
  const QFont before = QApplication::font();
  Theme theme;
  ASSERT_TRUE(QTest::qWaitFor([&] { return theme.dark(); }));
  portal.change(kInterface, QStringLiteral("font-name"), QStringLiteral("DejaVu Sans 8"));
  portal.change(kAppearance, QStringLiteral("color-scheme"), 2U);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !theme.dark(); }));
  EXPECT_EQ(portal.asked(), QStringList{kAppearance});
  EXPECT_EQ(QApplication::font(), before);
}

TEST_F(DesktopTest, APersonWhoWantsNoPortalAskedHasNone) {
  qputenv("QT_NO_XDG_DESKTOP_PORTAL", "1");
  const DesktopAppearance desktop;
  qunsetenv("QT_NO_XDG_DESKTOP_PORTAL");
  DesktopAppearance other;
  const QSignalSpy changed(&other, &DesktopAppearance::changed);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !changed.isEmpty(); }));
  EXPECT_EQ(portal.asked().count(kAppearance), 1);
}

class OfGtk : public ::testing::TestWithParam<std::pair<const char*, bool>> {};

TEST_P(OfGtk, IsWhereQtWouldLoadIt) {
  const auto [name, of_gtk] = GetParam();
  qputenv("XDG_CURRENT_DESKTOP", name);
  DesktopAppearance::prepare();
  EXPECT_EQ(QGuiApplication::desktopSettingsAware(), !of_gtk);
  QGuiApplication::setDesktopSettingsAware(true);
  qunsetenv("XDG_CURRENT_DESKTOP");
}

INSTANTIATE_TEST_SUITE_P(Desktop, OfGtk,
                         ::testing::Values(std::pair("GNOME", true), std::pair("ubuntu:GNOME", true),
                                           std::pair("XFCE", true), std::pair("X-Cinnamon", true),
                                           std::pair("MATE", true), std::pair("KDE", false), std::pair("LXQt", false),
                                           std::pair("sway", false), std::pair("", false)));

struct Written {
  const char* text;
  QStringList families;
  double points;
  int weight = QFont::Normal;
  QFont::Style style = QFont::StyleNormal;
};

void PrintTo(const Written& written, std::ostream* out) { *out << written.text; }

class WrittenFont : public ::testing::TestWithParam<Written> {};

TEST_P(WrittenFont, IsRead) {
  const Written& written = GetParam();
  const auto font = font_of(QString::fromUtf8(written.text));
  ASSERT_TRUE(font);
  EXPECT_EQ(font->families(), written.families);
  EXPECT_DOUBLE_EQ(font->pointSizeF(), written.points);
  EXPECT_EQ(font->weight(), written.weight);
  EXPECT_EQ(font->style(), written.style);
}

INSTANTIATE_TEST_SUITE_P(
    Look, WrittenFont,
    ::testing::Values(Written{"Cantarell 11", {QStringLiteral("Cantarell")}, 11},
                      Written{"  Noto Sans   CJK SC Medium 10.5 ", {QStringLiteral("Noto Sans CJK SC")}, 10.5, 500},
                      Written{"Sans, DejaVu Sans, Bold Italic 9",
                              {QStringLiteral("Sans"), QStringLiteral("DejaVu Sans")},
                              9,
                              700,
                              QFont::StyleItalic},
                      Written{"Ubuntu Semi-Bold Oblique 12px", {QStringLiteral("Ubuntu")}, 9, 600, QFont::StyleOblique},
                      Written{"Adwaita Sans", {QStringLiteral("Adwaita Sans")}, 10},
                      Written{"Inter Variable Thin 11 @wght=300,slnt=5", {QStringLiteral("Inter Variable")}, 11, 100},
                      Written{"Font 3000 8", {QStringLiteral("Font 3000")}, 8}));

TEST(DesktopFont, ThatIsNoneIsNotTaken) {
  for (const char* text : {"", " ", "11", "Bold 11", ",,, 11", "Sans 0", "Sans -4", "Sans 1", "Sans 4000", "Sans nan",
                           "Sans inf", "Sans 1e300"}) {
    EXPECT_FALSE(font_of(QString::fromUtf8(text))) << text;
  }
  EXPECT_FALSE(font_of(QString(300, u'a')));
  EXPECT_FALSE(font_of(QStringLiteral("Sans 10"), 0));
}

TEST(DesktopFont, IsAsLargeAsTextsAre) {
  EXPECT_DOUBLE_EQ(font_of(QStringLiteral("Sans 10"), 1.25)->pointSizeF(), 12.5);
}

}  // namespace
}  // namespace culvert::ui
