// What a page is given, without a core: its signals are emitted by the test.
#pragma once

#include <gtest/gtest.h>

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>
#include <QWidget>

#include "conductor.h"
#include "context.h"
#include "core_bridge.h"
#include "desktop.h"
#include "keychain.h"
#include "secrets.h"
#include "settings_document.h"
#include "setup_document.h"
#include "theme.h"

namespace culvert::ui::test {

class NoKeychain : public Keychain {
 public:
  void read(const QString&, QObject*, std::function<void(std::expected<QString, Failure>)>) override {}
  void write(const QString&, const QString&, QObject*, std::function<void(std::expected<void, Failure>)>) override {}
  void remove(const QString&, QObject*, std::function<void(std::expected<void, Failure>)>) override {}
};

class StillDesktop : public Desktop {
 public:
  void installed_programs(QObject*, std::function<void(std::vector<InstalledProgram>)>) override {}
  std::expected<void, QString> launch(const QStringList&, const QString&) override { return {}; }
  [[nodiscard]] QString environment_lines(const QString& listener) const override {
    return u"export ALL_PROXY=socks5h://" + listener;
  }
  [[nodiscard]] bool starts_at_login() const override { return false; }
  std::expected<void, QString> set_start_at_login(bool, bool) override { return {}; }
  void want_system_proxy(bool) override {}
  [[nodiscard]] SystemProxyState system_proxy() const override { return {}; }
  void start_built_in_proxy(QObject*, std::function<void(std::expected<BuiltInProxy, QString>)>) override {}
  void write_diagnosis(const QString&, QObject*, std::function<void(std::expected<void, QString>)>) override {}
  [[nodiscard]] QString log_directory() const override { return {}; }
  [[nodiscard]] QString update_sentence() const override { return {}; }
  [[nodiscard]] bool can_check_for_updates() const override { return false; }
};

class NotedNavigator : public Navigator {
 public:
  void go(const Place& place) override { places.push_back(place); }
  void add_profile(const QString&) override {}
  std::vector<Place> places;
};

struct PageWorld {
  Theme theme;  // as the program has one before its window
  QTemporaryDir directory;
  NoKeychain keychain;
  StillDesktop desktop;
  NotedNavigator navigator;
  CoreBridge core;
  SetupDocument setup{directory.filePath(QStringLiteral("setup.json"))};
  SettingsDocument settings{directory.filePath(QStringLiteral("settings.json"))};
  Secrets secrets{keychain};
  Conductor conductor{core, setup, secrets};
  Context context{.core = core,
                  .setup = setup,
                  .settings = settings,
                  .secrets = secrets,
                  .conductor = conductor,
                  .desktop = desktop,
                  .navigator = navigator};

  PageWorld() {
    setup.load();
    settings.load();
    setup.edit([](config::Setup& s) {
      config::Profile work;
      work.id = "work";
      work.name = "Work";
      work.proxy = "proxy.example";
      s.profiles = {work};
      s.profile = work.id;
      config::Application database;
      database.id = "database";
      database.name = "Database";
      s.applications = {database};
    });
  }
};

// A page in a window of its own, as tall and as wide as in the main window.
template <class Page>
class PageWindow : public QWidget {
 public:
  explicit PageWindow(const Context& context) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    page = new Page(context, this);
    layout->addWidget(page);
    resize(1120, 720);
  }
  void open() {
    show();
    // A window manager that has only just come does not hear of it the first time.
    ASSERT_TRUE(QTest::qWaitFor(
        [this] {
          activateWindow();
          return isActiveWindow();
        },
        QDeadlineTimer(std::chrono::seconds(20))));
  }
  template <class T = QWidget>
  [[nodiscard]] T* find(const char* name) const {
    T* found = findChild<T*>(QString::fromLatin1(name));
    EXPECT_NE(found, nullptr) << name;
    return found;
  }
  // A picture of it, to be looked at.
  void picture(const char* name) { grab().save(QStringLiteral("%1.png").arg(QString::fromLatin1(name))); }

  Page* page;
};

}  // namespace culvert::ui::test
