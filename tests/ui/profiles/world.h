// A window with a part of the program in it, a core, a keychain of the test's own, and a companion proxy behind them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QVBoxLayout>
#include <map>
#include <memory>

#include "conductor.h"
#include "context.h"
#include "core_bridge.h"
#include "core_bridge_feed.h"
#include "desktop.h"
#include "integration/engine_world.h"
#include "keychain.h"
#include "secrets.h"
#include "settings_document.h"
#include "setup_document.h"
#include "theme.h"
#include "widgets/message_bar.h"

namespace culvert::test {

using namespace Qt::StringLiterals;

inline constexpr int kPatience = 20'000;  // milliseconds, for anything that has to happen

class FakeKeychain final : public ui::Keychain {
 public:
  void read(const QString& entry, QObject* context,
            std::function<void(std::expected<QString, Failure>)> receive) override {
    later(context, [this, entry, receive] {
      if (trouble != Trouble::kNone) return receive(std::unexpected(Failure{trouble, {}}));
      const auto found = entries.find(entry);
      if (found == entries.end()) return receive(std::unexpected(Failure{Trouble::kNotFound, {}}));
      receive(found->second);
    });
  }
  void write(const QString& entry, const QString& secret, QObject* context,
             std::function<void(std::expected<void, Failure>)> receive) override {
    later(context, [this, entry, secret, receive] {
      if (trouble != Trouble::kNone) return receive(std::unexpected(Failure{trouble, {}}));
      entries[entry] = secret;
      receive({});
    });
  }
  void remove(const QString& entry, QObject* context,
              std::function<void(std::expected<void, Failure>)> receive) override {
    later(context, [this, entry, receive] {
      entries.erase(entry);
      receive({});
    });
  }
  [[nodiscard]] bool has(const QString& secret) const {
    return std::ranges::any_of(entries, [&](const auto& e) { return e.second == secret; });
  }

  std::map<QString, QString> entries;
  Trouble trouble = Trouble::kNone;

 private:
  static void later(QObject* context, std::function<void()> what) { QTimer::singleShot(0, context, std::move(what)); }
};

class FakeDesktop final : public ui::Desktop {
 public:
  void installed_programs(QObject*, std::function<void(std::vector<ui::InstalledProgram>)>) override {}
  std::expected<void, QString> launch(const QStringList&, const QString&) override { return {}; }
  [[nodiscard]] QString environment_lines(const QString& listener) const override {
    return u"export ALL_PROXY=socks5h://"_s + listener;
  }
  [[nodiscard]] bool starts_at_login() const override { return false; }
  std::expected<void, QString> set_start_at_login(bool, bool) override { return {}; }
  void want_system_proxy(bool) override {}
  [[nodiscard]] SystemProxyState system_proxy() const override { return {}; }
  void start_built_in_proxy(QObject* context,
                            std::function<void(std::expected<ui::BuiltInProxy, QString>)> receive) override {
    QTimer::singleShot(0, context, [this, receive] { receive(built_in()); });
  }
  void write_diagnosis(const QString&, QObject*, std::function<void(std::expected<void, QString>)>) override {}
  [[nodiscard]] QString log_directory() const override { return {}; }
  [[nodiscard]] QString update_sentence() const override { return {}; }
  [[nodiscard]] bool can_check_for_updates() const override { return false; }

  std::function<std::expected<ui::BuiltInProxy, QString>()> built_in = [] {
    return std::expected<ui::BuiltInProxy, QString>(std::unexpect, u"There is no proxy to start here."_s);
  };
};

class NotingNavigator final : public ui::Navigator {
 public:
  void go(const ui::Place& place) override { places.push_back(place); }
  void add_profile(const QString& text) override { added.push_back(text); }
  std::vector<ui::Place> places;
  QStringList added;
};

// The core runs on its own thread, the proxy and the destination on another (EngineTest), the window on the test's.
class WindowTest : public EngineTest {
 protected:
  WindowTest()
      : feed(bridge),
        engine([this](const api::Event& e) { feed.tell(e); }),
        setup(home.filePath(u"setup.json"_s), {.save = std::chrono::milliseconds(0)}),
        settings(home.filePath(u"settings.json"_s)),
        secrets(keychain),
        conductor(bridge, setup, secrets) {
    feed.attach(engine);
    setup.load();
    settings.load();
    QObject::connect(&setup, &ui::SetupDocument::secret_unused, &secrets, &ui::Secrets::forget);
  }
  ~WindowTest() override {
    window.reset();
    conductor.turn_off();
    feed.detach();
  }

  [[nodiscard]] ui::Context context() { return {bridge, setup, settings, secrets, conductor, desktop, navigator}; }

  // With a strip for undo above it, as in the main window.
  void show(QWidget* content) {
    window = std::make_unique<QWidget>();
    auto* column = new QVBoxLayout(window.get());
    column->setContentsMargins(0, 0, 0, 0);
    auto* undo = new QPushButton(u"Undo"_s);
    undo->setObjectName(u"window.undo"_s);
    undo->hide();
    QObject::connect(&setup, &ui::SetupDocument::undo_offered, undo, &QWidget::show);
    QObject::connect(&setup, &ui::SetupDocument::undo_over, undo, &QWidget::hide);
    QObject::connect(undo, &QPushButton::clicked, &setup, &ui::SetupDocument::undo);
    column->addWidget(undo);
    column->addWidget(content, 1);
    window->resize(1060, 740);
    window->show();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get(), kPatience));
  }

  template <class Widget = QWidget>
  [[nodiscard]] Widget* find(const QString& name) const {
    auto* found = window->findChild<Widget*>(name);
    EXPECT_NE(found, nullptr) << name.toStdString();
    return found;
  }
  [[nodiscard]] bool is_seen(const QString& name) const {
    const auto* found = window->findChild<QWidget*>(name);
    return found != nullptr && found->isVisible();
  }
  template <class Condition>
  [[nodiscard]] static bool wait(Condition condition) {
    return QTest::qWaitFor(condition, kPatience);
  }

  // Into view, as somebody would scroll to it.
  static void bring_into_view(QWidget* widget) {
    for (QWidget* up = widget->parentWidget(); up != nullptr; up = up->parentWidget()) {
      if (auto* scroll = qobject_cast<QScrollArea*>(up)) scroll->ensureWidgetVisible(widget);
    }
    QCoreApplication::processEvents();
  }
  void click(const QString& name) {
    auto* widget = find<QWidget>(name);
    if (widget == nullptr) return;
    ASSERT_TRUE(wait([&] { return widget->isVisible() && widget->isEnabled(); })) << name.toStdString();
    bring_into_view(widget);
    QTest::mouseClick(widget, Qt::LeftButton, {},
                      qobject_cast<QAbstractButton*>(widget) != nullptr
                          ? QPoint(widget->height() / 2, widget->height() / 2)
                          : QPoint());
  }
  // Over what stands there, key by key.
  void type(const QString& name, const QString& text) {
    auto* widget = find<QWidget>(name);
    if (widget == nullptr) return;
    ASSERT_TRUE(wait([&] { return widget->isVisible(); })) << name.toStdString();
    bring_into_view(widget);
    widget->setFocus(Qt::MouseFocusReason);
    QTest::keySequence(widget, QKeySequence::SelectAll);
    QTest::keyClick(widget, Qt::Key_Delete);
    QTest::keyClicks(widget, text);
  }
  void paste(const QString& name, const QString& text) {
    auto* widget = find<QWidget>(name);
    if (widget == nullptr) return;
    QGuiApplication::clipboard()->setText(text);
    widget->setFocus(Qt::MouseFocusReason);
    QTest::keySequence(widget, QKeySequence::SelectAll);
    QTest::keySequence(widget, QKeySequence::Paste);
  }
  static void press(int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key(key), modifiers);
  }
  // With Tab, as somebody without a mouse would.
  void tab_to(const QString& name) {
    for (int i = 0; i < 80; ++i) {
      if (QApplication::focusWidget() != nullptr && QApplication::focusWidget()->objectName() == name) return;
      QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : window.get(), Qt::Key_Tab);
    }
    FAIL() << "Tab does not lead to " << name.toStdString();
  }
  // In the desktop's dialog for files: Qt's own here.
  void choose_file(const QString& dialog, const QString& path) {
    QFileDialog* shown = nullptr;
    ASSERT_TRUE(wait([&] {
      shown = window->findChild<QFileDialog*>(dialog);
      return shown != nullptr && shown->isVisible();
    })) << dialog.toStdString();
    ASSERT_TRUE(QTest::qWaitForWindowActive(shown, kPatience));
    auto* name = shown->findChild<QLineEdit*>(u"fileNameEdit"_s);
    ASSERT_NE(name, nullptr);
    name->setText(path);  // typed it would be completed, in a window of its own
    const QPointer<QFileDialog> gone(shown);
    QTest::keyClick(name, Qt::Key_Return);
    EXPECT_TRUE(wait([&] { return !gone || !gone->isVisible(); }));
  }
  // All that a widget says.
  [[nodiscard]] QString words(const QString& name) const {
    QStringList all;
    const auto* widget = find<QWidget>(name);
    if (widget == nullptr) return {};
    if (const auto* label = qobject_cast<const QLabel*>(widget)) all += label->text();
    for (const auto* label : widget->findChildren<QLabel*>()) {
      if (label->isVisible()) all += label->text();
    }
    return all.join(u' ');
  }
  [[nodiscard]] bool says(const QString& name, const QString& text) {
    return wait([&] { return is_seen(name) && words(name).contains(text); });
  }

  // The companion proxy, from now on with these users, on the same port.
  void ask_for(std::string_view user, std::string_view password) {
    const std::string line = std::format("{}:{}\n", user, http::hash_password(password).value());
    remote.call([&] {
      server.reset();
      proxy::Options options;
      options.listen = loopback();
      options.rules.uri_template = http::UriTemplate::parse_path(http::kDefaultTemplatePath).value();
      options.rules.users = std::make_shared<http::UserFile>(http::UserFile::parse(line).value());
      options.allow_private = true;
      server = std::make_unique<proxy::Server>(remote.loop(), *names, ca.server({"h2", "http/1.1"}), std::move(options),
                                               [](const proxy::Event&) {});
      EXPECT_TRUE(server->open());
      proxy_port = server->endpoint().port;
    });
  }
  [[nodiscard]] QString proxy_template() const {
    return u"https://127.0.0.1:%1/.well-known/masque/tcp/{target_host}/{target_port}/"_s.arg(proxy_port);
  }
  [[nodiscard]] QString target_text() const { return QString::fromStdString(target.to_string()); }
  // A profile in the setup, for the companion proxy.
  void have(const std::string& id, const std::string& name) {
    setup.edit([&](config::Setup& s) {
      config::Profile p = profile(id);
      p.name = name;
      s.profiles.push_back(p);
      if (s.profile.empty()) s.profile = id;
    });
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const config::Profile& p : setup.setup().profiles) all.push_back(p.id);
    return all;
  }
  [[nodiscard]] const config::Profile& saved(const std::string& id) const {
    const config::Profile* found = config::find_profile(setup.setup(), id);
    static const config::Profile none;
    EXPECT_NE(found, nullptr) << id;
    return found != nullptr ? *found : none;
  }

  QTemporaryDir home;
  ui::Theme theme;
  FakeKeychain keychain;
  FakeDesktop desktop;
  NotingNavigator navigator;
  ui::CoreBridge bridge;
  ui::CoreBridgeFeed feed;
  api::Engine engine;
  ui::SetupDocument setup;
  ui::SettingsDocument settings;
  ui::Secrets secrets;
  ui::Conductor conductor;
  std::unique_ptr<QWidget> window;
};

}  // namespace culvert::test
