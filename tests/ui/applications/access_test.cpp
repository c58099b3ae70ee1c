// Who may connect, in truth: a process that is not among "only these programs" is refused.
#include "ui/applications/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QListView>

namespace culvert::ui::test {
namespace {

class AccessTest : public PageWorld {
 protected:
  [[nodiscard]] bool carries_at(std::uint16_t port) {
    return run([&]() -> Task<bool> {
      auto stream = co_await connect_tcp(loop, {IpAddress::v4({127, 0, 0, 1}), port});
      if (!stream || !co_await write(loop, **stream, "hello")) co_return false;
      co_return co_await read_at_least(**stream, 5) == "hello";
    });
  }
};

TEST_F(AccessTest, OnlyTheseProgramsMayConnect) {
  const quint16 port = unused_port();
  config::Setup setup = usual();
  setup.applications.push_back(application("db", {forward("f", target)}));
  setup.applications[0].forwards[0].listen = config::ListenAddress::localhost(port);
  setup.applications[0].programs = {"/usr/bin/true"};
  set(setup);
  open();
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  ASSERT_TRUE(
      wait_for([&] { return said(QStringLiteral("applications.forward.f.status")) == QStringLiteral("Open"); }));
  EXPECT_TRUE(carries_at(port));

  click(QStringLiteral("applications.card.db.edit"));
  click(QStringLiteral("applications.editor.access-programs"));
  EXPECT_EQ(shown_application().access, config::Application::Access::kPrograms);
  ASSERT_TRUE(wait_for([&] { return !carries_at(port); }));

  // This process is among those that run.
  choose(QStringLiteral("applications.editor.programs.add"), {Qt::Key_Down, Qt::Key_Return});
  auto* const list = find<QListView>(QStringLiteral("applications.picker.list"));
  ASSERT_TRUE(wait_for([&] { return list->model()->rowCount() > 0; }));
  auto* const search = find<QLineEdit>(QStringLiteral("applications.picker.search"));
  QTest::keyClicks(search, QCoreApplication::applicationFilePath());
  ASSERT_EQ(list->model()->rowCount(), 1);
  QTest::keyClick(search, Qt::Key_Return);
  EXPECT_EQ(shown_application().programs.back(), QCoreApplication::applicationFilePath().toStdString());
  EXPECT_TRUE(wait_for([&] { return carries_at(port); }));
}

}  // namespace
}  // namespace culvert::ui::test
