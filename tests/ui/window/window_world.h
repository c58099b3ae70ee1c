// A window with all that it stands on, but small pages of its own and nothing of the network.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QVBoxLayout>

#include "conductor.h"
#include "core_bridge.h"
#include "desktop.h"
#include "keychain.h"
#include "main_window.h"
#include "secrets.h"
#include "settings_document.h"
#include "setup_document.h"
#include "theme.h"
#include "ui/support/named.h"
#include "ui/support/picture.h"
#include "window/rooms.h"

inline void PrintTo(const QString& text, std::ostream* out) { *out << '"' << text.toStdString() << '"'; }

namespace culvert::ui::test {

using namespace Qt::StringLiterals;

template <class Condition>
[[nodiscard]] bool wait_for(Condition condition) {
  return QTest::qWaitFor(condition, QDeadlineTimer(std::chrono::seconds(20)));
}

// There is none.
class NoKeychain : public Keychain {
 public:
  void read(const QString&, QObject* context, std::function<void(std::expected<QString, Failure>)> receive) override {
    QTimer::singleShot(0, context, [receive] { receive(std::unexpected(Failure{Trouble::kMissing, {}})); });
  }
  void write(const QString&, const QString&, QObject* context,
             std::function<void(std::expected<void, Failure>)> receive) override {
    QTimer::singleShot(0, context, [receive] { receive(std::unexpected(Failure{Trouble::kMissing, {}})); });
  }
  void remove(const QString&, QObject* context, std::function<void(std::expected<void, Failure>)> receive) override {
    QTimer::singleShot(0, context, [receive] { receive({}); });
  }
};

class NoDesktop : public Desktop {
 public:
  void installed_programs(QObject*, std::function<void(std::vector<InstalledProgram>)>) override {}
  std::expected<void, QString> launch(const QStringList&, const QString&) override { return {}; }
  [[nodiscard]] QString environment_lines(const QString&) const override { return u"export ALL_PROXY=x"_s; }
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

class SmallPage : public PageWidget {
 public:
  SmallPage(const Context& context, QWidget* parent, int number) : PageWidget(context, parent) {
    setObjectName(u"page%1"_s.arg(number + 1));
    auto* title = new QLabel(u"Page %1"_s.arg(number + 1), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    title->setFont(large);
    field = new QLineEdit(this);
    field->setObjectName(u"page.field"_s);
    field->setAccessibleName(u"Field"_s);
    auto* button = new QPushButton(u"Button"_s, this);
    button->setObjectName(u"page.button"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->addWidget(title);
    column->addWidget(field);
    column->addWidget(button, 0, Qt::AlignLeft);
    column->addStretch();
  }
  void go(const QString& entry, const QString& wanted) override {
    field->setText(entry + u'/' + wanted);
    field->setFocus();
  }
  QLineEdit* field;
};

class WindowTest : public ::testing::Test {
 protected:
  WindowTest()
      : setup(file(), {.save = std::chrono::milliseconds(5), .undo = std::chrono::milliseconds(1500)}),
        settings(directory.filePath(u"settings.json"_s)),
        secrets(keychain),
        conductor(core, setup, secrets) {
    setup.load();
    settings.load();
  }

  [[nodiscard]] QString file() const { return directory.filePath(u"setup.json"_s); }
  [[nodiscard]] Services services() { return {core, setup, settings, secrets, conductor, desktop, theme}; }
  [[nodiscard]] Rooms rooms() {
    return {.page =
                [this](Page page, const Context& context, QWidget* parent) {
                  made.append(static_cast<int>(page));
                  return new SmallPage(context, parent, static_cast<int>(page));
                },
            .assistant = [this](const Context&, bool first, const QString& text, QWidget* parent,
                                std::function<void(const QString&)> finished) -> QWidget* {
              auto* assistant = new QLineEdit(text, parent);
              assistant->setObjectName(first ? u"assistant.first"_s : u"assistant"_s);
              assistant->setAccessibleName(u"Assistant"_s);
              finish = std::move(finished);
              return assistant;
            },
            .remedy = [this](const Context&, const Trouble& trouble) { remedied.append(trouble.sentence); }};
  }

  [[nodiscard]] static config::Profile profile(const std::string& id, const std::string& name) {
    config::Profile p;
    p.id = id;
    p.name = name;
    p.proxy = "proxy.example";
    return p;
  }
  void set_up() {
    setup.edit([](config::Setup& s) {
      s.profiles = {profile("w", "Work"), profile("h", "Home")};
      s.profile = "w";
    });
  }
  void ask_for_password() {
    setup.edit([](config::Setup& s) {
      s.profiles[0].authentication.scheme = config::Authentication::Scheme::kPassword;
      s.profiles[0].authentication.credentials.user = "kim";
      s.profiles[0].authentication.secret = {config::SecretSource::Kind::kAsk, {}};
    });
  }

  void open() {
    window = std::make_unique<MainWindow>(services(), rooms());
    window->show();
    // A panel may give the focus to an icon at that moment.
    ASSERT_TRUE(wait_for([this] {
      if (!window->isActiveWindow()) window->activateWindow();
      return window->isActiveWindow();
    }));
  }
  template <class T = QWidget>
  [[nodiscard]] T* find(const QString& name) const {
    for (T* one : window->findChildren<T*>(name)) {
      if (one->isVisible()) return one;
    }
    return nullptr;
  }
  // A button of a bar.
  [[nodiscard]] QPushButton* button(const QString& bar, const QString& name) const {
    const auto* in = window->findChild<QWidget*>(bar);
    auto* found = in != nullptr ? in->findChild<QPushButton*>(name) : nullptr;
    return found != nullptr && found->isVisible() ? found : nullptr;
  }
  [[nodiscard]] QString said(const QString& bar) const {
    const auto* in = find(bar);
    return in != nullptr ? in->findChild<QLabel*>(u"message.sentence"_s)->text() : QString();
  }
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
    QWidget* to = window->focusWidget() != nullptr ? window->focusWidget() : window.get();
    QTest::keyClick(to, key, modifiers);
  }
  void picture(const std::string& name) const {
    EXPECT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    save_picture(*window, name);
  }

  QTemporaryDir directory;
  Theme theme;
  NoKeychain keychain;
  NoDesktop desktop;
  CoreBridge core;
  SetupDocument setup;
  SettingsDocument settings;
  Secrets secrets;
  Conductor conductor;
  QList<int> made;
  QStringList remedied;
  std::function<void(const QString&)> finish;
  std::unique_ptr<MainWindow> window;
};

}  // namespace culvert::ui::test
