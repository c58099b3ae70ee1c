// A page in a window of its own, with a real engine and a real proxy behind it.
#pragma once

#include "ui/foundation/world.h"
// Qt comes second: its headers have macros for common words.
#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QTranslator>

#include "context.h"
#include "desktop.h"
#include "pages/page.h"
#include "settings_document.h"
#include "theme.h"
#include "ui/support/named.h"

namespace culvert::ui::test {

class FakeDesktop : public Desktop {
 public:
  void installed_programs(QObject*, std::function<void(std::vector<InstalledProgram>)>) override {}
  std::expected<void, QString> launch(const QStringList&, const QString&) override { return {}; }
  [[nodiscard]] QString environment_lines(const QString& listener) const override {
    return QStringLiteral("export ALL_PROXY=socks5h://") + listener;
  }
  [[nodiscard]] bool starts_at_login() const override { return at_login; }
  std::expected<void, QString> set_start_at_login(bool start, bool as_minimised) override {
    if (!refusal.isEmpty()) return std::unexpected(refusal);
    at_login = start;
    minimised = as_minimised;
    return {};
  }
  void want_system_proxy(bool wanted) override { proxy_wanted = wanted; }
  [[nodiscard]] SystemProxyState system_proxy() const override { return proxy; }
  void start_built_in_proxy(QObject*, std::function<void(std::expected<BuiltInProxy, QString>)>) override {}
  void write_diagnosis(const QString& path, QObject* context,
                       std::function<void(std::expected<void, QString>)> receive) override {
    diagnosis = path;
    QTimer::singleShot(0, context, [this, receive] {
      receive(refusal.isEmpty() ? std::expected<void, QString>() : std::unexpected(refusal));
    });
  }
  [[nodiscard]] QString log_directory() const override { return QDir::tempPath(); }
  [[nodiscard]] QString update_sentence() const override {
    return QStringLiteral("Culvert is kept up to date by Debian.");
  }
  [[nodiscard]] bool can_check_for_updates() const override { return can_check; }
  void tell_proxy(SystemProxyState state) {
    proxy = std::move(state);
    emit system_proxy_changed();
  }

  bool at_login = false;
  bool minimised = false;
  bool proxy_wanted = false;
  bool can_check = false;
  QString refusal;  // of everything that can fail
  QString diagnosis;
  SystemProxyState proxy;
};

class FakeNavigator : public Navigator {
 public:
  void go(const Place& place) override { places.push_back(place); }
  void add_profile(const QString& text) override { added.push_back(text); }
  std::vector<Place> places;
  QStringList added;
};

template <class Page>
class PageWorld : public UiWorld {
 protected:
  PageWorld() : settings(directory.filePath(QStringLiteral("settings.json")), std::chrono::milliseconds(5)) {
    QLocale::setDefault(QLocale::c());
    theme.set_appearance(config::Settings::Appearance::kLight);
    settings.load();
  }
  ~PageWorld() override { page.reset(); }

  void open(QSize size = {1000, 720}) {
    page =
        std::make_unique<Page>(Context{bridge, document, settings, secrets, conductor, computer, navigator}, nullptr);
    page->resize(size);
    page->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(page.get()));
    page->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(page.get()));
  }
  // One that can be seen.
  template <class T = QWidget>
  [[nodiscard]] T* find(const char* name) const {
    for (T* one : page->template findChildren<T*>(QString::fromLatin1(name))) {
      if (one->isVisible()) return one;
    }
    return nullptr;
  }
  template <class T = QWidget>
  [[nodiscard]] T& get(const char* name) const {
    T* found = find<T>(name);
    if (found == nullptr) throw std::runtime_error(std::string("there is no ") + name);
    return *found;
  }
  [[nodiscard]] QString text(const char* name) const {
    const auto* label = find<QLabel>(name);
    return label == nullptr ? QString() : label->text();
  }
  // Of a message bar below `name`.
  [[nodiscard]] QString message(const char* name) const {
    const auto* bar = find(name);
    const auto* label = bar == nullptr ? nullptr : bar->template findChild<QLabel*>(QStringLiteral("message.sentence"));
    return label == nullptr ? QString() : label->text();
  }
  [[nodiscard]] QAbstractButton& action(const char* name) const {
    return *get(name).template findChild<QAbstractButton*>(QStringLiteral("message.action"));
  }
  void click(QWidget& widget) { QTest::mouseClick(&widget, Qt::LeftButton); }
  void click(const char* name) { click(get(name)); }
  // What the tab key comes by, from the first control to the last.
  [[nodiscard]] QStringList walk() const {
    QStringList passed;
    QWidget* first = nullptr;
    for (int i = 0; i < 200; ++i) {
      QTest::keyClick(page.get(), Qt::Key_Tab);
      QWidget* now = QApplication::focusWidget();
      if (now == nullptr || now == first) break;
      if (first == nullptr) first = now;
      passed << now->objectName();
    }
    return passed;
  }
  // For somebody to look at, where there is a folder for it.
  void picture(const char* name) {
    const QDir folder(QStringLiteral("pictures"));
    if (!folder.exists()) return;
    for (const auto appearance : {config::Settings::Appearance::kLight, config::Settings::Appearance::kDark}) {
      theme.set_appearance(appearance);
      // Layouts inside of each other come to rest one after the other.
      for (int i = 0; i < 5; ++i) QApplication::processEvents();
      const QString which = theme.dark() ? QStringLiteral("-dark.png") : QStringLiteral("-light.png");
      page->grab().save(folder.filePath(QString::fromLatin1(name) + which));
    }
    theme.set_appearance(config::Settings::Appearance::kLight);
  }

  Theme theme;
  FakeDesktop computer;
  FakeNavigator navigator;
  SettingsDocument settings;
  std::unique_ptr<Page> page;
};

}  // namespace culvert::ui::test
