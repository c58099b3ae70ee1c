// The page of settings in a window.
#include "ui/overview/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTranslator>

#include "languages.h"
#include "pages/settings_page.h"

namespace culvert::ui::test {
namespace {

using config::Settings;

class SettingsTest : public PageWorld<SettingsPage> {
 protected:
  SettingsTest() { QCoreApplication::setApplicationVersion(QStringLiteral("0.1.0")); }
  [[nodiscard]] const Settings& chosen() const { return settings.settings(); }
  [[nodiscard]] QAbstractButton& button(const char* name) const { return get<QAbstractButton>(name); }
  [[nodiscard]] QString row_message(const char* name) const {
    const auto* label = get(name).findChild<QLabel*>(QStringLiteral("message.sentence"));
    return label != nullptr && label->isVisible() ? label->text() : QString();
  }
  void choose(const char* name, int steps) {
    auto& box = get<QComboBox>(name);
    box.setFocus();
    for (int i = 0; i < steps; ++i) QTest::keyClick(&box, Qt::Key_Down);
  }
  void retype(const char* name, const QString& text, bool leave = true) {
    auto& field = get<QLineEdit>(name);
    field.setFocus();
    field.selectAll();
    QTest::keyClicks(&field, text);
    if (leave) QTest::keyClick(&field, Qt::Key_Return);
  }
  [[nodiscard]] const config::MixedListener& listener() const { return document.setup().listeners.at(0); }
  [[nodiscard]] static config::Setup with_listener(quint16 port) {
    config::Setup s;
    s.listeners.emplace_back();
    s.listeners[0].listen = config::ListenAddress::localhost(port);
    return s;
  }
};

TEST_F(SettingsTest, StartAtLoginIsTheTruth) {
  computer.at_login = true;  // whatever the settings say
  open();
  EXPECT_TRUE(button("settings.start_at_login").isChecked());
  click("settings.start_at_login");
  EXPECT_FALSE(computer.at_login);
  click("settings.start_at_login");
  EXPECT_TRUE(computer.at_login);
  EXPECT_TRUE(chosen().start_at_login);
  computer.refusal = QStringLiteral("The folder for programs that start at login cannot be written.");
  QTest::keyClick(&button("settings.start_at_login"), Qt::Key_Space);
  EXPECT_TRUE(button("settings.start_at_login").isChecked()) << "it still does";
  EXPECT_TRUE(chosen().start_at_login);
  EXPECT_EQ(row_message("settings.start_at_login.row"), computer.refusal);
}

TEST_F(SettingsTest, MinimisedOnlyWhereThereIsATray) {
  computer.at_login = true;
  open();
  EXPECT_FALSE(button("settings.start_minimised").isEnabled()) << "this screen has none";
  EXPECT_TRUE(row_message("settings.start_minimised.row").contains(QStringLiteral("no tray")));
  page->set_tray_available(true);
  EXPECT_TRUE(row_message("settings.start_minimised.row").isEmpty());
  click("settings.start_minimised");
  EXPECT_TRUE(chosen().start_minimised);
  EXPECT_TRUE(computer.minimised) << "what starts at login knows it";
}

TEST_F(SettingsTest, AppearanceLogAndLanguageAreKept) {
  open();
  choose("settings.appearance", 2);
  EXPECT_EQ(chosen().appearance, Settings::Appearance::kDark);
  choose("settings.language", 2);
  EXPECT_EQ(chosen().language, "de");
  auto& megabytes = get<QSpinBox>("settings.log_megabytes");
  EXPECT_EQ(megabytes.value(), 16);
  megabytes.setFocus();
  QTest::keyClick(&megabytes, Qt::Key_Up);
  EXPECT_EQ(chosen().log_megabytes, 17U);
  auto& days = get<QSpinBox>("settings.log_days");
  days.setFocus();
  QTest::keyClick(&days, Qt::Key_Down);
  EXPECT_EQ(chosen().log_days, 13U);
  settings.flush();
  SettingsDocument again(directory.filePath(QStringLiteral("settings.json")));
  again.load();
  EXPECT_EQ(again.settings(), chosen());
  // What somebody else chooses is seen.
  settings.edit([](Settings& s) { s.log_days = 99; });
  EXPECT_EQ(days.value(), 99);
}

TEST_F(SettingsTest, SystemProxySaysHowItIs) {
  open();
  click("settings.system_proxy");
  EXPECT_TRUE(chosen().system_proxy);
  EXPECT_TRUE(computer.proxy_wanted);
  EXPECT_TRUE(
      get("settings.system_proxy").accessibleDescription().contains(QStringLiteral("as soon as Culvert is on")));
  computer.tell_proxy({.in_effect = true, .sentence = {}});
  EXPECT_TRUE(get("settings.system_proxy").accessibleDescription().startsWith(QStringLiteral("In effect")));
  computer.tell_proxy({.in_effect = false, .sentence = QStringLiteral("Another program has set the system proxy.")});
  EXPECT_EQ(row_message("settings.system_proxy.row"), QStringLiteral("Another program has set the system proxy."));
  picture("settings-proxy");
}

TEST_F(SettingsTest, AddressesAreAddedChangedAndRemoved) {
  set(usual());
  document.edit([](config::Setup& s) { s.listeners.clear(); });
  open();
  click("settings.listener.add");
  ASSERT_EQ(document.setup().listeners.size(), 1U);
  EXPECT_EQ(listener().listen.to_string(), "localhost:1080");
  EXPECT_EQ(QApplication::focusWidget(), &get("settings.listener.address"));
  click("settings.listener.add");
  ASSERT_EQ(document.setup().listeners.size(), 2U);
  EXPECT_EQ(document.setup().listeners[1].listen.to_string(), "localhost:1081") << "the next one";
  retype("settings.listener.address", QStringLiteral("nonsense"));
  EXPECT_TRUE(message("settings.listener.message").contains(QStringLiteral("no address")));
  EXPECT_EQ(listener().listen.to_string(), "localhost:1080") << "what runs goes on";
  retype("settings.listener.address", QStringLiteral("1081"));
  EXPECT_FALSE(message("settings.listener.message").isEmpty()) << "the other one has it";
  retype("settings.listener.address", QStringLiteral("1090"));
  EXPECT_EQ(listener().listen.to_string(), "localhost:1090");
  EXPECT_EQ(message("settings.listener.message"), QString());
  EXPECT_EQ(get<QLineEdit>("settings.listener.address").text(), QStringLiteral("localhost:1090"));
  click("settings.listener.remove");
  ASSERT_EQ(document.setup().listeners.size(), 1U);
  EXPECT_EQ(listener().listen.to_string(), "localhost:1081");
  EXPECT_FALSE(document.undoable().isEmpty());
  document.undo();
  EXPECT_EQ(document.setup().listeners.size(), 2U);
}

TEST_F(SettingsTest, AnAddressThatOthersReachNeedsAPassword) {
  set(with_listener(1090));
  open();
  retype("settings.listener.address", QStringLiteral("0.0.0.0:1090"));
  EXPECT_TRUE(message("settings.listener.message").contains(QStringLiteral("Other computers")))
      << message("settings.listener.message").toStdString();
  EXPECT_TRUE(listener().listen.is_local()) << "not before it is safe";
  picture("settings-others");
  auto& protect = get<QCheckBox>("settings.listener.protect");
  protect.setFocus();
  QTest::keyClick(&protect, Qt::Key_Space);
  retype("settings.listener.user", QStringLiteral("kim"));
  EXPECT_TRUE(listener().listen.is_local());
  retype("settings.listener.password", QStringLiteral("open sesame"));
  ASSERT_TRUE(wait_for([&] { return !listener().listen.is_local(); }));
  ASSERT_TRUE(listener().credentials);
  EXPECT_EQ(listener().credentials->user, "kim");
  EXPECT_EQ(listener().credentials->password, "") << "it is in the keychain";
  EXPECT_EQ(listener().secret.kind, config::SecretSource::Kind::kKeychain);
  EXPECT_EQ(keychain.entries.at(QString::fromStdString(listener().secret.where)), QStringLiteral("open sesame"));
  EXPECT_EQ(get<QLineEdit>("settings.listener.password").text(), QString());
  EXPECT_EQ(message("settings.listener.message"), QString());
  // Without it again: not as long as others reach it.
  QTest::mouseClick(&protect, Qt::LeftButton, {}, QPoint(8, protect.height() / 2));
  EXPECT_TRUE(listener().credentials);
  EXPECT_FALSE(message("settings.listener.message").isEmpty());
}

TEST_F(SettingsTest, WithoutAKeychainThePasswordIsTypedOnceAlsoWhereTheAddressChanges) {
  keychain.trouble = Keychain::Trouble::kMissing;
  set(with_listener(1090));
  open();
  QSignalSpy asked(&secrets, &Secrets::asked);
  retype("settings.listener.address", QStringLiteral("0.0.0.0:1090"));  // which has to wait for the password
  auto& protect = get<QCheckBox>("settings.listener.protect");
  protect.setFocus();
  QTest::keyClick(&protect, Qt::Key_Space);
  retype("settings.listener.user", QStringLiteral("kim"));
  retype("settings.listener.password", QStringLiteral("open sesame"));
  ASSERT_TRUE(wait_for([&] { return !listener().listen.is_local(); }));
  EXPECT_EQ(listener().secret.kind, config::SecretSource::Kind::kAsk);
  EXPECT_TRUE(message("settings.listener.message").contains(QStringLiteral("in memory")));
  retype("settings.listener.address", QStringLiteral("localhost:1091"));
  ASSERT_EQ(listener().listen.to_string(), "localhost:1091");
  std::optional<config::Setup> resolved;
  secrets.resolve(document.setup(), [&](config::Setup s, const auto& missing) {
    EXPECT_TRUE(missing.isEmpty());
    resolved = std::move(s);
  });
  ASSERT_TRUE(wait_for([&] { return resolved.has_value() || !asked.isEmpty(); }));
  EXPECT_TRUE(asked.isEmpty());
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->listeners[0].credentials->password, "open sesame");
}

TEST_F(SettingsTest, ThePasswordHoldsForApplications) {
  restart_proxy(proxy_port);
  set(usual());
  open();
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
  auto& protect = get<QCheckBox>("settings.listener.protect");
  protect.setFocus();
  QTest::keyClick(&protect, Qt::Key_Space);
  retype("settings.listener.user", QStringLiteral("kim"));
  retype("settings.listener.password", QStringLiteral("open sesame"));
  ASSERT_TRUE(wait_for([&] { return !conductor.entrances().empty() && !carries(); })) << "it does not sign in";
}

TEST_F(SettingsTest, TheDiagnosisIsSavedWhereOneSays) {
  open();
  EXPECT_TRUE(get("settings.diagnosis").accessibleName().startsWith(QStringLiteral("Save diagnosis")) ||
              get("settings.diagnosis").accessibleName() == QStringLiteral("Diagnosis"));
  click("settings.diagnosis");
  QFileDialog* dialog = nullptr;
  ASSERT_TRUE(wait_for([&] { return (dialog = page->findChild<QFileDialog*>()) != nullptr && dialog->isVisible(); }));
  EXPECT_FALSE(dialog->isModal());
  const QString file = directory.filePath(QStringLiteral("d.txt"));
  auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
  ASSERT_NE(name, nullptr);
  name->setText(file);
  auto* buttons = dialog->findChild<QDialogButtonBox*>();
  ASSERT_NE(buttons, nullptr);
  click(*buttons->button(QDialogButtonBox::Save));
  ASSERT_TRUE(wait_for([&] { return !computer.diagnosis.isEmpty(); }));
  EXPECT_EQ(computer.diagnosis, file);
  EXPECT_TRUE(wait_for([&] { return row_message("settings.diagnosis.row").contains(file); }));
}

TEST_F(SettingsTest, UpdatesAreLookedForOnlyWhereThatIsOurs) {
  open();
  EXPECT_EQ(find("settings.check_for_updates"), nullptr);
  page.reset();
  computer.can_check = true;
  open();
  EXPECT_FALSE(button("settings.check_for_updates").isChecked());
  button("settings.check_for_updates").setFocus();
  QTest::keyClick(&button("settings.check_for_updates"), Qt::Key_Space);
  EXPECT_TRUE(chosen().check_for_updates);
}

TEST_F(SettingsTest, SearchFindsByNameAndByExplanation) {
  set(with_listener(1090));
  open({760, 560});
  QTest::keyClick(page.get(), Qt::Key_F, Qt::ControlModifier);
  EXPECT_EQ(QApplication::focusWidget()->objectName(), QStringLiteral("settings.search"));
  QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("logi"));
  EXPECT_NE(find("settings.start_at_login"), nullptr);
  EXPECT_EQ(find("settings.language"), nullptr);
  EXPECT_EQ(find("settings.log_days"), nullptr);
  const auto* found = get("settings.start_at_login.row").findChild<QLabel*>(QStringLiteral("setting.name"));
  EXPECT_TRUE(found->text().contains(QStringLiteral(">logi</span>"))) << found->text().toStdString();
  picture("settings-search");
  retype("settings.search", QStringLiteral("secrets older"), false);
  EXPECT_EQ(find("settings.log_days"), nullptr) << "all words in one";
  EXPECT_TRUE(text("settings.none").contains(QStringLiteral("secrets older")));
  retype("settings.search", QStringLiteral("deleted"), false);
  EXPECT_NE(find("settings.log_days"), nullptr) << "by its explanation";
  retype("settings.search", QStringLiteral("network"), false);
  EXPECT_NE(find("settings.listener.address"), nullptr) << "by its heading";
  QTest::keyClick(&get("settings.search"), Qt::Key_Escape);
  EXPECT_EQ(get<QLineEdit>("settings.search").text(), QString());
  EXPECT_NE(find("settings.language"), nullptr);
}

TEST_F(SettingsTest, ADamagedFileIsShownWithWhatCanBeDone) {
  settings.edit([](Settings& s) { s.log_days = 77; });
  settings.flush();
  settings.edit([](Settings& s) { s.log_days = 78; });
  settings.flush();
  QFile file(directory.filePath(QStringLiteral("settings.json")));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write("{ no json");
  file.close();
  settings.load();
  open();
  EXPECT_FALSE(message("settings.file").isEmpty());
  EXPECT_NE(find("settings.start_over"), nullptr);
  picture("settings-damaged");
  click(action("settings.file"));
  ASSERT_TRUE(wait_for([&] { return find("settings.file") == nullptr; }));
  EXPECT_EQ(find("settings.start_over"), nullptr);
  EXPECT_EQ(chosen().log_days, 77U) << "that of the backup";
}

TEST_F(SettingsTest, LeadsToWhatIsAskedFor) {
  set(with_listener(1090));
  document.edit([](config::Setup& s) {
    s.listeners.emplace_back();
    s.listeners[1].listen = config::ListenAddress::localhost(1091);
  });
  open({720, 400});
  page->go(QStringLiteral("localhost:1091"), QStringLiteral("listen"));
  const auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(field->text(), QStringLiteral("localhost:1091"));
  EXPECT_FALSE(field->visibleRegion().isEmpty()) << "scrolled to";
  page->go({}, QStringLiteral("log_days"));
  EXPECT_EQ(QApplication::focusWidget()->objectName(), QStringLiteral("settings.log_days"));
  EXPECT_FALSE(get("settings.log_days").visibleRegion().isEmpty());
}

TEST_F(SettingsTest, EveryControlIsReachedByTheTabKeyAndHasAName) {
  set(with_listener(1090));
  computer.can_check = true;
  open({760, 900});
  page->set_tray_available(true);
  EXPECT_TRUE(unnamed_controls(*page).empty()) << unnamed_controls(*page).front();
  EXPECT_EQ(beyond_their_children(*page), std::vector<std::string>());
  get("settings.search").setFocus();
  const QStringList passed = walk();
  const QStringList wanted{QStringLiteral("settings.start_at_login"),   QStringLiteral("settings.start_minimised"),
                           QStringLiteral("settings.language"),         QStringLiteral("settings.appearance"),
                           QStringLiteral("settings.listener.address"), QStringLiteral("settings.listener.protect"),
                           QStringLiteral("settings.listener.remove"),  QStringLiteral("settings.listener.add"),
                           QStringLiteral("settings.system_proxy"),     QStringLiteral("settings.log_megabytes"),
                           QStringLiteral("settings.log_days"),         QStringLiteral("settings.log_folder"),
                           QStringLiteral("settings.diagnosis"),        QStringLiteral("settings.check_for_updates")};
  QStringList in_order;
  for (const QString& name : passed) {
    if (wanted.contains(name)) in_order << name;
  }
  EXPECT_EQ(in_order, wanted) << passed.join(u' ').toStdString();
  picture("settings");
}

// A language with two texts, so that this does not depend on how far the real ones have come.
class TwoTexts : public QTranslator {
 public:
  [[nodiscard]] QString translate(const char*, const char* text, const char*, int) const override {
    if (qstrcmp(text, "Start at &login") == 0) return QStringLiteral("Mit der &Anmeldung starten");
    if (qstrcmp(text, "General") == 0) return QStringLiteral("Allgemein");
    return {};
  }
  [[nodiscard]] bool isEmpty() const override { return false; }
};

TEST_F(SettingsTest, AnotherLanguageIsSeenAtOnce) {
  open();
  TwoTexts texts;
  QCoreApplication::installTranslator(&texts);
  const auto name = [&] {
    return get("settings.start_at_login.row").findChild<QLabel*>(QStringLiteral("setting.name"))->text();
  };
  EXPECT_TRUE(wait_for([&] { return name() == QStringLiteral("Mit der &Anmeldung starten"); }));
  EXPECT_EQ(get("settings.start_at_login").accessibleName(), QStringLiteral("Mit der Anmeldung starten"));
  QCoreApplication::removeTranslator(&texts);
  EXPECT_TRUE(wait_for([&] { return name() == QStringLiteral("Start at &login"); }));
}

}  // namespace
}  // namespace culvert::ui::test
