// With a settings manager on the screen, as GNOME, XFCE, MATE and Cinnamon have one.
#include <gtest/gtest.h>
#include <xcb/xcb.h>

#include <QApplication>
#include <QIcon>
#include <QStyle>
#include <QStyleHints>
#include <QTest>

#include "theme.h"
#include "ui/look/fake_portal.h"
#include "xsettings.h"

namespace culvert::ui {
namespace {

std::string padded(std::string text) {
  while (text.size() % 4 != 0) text += '\0';
  return text;
}

std::string number(std::uint32_t value, std::size_t size, bool big) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) {
    bytes += static_cast<char>(value >> (8 * (big ? size - 1 - i : i)));
  }
  return bytes;
}

std::string written(const XSettings& settings, bool big = false) {
  std::string bytes = number(big ? 1 : 0, 1, big) + std::string(3, '\0') + number(7, 4, big) +
                      number(static_cast<std::uint32_t>(settings.size()), 4, big);
  for (const auto& [name, value] : settings) {
    const auto* const text = std::get_if<std::string>(&value);
    bytes += number(text != nullptr ? 1 : 0, 1, big) + '\0';
    bytes += number(static_cast<std::uint32_t>(name.size()), 2, big) + padded(name) + number(1, 4, big);
    bytes += text != nullptr ? number(static_cast<std::uint32_t>(text->size()), 4, big) + padded(*text)
                             : number(static_cast<std::uint32_t>(std::get<std::int32_t>(value)), 4, big);
  }
  return bytes;
}

TEST(XSettings, AreReadInBothOrdersOfBytes) {
  const XSettings settings{{"Gtk/FontName", "Cantarell 11"}, {"Net/CursorBlink", 0}, {"Xft/DPI", -1}, {"e", ""}};
  for (const bool big : {false, true}) EXPECT_EQ(read_xsettings(written(settings, big)), settings);
  EXPECT_EQ(read_xsettings(written({})), XSettings());
}

TEST(XSettings, ThatAreDamagedAreNone) {
  const std::string whole = written({{"Gtk/FontName", "Cantarell 11"}, {"Net/CursorBlink", 0}});
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(read_xsettings(whole.substr(0, size))) << size;
  std::string other = whole;
  other[12] = 9;  // a type that nobody knows
  EXPECT_FALSE(read_xsettings(other));
  other = whole;
  other[0] = 2;
  EXPECT_FALSE(read_xsettings(other));
  EXPECT_FALSE(read_xsettings(whole + std::string(kMostXSettingsBytes, '\0')));
}

class Manager {
 public:
  Manager() : connection_(xcb_connect(nullptr, nullptr)), window_(xcb_generate_id(connection_)) {
    root_ = xcb_setup_roots_iterator(xcb_get_setup(connection_)).data->root;
    xcb_create_window(connection_, 0, window_, root_, 0, 0, 1, 1, 0, XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT,
                      0, nullptr);
  }
  ~Manager() { xcb_disconnect(connection_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  void say(const std::string& bytes) {
    const xcb_atom_t property = atom("_XSETTINGS_SETTINGS");
    xcb_change_property(connection_, XCB_PROP_MODE_REPLACE, window_, property, property, 8,
                        static_cast<std::uint32_t>(bytes.size()), bytes.data());
    sync();
  }
  void begin() {
    xcb_set_selection_owner(connection_, window_, atom("_XSETTINGS_S0"), XCB_CURRENT_TIME);
    xcb_client_message_event_t told{};
    told.response_type = XCB_CLIENT_MESSAGE;
    told.format = 32;
    told.window = root_;
    told.type = atom("MANAGER");
    told.data.data32[1] = atom("_XSETTINGS_S0");
    told.data.data32[2] = window_;
    xcb_send_event(connection_, 0, root_, XCB_EVENT_MASK_STRUCTURE_NOTIFY, reinterpret_cast<const char*>(&told));
    sync();
  }

 private:
  xcb_atom_t atom(std::string_view name) {
    auto* const reply = xcb_intern_atom_reply(
        connection_, xcb_intern_atom(connection_, 0, static_cast<std::uint16_t>(name.size()), name.data()), nullptr);
    const xcb_atom_t found = reply->atom;
    std::free(reply);
    return found;
  }
  void sync() { std::free(xcb_get_input_focus_reply(connection_, xcb_get_input_focus(connection_), nullptr)); }

  xcb_connection_t* connection_;
  xcb_window_t window_;
  xcb_window_t root_;
};

class XSettingsTest : public ::testing::Test {
 protected:
  XSettingsTest() { QGuiApplication::setDesktopSettingsAware(false); }
  ~XSettingsTest() override { QGuiApplication::setDesktopSettingsAware(true); }

  static bool is_font(const QString& family, qreal points) {
    return QApplication::font().family() == family && qFuzzyCompare(QApplication::font().pointSizeF(), points);
  }
};

TEST_F(XSettingsTest, AreThereAtOnceAndFollowedLive) {
  Manager manager;
  manager.say(written({{"Gtk/FontName", "DejaVu Serif 12"},
                       {"Net/IconThemeName", "there"},
                       {"Net/ThemeName", "Greybird-dark"},
                       {"Net/CursorBlink", 0},
                       {"Net/DoubleClickTime", 550},
                       {"Gtk/EnableAnimations", 0}}));
  manager.begin();
  Theme theme;
  EXPECT_TRUE(is_font(QStringLiteral("DejaVu Serif"), 12));
  EXPECT_EQ(QIcon::themeName(), QStringLiteral("there"));
  EXPECT_TRUE(theme.dark());
  EXPECT_TRUE(theme.reduced_motion());
  EXPECT_EQ(QApplication::cursorFlashTime(), 0);
  EXPECT_EQ(QApplication::doubleClickInterval(), 550);
  manager.say(written({{"Gtk/FontName", "DejaVu Sans Bold 9"}, {"Net/ThemeName", "Greybird"}}));
  EXPECT_TRUE(QTest::qWaitFor([] { return is_font(QStringLiteral("DejaVu Sans"), 9); }));
  EXPECT_FALSE(theme.dark());
  EXPECT_FALSE(theme.reduced_motion());
  manager.say("nonsense");
  manager.say(written({{"Gtk/FontName", "DejaVu Sans 8"}}));
  EXPECT_TRUE(QTest::qWaitFor([] { return is_font(QStringLiteral("DejaVu Sans"), 8); }));
}

TEST_F(XSettingsTest, OfAManagerThatComesLaterAreTaken) {
  Theme theme;
  EXPECT_TRUE(is_font(QStringLiteral("Sans"), 10));
  auto manager = std::make_unique<Manager>();
  manager->say(written({{"Gtk/FontName", "DejaVu Serif 12"}}));
  manager->begin();
  EXPECT_TRUE(QTest::qWaitFor([] { return is_font(QStringLiteral("DejaVu Serif"), 12); }));
  manager.reset();
  manager = std::make_unique<Manager>();
  manager->say(written({{"Gtk/FontName", "DejaVu Sans 8"}}));
  manager->begin();
  EXPECT_TRUE(QTest::qWaitFor([] { return is_font(QStringLiteral("DejaVu Sans"), 8); }));
}

TEST_F(XSettingsTest, GoBeforeThePortal) {
  qunsetenv("QT_NO_XDG_DESKTOP_PORTAL");
  test::FakePortal portal;
  const QString group = QStringLiteral("org.gnome.desktop.interface");
  portal.set(group, QStringLiteral("font-name"), QStringLiteral("DejaVu Sans 8"));
  portal.set(group, QStringLiteral("icon-theme"), QStringLiteral("portals"));
  Manager manager;
  manager.say(written({{"Gtk/FontName", "DejaVu Serif 12"}}));
  manager.begin();
  Theme theme;
  EXPECT_TRUE(QTest::qWaitFor([] { return QIcon::themeName() == QStringLiteral("portals"); }));
  EXPECT_TRUE(is_font(QStringLiteral("DejaVu Serif"), 12));
}

}  // namespace
}  // namespace culvert::ui
