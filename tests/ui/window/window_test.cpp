#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTranslator>
#include <set>

#include "ui/window/window_world.h"

namespace culvert::ui::test {
namespace {

constexpr std::array kPageNames{"overview", "profiles", "applications", "connections", "trace", "settings"};

TEST_F(WindowTest, ControlAndANumberLeadsToEachPage) {
  set_up();
  open();
  EXPECT_EQ(made, QList<int>{0}) << "pages are made when they are first shown";
  for (int i = 0; i < kPages; ++i) {
    press(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
    EXPECT_TRUE(wait_for([&] { return find(u"page%1"_s.arg(i + 1)) != nullptr; })) << i;
    EXPECT_TRUE(
        find<QAbstractButton>(u"sidebar."_s + QLatin1StringView(kPageNames[static_cast<std::size_t>(i)]))->isChecked());
    EXPECT_EQ(find(u"state"_s) != nullptr, i != 0) << "the overview has the state itself";
  }
  EXPECT_EQ(made.size(), kPages);
  press(Qt::Key_1, Qt::ControlModifier);
  EXPECT_EQ(made.size(), kPages);
}

TEST_F(WindowTest, ArrowKeysWalkTheSidebar) {
  set_up();
  open();
  find(u"sidebar.overview"_s)->setFocus(Qt::TabFocusReason);
  for (int i = 1; i < kPages; ++i) {
    press(Qt::Key_Down);
    const QString name = u"sidebar."_s + QLatin1StringView(kPageNames[static_cast<std::size_t>(i)]);
    EXPECT_EQ(window->focusWidget()->objectName(), name);
    EXPECT_NE(find(u"page%1"_s.arg(i + 1)), nullptr) << name.toStdString();
  }
  press(Qt::Key_Up);
  EXPECT_NE(find(u"page5"_s), nullptr);
}

TEST_F(WindowTest, TabReachesEverything) {
  set_up();
  open();
  press(Qt::Key_2, Qt::ControlModifier);
  setup.edit_undoable(u"The profile Home was deleted."_s, [](config::Setup& s) { s.profiles.pop_back(); });
  ASSERT_NE(find(u"undo.button"_s), nullptr);
  std::set<QString> wanted;
  for (const QWidget* one : window->findChildren<QWidget*>()) {
    if (!one->isVisible() || !one->isEnabled() || (one->focusPolicy() & Qt::TabFocus) == 0) continue;
    const auto* in_sidebar = qobject_cast<const QAbstractButton*>(one);
    if (one->objectName().startsWith(u"sidebar.") && !in_sidebar->isChecked()) continue;  // arrow keys go there
    wanted.insert(one->objectName());
  }
  EXPECT_THAT(wanted, ::testing::IsSupersetOf({u"sidebar.profiles"_s, u"state.switch"_s, u"page.field"_s,
                                               u"page.button"_s, u"undo.button"_s}));
  std::set<QString> reached;
  for (int i = 0; i < 30; ++i) {
    press(Qt::Key_Tab);
    reached.insert(window->focusWidget()->objectName());
  }
  EXPECT_EQ(reached, wanted);
}

TEST_F(WindowTest, EverythingHasAName) {
  set_up();
  ask_for_password();
  open();
  for (int i = 0; i < kPages; ++i) {
    press(static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
    EXPECT_THAT(unnamed_controls(*window), ::testing::IsEmpty());
    EXPECT_THAT(beyond_their_children(*window), ::testing::IsEmpty());
  }
  conductor.turn_on();
  ASSERT_TRUE(wait_for([this] { return find(u"secret.field"_s) != nullptr; }));
  EXPECT_THAT(unnamed_controls(*window), ::testing::IsEmpty());
  EXPECT_THAT(beyond_their_children(*window), ::testing::IsEmpty());
}

// Each word of the sidebar the other way round.
class Backwards : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* context, const char* source, const char*, int) const override {
    if (qstrcmp(context, "culvert::ui::Sidebar") != 0 || qstrcmp(source, "Overview") != 0) return {};
    return u"Übersicht"_s;
  }
};

TEST_F(WindowTest, AnotherLanguageIsThereAtOnce) {
  set_up();
  open();
  auto* overview = find<QAbstractButton>(u"sidebar.overview"_s);
  EXPECT_EQ(overview->text(), u"Overview"_s);
  Backwards other;
  QApplication::installTranslator(&other);
  EXPECT_TRUE(wait_for([&] { return overview->text() == u"Übersicht"_s; }));
  EXPECT_EQ(overview->accessibleName(), u"Übersicht"_s);
  QApplication::removeTranslator(&other);
  EXPECT_TRUE(wait_for([&] { return overview->text() == u"Overview"_s; }));
}

TEST_F(WindowTest, LightAndDarkChangeAtOnce) {
  set_up();
  open();
  press(Qt::Key_2, Qt::ControlModifier);
  theme.set_appearance(config::Settings::Appearance::kLight);
  QCoreApplication::processEvents();
  const QImage light = window->grab().toImage();
  picture("window-light");
  theme.set_appearance(config::Settings::Appearance::kDark);
  QCoreApplication::processEvents();
  const QImage dark = window->grab().toImage();
  picture("window-dark");
  for (const QPoint at : {QPoint(5, 300), QPoint(500, 20), QPoint(500, 400)}) {
    EXPECT_GT(light.pixelColor(at).lightness(), 200);
    EXPECT_LT(dark.pixelColor(at).lightness(), 60);
  }
}

TEST_F(WindowTest, WhatWasDeletedComesBackByUndo) {
  set_up();
  open();
  const auto remove = [this] {
    setup.edit_undoable(u"The profile Work was deleted."_s,
                        [](config::Setup& s) { s.profiles.erase(s.profiles.begin()); });
  };
  EXPECT_EQ(find(u"undo"_s), nullptr);
  remove();
  ASSERT_NE(find(u"undo"_s), nullptr);
  EXPECT_EQ(find<QLabel>(u"undo.what"_s)->text(), u"The profile Work was deleted."_s);
  picture("window-undo");
  QTest::mouseClick(find(u"undo.button"_s), Qt::LeftButton);
  EXPECT_EQ(setup.setup().profiles.size(), 2U);
  EXPECT_EQ(find(u"undo"_s), nullptr);
  remove();
  find(u"sidebar.overview"_s)->setFocus();  // where something is typed, these keys are for that
  press(Qt::Key_Z, Qt::ControlModifier);
  EXPECT_TRUE(wait_for([this] { return setup.setup().profiles.size() == 2; }));
  remove();
  EXPECT_TRUE(wait_for([this] { return find(u"undo"_s) == nullptr; })) << "after a time it cannot be taken back";
  EXPECT_EQ(setup.setup().profiles.size(), 1U);
}

TEST_F(WindowTest, ASecretIsAskedForInTheWindow) {
  set_up();
  ask_for_password();
  open();
  QString got;
  secrets.resolve(setup.setup().profiles[0], window.get(), [&](const config::Profile& p, const auto&) {
    got = QString::fromStdString(p.authentication.credentials.password);
  });
  ASSERT_TRUE(wait_for([this] { return find(u"secret"_s) != nullptr; }));
  EXPECT_EQ(window->focusWidget()->objectName(), u"secret.field"_s);
  EXPECT_TRUE(find<QLabel>(u"secret.what"_s)->text().contains(u"kim"_s));
  EXPECT_FALSE(find(u"secret.ok"_s)->isEnabled());
  picture("window-secret");
  for (int i = 0; i < 8; ++i) {
    press(Qt::Key_Tab);
    EXPECT_TRUE(window->focusWidget()->objectName().startsWith(u"secret.")) << "what is below waits";
  }
  find(u"secret.field"_s)->setFocus();
  QTest::keyClicks(find(u"secret.field"_s), u"sesame"_s);
  press(Qt::Key_Return);
  EXPECT_TRUE(wait_for([&] { return got == u"sesame"_s; }));
  EXPECT_EQ(find(u"secret"_s), nullptr);
  EXPECT_TRUE(window->findChild<QLineEdit*>(u"secret.field"_s)->text().isEmpty());
}

TEST_F(WindowTest, WhoWouldRatherNotSayASecretIsToldWhatIsMissing) {
  set_up();
  ask_for_password();
  open();
  press(Qt::Key_2, Qt::ControlModifier);
  press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_TRUE(conductor.is_on());
  ASSERT_TRUE(wait_for([this] { return find(u"secret"_s) != nullptr; }));
  press(Qt::Key_Escape);
  EXPECT_EQ(find(u"secret"_s), nullptr);
  ASSERT_TRUE(wait_for([this] { return !said(u"notices.trouble"_s).isEmpty(); }));
  EXPECT_EQ(said(u"notices.trouble"_s), conductor.status().trouble->sentence);
  EXPECT_TRUE(find<QAbstractButton>(u"state.switch"_s)->isChecked());
  picture("window-trouble");
  QTest::mouseClick(button(u"notices.trouble"_s, u"message.action"_s), Qt::LeftButton);
  EXPECT_EQ(remedied, QStringList{conductor.status().trouble->sentence});
  press(Qt::Key_1, Qt::ControlModifier);
  EXPECT_EQ(find(u"notices.trouble"_s), nullptr) << "the overview says it itself";
}

TEST_F(WindowTest, AQuestionThatNeedNotBeAnsweredAnyMoreGoes) {
  set_up();
  ask_for_password();
  open();
  conductor.turn_on();
  ASSERT_TRUE(wait_for([this] { return find(u"secret"_s) != nullptr; }));
  setup.edit([](config::Setup& s) { s.profiles[0].authentication = {}; });
  EXPECT_TRUE(wait_for([this] { return find(u"secret"_s) == nullptr; }));
}

class DamagedTest : public WindowTest {
 protected:
  void damage() {
    set_up();
    setup.flush();
    setup.edit([](config::Setup& s) { s.profiles[1].name = "Somewhere"; });
    setup.flush();  // what was there is its backup now
    QFile damaged(file());
    ASSERT_TRUE(damaged.open(QIODevice::WriteOnly));
    damaged.write("{ \"profiles\": [");
    damaged.close();
    setup.load();
    ASSERT_FALSE(setup.file().usable());
  }
};

TEST_F(DamagedTest, TheBackupIsTakenByAClick) {
  damage();
  open();
  EXPECT_EQ(find(u"assistant.first"_s), nullptr) << "there is something, though it cannot be read";
  EXPECT_EQ(said(u"notices.file"_s), setup.file().sentence());
  ASSERT_NE(button(u"notices.file"_s, u"message.second"_s), nullptr);
  picture("window-damaged");
  QTest::mouseClick(button(u"notices.file"_s, u"message.action"_s), Qt::LeftButton);
  ASSERT_TRUE(wait_for([this] { return setup.file().usable(); }));
  EXPECT_EQ(setup.setup().profiles.size(), 2U);
  EXPECT_EQ(find(u"notices.file"_s), nullptr);
}

TEST_F(DamagedTest, WhatIsSaidOfItFollowsTheLanguage) {
  damage();
  open();
  class Marker : public QTranslator {
   public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char* /*context*/, const char* text, const char* /*disambiguation*/,
                                    int /*n*/) const override {
      return u'<' + QString::fromUtf8(text) + u'>';
    }
  };
  ASSERT_FALSE(said(u"notices.file"_s).startsWith(u'<'));
  Marker marker;
  QCoreApplication::installTranslator(&marker);
  EXPECT_TRUE(wait_for([this] { return said(u"notices.file"_s).startsWith(u'<'); }));
  QCoreApplication::removeTranslator(&marker);
  EXPECT_TRUE(wait_for([this] { return said(u"notices.file"_s) == setup.file().sentence(); }));
}

TEST_F(WindowTest, ThatTheSetupCannotBeSavedIsSaidInOnePlaceWithAWayOut) {
  set_up();
  setup.flush();
  open();
  // Where a folder is in the place of a file's lock, the file cannot be written.
  const QString lock = file() + u".lock"_s;
  QFile::remove(lock);
  ASSERT_TRUE(QDir().mkdir(lock));
  setup.edit([](config::Setup& s) { s.profiles[1].name = "Somewhere"; });
  ASSERT_TRUE(wait_for([this] { return !said(u"notices.unsaved"_s).isEmpty(); }));
  EXPECT_EQ(said(u"notices.unsaved"_s), setup.save_trouble());
  EXPECT_EQ(conductor.status().state, State::kOff) << "what Culvert carries is not concerned";
  EXPECT_EQ(conductor.status().trouble, std::nullopt);
  ASSERT_TRUE(QDir().rmdir(lock));
  QTest::mouseClick(button(u"notices.unsaved"_s, u"message.action"_s), Qt::LeftButton);
  EXPECT_TRUE(wait_for([this] { return find(u"notices.unsaved"_s) == nullptr; }));
  EXPECT_TRUE(setup.save_trouble().isEmpty());
}

TEST_F(DamagedTest, OrItIsBegunAnew) {
  damage();
  setup.edit([](config::Setup& s) { s.profiles.clear(); });
  open();
  QTest::mouseClick(button(u"notices.file"_s, u"message.second"_s), Qt::LeftButton);
  ASSERT_TRUE(wait_for([this] { return setup.file().usable(); }));
  EXPECT_TRUE(wait_for([this] { return find(u"assistant.first"_s) != nullptr; }));
}

TEST_F(WindowTest, TheFirstStartBeginsWithTheAssistant) {
  open();
  ASSERT_NE(find(u"assistant.first"_s), nullptr);
  EXPECT_EQ(find(u"state"_s), nullptr);
  press(Qt::Key_6, Qt::ControlModifier);
  EXPECT_NE(find(u"page6"_s), nullptr) << "it can be left";
  window->add_profile({});
  EXPECT_NE(find(u"assistant.first"_s), nullptr) << "and is there again as it was";
  set_up();
  finish(u"w"_s);
  EXPECT_NE(find(u"page1"_s), nullptr);
  window->add_profile(u"culvert://x"_s);
  ASSERT_NE(find<QLineEdit>(u"assistant"_s), nullptr);
  EXPECT_EQ(find<QLineEdit>(u"assistant"_s)->text(), u"culvert://x"_s);
  finish(u"h"_s);
  ASSERT_NE(find(u"page2"_s), nullptr);
  EXPECT_EQ(find<QLineEdit>(u"page.field"_s)->text(), u"h/"_s);
}

TEST_F(WindowTest, APlaceIsAnEntryAndAField) {
  set_up();
  open();
  window->go({.page = Page::kProfiles, .entry = u"w"_s, .field = u"proxy"_s});
  EXPECT_EQ(find<QLineEdit>(u"page.field"_s)->text(), u"w/proxy"_s);
  EXPECT_TRUE(find(u"page.field"_s)->hasFocus());
}

class CloseTest : public WindowTest {
 protected:
  // As a person does, by the window manager.
  void close_by_manager() {
    QProcess close;
    close.start(u"wmctrl"_s, {u"-i"_s, u"-c"_s, u"0x"_s + QString::number(window->winId(), 16)});
    ASSERT_TRUE(wait_for([&] { return close.state() == QProcess::NotRunning; }));
    ASSERT_EQ(close.exitCode(), 0);
  }
};

TEST_F(CloseTest, WithATrayTheWindowHides) {
  set_up();
  open();
  QSignalSpy quit(window.get(), &MainWindow::quit_wanted);
  window->set_tray_available(true);
  close_by_manager();
  EXPECT_TRUE(wait_for([this] { return !window->isVisible(); }));
  window->raise_window();
  EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
  EXPECT_EQ(quit.count(), 0);
}

TEST_F(CloseTest, WithATrayAKeyHidesTheWindow) {
  set_up();
  open();
  window->set_tray_available(true);
  press(Qt::Key_W, Qt::ControlModifier);
  EXPECT_FALSE(window->isVisible());
  window->raise_or_hide();
  EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
}

TEST_F(CloseTest, AClickOnTheIconHidesTheWindowThatIsInFront) {
  set_up();
  open();
  window->raise_or_hide();
  EXPECT_TRUE(window->isVisible()) << "without a tray nothing would bring it back";
  window->set_tray_available(true);
  const QPoint place = window->pos();
  for (int i = 0; i < 3; ++i) {
    window->raise_or_hide();
    EXPECT_FALSE(window->isVisible());
    window->raise_or_hide();
    EXPECT_TRUE(QTest::qWaitForWindowActive(window.get())) << "also when it comes back at once";
  }
  EXPECT_TRUE(wait_for([&] { return window->pos() == place; })) << "and is where it was";
}

TEST_F(CloseTest, WithoutATrayItEndsTheProgram) {
  set_up();
  open();
  QSignalSpy quit(window.get(), &MainWindow::quit_wanted);
  close_by_manager();
  EXPECT_TRUE(wait_for([&] { return quit.count() == 1; }));
  EXPECT_TRUE(window->isVisible()) << "that is for the program to do";
  press(Qt::Key_Q, Qt::ControlModifier);
  EXPECT_EQ(quit.count(), 2);
}

TEST_F(CloseTest, TheEndOfTheProgramIsNotHeldUp) {
  set_up();
  open();
  window->set_tray_available(true);
  EXPECT_TRUE(window->close());
  EXPECT_FALSE(window->isVisible());
}

TEST_F(WindowTest, ThatThereIsNoTrayIsSaidOnce) {
  set_up();
  open();
  window->set_tray_available(false);
  ASSERT_TRUE(wait_for([this] { return !said(u"notices.tray"_s).isEmpty(); }));
  QTest::mouseClick(button(u"notices.tray"_s, u"message.action"_s), Qt::LeftButton);
  EXPECT_EQ(find(u"notices.tray"_s), nullptr);
  EXPECT_EQ(find(u"notices"_s), nullptr) << "it takes no place any more";
  const QByteArray kept = window->state_to_keep();
  open();
  window->take_state(kept);
  window->set_tray_available(false);
  EXPECT_FALSE(QTest::qWaitFor([this] { return find(u"notices.tray"_s) != nullptr; }, 3500));
}

TEST_F(WindowTest, WhereItWasIsKept) {
  set_up();
  open();
  EXPECT_EQ(window->windowTitle(), u"Culvert"_s);
  window->resize(820, 560);
  press(Qt::Key_3, Qt::ControlModifier);
  ASSERT_TRUE(wait_for([this] { return window->size() == QSize(820, 560); }));
  const QByteArray kept = window->state_to_keep();
  window = std::make_unique<MainWindow>(services(), rooms());
  window->take_state(kept);
  window->show();
  EXPECT_TRUE(wait_for([this] { return window->size() == QSize(820, 560); }));
  EXPECT_NE(find(u"page3"_s), nullptr);
  window->resize(10, 10);
  EXPECT_TRUE(wait_for([this] { return window->size() == QSize(720, 480); }));
  picture("window-small");
  for (const QByteArray& foreign : {QByteArray(), QByteArray("x"), kept.left(10), QByteArray(400, '\xff')}) {
    window->take_state(foreign);
    EXPECT_NE(find(u"page3"_s), nullptr);
  }
}

}  // namespace
}  // namespace culvert::ui::test
