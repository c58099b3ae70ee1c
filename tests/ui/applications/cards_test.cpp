// The cards: what they say, what they do, and that many of them do not hold anything up.
#include "ui/applications/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QAbstractButton>
#include <QFile>
#include <QFileInfo>
#include <QScrollArea>
#include <QScrollBar>
#include <QTcpServer>
#include <ctime>

#include "ui/support/named.h"

namespace culvert::ui::test {
namespace {

class CardsTest : public PageWorld {
 protected:
  [[nodiscard]] config::Setup with_forward(quint16 port) const {
    config::Setup s = usual();
    s.applications.push_back(application("db", {forward("f", target)}));
    s.applications[0].name = "Database";
    s.applications[0].forwards[0].listen = config::ListenAddress::localhost(port);
    return s;
  }
  [[nodiscard]] QString status() const { return said(QStringLiteral("applications.forward.f.status")); }
  // A script that writes its environment, whole.
  [[nodiscard]] std::string script() const {
    const QString path = directory.filePath(QStringLiteral("program"));
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    const QString out = directory.filePath(QStringLiteral("environment"));
    file.write(
        QStringLiteral("#!/bin/sh\nenv >'%1.new'\necho \"$1\" >>'%1.new'\nmv '%1.new' '%1'\n").arg(out).toUtf8());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path.toStdString();
  }
  [[nodiscard]] QString environment() const {
    const QString out = directory.filePath(QStringLiteral("environment"));
    if (!wait_for([&] { return QFile::exists(out); })) return {};
    QFile file(out);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return QString::fromUtf8(file.readAll());
  }
};

TEST_F(CardsTest, BusyPortIsToldOnItsCardWithOneThatIsFree) {
  QTcpServer holder;
  ASSERT_TRUE(holder.listen(QHostAddress(QHostAddress::LocalHost), 0));
  set(with_forward(holder.serverPort()));
  open();
  conductor.turn_on();
  const QString trouble = QStringLiteral("applications.forward.f.trouble");
  ASSERT_TRUE(wait_for([&] { return !said(trouble).isEmpty(); }));
  EXPECT_EQ(status(), QStringLiteral("Cannot be used"));
  EXPECT_TRUE(said(trouble).contains(QString::number(holder.serverPort()))) << said(trouble).toStdString();
  picture(QStringLiteral("busy"));
  QPushButton* const button = button_in(trouble);
  ASSERT_NE(button, nullptr);
  QTest::mouseClick(button, Qt::LeftButton);
  ASSERT_TRUE(wait_for([&] { return status() == QStringLiteral("Open"); })) << status().toStdString();
  EXPECT_TRUE(said(trouble).isEmpty());
  const quint16 port = shown_application().forwards[0].listen.endpoint.port;
  EXPECT_NE(port, holder.serverPort());
  echo_at({IpAddress::v4({127, 0, 0, 1}), port});
}

TEST_F(CardsTest, DeletedApplicationComesBack) {
  set(with_forward(unused_port()));
  open();
  const config::Setup before = document.setup();
  choose(QStringLiteral("applications.card.db.more"), {Qt::Key_Up, Qt::Key_Return});
  ASSERT_TRUE(wait_for([&] { return document.setup().applications.empty(); }));
  EXPECT_NE(find(QStringLiteral("applications.empty")), nullptr);
  document.undo();
  EXPECT_EQ(document.setup(), before);
  EXPECT_NE(find(QStringLiteral("applications.card.db.switch")), nullptr);
}

TEST_F(CardsTest, LaunchedProgramIsLedThroughCulvert) {
  config::Setup setup = with_forward(unused_port());
  setup.applications[0].launch = {script(), "an argument"};
  set(setup);
  open();
  // Never past it unseen.
  click(QStringLiteral("applications.card.db.launch"));
  const QString message = QStringLiteral("applications.card.db.message");
  EXPECT_TRUE(said(message).startsWith(QStringLiteral("Culvert is off")));
  picture(QStringLiteral("launch-off"));
  EXPECT_FALSE(QFile::exists(directory.filePath(QStringLiteral("environment"))));
  QTest::mouseClick(button_in(message), Qt::LeftButton);
  const QString text = environment();
  EXPECT_TRUE(conductor.is_on());
  const QString led = QStringLiteral("\nALL_PROXY=socks5h://") + QString::fromStdString(entrance().to_string()) + u'\n';
  EXPECT_TRUE(text.contains(led)) << text.toStdString();
  EXPECT_TRUE(text.endsWith(QStringLiteral("\nan argument\n")));
  EXPECT_TRUE(said(message).isEmpty());
}

TEST_F(CardsTest, ProgramThatIsNotThereIsSaidOnItsCard) {
  config::Setup setup = with_forward(unused_port());
  setup.applications[0].launch = {"/nowhere/psql"};
  set(setup);
  open();
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  click(QStringLiteral("applications.card.db.launch"));
  EXPECT_EQ(said(QStringLiteral("applications.card.db.message")),
            QStringLiteral("/nowhere/psql could not be started: there is no such program."));
}

// In another language all at once, with a name for each control in each state.
TEST_F(CardsTest, LanguageChangesLiveAndEachControlHasAName) {
  config::Setup setup = with_forward(unused_port());
  setup.applications[0].launch = {"psql", "-h", "localhost"};
  setup.applications[0].access = config::Application::Access::kPrograms;
  setup.applications[0].programs = {"/usr/bin/psql"};
  config::Rule rule;
  rule.id = "r";
  rule.domains = {"*.corp.example"};
  rule.networks = {"10.0.0.0/8"};
  setup.rules.push_back(rule);
  set(setup);
  open({760, 560});
  auto* const edit = find<QPushButton>(QStringLiteral("applications.card.db.edit"));
  ASSERT_NE(edit, nullptr);
  EXPECT_EQ(edit->text(), QStringLiteral("Edit"));
  LongLanguage language;
  QCoreApplication::installTranslator(&language);
  ASSERT_TRUE(wait_for([&] { return edit->text() == QStringLiteral("Edit E"); }));
  EXPECT_EQ(unnamed_controls(*page), std::vector<std::string>());
  EXPECT_EQ(beyond_their_children(*page), std::vector<std::string>());
  picture(QStringLiteral("long-cards"));
  page->go(QStringLiteral("db"), {});
  EXPECT_EQ(unnamed_controls(*page), std::vector<std::string>());
  EXPECT_EQ(beyond_their_children(*page), std::vector<std::string>());
  picture(QStringLiteral("long-editor"));
  click(QStringLiteral("applications.editor.pick"));
  EXPECT_EQ(unnamed_controls(*page), std::vector<std::string>());
  EXPECT_EQ(beyond_their_children(*page), std::vector<std::string>());
  page->go(QStringLiteral("r"), {});
  EXPECT_EQ(unnamed_controls(*page), std::vector<std::string>());
  EXPECT_EQ(beyond_their_children(*page), std::vector<std::string>());
  picture(QStringLiteral("long-rules"));
  QCoreApplication::removeTranslator(&language);
}

TEST_F(CardsTest, TwoHundredCardsDoNotHoldUpTheWindow) {
  config::Setup setup = usual();
  for (int i = 0; i < 200; ++i) {
    config::Application one = application("app-" + std::to_string(i), {});
    one.name = "Application " + std::to_string(i);
    for (int n = 0; n < 2; ++n) {
      config::Forward f = forward("f-" + std::to_string(i) + "-" + std::to_string(n), {"db.internal", 5432});
      f.listen = config::ListenAddress::localhost(static_cast<std::uint16_t>(20000 + 2 * i + n));
      one.forwards.push_back(f);
    }
    setup.applications.push_back(one);
  }
  set(setup);
  // The longest that this thread was busy between two turns of the event loop; others may be busy, too.
  const auto busy = [] {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return qint64{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
  };
  qint64 longest = 0;
  qint64 before = busy();
  QTimer heart;
  QObject::connect(&heart, &QTimer::timeout, &heart, [&] {
    const qint64 now = busy();
    longest = std::max(longest, now - std::exchange(before, now));
  });
  heart.setInterval(0);
  heart.start();
  open();
  ASSERT_TRUE(wait_for([&] { return find(QStringLiteral("applications.card.app-199.switch")) != nullptr; }));
  const qint64 building = std::exchange(longest, 0);
  auto* const scroll = find<QScrollArea>(QStringLiteral("applications.cards"));
  ASSERT_NE(scroll, nullptr);
  for (int i = 0; i <= 50; ++i) {
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum() * i / 50);
    QCoreApplication::processEvents();
  }
  const qint64 scrolling = std::exchange(longest, 0);
  document.edit([](config::Setup& s) { s.applications[150].on = false; });
  ASSERT_TRUE(wait_for(
      [&] { return !find<QAbstractButton>(QStringLiteral("applications.card.app-150.switch"))->isChecked(); }));
  const qint64 changing = longest;
  std::printf("longest: %lld ms building, %lld ms scrolling, %lld ms at a change\n", static_cast<long long>(building),
              static_cast<long long>(scrolling), static_cast<long long>(changing));
  picture(QStringLiteral("many"));
  // The aim is 16 ms; this is what a slow build keeps.
  EXPECT_LT(std::max({building, scrolling, changing}), 80);
}

}  // namespace
}  // namespace culvert::ui::test
