// Who comes to the front, with a real window manager.
#include <gmock/gmock.h>
#include <xcb/xcb.h>

#include <QProcess>
#include <chrono>

#include "ui/window/window_world.h"
#include "window/bring_forward.h"

namespace culvert::ui::test {
namespace {

TEST(Activation, HasATime) {
  const std::pair<const char*, std::optional<std::uint32_t>> tokens[]{{"", std::nullopt},
                                                                      {"gnome-shell-1", std::nullopt},
                                                                      {"x_TIME", std::nullopt},
                                                                      {"x_TIME12", 12},
                                                                      {"x_TIMEs_TIME4294967295", ~0U},
                                                                      {"x_TIME4294967296", std::nullopt},
                                                                      {"x_TIME-1", std::nullopt},
                                                                      {"x_TIME0", std::nullopt},
                                                                      {"x_TIME1 2", std::nullopt},
                                                                      {"x_TIME12/y", std::nullopt}};
  for (const auto& [token, time] : tokens) EXPECT_EQ(time_of_activation(token), time) << token;
}

class ActivationTest : public WindowTest {
 protected:
  static QByteArray run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    EXPECT_TRUE(wait_for([&] { return process.state() == QProcess::NotRunning; })) << program.toStdString();
    return process.readAllStandardOutput();
  }
  static QString hex(WId id) { return u"0x"_s + QString::number(id, 16); }
  static bool is_user_time(const QString& window, std::uint32_t time) {
    return property(window, u"_NET_WM_USER_TIME"_s).trimmed().split(' ').constLast() == QByteArray::number(time);
  }
  static QByteArray property(const QString& of, const QString& name) {
    return run(u"xprop"_s, of.isEmpty() ? QStringList{u"-root"_s, name} : QStringList{u"-id"_s, of, name});
  }

  // What runs beside it, and is in front; its window.
  QString start_other() {
    other.start(u"xev"_s, {u"-name"_s, u"other"_s});
    QString found;
    EXPECT_TRUE(wait_for([&] {
      const QByteArray id = run(u"xdotool"_s, {u"search"_s, u"--onlyvisible"_s, u"--name"_s, u"^other$"_s}).trimmed();
      found = id.isEmpty() ? QString() : hex(id.toULongLong());
      return !found.isEmpty() && property({}, u"_NET_ACTIVE_WINDOW"_s).trimmed().endsWith(found.toLatin1());
    }));
    EXPECT_TRUE(wait_for([&] { return !window->isActiveWindow(); }));
    return found;
  }
  ~ActivationTest() override {
    other.kill();
    other.waitForFinished();
  }

  QProcess other;
};

// The X server counts milliseconds of the clock that never goes back.
std::uint32_t server_time() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

// What a window manager is asked for. openbox gives the focus to all who ask; others look at the time, and refuse what
// is older than what the person has done since.
class Root {
 public:
  Root() : connection_(xcb_connect(nullptr, nullptr)) {
    const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(connection_)).data->root;
    const std::uint32_t events =
        XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_PROPERTY_CHANGE;
    xcb_change_window_attributes(connection_, root, XCB_CW_EVENT_MASK, &events);
    std::free(xcb_get_input_focus_reply(connection_, xcb_get_input_focus(connection_), nullptr));
  }
  ~Root() { xcb_disconnect(connection_); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  [[nodiscard]] xcb_client_message_event_t wait_for(const char* name) {
    const xcb_atom_t type = atom(name);
    xcb_client_message_event_t found{};
    EXPECT_TRUE(test::wait_for([&] {
      while (xcb_generic_event_t* event = xcb_poll_for_event(connection_)) {
        const auto told = *reinterpret_cast<xcb_client_message_event_t*>(event);
        const bool is_message = (event->response_type & 0x7f) == XCB_CLIENT_MESSAGE;
        std::free(event);
        if (is_message && told.type == type) {
          found = told;
          return true;
        }
      }
      return false;
    })) << name;
    return found;
  }

 private:
  xcb_atom_t atom(std::string_view name) {
    auto* const reply = xcb_intern_atom_reply(
        connection_, xcb_intern_atom(connection_, 0, static_cast<std::uint16_t>(name.size()), name.data()), nullptr);
    const xcb_atom_t found = reply->atom;
    std::free(reply);
    return found;
  }
  xcb_connection_t* connection_;
};

TEST_F(ActivationTest, TheWindowManagerIsToldTheTimeOfTheToken) {
  set_up();
  open();
  start_other();
  const std::uint32_t clicked = server_time();
  Root root;
  window->raise_window();
  const auto without = root.wait_for("_NET_ACTIVE_WINDOW");
  EXPECT_EQ(without.window, window->winId());
  EXPECT_LT(without.data.data32[1], clicked) << "Qt knows of nothing that somebody does elsewhere";
  ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
  window->raise_window("test-1-host_TIME" + QByteArray::number(clicked));
  const auto with = root.wait_for("_NET_ACTIVE_WINDOW");
  EXPECT_EQ(with.window, window->winId());
  EXPECT_EQ(with.format, 32);
  EXPECT_EQ(with.data.data32[0], 1U) << "a program asks";
  EXPECT_EQ(with.data.data32[1], clicked);
  EXPECT_EQ(with.data.data32[2], window->winId());
  EXPECT_TRUE(is_user_time(hex(window->winId()), clicked));
}

TEST_F(ActivationTest, AnOldTokenDoesNotTurnTimeBack) {
  set_up();
  open();
  const QString ours = hex(window->winId());
  const std::uint32_t now = server_time();
  window->raise_window("test_TIME" + QByteArray::number(now));
  window->raise_window("test_TIME" + QByteArray::number(now - 3000));
  EXPECT_TRUE(is_user_time(ours, now));
}

TEST_F(ActivationTest, AWindowThatWasClosedComesToTheFrontByAToken) {
  set_up();
  open();
  window->set_tray_available(true);
  window->raise_or_hide();
  ASSERT_FALSE(window->isVisible());
  start_other();
  window->raise_window("test_TIME" + QByteArray::number(server_time()));
  EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
}

TEST_F(ActivationTest, ATokenWithoutATimeIsOneToo) {
  set_up();
  open();
  start_other();
  window->raise_window("some token");
  EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
}

TEST_F(ActivationTest, ThatTheStartIsOverIsTold) {
  set_up();
  open();
  Root root;
  window->raise_window("some token of \"mine\"");
  const auto text = [](const xcb_client_message_event_t& one) {
    return QByteArray(reinterpret_cast<const char*>(one.data.data8), sizeof one.data.data8);
  };
  QByteArray message = text(root.wait_for("_NET_STARTUP_INFO_BEGIN"));
  while (!message.contains('\0') && message.size() < 100) message += text(root.wait_for("_NET_STARTUP_INFO"));
  EXPECT_STREQ(message.constData(), "remove: ID=some\\ token\\ of\\ \\\"mine\\\"");
}

}  // namespace
}  // namespace culvert::ui::test
