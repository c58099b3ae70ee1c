// The pages on a real engine, with a proxy and a destination.
#include <gmock/gmock.h>

#include "integration/engine_world.h"
// Qt's macros come after the core's headers.
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

#include "core_bridge_feed.h"
#include "models/connections_model.h"
#include "models/trace_model.h"
#include "pages/connections_page.h"
#include "pages/row_table.h"
#include "pages/trace_page.h"
#include "ui/connections/page_world.h"
#include "widgets/message_bar.h"

namespace culvert::ui {
namespace {

using test::PageWindow;
using test::PageWorld;

class PagesOnAnEngine : public culvert::test::EngineTest {
 protected:
  PagesOnAnEngine() {
    feed.attach(engine);
    engine.apply(setup());
    at = started();
    world.setup.edit([](config::Setup& s) {
      s.profiles[0].id = "p";
      s.profile = "p";
      s.applications[0].id = "a";
    });
  }
  ~PagesOnAnEngine() override {
    feed.detach();
    engine.stop();
  }
  std::unique_ptr<TcpStream> open_one() {
    std::unique_ptr<TcpStream> stream;
    run([&]() -> Task<> { stream = co_await open_at(at); });
    EXPECT_NE(stream, nullptr);
    return stream;
  }
  // Whether nothing comes any more, with an error or without.
  bool is_closed(TcpStream& stream) {
    bool closed = false;
    run([&]() -> Task<> {
      const auto bytes = co_await stream.next();
      closed = !bytes || bytes->empty();
    });
    return closed;
  }

  PageWorld world;
  CoreBridgeFeed feed{world.core};
  api::Engine engine{[this](const api::Event& e) {
    log.add(e);
    feed.tell(e);
  }};
  Endpoint at;
};

TEST_F(PagesOnAnEngine, TheDeleteKeyClosesAConnectionAndItsStepsAreTold) {
  const auto first = open_one();
  const auto second = open_one();
  PageWindow<ConnectionsPage> window(world.context);
  window.open();
  auto* table = window.find<RowTable>("connections.table");
  auto& model = *qobject_cast<ConnectionsModel*>(table->model());
  ASSERT_TRUE(QTest::qWaitFor([&] { return model.rowCount() == 2; }));
  const auto cell = [&](ConnectionsModel::Column column) { return model.index(0, column).data().toString(); };
  EXPECT_EQ(cell(ConnectionsModel::kApplication), QStringLiteral("Database"));
  EXPECT_EQ(cell(ConnectionsModel::kThrough), QStringLiteral("Work"));
  EXPECT_EQ(cell(ConnectionsModel::kDestination).toStdString(), target.to_string());
  EXPECT_FALSE(cell(ConnectionsModel::kRule).isEmpty());

  table->setFocus();
  QTest::keyClick(table, Qt::Key_Home);
  table->selectRow(0);  // the youngest
  auto* details = window.find("connections.details");
  ASSERT_TRUE(details->isVisible());
  auto* steps = qobject_cast<TraceModel*>(window.find<RowTable>("connections.details.steps")->model());
  ASSERT_TRUE(QTest::qWaitFor([&] { return steps->rowCount() >= 4; }));
  const int before = steps->rowCount();

  QTest::keyClick(table, Qt::Key_Delete);
  EXPECT_TRUE(is_closed(*second));
  ASSERT_TRUE(QTest::qWaitFor([&] { return model.rowCount() == 1; }));
  EXPECT_EQ(window.find<QLabel>("connections.details.state")->text(), QStringLiteral("Over"));
  EXPECT_TRUE(QTest::qWaitFor([&] { return steps->rowCount() > before; })) << "how it ended";
  bool other = false;
  run([&]() -> Task<> { other = co_await still_echoes(*first); });
  EXPECT_TRUE(other);
}

TEST_F(PagesOnAnEngine, TheProcessOfAConnectionIsShownThatWasOpenBeforeThePage) {
  const auto stream = open_one();
  PageWindow<ConnectionsPage> window(world.context);
  window.open();
  auto& model = *qobject_cast<ConnectionsModel*>(window.find<RowTable>("connections.table")->model());
  const QString number = QString::number(QCoreApplication::applicationPid());
  EXPECT_TRUE(QTest::qWaitFor([&] {
    return model.rowCount() == 1 && model.index(0, ConnectionsModel::kProcess).data().toString().contains(number);
  }));
}

TEST_F(PagesOnAnEngine, TheTraceShowsWhatWasAndWhatComesAlsoAfterAPause) {
  const auto first = open_one();
  PageWindow<TracePage> window(world.context);
  window.open();
  auto& model = *qobject_cast<TraceModel*>(window.find<RowTable>("trace.table")->model());
  ASSERT_TRUE(QTest::qWaitFor([&] { return model.rowCount() >= 8; })) << "from before the page was there";
  const int before = model.rowCount();
  auto* pause = window.find<QPushButton>("trace.pause");
  QTest::mouseClick(pause, Qt::LeftButton);
  const auto second = open_one();
  // A question that is answered after all that has been told.
  bool answered = false;
  world.core.read_trace(0, &window, [&](const QList<TraceRow>&) { answered = true; });
  ASSERT_TRUE(QTest::qWaitFor([&] { return answered; }));
  EXPECT_EQ(model.rowCount(), before);
  QTest::mouseClick(pause, Qt::LeftButton);
  EXPECT_TRUE(QTest::qWaitFor([&] { return model.rowCount() > before; }));
  for (int row = 1; row < model.rowCount(); ++row) EXPECT_EQ(model.at(row).number, model.at(row - 1).number + 1);
}

TEST_F(PagesOnAnEngine, TheTraceIsExportedToAFileAndWhatGoesWrongIsSaid) {
  const auto first = open_one();
  PageWindow<TracePage> window(world.context);
  window.open();
  const QTemporaryDir directory;
  auto* button = window.find<QPushButton>("trace.export");
  auto* message = window.page->findChild<MessageBar*>();
  const auto save_to = [&](const QString& path) {
    const auto actions = button->menu()->actions();
    actions[0]->trigger();
    auto* dialog = window.findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    ASSERT_NE(name, nullptr);
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(QTest::qWaitFor([&] { return message->isVisible(); }));
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.findChild<QFileDialog*>() == nullptr; }));
  };
  const QString path = directory.filePath(QStringLiteral("trace.json"));
  save_to(path);
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
  const QJsonArray all = QJsonDocument::fromJson(file.readAll()).array();
  EXPECT_GE(all.size(), 8);
  EXPECT_FALSE(all[0].toObject().value(u"step").toString().isEmpty());
  save_to(QStringLiteral("/proc/no-such-thing.json"));
  EXPECT_TRUE(message->isVisible());
  const auto labels = message->findChildren<QLabel*>();
  EXPECT_TRUE(std::ranges::any_of(
      labels, [](const QLabel* label) { return label->text().contains(u"/proc/no-such-thing.json"); }));
}

}  // namespace
}  // namespace culvert::ui
