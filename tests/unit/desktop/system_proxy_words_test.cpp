#include "system_proxy_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTranslator>
#include <set>

namespace culvert::desktop {
namespace {

using system_proxy::Remark;
using About = Remark::About;

// Shows what was translated, and what was not.
class Marker : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* context, const char* text, const char* /*disambiguation*/,
                                  int /*n*/) const override {
    if (QByteArrayView(context) != "culvert::desktop::SystemProxyWords") return {};
    return QStringLiteral("<%1>").arg(QString::fromUtf8(text));
  }
};

TEST(SystemProxyWords, AllOfASentenceIsInTheLanguageOfTheWindow) {
  int argc = 1;
  char name[] = "test";
  char* argv[] = {name, nullptr};
  const QCoreApplication application(argc, argv);
  Marker marker;
  QCoreApplication::installTranslator(&marker);
  static const QRegularExpression translated(QStringLiteral("^<[^<>]+>( <[^<>]+>)?$"));
  std::set<QString> sentences;
  for (const About about : {About::kNoSetting, About::kOthersChange, About::kOtherCulvert, About::kNoJournal}) {
    sentences.insert(sentence_of({.kind = Remark::Kind::kLeftAlone, .sentence = "in English", .about = about}));
  }
  for (const About about : {About::kNotSet, About::kNotSetBack}) {
    for (const Code code :
         {Code::kDenied, Code::kNotFound, Code::kTimedOut, Code::kLimit, Code::kUnsupported, Code::kSystem}) {
      sentences.insert(
          sentence_of({.kind = Remark::Kind::kFailed, .sentence = "in English", .about = about, .code = code}));
    }
  }
  EXPECT_EQ(sentences.size(), 16U) << "each has its own";
  for (const QString& one : sentences) EXPECT_TRUE(translated.match(one).hasMatch()) << one.toStdString();
  for (const About about : {About::kSet, About::kSetBack, About::kOther}) {
    EXPECT_EQ(sentence_of({.kind = Remark::Kind::kDone, .sentence = "in English", .about = about}), QString());
  }
  QCoreApplication::removeTranslator(&marker);
}

}  // namespace
}  // namespace culvert::desktop
