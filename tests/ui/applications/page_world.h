// The page of applications in a window of its own, with a real engine and a real proxy behind it.
#pragma once

#include "integration/engine_world.h"
// Qt comes second: its headers have macros for common words.
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTranslator>
#include <QVBoxLayout>

#include "conductor.h"
#include "core_bridge.h"
#include "core_bridge_feed.h"
#include "desktop.h"
#include "keychain.h"
#include "pages/applications_page.h"
#include "programs/program_access.h"
#include "secrets.h"
#include "settings_document.h"
#include "setup_document.h"
#include "theme.h"
#include "widgets/message_bar.h"

inline void PrintTo(const QString& text, std::ostream* out) { *out << '"' << text.toStdString() << '"'; }

namespace culvert::ui::test {

using culvert::test::connect_tcp;
using culvert::test::read_at_least;
using culvert::test::write;

template <class Condition>
[[nodiscard]] bool wait_for(Condition condition) {
  return QTest::qWaitFor(condition, QDeadlineTimer(std::chrono::seconds(20)));
}

// Nothing here has a secret.
class NoKeychain : public Keychain {
 public:
  void read(const QString&, QObject*, std::function<void(std::expected<QString, Failure>)>) override {}
  void write(const QString&, const QString&, QObject*, std::function<void(std::expected<void, Failure>)>) override {}
  void remove(const QString&, QObject*, std::function<void(std::expected<void, Failure>)>) override {}
};

// Programs are those that the test names; they are started in truth.
class FakeDesktop : public Desktop {
 public:
  void installed_programs(QObject* context, std::function<void(std::vector<InstalledProgram>)> receive) override {
    QMetaObject::invokeMethod(context, [this, receive] { receive(programs); }, Qt::QueuedConnection);
  }
  void running_programs(QObject* context, std::function<void(std::vector<RunningProgram>)> receive) override {
    access.running(context, std::move(receive));
  }
  std::expected<void, QString> launch(const QStringList& argv, const QString& listener) override {
    return access.launch(argv, listener);
  }
  [[nodiscard]] QString environment_lines(const QString&) const override { return {}; }
  [[nodiscard]] bool starts_at_login() const override { return false; }
  std::expected<void, QString> set_start_at_login(bool, bool) override { return {}; }
  void want_system_proxy(bool) override {}
  [[nodiscard]] SystemProxyState system_proxy() const override { return {}; }
  void start_built_in_proxy(QObject*, std::function<void(std::expected<BuiltInProxy, QString>)>) override {}
  void write_diagnosis(const QString&, QObject*, std::function<void(std::expected<void, QString>)>) override {}
  [[nodiscard]] QString log_directory() const override { return {}; }
  [[nodiscard]] QString update_sentence() const override { return {}; }
  [[nodiscard]] bool can_check_for_updates() const override { return false; }

  std::vector<InstalledProgram> programs;
  desktop::ProgramAccess access;
};

// Any language in which everything is longer.
class LongLanguage : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char*, const char* text, const char*, int) const override {
    const QString original = QString::fromUtf8(text);
    QString more = original;
    more.remove(u'&').remove(u'%');
    return QString(original + u' ' + more.first(more.size() / 3));
  }
};

class FakeNavigator : public Navigator {
 public:
  void go(const Place&) override {}
  void add_profile(const QString&) override {}
};

class PageWorld : public culvert::test::EngineTest {
 protected:
  PageWorld()
      : document(directory.filePath(QStringLiteral("setup.json")),
                 {.save = std::chrono::milliseconds(5), .undo = std::chrono::seconds(10)}),
        secrets(keychain),
        feed(bridge),
        engine(std::make_unique<api::Engine>([this](const api::Event& e) { feed.tell(e); })),
        conductor(bridge, document, secrets,
                  {.apply = std::chrono::milliseconds(5),
                   .first_retry = std::chrono::milliseconds(50),
                   .longest_retry = std::chrono::milliseconds(200)}),
        settings(directory.filePath(QStringLiteral("settings.json"))) {
    document.load();
    feed.attach(*engine);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    programs_of_a_computer();
  }
  ~PageWorld() override {
    page.reset();
    feed.detach();
    engine.reset();
  }

  // One profile, in use, and a port for all.
  [[nodiscard]] config::Setup usual() const {
    config::Setup s;
    s.profiles.push_back(profile());
    s.profiles[0].name = "Work";
    s.profile = "p";
    s.listeners.push_back(mixed());
    return s;
  }
  void set(const config::Setup& setup) {
    document.edit([&](config::Setup& s) { s = setup; });
  }
  [[nodiscard]] bool comes(State state) {
    return wait_for([&] { return conductor.status().state == state; });
  }
  [[nodiscard]] Endpoint entrance() const {
    return config::ListenAddress::parse(conductor.entrances().front().address.toStdString()).value().endpoint;
  }

  void programs_of_a_computer() {
    const auto add = [&](const char* name, const char* icon, QStringList launch, const char* executable) {
      fake_desktop.programs.push_back({.id = QString::fromLatin1(name).toLower(),
                                       .name = QString::fromLatin1(name),
                                       .icon = QString::fromLatin1(icon),
                                       .launch = std::move(launch),
                                       .executable = QString::fromLatin1(executable)});
    };
    add("DBeaver", "dbeaver", {QStringLiteral("dbeaver")}, "/usr/bin/dbeaver");
    add("Files", "system-file-manager", {QStringLiteral("nautilus"), QStringLiteral("--new-window")},
        "/usr/bin/nautilus");
    add("Mail", "internet-mail", {QStringLiteral("thunderbird")}, "");
    add("Terminal", "utilities-terminal", {QStringLiteral("gnome-terminal")}, "/usr/bin/gnome-terminal");
  }

  void open(QSize size = {980, 640}) {
    page = std::make_unique<ApplicationsPage>(
        Context{bridge, document, settings, secrets, conductor, fake_desktop, navigator}, nullptr);
    page->resize(size);
    page->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(page.get()));
    page->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(page.get()));
  }
  template <class T = QWidget>
  [[nodiscard]] T* find(const QString& name) const {
    const auto all = page->findChildren<T*>(name);
    for (T* one : all) {
      if (one->isVisible()) return one;
    }
    return nullptr;
  }
  // Waits for it to be there, and clicks.
  template <class T = QWidget>
  void click(const QString& name) {
    T* widget = nullptr;
    ASSERT_TRUE(wait_for([&] { return (widget = find<T>(name)) != nullptr && widget->isEnabled(); }))
        << name.toStdString();
    // A radio button is where its mark and its text are, not all of its line.
    const QPoint mark(widget->height() / 2, widget->height() / 2);
    const bool radio = qobject_cast<QRadioButton*>(widget) != nullptr;
    QTest::mouseClick(widget, Qt::LeftButton, Qt::NoModifier, radio ? mark : QPoint());
  }
  // Opens the menu of a button, and goes through it by these keys.
  void choose(const QString& button, std::initializer_list<Qt::Key> keys) {
    QTimer looking;
    QObject::connect(&looking, &QTimer::timeout, page.get(), [&] {
      QWidget* const menu = QApplication::activePopupWidget();
      if (menu == nullptr || !menu->isVisible()) return;
      looking.stop();
      for (const Qt::Key key : keys) QTest::keyClick(menu, key);
    });
    looking.start(5);
    click(button);
    EXPECT_TRUE(wait_for([&] { return !looking.isActive() && QApplication::activePopupWidget() == nullptr; }));
  }
  void type(const QString& name, const QString& text) {
    QLineEdit* field = nullptr;
    ASSERT_TRUE(wait_for([&] { return (field = find<QLineEdit>(name)) != nullptr; })) << name.toStdString();
    QTest::mouseClick(field, Qt::LeftButton);
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
  }
  void type_and_enter(const QString& name, const QString& text) {
    type(name, text);
    QTest::keyClick(find(name), Qt::Key_Return);
  }
  // All that a label, or something with labels in it, says at this moment; empty if it is not to be seen.
  [[nodiscard]] QString said(const QString& name) const {
    const QWidget* const widget = find(name);
    if (widget == nullptr) return {};
    if (const auto* const label = qobject_cast<const QLabel*>(widget)) return label->text();
    QStringList all;
    for (const QLabel* label : widget->findChildren<QLabel*>()) {
      if (label->isVisible() && !label->text().isEmpty()) all += label->text();
    }
    return all.join(u' ');
  }
  [[nodiscard]] QPushButton* button_in(const QString& name) const {
    const QWidget* const widget = find(name);
    if (widget == nullptr) return nullptr;
    for (auto* button : widget->findChildren<QPushButton*>()) {
      if (button->isVisible()) return button;
    }
    return nullptr;
  }
  // Beside the program, light and dark, for somebody to look at.
  void picture(const QString& name) {
    using Appearance = config::Settings::Appearance;
    const QString folder = QStringLiteral(QT_TESTCASE_BUILDDIR "/pictures/");
    QDir().mkpath(folder);
    for (const auto& [appearance, suffix] : {std::pair(Appearance::kDark, QStringLiteral("-dark.png")),
                                             std::pair(Appearance::kLight, QStringLiteral("-light.png"))}) {
      theme.set_appearance(appearance);
      QCoreApplication::processEvents();
      EXPECT_TRUE(page->grab().save(folder + name + suffix));
    }
  }
  [[nodiscard]] const config::Application& shown_application() const { return document.setup().applications.at(0); }
  [[nodiscard]] std::uint16_t unused_port() { return culvert::test::closed_port(loop); }

  QTemporaryDir directory;
  NoKeychain keychain;
  SetupDocument document;
  Secrets secrets;
  CoreBridge bridge;
  CoreBridgeFeed feed;
  std::unique_ptr<api::Engine> engine;
  Conductor conductor;
  Theme theme;
  FakeDesktop fake_desktop;
  FakeNavigator navigator;
  SettingsDocument settings;
  std::unique_ptr<ApplicationsPage> page;
};

}  // namespace culvert::ui::test
