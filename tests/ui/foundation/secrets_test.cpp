// Secrets of a setup, from where it says that they are.

#include "secrets.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "ui/foundation/fake_keychain.h"

inline void PrintTo(const QString& text, std::ostream* out) { *out << '"' << text.toStdString() << '"'; }

namespace culvert::ui::test {
namespace {

using Kind = config::SecretSource::Kind;
using Scheme = config::Authentication::Scheme;
using testing::HasSubstr;

class SecretsTest : public testing::Test {
 protected:
  static config::Profile profile(std::string id, config::SecretSource source, Scheme scheme = Scheme::kPassword) {
    config::Profile p;
    p.id = std::move(id);
    p.proxy = "proxy.example";
    p.authentication.scheme = scheme;
    if (scheme != Scheme::kBearer) p.authentication.credentials.user = "kim";
    p.authentication.secret = std::move(source);
    return p;
  }
  static config::Setup setup(config::Profile used) {
    config::Setup s;
    s.profile = used.id;
    s.profiles.push_back(std::move(used));
    return s;
  }
  template <class Condition>
  [[nodiscard]] static bool wait_for(Condition condition) {
    return QTest::qWaitFor(condition, 20'000);
  }
  struct Answer {
    config::Setup setup;
    QList<Secrets::Missing> missing;
  };
  [[nodiscard]] std::optional<Answer> resolve(const config::Setup& wanted) {
    std::optional<Answer> answer;
    secrets->resolve(wanted, [&](config::Setup s, const QList<Secrets::Missing>& m) { answer = {std::move(s), m}; });
    EXPECT_FALSE(answer) << "later, not now";
    EXPECT_TRUE(wait_for([&] { return answer.has_value(); }));
    return answer;
  }
  std::string write(const char* name, const QByteArray& content, ::mode_t mode = 0600) {
    const QString path = directory.filePath(QString::fromUtf8(name));
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    EXPECT_EQ(::chmod(path.toUtf8().constData(), mode), 0);
    return path.toStdString();
  }

  QString told;
  QTemporaryDir directory;
  FakeKeychain keychain;
  std::unique_ptr<Secrets> secrets = std::make_unique<Secrets>(keychain);
};

TEST_F(SecretsTest, FromTheKeychainOnce) {
  keychain.entries[QStringLiteral("work")] = QStringLiteral("geheim ✓");
  const auto wanted = setup(profile("a", {Kind::kKeychain, "work"}));
  for (int i = 0; i < 2; ++i) {
    const auto answer = resolve(wanted);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->missing.isEmpty());
    EXPECT_EQ(answer->setup.profiles[0].authentication.credentials.password, "geheim ✓");
  }
  EXPECT_EQ(keychain.reads.size(), 1);
  secrets->refused(QStringLiteral("a"));
  ASSERT_TRUE(resolve(wanted));
  EXPECT_EQ(keychain.reads.size(), 2) << "it may be another one by now";
}

TEST_F(SecretsTest, FromAFileEachTime) {
  const std::string path = write("token", "abc\n");
  const auto wanted = setup(profile("a", {Kind::kFile, path}, Scheme::kBearer));
  EXPECT_EQ(resolve(wanted)->setup.profiles[0].authentication.token, "abc");
  write("token", "def\n");
  EXPECT_EQ(resolve(wanted)->setup.profiles[0].authentication.token, "def");
}

TEST_F(SecretsTest, AFileThatOthersCanReadIsNotTaken) {
  const auto answer = resolve(setup(profile("a", {Kind::kFile, write("open", "abc\n", 0644)})));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->missing.size(), 1);
  EXPECT_EQ(answer->missing[0].profile, u"a");
  EXPECT_EQ(answer->missing[0].field, u"profiles[0].authentication.secret");
  EXPECT_THAT(answer->missing[0].sentence.toStdString(), HasSubstr("make this one readable by you alone"));
  EXPECT_THAT(answer->missing[0].details.toStdString(), HasSubstr("0600"));
  EXPECT_EQ(answer->setup.profiles[0].authentication.credentials.password, "");
}

TEST_F(SecretsTest, APipeThatNobodyWritesToKeepsNobodyWaiting) {
  const QString pipe = directory.filePath(QStringLiteral("pipe"));
  ASSERT_EQ(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
  bool answered = false;
  secrets->resolve(setup(profile("a", {Kind::kFile, pipe.toStdString()})),
                   [&](const auto&, const auto&) { answered = true; });
  QTest::qWait(20);
  EXPECT_FALSE(answered);
  secrets.reset();
  QFile writer(pipe);  // lets the thread that reads end
  EXPECT_TRUE(writer.open(QIODevice::WriteOnly));
}

TEST_F(SecretsTest, EveryTroubleOfTheKeychainInWords) {
  using Trouble = Keychain::Trouble;
  std::set<QString> sentences;
  for (const Trouble trouble :
       {Trouble::kNotFound, Trouble::kDenied, Trouble::kMissing, Trouble::kTimedOut, Trouble::kFailed}) {
    keychain.trouble = trouble;
    const auto answer = resolve(setup(profile("a", {Kind::kKeychain, "work"})));
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->missing.size(), 1);
    EXPECT_EQ(answer->missing[0].trouble, trouble);
    EXPECT_EQ(answer->missing[0].details, u"as the test says");
    sentences.insert(answer->missing[0].sentence);
  }
  EXPECT_EQ(sentences.size(), 5U);
  for (const QString& sentence : sentences) EXPECT_TRUE(sentence.contains(u"proxy.example")) << sentence.toStdString();
}

TEST_F(SecretsTest, APersonIsAskedInTheirWords) {
  QStringList asked;
  QObject::connect(secrets.get(), &Secrets::asked, [&](const QString& what, quint64 question) {
    asked << what;
    secrets->answer(question, QStringLiteral("typed"));
    secrets->answer(question, QStringLiteral("again"));
  });
  config::Setup wanted = setup(profile("a", {Kind::kAsk, ""}));
  config::MixedListener& listener = wanted.listeners.emplace_back();
  listener.listen = config::ListenAddress::localhost(1080);
  listener.credentials = config::Credentials{"app", ""};
  listener.secret = {Kind::kAsk, ""};
  const auto answer = resolve(wanted);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->missing.isEmpty());
  EXPECT_EQ(answer->setup.profiles[0].authentication.credentials.password, "typed");
  EXPECT_EQ(answer->setup.listeners[0].credentials->password, "typed");
  EXPECT_EQ(asked, QStringList({QStringLiteral("the password of kim for proxy.example"),
                                QStringLiteral("the password of app at localhost:1080")}));
  ASSERT_TRUE(resolve(wanted));
  EXPECT_EQ(asked.size(), 2) << "what was got once is not asked for again";
  secrets->refused(QStringLiteral("a"));
  ASSERT_TRUE(resolve(wanted));
  EXPECT_EQ(asked.size(), 3);
}

TEST_F(SecretsTest, WhoeverWouldRatherNotIsNotAskedTwice) {
  QObject::connect(secrets.get(), &Secrets::asked,
                   [&](const QString&, quint64 question) { secrets->answer(question, {}); });
  const auto answer = resolve(setup(profile("a", {Kind::kAsk, ""})));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->missing.size(), 1);
  EXPECT_EQ(answer->missing[0].sentence, u"The password of kim for proxy.example was not given.");
}

TEST_F(SecretsTest, OnlyTheLastQuestionIsAnswered) {
  keychain.silent = true;
  int first = 0;
  secrets->resolve(setup(profile("a", {Kind::kKeychain, "work"})), [&](const auto&, const auto&) { ++first; });
  QTest::qWait(5);
  keychain.silent = false;
  keychain.entries[QStringLiteral("work")] = QStringLiteral("x");
  ASSERT_TRUE(resolve(setup(profile("a", {Kind::kKeychain, "work"}))));

  QSignalSpy asked(secrets.get(), &Secrets::asked);
  QSignalSpy over(secrets.get(), &Secrets::question_over);
  secrets->resolve(setup(profile("b", {Kind::kAsk, ""})), [&](const auto&, const auto&) { ++first; });
  ASSERT_TRUE(wait_for([&] { return asked.size() == 1; }));
  ASSERT_TRUE(resolve(setup(profile("a", {Kind::kKeychain, "work"}))));
  EXPECT_EQ(over.size(), 1);
  secrets->answer(asked[0][1].toULongLong(), QStringLiteral("late"));
  QTest::qWait(5);
  EXPECT_EQ(first, 0);
}

TEST_F(SecretsTest, OfOneProfileForWhoeverAsks) {
  keychain.entries[QStringLiteral("work")] = QStringLiteral("x");
  QObject context;
  std::optional<config::Profile> got;
  secrets->resolve(profile("a", {Kind::kKeychain, "work"}), &context, [&](config::Profile p, const auto& missing) {
    EXPECT_TRUE(missing.isEmpty());
    got = std::move(p);
  });
  ASSERT_TRUE(resolve(setup(profile("b", {})))) << "others do not come in between";
  ASSERT_TRUE(wait_for([&] { return got.has_value(); }));
  EXPECT_EQ(got->authentication.credentials.password, "x");

  auto gone = std::make_unique<QObject>();
  bool called = false;
  secrets->resolve(profile("a", {Kind::kKeychain, "other"}), gone.get(), [&](auto, const auto&) { called = true; });
  gone.reset();
  QTest::qWait(5);
  EXPECT_FALSE(called);
}

TEST_F(SecretsTest, KeptInTheKeychain) {
  QObject context;
  std::optional<config::SecretSource> source;
  const auto keep = [&](const char* secret) {
    source.reset();
    secrets->keep(QStringLiteral("a"), QString::fromUtf8(secret), &context,
                  [&](config::SecretSource s, const QString& sentence) {
                    source = std::move(s);
                    told = sentence;
                  });
    return wait_for([&] { return source.has_value(); });
  };
  ASSERT_TRUE(keep("geheim"));
  EXPECT_EQ(told, QString());
  EXPECT_EQ(source->kind, Kind::kKeychain);
  const config::SecretSource first = *source;
  EXPECT_EQ(keychain.entries[QString::fromStdString(first.where)], u"geheim");
  EXPECT_EQ(config::problem_of(first), "");
  ASSERT_TRUE(keep("neu"));
  EXPECT_NE(source->where, first.where) << "the one before may be wanted back";
  EXPECT_EQ(keychain.entries.size(), 2U);
  EXPECT_EQ(resolve(setup(profile("a", *source)))->setup.profiles[0].authentication.credentials.password, "neu");
  EXPECT_TRUE(keychain.reads.isEmpty()) << "it is known already";
  secrets->forget(first);
  ASSERT_TRUE(wait_for([&] { return keychain.entries.size() == 1; }));

  keychain.trouble = Keychain::Trouble::kMissing;
  ASSERT_TRUE(keep("only here"));
  EXPECT_EQ(source->kind, Kind::kAsk);
  EXPECT_THAT(told.toStdString(), HasSubstr("in memory until Culvert ends"));
  EXPECT_EQ(resolve(setup(profile("a", *source)))->setup.profiles[0].authentication.credentials.password, "only here");
  QSignalSpy changed(secrets.get(), &Secrets::changed);
  ASSERT_TRUE(keep("only here"));
  EXPECT_EQ(changed.size(), 0);
  ASSERT_TRUE(keep("another one"));
  EXPECT_EQ(changed.size(), 1) << "the setup does not show it";
}

TEST_F(SecretsTest, AListenersWithoutAKeychainIsNotAskedForAgain) {
  keychain.trouble = Keychain::Trouble::kMissing;
  QSignalSpy asked(secrets.get(), &Secrets::asked);
  QObject context;
  std::optional<config::SecretSource> source;
  secrets->keep_of_listener(QStringLiteral("localhost:1080"), QStringLiteral("typed"), &context,
                            [&](config::SecretSource s, const QString& sentence) {
                              source = std::move(s);
                              told = sentence;
                            });
  ASSERT_TRUE(wait_for([&] { return source.has_value(); }));
  EXPECT_EQ(source->kind, Kind::kAsk);
  EXPECT_THAT(told.toStdString(), HasSubstr("in memory until Culvert ends"));
  config::Setup wanted;
  config::MixedListener& listener = wanted.listeners.emplace_back();
  listener.listen = config::ListenAddress::localhost(1080);
  listener.credentials = config::Credentials{"app", ""};
  listener.secret = *source;
  EXPECT_EQ(resolve(wanted)->setup.listeners[0].credentials->password, "typed");
  secrets->listener_moved(QStringLiteral("localhost:1080"), QStringLiteral("localhost:1081"));
  listener.listen = config::ListenAddress::localhost(1081);
  EXPECT_EQ(resolve(wanted)->setup.listeners[0].credentials->password, "typed");
  EXPECT_TRUE(asked.isEmpty());
}

TEST_F(SecretsTest, WhatIsSaidOfOneThatIsMissingIsAWholeSentence) {
  QObject::connect(secrets.get(), &Secrets::asked,
                   [&](const QString&, quint64 question) { secrets->answer(question, {}); });
  config::Setup wanted = setup(profile("a", {Kind::kAsk, ""}, Scheme::kBearer));
  config::MixedListener& listener = wanted.listeners.emplace_back();
  listener.listen = config::ListenAddress::localhost(1080);
  listener.credentials = config::Credentials{"app", ""};
  listener.secret = {Kind::kAsk, ""};
  const auto answer = resolve(wanted);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->missing.size(), 2);
  EXPECT_EQ(answer->missing[0].sentence, u"The token for proxy.example was not given.");
  EXPECT_EQ(answer->missing[1].sentence, u"The password of app at localhost:1080 was not given.");
}

}  // namespace
}  // namespace culvert::ui::test
