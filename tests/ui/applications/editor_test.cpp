// An application from nothing, by clicks and keys, up to bytes through its forward.
#include "ui/applications/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QRadioButton>
#include <QUrl>

#include "applications/programs_edit.h"

namespace culvert::ui::test {
namespace {

class ApplicationEditorTest : public PageWorld {
 protected:
  // In the editor of the only application, which has no forward yet.
  void open_editor() {
    document.edit([&](config::Setup& setup) {
      setup = usual();
      setup.applications.push_back(application("db", {}));
      setup.applications[0].name = "Database";
    });
    open();
    click(QStringLiteral("applications.card.db.edit"));
  }
  void add_forward(const QString& to, const QString& listen) {
    click(QStringLiteral("applications.editor.add-forward"));
    type(QStringLiteral("applications.editor.forward.new.target"), to);
    type_and_enter(QStringLiteral("applications.editor.forward.new.listen"), listen);
  }
  static QString note(const char* of) {
    return QStringLiteral("applications.editor.") + QString::fromLatin1(of) + QStringLiteral(".note");
  }
};

TEST_F(ApplicationEditorTest, FromNothingToBytesThroughAForward) {
  set(usual());
  open();
  picture(QStringLiteral("empty"));
  EXPECT_FALSE(said(QStringLiteral("applications.empty")).isEmpty());
  QTest::mouseClick(button_in(QStringLiteral("applications.empty")), Qt::LeftButton);

  // A program is searched for and chosen, with the keyboard alone.
  auto* const search = find<QLineEdit>(QStringLiteral("applications.picker.search"));
  ASSERT_NE(search, nullptr);
  auto* const list = find<QListView>(QStringLiteral("applications.picker.list"));
  ASSERT_TRUE(wait_for([&] { return list->model()->rowCount() == 4; }));
  picture(QStringLiteral("picker"));
  EXPECT_TRUE(search->hasFocus());
  QTest::keyClicks(search, QStringLiteral("e"));
  QTest::keyClicks(search, QStringLiteral("av"));
  EXPECT_EQ(list->model()->rowCount(), 1);
  QTest::keyClick(search, Qt::Key_Return);
  ASSERT_EQ(document.setup().applications.size(), 1U);
  EXPECT_EQ(shown_application().name, "DBeaver");
  EXPECT_EQ(shown_application().launch, std::vector<std::string>{"dbeaver"});
  EXPECT_EQ(shown_application().access, config::Application::Access::kUser);

  // The forward is there to be filled in; the port comes by itself.
  auto* const to = find<QLineEdit>(QStringLiteral("applications.editor.forward.new.target"));
  ASSERT_NE(to, nullptr);
  EXPECT_TRUE(to->hasFocus());
  QTest::keyClicks(to, QString::fromStdString(target.to_string()));
  EXPECT_TRUE(shown_application().forwards.empty());
  QTest::keyClick(to, Qt::Key_Tab);
  ASSERT_EQ(shown_application().forwards.size(), 1U);
  EXPECT_EQ(shown_application().forwards[0].target, target);
  EXPECT_NE(shown_application().forwards[0].listen.endpoint.port, 0);
  picture(QStringLiteral("editor"));

  const QString power = QStringLiteral("applications.forward.forward-1.switch");
  click(QStringLiteral("applications.editor.back"));
  EXPECT_EQ(said(QStringLiteral("applications.forward.forward-1.status")),
            QStringLiteral("Waits for Culvert to be turned on"));
  click(power);
  EXPECT_FALSE(shown_application().forwards[0].on);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_EQ(said(QStringLiteral("applications.forward.forward-1.status")), QStringLiteral("Off"));
  click(power);
  ASSERT_TRUE(wait_for(
      [&] { return said(QStringLiteral("applications.forward.forward-1.status")) == QStringLiteral("Open"); }));

  echo_at({IpAddress::v4({127, 0, 0, 1}), shown_application().forwards[0].listen.endpoint.port});
  ASSERT_TRUE(wait_for([&] { return said(QStringLiteral("applications.forward.forward-1.status")).contains(u"5"); }));
  picture(QStringLiteral("open"));

  // The switch of the whole application.
  click(QStringLiteral("applications.card.dbeaver.switch"));
  ASSERT_TRUE(wait_for([&] {
    return std::ranges::none_of(conductor.entrances(), [](const Entrance& entrance) { return entrance.forward; });
  }));
  EXPECT_EQ(said(QStringLiteral("applications.forward.forward-1.status")), QStringLiteral("Off"));
}

TEST_F(ApplicationEditorTest, EachFieldSaysWhatIsWrongAndOnlyWhatIsGoodIsSaved) {
  open_editor();
  type(QStringLiteral("applications.editor.name"), QStringLiteral("My data"));
  EXPECT_EQ(shown_application().name, "My data");
  auto* const name = find<QLineEdit>(QStringLiteral("applications.editor.name"));
  QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
  QTest::keyClick(name, Qt::Key_Delete);
  EXPECT_FALSE(said(note("name")).isEmpty());
  EXPECT_EQ(shown_application().name, "My data");

  type(QStringLiteral("applications.editor.launch"), QStringLiteral("psql -h 'local host"));
  EXPECT_TRUE(said(note("launch")).contains(QStringLiteral("quotation mark")));
  EXPECT_EQ(shown_application().launch, (std::vector<std::string>{"psql", "-h"}));
  QTest::keyClicks(find<QLineEdit>(QStringLiteral("applications.editor.launch")), QStringLiteral("'"));
  EXPECT_EQ(said(note("launch")), QStringLiteral("Starts: ‹psql› ‹-h› ‹local host›"));
  EXPECT_EQ(shown_application().launch, (std::vector<std::string>{"psql", "-h", "local host"}));

  add_forward(QStringLiteral("db.internal"), QStringLiteral("0"));
  EXPECT_TRUE(said(note("forward.new.target")).contains(QStringLiteral("db.internal:5432")));
  EXPECT_TRUE(said(note("forward.new.listen")).startsWith(QStringLiteral("Choose a port")));
  EXPECT_TRUE(shown_application().forwards.empty());
  picture(QStringLiteral("wrong"));
  QTest::keyClicks(find<QLineEdit>(QStringLiteral("applications.editor.forward.new.target")), QStringLiteral(":5432"));
  ASSERT_NE(button_in(note("forward.new.listen")), nullptr);
  QTest::mouseClick(button_in(note("forward.new.listen")), Qt::LeftButton);
  ASSERT_EQ(shown_application().forwards.size(), 1U);
  EXPECT_GE(shown_application().forwards[0].listen.endpoint.port, 1024);
  EXPECT_EQ(shown_application().forwards[0].target.to_string(), "db.internal:5432");

  // What is typed over it and not good yet leaves what was saved.
  const auto saved = shown_application().forwards[0];
  type_and_enter(QStringLiteral("applications.editor.forward.forward-1.listen"), QStringLiteral("192.0.2.1:80"));
  EXPECT_TRUE(said(note("forward.forward-1.listen")).contains(QStringLiteral("this computer only")));
  EXPECT_EQ(shown_application().forwards[0], saved);
  type_and_enter(QStringLiteral("applications.editor.forward.forward-1.listen"), QStringLiteral("unix:/tmp/db.socket"));
  EXPECT_TRUE(said(note("forward.forward-1.listen")).isEmpty());
  EXPECT_EQ(shown_application().forwards[0].listen.path, "/tmp/db.socket");
}

TEST_F(ApplicationEditorTest, PortThatIsTakenInTheSetupIsNamed) {
  open_editor();
  const quint16 port = unused_port();
  add_forward(QStringLiteral("a.example:80"), QString::number(port));
  ASSERT_EQ(shown_application().forwards.size(), 1U);
  add_forward(QStringLiteral("b.example:80"), QString::number(port));
  // One that is free has come by itself; the other is not taken over it.
  EXPECT_TRUE(said(note("forward.forward-2.listen")).contains(QStringLiteral("A forward of Database listens on")));
  ASSERT_EQ(shown_application().forwards.size(), 2U);
  EXPECT_NE(shown_application().forwards[1].listen.endpoint.port, port);
  // It is free as soon as the other is off.
  click(QStringLiteral("applications.editor.forward.forward-1.switch"));
  EXPECT_TRUE(wait_for([&] { return shown_application().forwards[1].listen.endpoint.port == port; }));
}

TEST_F(ApplicationEditorTest, ForwardsAreCopiedDeletedAndBroughtBack) {
  open_editor();
  add_forward(QStringLiteral("a.example:80"), QString::number(unused_port()));
  click(QStringLiteral("applications.editor.forward.forward-1.copy"));
  ASSERT_EQ(shown_application().forwards.size(), 2U);
  EXPECT_NE(shown_application().forwards[0].listen, shown_application().forwards[1].listen);
  EXPECT_EQ(shown_application().forwards[1].target.host, "a.example");
  const auto before = shown_application().forwards;
  click(QStringLiteral("applications.editor.forward.forward-1.delete"));
  ASSERT_EQ(shown_application().forwards.size(), 1U);
  EXPECT_FALSE(document.undoable().isEmpty());
  document.undo();
  EXPECT_EQ(shown_application().forwards, before);
  EXPECT_NE(find(QStringLiteral("applications.editor.forward.forward-1.listen")), nullptr);
}

TEST_F(ApplicationEditorTest, OnlyThesePrograms) {
  open_editor();
  click(QStringLiteral("applications.editor.access-programs"));
  EXPECT_TRUE(said(note("programs")).startsWith(QStringLiteral("Add the programs")));
  EXPECT_EQ(shown_application().access, config::Application::Access::kEveryone);

  // Files are dropped onto the list.
  QMimeData files;
  files.setUrls({QUrl::fromLocalFile(QStringLiteral("/usr/bin/psql")), QUrl(QStringLiteral("https://example.com/"))});
  auto* const programs = find<ProgramsEdit>(QStringLiteral("applications.editor.programs"));
  ASSERT_NE(programs, nullptr);
  QDragEnterEvent enter({5, 5}, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(programs, &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(programs, &drop);
  EXPECT_EQ(shown_application().access, config::Application::Access::kPrograms);
  EXPECT_EQ(shown_application().programs, std::vector<std::string>{"/usr/bin/psql"});
  picture(QStringLiteral("programs"));

  // The last one cannot be taken away so that nobody, or everybody, might connect.
  click(QStringLiteral("applications.editor.programs.remove"));
  EXPECT_EQ(shown_application().programs, std::vector<std::string>{"/usr/bin/psql"});
  EXPECT_FALSE(said(note("programs")).isEmpty());
  click(QStringLiteral("applications.editor.access-me"));
  EXPECT_EQ(shown_application().access, config::Application::Access::kUser);
}

TEST_F(ApplicationEditorTest, LeavesByEscapeAndTakesWhatOthersChange) {
  open_editor();
  document.edit([](config::Setup& setup) { setup.applications[0].name = "Renamed"; });
  EXPECT_EQ(find<QLineEdit>(QStringLiteral("applications.editor.name"))->text(), QStringLiteral("Renamed"));
  QTest::keyClick(find<QLineEdit>(QStringLiteral("applications.editor.name")), Qt::Key_Escape);
  EXPECT_EQ(find(QStringLiteral("applications.editor")), nullptr);
  EXPECT_EQ(said(QStringLiteral("applications.card.db.name")), QStringLiteral("Renamed"));
  page->go(QStringLiteral("db"), QStringLiteral("launch"));
  EXPECT_TRUE(find<QLineEdit>(QStringLiteral("applications.editor.launch"))->hasFocus());
  click(QStringLiteral("applications.editor.delete"));
  EXPECT_TRUE(document.setup().applications.empty());
  EXPECT_EQ(find(QStringLiteral("applications.editor")), nullptr);
}

}  // namespace
}  // namespace culvert::ui::test
