#include "languages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QEvent>
#include <QFile>
#include <QLocale>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include "settings_document.h"

namespace culvert::ui {
namespace {

class Listener : public QWidget {
 public:
  int heard = 0;

 protected:
  void changeEvent(QEvent* event) override {
    if (event->type() == QEvent::LanguageChange) ++heard;
  }
};

TEST(Languages, EachOneHasItsTextsInTheProgram) {
  const Languages made;
  for (const Language& one : languages()) {
    const QString file = QStringLiteral(":/translations/culvert_") + QString::fromLatin1(one.code).replace(u'-', u'_');
    EXPECT_TRUE(QFile::exists(file + QStringLiteral(".qm"))) << one.code;
    EXPECT_FALSE(QString::fromUtf8(one.name).isEmpty());
  }
}

TEST(Languages, AChangeIsHeardAndNumbersGoAlong) {
  Languages made;
  Listener listener;
  made.use(QStringLiteral("de"));
  EXPECT_EQ(made.code(), QStringLiteral("de"));
  EXPECT_EQ(QLocale().toString(1.5), QStringLiteral("1,5"));
  EXPECT_TRUE(QTest::qWaitFor([&] { return listener.heard > 0; }));
  made.use(QStringLiteral("zh-CN"));
  EXPECT_EQ(made.code(), QStringLiteral("zh-CN"));
  EXPECT_EQ(QLocale().language(), QLocale::Chinese);
  EXPECT_EQ(QLocale().toString(1.5), QStringLiteral("1.5"));
  made.use(QStringLiteral("en"));
  EXPECT_EQ(QLocale().language(), QLocale::English);
}

TEST(Languages, TheNearestIsTaken) {
  Languages made;
  made.use(QStringLiteral("de-AT"));
  EXPECT_EQ(made.code(), QStringLiteral("de"));
  made.use(QStringLiteral("zh-Hans-SG"));
  EXPECT_EQ(made.code(), QStringLiteral("zh-CN"));
  made.use(QStringLiteral("zh-TW"));
  EXPECT_EQ(made.code(), QStringLiteral("en")) << "written otherwise";
  made.use(QStringLiteral("tlh"));
  EXPECT_EQ(made.code(), QStringLiteral("en"));
  made.use({});
  EXPECT_EQ(made.code(), language_of_system());
}

TEST(Languages, PluralsAreRightInEnglish) {
  Languages made;
  made.use(QStringLiteral("en"));
  EXPECT_EQ(QCoreApplication::translate("culvert::ui::Format", "%n minute(s) ago", nullptr, 1),
            QStringLiteral("1 minute ago"));
  EXPECT_EQ(QCoreApplication::translate("culvert::ui::Format", "%n minute(s) ago", nullptr, 3),
            QStringLiteral("3 minutes ago"));
}

TEST(Languages, TheSettingsAreFollowed) {
  const QTemporaryDir directory;
  SettingsDocument settings(directory.filePath(QStringLiteral("settings.json")), std::chrono::milliseconds(1));
  settings.load();
  Languages made;
  made.follow(settings);
  EXPECT_EQ(made.code(), language_of_system());
  settings.edit([](config::Settings& s) { s.language = "de"; });
  EXPECT_EQ(made.code(), QStringLiteral("de"));
}

}  // namespace
}  // namespace culvert::ui
