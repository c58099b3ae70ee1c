#include "tray.h"

#include <QAbstractEventDispatcher>
#include <QClipboard>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QLabel>
#include <QProcess>
#include <QScreen>
#include <QSystemTrayIcon>

#include "ui/window/window_world.h"
#include "window/tray_menu.h"

namespace culvert::ui::test {
namespace {

using namespace std::chrono_literals;

const QString kWatcher = u"org.kde.StatusNotifierWatcher"_s;

constexpr Tray::Pace kQuick{.step = 40ms, .look = 100ms, .between_notes = 700ms, .longest_menu = 20s};

class SilentNavigator : public Navigator {
 public:
  void go(const Place&) override {}
  void add_profile(const QString&) override {}
};

class TrayTest : public WindowTest {
 protected:
  ~TrayTest() override {
    tray.reset();
    for (const auto& one : programs) {
      one->kill();
      one->waitForFinished();
    }
  }

  void start(const QString& program, const QStringList& arguments) {
    programs.push_back(std::make_unique<QProcess>());
    programs.back()->start(program, arguments);
  }
  // One that icons are put into (XEmbed).
  void start_stalonetray() {
    start(u"stalonetray"_s,
          {u"--geometry"_s, u"4x1+20+20"_s, u"--icon-size"_s, u"32"_s, u"--window-type"_s, u"dock"_s});
  }
  // One that is told of icons over the bus (StatusNotifierItem).
  void start_panel() {
    const QString folder = QString::fromLocal8Bit(qgetenv("XDG_CONFIG_HOME")) + u"/xfce4/xfconf/xfce-perchannel-xml"_s;
    ASSERT_TRUE(QDir().mkpath(folder));
    QFile panel(folder + u"/xfce4-panel.xml"_s);
    ASSERT_TRUE(panel.open(QIODevice::WriteOnly));
    panel.write(R"(<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
)");
    panel.close();
    start(u"xfce4-panel"_s, {u"--disable-wm-check"_s});
  }
  void make_tray() {
    tray =
        std::make_unique<Tray>(Context{core, setup, settings, secrets, conductor, desktop, navigator}, theme, kQuick);
  }
  [[nodiscard]] static TrayMenu* menu() {
    for (QWidget* one : QApplication::topLevelWidgets()) {
      if (auto* found = qobject_cast<TrayMenu*>(one)) return found;
    }
    return nullptr;
  }
  [[nodiscard]] static QAction* action(const QString& text) {
    for (QAction* one : menu()->actions()) {
      if (one->text() == text || one->objectName() == text) return one;
    }
    return nullptr;
  }
  // By the arrow keys.
  void choose(const QString& text) const {
    menu()->popup(QPoint(100, 100));
    ASSERT_TRUE(wait_for([] { return menu()->isVisible(); }));
    const QAction* wanted = action(text);
    ASSERT_NE(wanted, nullptr) << text.toStdString();
    for (qsizetype i = 0; i < menu()->actions().size() && menu()->activeAction() != wanted; ++i) {
      QTest::keyClick(menu(), Qt::Key_Down);
    }
    ASSERT_EQ(menu()->activeAction(), wanted) << text.toStdString();
    QTest::keyClick(menu(), Qt::Key_Return);
    EXPECT_FALSE(menu()->isVisible());
  }

  // ---- What a panel does over the bus

  [[nodiscard]] static QList<QVariant> call(const QString& service, const QString& path, const QString& interface,
                                            const QString& method, const QList<QVariant>& arguments) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    QDBusMessage message = QDBusMessage::createMethodCall(service, path, interface, method);
    message.setArguments(arguments);
    const QDBusPendingCall pending = bus.asyncCall(message);
    EXPECT_TRUE(wait_for([&] { return pending.isFinished(); })) << method.toStdString();
    return pending.reply().arguments();
  }
  [[nodiscard]] static QVariant property(const QString& service, const QString& path, const QString& interface,
                                         const QString& name) {
    const auto answer = call(service, path, u"org.freedesktop.DBus.Properties"_s, u"Get"_s, {interface, name});
    return answer.isEmpty() ? QVariant() : answer.front().value<QDBusVariant>().variant();
  }
  [[nodiscard]] static QString item() {
    const QStringList all =
        property(kWatcher, u"/StatusNotifierWatcher"_s, kWatcher, u"RegisteredStatusNotifierItems"_s).toStringList();
    for (const QString& one : all) {
      if (one.contains(u"StatusNotifierItem")) return one.section(u'/', 0, 0);
    }
    return {};
  }
  [[nodiscard]] bool comes_into_panel() {
    return wait_for([] { return QDBusConnection::sessionBus().interface()->isServiceRegistered(kWatcher).value(); }) &&
           wait_for([this] { return tray->available() && !item().isEmpty(); });
  }
  struct Line {
    int id = 0;
    QString label;
    QVariantMap all;
  };
  // The menu as the panel gets it.
  [[nodiscard]] static QList<Line> layout(const QString& service) {
    const auto answer =
        call(service, u"/MenuBar"_s, u"com.canonical.dbusmenu"_s, u"GetLayout"_s, {0, -1, QStringList()});
    QList<Line> lines;
    if (answer.size() < 2) return lines;
    const auto top = answer[1].value<QDBusArgument>();
    int id = 0;
    QVariantMap properties;
    top.beginStructure();
    top >> id >> properties;
    top.beginArray();
    while (!top.atEnd()) {
      QDBusVariant child;
      top >> child;
      const auto line = child.variant().value<QDBusArgument>();
      Line read;
      line.beginStructure();
      line >> read.id >> read.all;
      line.endStructure();
      read.label = read.all.value(u"label"_s).toString().remove(u'_');
      lines.append(read);
    }
    top.endArray();
    top.endStructure();
    return lines;
  }
  void click_in_panel(const QString& service, const QString& label) {
    // The menu comes to the bus a moment after the icon.
    QList<Line> lines;
    (void)wait_for([&] { return !(lines = layout(service)).isEmpty(); });
    for (const Line& line : lines) {
      if (line.label != label) continue;
      (void)call(service, u"/MenuBar"_s, u"com.canonical.dbusmenu"_s, u"Event"_s,
                 {line.id, u"clicked"_s, QVariant::fromValue(QDBusVariant(0)), 0U});
      return;
    }
    ADD_FAILURE() << "no " << label.toStdString();
  }

  SilentNavigator navigator;
  std::vector<std::unique_ptr<QProcess>> programs;
  std::unique_ptr<Tray> tray;
};

[[nodiscard]] QWidget* embedded() {
  for (QWidget* one : QApplication::topLevelWidgets()) {
    if (qstrcmp(one->metaObject()->className(), "QSystemTrayIconSys") == 0 && one->isVisible()) return one;
  }
  return nullptr;
}

[[nodiscard]] int balloons() {
  int count = 0;
  for (const QWidget* one : QApplication::topLevelWidgets()) {
    count += qstrcmp(one->metaObject()->className(), "QBalloonTip") == 0 && one->isVisible() ? 1 : 0;
  }
  return count;
}

TEST_F(TrayTest, TheMenuHasProfilesAndApplications) {
  set_up();
  setup.edit([](config::Setup& s) {
    s.applications.push_back(
        {.id = "db", .name = "Data & more", .icon = {}, .launch = {}, .programs = {}, .forwards = {}, .kept = {}});
  });
  make_tray();
  EXPECT_FALSE(action(u"tray.state"_s)->isEnabled());
  EXPECT_EQ(action(u"tray.state"_s)->text(), u"Off"_s);
  EXPECT_TRUE(action(u"Work"_s)->isChecked());
  choose(u"Home"_s);
  EXPECT_EQ(setup.setup().profile, "h");
  EXPECT_FALSE(action(u"Work"_s)->isChecked());
  EXPECT_TRUE(action(u"Data && more"_s)->isChecked());
  choose(u"Data && more"_s);
  EXPECT_FALSE(setup.setup().applications[0].on);
  setup.edit([](config::Setup& s) {
    s.profiles.erase(s.profiles.begin());
    s.profiles[0].name = "Elsewhere";
    s.applications.clear();
  });
  EXPECT_EQ(action(u"Work"_s), nullptr);
  EXPECT_TRUE(action(u"Elsewhere"_s)->isChecked());
  EXPECT_EQ(action(u"Data && more"_s), nullptr);
}

TEST_F(TrayTest, TheMenuTurnsCopiesOpensAndQuits) {
  set_up();
  make_tray();
  choose(u"Turn on"_s);
  EXPECT_TRUE(conductor.is_on());
  choose(u"Turn off"_s);
  EXPECT_FALSE(conductor.is_on());
  choose(u"tray.copy"_s);
  EXPECT_EQ(QApplication::clipboard()->text(), u"export ALL_PROXY=x"_s);
  QSignalSpy opened(tray.get(), &Tray::open_wanted);
  QSignalSpy quit(tray.get(), &Tray::quit_wanted);
  choose(u"tray.open"_s);
  choose(u"tray.quit"_s);
  EXPECT_EQ(opened.count(), 1);
  EXPECT_EQ(quit.count(), 1);
}

class ActionCounter : public QObject {
 public:
  bool eventFilter(QObject*, QEvent* event) override {
    changes += event->type() == QEvent::ActionChanged || event->type() == QEvent::ActionAdded ||
                       event->type() == QEvent::ActionRemoved
                   ? 1
                   : 0;
    return false;
  }
  int changes = 0;
};

TEST_F(TrayTest, TheMenuIsLeftAloneWhereNothingChanges) {
  set_up();
  make_tray();
  ActionCounter counter;
  menu()->installEventFilter(&counter);
  setup.edit([](config::Setup& s) { s.profiles[0].fallbacks.push_back("other.example"); });
  emit conductor.status_changed(conductor.status());
  EXPECT_EQ(counter.changes, 0);
  setup.edit([](config::Setup& s) { s.profiles[0].name = "Office"; });
  EXPECT_EQ(counter.changes, 1);
  menu()->removeEventFilter(&counter);
}

TEST_F(TrayTest, ThroughputIsThereWhileTheMenuIsOpen) {
  set_up();
  make_tray();
  conductor.turn_on();
  QAction* rate = action(u"tray.rate"_s);
  const auto live = [this](std::chrono::seconds at, quint64 down) {
    auto now = std::make_shared<Live>();
    now->running = true;
    now->at += at;
    now->total.traffic.down = down;
    emit core.live(now);
  };
  live(1s, 0);
  live(2s, 4096);
  EXPECT_FALSE(rate->isVisible()) << "nobody looks";
  const QRect room = menu()->screen()->availableGeometry();
  menu()->popup(room.bottomRight());  // where panels are
  live(3s, 4096);
  live(4s, 4096 + 2048);
  EXPECT_TRUE(rate->isVisible());
  EXPECT_TRUE(room.contains(menu()->geometry())) << "it has grown";
  EXPECT_EQ(rate->text(), u"2.0 KiB/s down, 0 bytes/s up"_s);
  save_picture(*menu(), "tray-menu");
  menu()->close();
  EXPECT_FALSE(rate->isVisible());
}

TEST_F(TrayTest, AnIconIsPutIntoAPanelAndClicked) {
  set_up();
  start_stalonetray();
  ASSERT_TRUE(wait_for([] { return QSystemTrayIcon::isSystemTrayAvailable(); }));
  make_tray();
  EXPECT_TRUE(tray->available());
  ASSERT_TRUE(wait_for([] { return embedded() != nullptr; }));
  QSignalSpy opened(tray.get(), &Tray::open_wanted);
  // It may be put there once more, until the panel has made room for it.
  EXPECT_TRUE(wait_for([&] {
    if (embedded() == nullptr) return false;
    const QString id = QString::number(embedded()->winId());
    start(u"xdotool"_s, {u"mousemove"_s, u"--window"_s, id, u"8"_s, u"8"_s, u"click"_s, u"1"_s});
    return programs.back()->waitForFinished() && QTest::qWaitFor([&] { return opened.count() > 0; }, 300);
  }));
  start(u"xdotool"_s, {u"click"_s, u"3"_s});
  ASSERT_TRUE(wait_for([] { return menu()->isVisible(); }));
  QTest::keyClick(menu(), Qt::Key_Up);
  QSignalSpy quit(tray.get(), &Tray::quit_wanted);
  QTest::keyClick(menu(), Qt::Key_Return);
  EXPECT_EQ(quit.count(), 1);
}

TEST_F(TrayTest, APanelThatComesLaterIsFound) {
  set_up();
  make_tray();
  EXPECT_FALSE(tray->available());
  QSignalSpy changed(tray.get(), &Tray::available_changed);
  start_stalonetray();
  ASSERT_TRUE(wait_for([this] { return tray->available(); }));
  EXPECT_EQ(changed.count(), 1);
  EXPECT_TRUE(wait_for([] { return embedded() != nullptr; }));
  programs.back()->kill();
  EXPECT_TRUE(wait_for([this] { return !tray->available(); })) << "and one that goes is missed";
}

TEST_F(TrayTest, NotesAreFewAndNoneIsSaidInFrontOfTheWindow) {
  set_up();
  start_stalonetray();
  ASSERT_TRUE(wait_for([] { return QSystemTrayIcon::isSystemTrayAvailable(); }));
  make_tray();
  ASSERT_TRUE(wait_for([] { return embedded() != nullptr; }));
  open();
  emit conductor.notable(u"The proxy is gone."_s);
  EXPECT_EQ(balloons(), 0);
  window->hide();
  ASSERT_TRUE(wait_for([] { return QApplication::activeWindow() == nullptr; }));
  emit conductor.notable(u"The proxy is there."_s);
  EXPECT_TRUE(wait_for([] { return balloons() == 1; }));
  QWidget* first = nullptr;
  for (QWidget* one : QApplication::topLevelWidgets()) {
    if (qstrcmp(one->metaObject()->className(), "QBalloonTip") == 0) first = one;
  }
  ASSERT_NE(first, nullptr);
  first->close();
  emit conductor.notable(u"It is gone again."_s);
  emit conductor.notable(u"It is there again."_s);
  EXPECT_EQ(balloons(), 0) << "too soon";
  ASSERT_TRUE(wait_for([] { return balloons() == 1; })) << "the last is said later";
}

TEST_F(TrayTest, WhatIsCalledLikeMarkupIsNoneInANote) {
  set_up();
  start_stalonetray();
  ASSERT_TRUE(wait_for([] { return QSystemTrayIcon::isSystemTrayAvailable(); }));
  make_tray();
  ASSERT_TRUE(wait_for([] { return embedded() != nullptr; }));
  emit conductor.notable(u"<b>Work</b> is gone."_s);
  ASSERT_TRUE(wait_for([] { return balloons() == 1; }));
  QStringList said;
  for (const QWidget* one : QApplication::topLevelWidgets()) {
    if (qstrcmp(one->metaObject()->className(), "QBalloonTip") != 0) continue;
    for (const QLabel* label : one->findChildren<QLabel*>()) said << label->text();
  }
  EXPECT_TRUE(said.contains(u"‹b›Work‹/b› is gone."_s)) << said.join(u'|').toStdString();
}

TEST_F(TrayTest, APanelOnTheBusShowsItAndItsMenu) {
  set_up();
  start_panel();
  ASSERT_TRUE(
      wait_for([] { return QDBusConnection::sessionBus().interface()->isServiceRegistered(kWatcher).value(); }));
  make_tray();
  ASSERT_TRUE(comes_into_panel());
  const QString service = item();
  QSignalSpy opened(tray.get(), &Tray::open_wanted);
  (void)call(service, u"/StatusNotifierItem"_s, u"org.kde.StatusNotifierItem"_s, u"Activate"_s, {0, 0});
  EXPECT_TRUE(wait_for([&] { return opened.count() == 1; }));
  click_in_panel(service, u"Home"_s);
  EXPECT_TRUE(wait_for([this] { return setup.setup().profile == "h"; }));
  const auto picture = [&] {
    QByteArray all;
    const auto pixmaps = property(service, u"/StatusNotifierItem"_s, u"org.kde.StatusNotifierItem"_s, u"IconPixmap"_s)
                             .value<QDBusArgument>();
    pixmaps.beginArray();
    while (!pixmaps.atEnd()) {
      int width = 0;
      int height = 0;
      QByteArray data;
      pixmaps.beginStructure();
      pixmaps >> width >> height >> data;
      pixmaps.endStructure();
      all += data;
    }
    pixmaps.endArray();
    return all;
  };
  const QByteArray off = picture();
  EXPECT_FALSE(off.isEmpty());
  click_in_panel(service, u"Turn on"_s);
  ASSERT_TRUE(wait_for([this] { return conductor.is_on(); }));
  EXPECT_TRUE(wait_for([&] { return picture() != off; }));
  std::set<QByteArray> steps;
  EXPECT_TRUE(wait_for([&] {
    steps.insert(picture());
    return steps.size() >= 3;
  })) << "it moves while it connects";
  const auto lines = layout(service);
  EXPECT_EQ(lines.front().label, conductor.status().sentence);
  EXPECT_EQ(lines.front().all.value(u"enabled"_s), QVariant(false));
}

TEST_F(TrayTest, APanelThatComesToTheBusLaterIsFound) {
  set_up();
  make_tray();
  EXPECT_FALSE(tray->available());
  start_panel();
  ASSERT_TRUE(comes_into_panel());
  click_in_panel(item(), u"Turn on"_s);
  EXPECT_TRUE(wait_for([this] { return conductor.is_on(); }));
}

}  // namespace
}  // namespace culvert::ui::test
