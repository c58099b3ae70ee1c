// Files are chosen in the dialog of the portal, with a portal that is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDir>
#include <QFileDialog>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "file_dialog.h"

namespace culvert::ui {
namespace {

const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");

// One request of the portal, which may be closed.
class Request : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Request")

 public:
  using QObject::QObject;
  bool closed = false;
 public slots:
  void Close() { closed = true; }
};

class Chooser : public QObject, protected QDBusContext {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.FileChooser")

 public:
  Chooser() {
    EXPECT_TRUE(bus_.registerObject(kPath, this, QDBusConnection::ExportAllSlots));
    EXPECT_TRUE(bus_.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
  }
  ~Chooser() override { QDBusConnection::disconnectFromBus(QStringLiteral("chooser")); }

  void answer(uint response, const QStringList& uris) {
    QDBusMessage signal = QDBusMessage::createSignal(handle_, QStringLiteral("org.freedesktop.portal.Request"),
                                                     QStringLiteral("Response"));
    signal << response << QVariantMap{{QStringLiteral("uris"), uris}};
    bus_.send(signal);
  }
  [[nodiscard]] bool closed() const { return request_.closed; }

  bool broken = false;
  QString method;
  QString parent;
  QString title;
  QVariantMap options;

 public slots:
  QDBusObjectPath OpenFile(const QString& window, const QString& words, const QVariantMap& wanted) {
    return open(QStringLiteral("OpenFile"), window, words, wanted);
  }
  QDBusObjectPath SaveFile(const QString& window, const QString& words, const QVariantMap& wanted) {
    return open(QStringLiteral("SaveFile"), window, words, wanted);
  }

 private:
  QDBusObjectPath open(const QString& name, const QString& window, const QString& words, const QVariantMap& wanted) {
    method = name;
    if (broken) {
      sendErrorReply(QDBusError::UnknownInterface, QStringLiteral("there is none"));
      return {};
    }
    parent = window;
    title = words;
    options = wanted;
    handle_ = kPath + u"/request/" + message().service().mid(1).replace(u'.', u'_') + u'/' +
              wanted.value(QStringLiteral("handle_token")).toString();
    bus_.registerObject(handle_, &request_, QDBusConnection::ExportAllSlots);
    return QDBusObjectPath(handle_);
  }

  QDBusConnection bus_ = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("chooser"));
  QString handle_;
  Request request_;
};

class FileDialogTest : public ::testing::Test {
 protected:
  FileDialogTest() {
    qunsetenv("QT_NO_XDG_DESKTOP_PORTAL");
    QGuiApplication::setDesktopSettingsAware(false);
    window.show();
    dialog = new QFileDialog(&window, QStringLiteral("Choose a picture"), directory.path(),
                             QStringLiteral("Pictures (*.svg *.png);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, [this](const QString& path) { chosen += path; });
    QObject::connect(dialog, &QFileDialog::finished, [this](int result) { results += result; });
  }
  ~FileDialogTest() override { QGuiApplication::setDesktopSettingsAware(true); }

  [[nodiscard]] bool asked() {
    return QTest::qWaitFor([this] { return !chooser.method.isEmpty(); });
  }
  [[nodiscard]] bool over() {
    return QTest::qWaitFor([this] { return dialog == nullptr; });
  }

  Chooser chooser;
  QTemporaryDir directory;
  QWidget window;
  QPointer<QFileDialog> dialog;
  QStringList chosen;
  QList<int> results;
};

TEST_F(FileDialogTest, ThePortalsIsAskedAsQtsWouldBe) {
  open_file_dialog(*dialog);
  ASSERT_TRUE(asked());
  EXPECT_EQ(chooser.method, QStringLiteral("OpenFile"));
  EXPECT_EQ(chooser.parent, u"x11:" + QString::number(window.winId(), 16));
  EXPECT_EQ(chooser.title, QStringLiteral("Choose a picture"));
  EXPECT_EQ(chooser.options.value(QStringLiteral("current_folder")).toByteArray(),
            directory.path().toUtf8() + QByteArray(1, '\0'));
  EXPECT_FALSE(chooser.options.contains(QStringLiteral("directory")));
  const auto filters = chooser.options.value(QStringLiteral("filters")).value<QDBusArgument>();
  EXPECT_EQ(filters.currentSignature(), QStringLiteral("a(sa(us))"));
  EXPECT_FALSE(dialog->isVisible());
  chooser.answer(0, {QStringLiteral("file:///home/kim/a%20picture.svg"), QStringLiteral("file:///other")});
  ASSERT_TRUE(over());
  EXPECT_EQ(chosen, QStringList{QStringLiteral("/home/kim/a picture.svg")});
  EXPECT_EQ(results, QList<int>{QDialog::Accepted});
}

TEST_F(FileDialogTest, WhoRatherChoosesNothingHasChosenNothing) {
  for (const auto& [response, uris] : {std::pair<uint, QStringList>(1, {}), std::pair<uint, QStringList>(0, {}),
                                       std::pair<uint, QStringList>(0, {QStringLiteral("https://example.com/x")})}) {
    chooser.method.clear();
    dialog = new QFileDialog(&window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, [this](const QString& path) { chosen += path; });
    show_file_dialog(*dialog);
    ASSERT_TRUE(asked());
    chooser.answer(response, uris);
    ASSERT_TRUE(over());
  }
  EXPECT_TRUE(chosen.isEmpty());
}

TEST_F(FileDialogTest, AFileThatIsSavedHasItsSuffix) {
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("json"));
  dialog->selectFile(QStringLiteral("work.json"));
  show_file_dialog(*dialog);
  ASSERT_TRUE(asked());
  EXPECT_EQ(chooser.method, QStringLiteral("SaveFile"));
  EXPECT_EQ(chooser.options.value(QStringLiteral("current_name")).toString(), QStringLiteral("work.json"));
  chooser.answer(0, {QUrl::fromLocalFile(directory.filePath(QStringLiteral("other"))).toString()});
  ASSERT_TRUE(over());
  EXPECT_EQ(chosen, QStringList{directory.filePath(QStringLiteral("other.json"))});
}

TEST_F(FileDialogTest, NobodysFileIsWrittenOverUnasked) {
  QFile there(directory.filePath(QStringLiteral("other.json")));
  ASSERT_TRUE(there.open(QIODevice::WriteOnly));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("json"));
  show_file_dialog(*dialog);
  ASSERT_TRUE(asked());
  chooser.answer(0, {QUrl::fromLocalFile(directory.filePath(QStringLiteral("other"))).toString()});
  ASSERT_TRUE(over());
  EXPECT_EQ(chosen, QStringList{directory.filePath(QStringLiteral("other"))});
}

TEST_F(FileDialogTest, WithoutThePortalsThereIsQts) {
  chooser.broken = true;
  open_file_dialog(*dialog);
  ASSERT_TRUE(QTest::qWaitFor([this] { return dialog->isVisible(); }));
  EXPECT_EQ(dialog->windowModality(), Qt::WindowModal);
}

TEST_F(FileDialogTest, WhereQtKnowsTheDesktopItHasADialog) {
  QGuiApplication::setDesktopSettingsAware(true);
  show_file_dialog(*dialog);
  EXPECT_TRUE(dialog->isVisible());
  EXPECT_TRUE(chooser.method.isEmpty());
}

TEST_F(FileDialogTest, ItIsClosedWithItsWindow) {
  show_file_dialog(*dialog);
  ASSERT_TRUE(asked());
  EXPECT_FALSE(chooser.closed());
  delete dialog;
  EXPECT_TRUE(QTest::qWaitFor([this] { return chooser.closed(); }));
}

}  // namespace
}  // namespace culvert::ui

#include "file_dialog_test.moc"
