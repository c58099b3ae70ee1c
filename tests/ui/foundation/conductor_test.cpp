// The one switch, with a real engine and a real proxy.

#include <gmock/gmock.h>

#include "ui/foundation/world.h"
// Behind the core's headers, as in there.
#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <ctime>

namespace culvert::ui::test {
namespace {

using testing::AnyOf;
using Kind = config::SecretSource::Kind;

class ConductorTest : public UiWorld {
 protected:
  ConductorTest() {
    QObject::connect(&conductor, &Conductor::notable, [this](const QString& sentence) { notable << sentence; });
    QObject::connect(&conductor, &Conductor::status_changed, [this] { states.push_back(conductor.status().state); });
  }
  // A profile of somebody who signs in, with the password in the keychain.
  void sign_in(const std::string& password, Kind kind = Kind::kKeychain) {
    config::Setup s = usual();
    config::Authentication& a = s.profiles[0].authentication;
    a.scheme = config::Authentication::Scheme::kBasic;
    a.credentials.user = "kim";
    a.secret = {kind, kind == Kind::kKeychain ? "entry" : ""};
    keychain.entries[QStringLiteral("entry")] = QString::fromStdString(password);
    set(s);
  }

  QStringList notable;
  std::vector<State> states;
};

TEST_F(ConductorTest, TurnsOnCarriesAndTurnsOff) {
  set(usual());
  EXPECT_EQ(conductor.status().state, State::kOff);
  EXPECT_FALSE(conductor.is_on());
  conductor.turn_on();
  EXPECT_TRUE(conductor.is_on());
  EXPECT_EQ(conductor.status().state, State::kConnecting);
  ASSERT_TRUE(wait_for([&] { return sentence().startsWith(u"Reaching"); }));
  EXPECT_EQ(sentence(), QStringLiteral("Reaching 127.0.0.1:%1 …").arg(proxy_port));
  ASSERT_TRUE(comes(State::kOn));
  ASSERT_EQ(conductor.entrances().size(), 1U);
  ASSERT_TRUE(wait_for([&] { return conductor.status().carrier.has_value(); }));
  EXPECT_EQ(conductor.status().carrier->tls_version, u"TLS 1.3");
  const auto stream = run([&] { return speak(entrance()); });
  ASSERT_TRUE(stream);
  ASSERT_TRUE(wait_for([&] { return conductor.status().connections == 1; }));
  EXPECT_THAT(sentence(), AnyOf(QStringLiteral("On through Work · HTTP/3 · 1 connection(s)"),
                                QStringLiteral("On through Work · HTTP/2 · 1 connection(s)")));
  stream->reset({});
  ASSERT_TRUE(wait_for([&] { return conductor.status().connections == 0; }));
  conductor.turn_off();
  EXPECT_EQ(conductor.status().state, State::kOff);
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().empty(); }));
  EXPECT_TRUE(notable.isEmpty()) << notable.join(u' ').toStdString();
  conductor.toggle();
  EXPECT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
}

TEST_F(ConductorTest, WithoutAProfileItSaysSoAndGoesOnWhenThereIsOne) {
  conductor.turn_on();
  ASSERT_EQ(conductor.status().state, State::kProblem);
  EXPECT_EQ(conductor.status().trouble->action, u"Add a profile");
  EXPECT_EQ(conductor.status().trouble->place.page, Page::kProfiles);
  EXPECT_TRUE(conductor.is_on());
  set(usual());
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
  EXPECT_TRUE(notable.isEmpty());
}

TEST_F(ConductorTest, WrongPasswordThenCorrected) {
  restart_proxy(0, user("kim", "right"));
  sign_in("wrong");
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_FALSE(carries());
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(sentence(),
            QStringLiteral("Sign-in refused by 127.0.0.1:%1: check the user name and the password. (sign-in)")
                .arg(proxy_port));
  const Trouble trouble = *conductor.status().trouble;
  EXPECT_EQ(trouble.action, u"Check the password");
  EXPECT_EQ(trouble.place, (Place{Page::kProfiles, QStringLiteral("p"), QStringLiteral("authentication.secret")}));
  EXPECT_EQ(notable, QStringList(sentence())) << "nobody had touched anything";
  keychain.entries[QStringLiteral("better")] = QStringLiteral("right");
  change_profile([](config::Profile& p) { p.authentication.secret.where = "better"; });
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
  EXPECT_EQ(conductor.status().trouble, trouble) << "the last one that is over";
  EXPECT_EQ(notable.size(), 1);
}

TEST_F(ConductorTest, WhatWasAskedForAndIsWrongIsAskedForAgain) {
  restart_proxy(0, user("kim", "right"));
  sign_in("", Kind::kAsk);
  QStringList answers{QStringLiteral("wrong"), QStringLiteral("right")};
  QStringList questions;
  QObject::connect(&secrets, &Secrets::asked, &secrets, [&](const QString& what, quint64 question) {
    questions << what;
    if (!answers.isEmpty()) secrets.answer(question, answers.takeFirst());
  });
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_FALSE(carries());
  ASSERT_TRUE(wait_for([&] { return questions.size() == 2; }));
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
  EXPECT_EQ(questions.first(), u"the password of kim for Work");
}

TEST_F(ConductorTest, TheKeychainSaysNo) {
  restart_proxy(0, user("kim", "right"));
  sign_in("right");
  keychain.trouble = Keychain::Trouble::kDenied;
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_THAT(sentence().toStdString(), testing::HasSubstr("The keychain is locked"));
  EXPECT_EQ(conductor.status().trouble->place,
            (Place{Page::kProfiles, QStringLiteral("p"), QStringLiteral("authentication.secret")}));
  keychain.trouble = Keychain::Trouble::kNone;
  conductor.try_again();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
}

TEST_F(ConductorTest, BusyPort) {
  const auto taken = TcpListener::open(remote.loop(), loopback(), Stage::kTcp).value();
  config::Setup s = usual();
  s.listeners[0] = mixed(taken.endpoint());
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  const Trouble trouble = *conductor.status().trouble;
  const QString at = QString::fromStdString(taken.endpoint().to_string());
  EXPECT_TRUE(trouble.sentence.startsWith(at + u" is in use by ui_foundation (process "))
      << trouble.sentence.toStdString();
  ASSERT_TRUE(trouble.free_port);
  EXPECT_EQ(trouble.action, QStringLiteral("Use port %1").arg(*trouble.free_port));
  EXPECT_EQ(trouble.place, (Place{Page::kSettings, at, QStringLiteral("listen")}));
  ASSERT_EQ(conductor.entrances().size(), 1U);
  EXPECT_EQ(conductor.entrances()[0].sentence, trouble.sentence);
  document.edit([&](config::Setup& setup) { setup.listeners[0].listen.endpoint.port = *trouble.free_port; });
  ASSERT_TRUE(comes(State::kOn));
  ASSERT_EQ(conductor.entrances().size(), 1U) << "the one that is not wanted any more is gone";
  EXPECT_TRUE(carries());
}

TEST_F(ConductorTest, APortThatBecomesFreeIsTaken) {
  auto taken = std::make_optional(TcpListener::open(remote.loop(), loopback(), Stage::kTcp).value());
  config::Setup s = usual();
  s.listeners[0] = mixed(taken->endpoint());
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  remote.call([&] { taken.reset(); });
  ASSERT_TRUE(comes(State::kOn)) << "it is tried again";
  EXPECT_TRUE(carries());
}

TEST_F(ConductorTest, NothingFlickersWhileItIsTriedAgain) {
  const auto taken = TcpListener::open(remote.loop(), loopback(), Stage::kTcp).value();
  config::Setup s = usual();
  s.listeners.push_back(mixed(taken.endpoint()));
  s.profiles[0].ca_file = directory.filePath(QStringLiteral("gone.pem")).toStdString();
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().size() == 2; }));
  states.clear();
  int tries = 0;
  QObject::connect(&bridge, &CoreBridge::happened,
                   [&](const Happening& h) { tries += h.kind == Happening::Kind::kApplied ? 1 : 0; });
  ASSERT_TRUE(wait_for([&] { return tries >= 3; }));
  EXPECT_THAT(states, testing::Each(State::kProblem));
  EXPECT_EQ(conductor.status().trouble->place.field, u"ca_file") << sentence().toStdString();
  EXPECT_TRUE(notable.isEmpty());
}

TEST_F(ConductorTest, APathThatCannotBeListenedAt) {
  config::Setup s = usual();
  s.listeners[0].listen = config::ListenAddress::parse("unix:/nowhere/at/all").value();
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_TRUE(sentence().startsWith(u"Culvert cannot listen at unix:/nowhere/at/all.")) << sentence().toStdString();
  EXPECT_EQ(conductor.status().trouble->action, u"Choose another port");
}

TEST_F(ConductorTest, WhatHappensAfterAChangeWithoutConsequencesIsNotThePersonsDoing) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  quint64 last = 0;
  QObject::connect(&bridge, &CoreBridge::happened, [&](const Happening& h) { last = std::max(last, h.change); });
  const quint64 before = last;
  change_profile([](config::Profile& p) { p.name = "Renamed"; });
  ASSERT_TRUE(wait_for([&] { return last > before; }));
  ASSERT_TRUE(wait_for([&] { return sentence().startsWith(u"On through Renamed"); }));
  const auto stream = run([&] { return speak(entrance()); });
  ASSERT_TRUE(stream);
  stop_remote_proxy();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(notable.size(), 1);
}

TEST_F(ConductorTest, ADamagedFileIsNamedInsteadOfAMissingProfile) {
  {
    QFile broken(file());
    ASSERT_TRUE(broken.open(QIODevice::WriteOnly));
    broken.write("{");
  }
  document.load();
  conductor.turn_on();
  ASSERT_EQ(conductor.status().state, State::kProblem);
  EXPECT_EQ(sentence(), document.file().sentence());
  EXPECT_EQ(conductor.status().trouble->place, (Place{Page::kSettings, {}, QStringLiteral("file")}));
  document.start_over();
  ASSERT_TRUE(wait_for([&] { return conductor.status().trouble->action == u"Add a profile"; }));
}

TEST_F(ConductorTest, TurnedOffNobodyIsAskedAnyMore) {
  sign_in("", Kind::kAsk);
  QSignalSpy asked(&secrets, &Secrets::asked);
  QSignalSpy over(&secrets, &Secrets::question_over);
  conductor.turn_on();
  ASSERT_TRUE(wait_for([&] { return asked.size() == 1; }));
  EXPECT_EQ(sentence(), u"Getting the secrets …");
  conductor.turn_off();
  EXPECT_EQ(over.size(), 1);
  EXPECT_EQ(conductor.status().state, State::kOff);
  secrets.answer(asked[0][1].toULongLong(), QStringLiteral("late"));
  QTest::qWait(30);
  EXPECT_EQ(conductor.status().state, State::kOff);
}

TEST_F(ConductorTest, AnotherLanguageIsTakenUp) {
  class Shouting : public QTranslator {
   public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char*, const char* text, const char*, int) const override {
      return QString::fromUtf8(text).toUpper();
    }
  };
  const auto taken = TcpListener::open(remote.loop(), loopback(), Stage::kTcp).value();
  config::Setup s = usual();
  s.listeners[0] = mixed(taken.endpoint());
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  Shouting shouting;
  QCoreApplication::installTranslator(&shouting);
  conductor.retranslate();
  EXPECT_TRUE(wait_for([&] { return sentence().contains(u" IS IN USE BY "); })) << sentence().toStdString();
  EXPECT_TRUE(conductor.status().trouble->action.startsWith(u"USE PORT"));
  conductor.turn_off();
  EXPECT_EQ(sentence(), u"OFF");
  QCoreApplication::removeTranslator(&shouting);
}

TEST_F(ConductorTest, TheProxyGoesAndComesBack) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  const auto stream = run([&] { return speak(entrance()); });
  ASSERT_TRUE(stream);
  const std::uint16_t port = proxy_port;
  stop_remote_proxy();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(conductor.status().trouble->place, (Place{Page::kProfiles, QStringLiteral("p"), QStringLiteral("proxy")}));
  EXPECT_TRUE(sentence().startsWith(QStringLiteral("127.0.0.1:%1 cannot be reached.").arg(port)))
      << sentence().toStdString();
  EXPECT_TRUE(sentence().endsWith(u"(TCP)")) << sentence().toStdString();
  ASSERT_TRUE(wait_for([&] { return notable.size() == 1; }));
  restart_proxy(port);
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_EQ(notable.size(), 2) << "lost, and back";
  EXPECT_TRUE(carries());
}

TEST_F(ConductorTest, AProxyThatIsNone) {
  culvert::test::LoopThread thread;
  std::unique_ptr<culvert::test::OddProxy> odd;
  thread.call([&] {
    odd = std::make_unique<culvert::test::OddProxy>(
        thread.loop(), ca,
        [](std::unique_ptr<TlsStream> tls) -> Task<> {
          static_cast<void>(co_await tls->next());
          tls->reset({});
        },
        std::vector<std::string>{"http/1.1"});
  });
  config::Setup s = usual();
  s.profiles[0].proxy = std::format("127.0.0.1:{}", odd->port());
  s.profiles[0].http = {http::Version::kHttp2};
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(conductor.status().trouble->place.entry, u"p");
  EXPECT_FALSE(conductor.status().trouble->action.isEmpty());
  thread.call([&] { odd.reset(); });
}

TEST_F(ConductorTest, ExpiredCertificate) {
  const culvert::test::Authority expired(
      {.names = {"127.0.0.1"}, .not_before = std::chrono::hours(-48), .not_after = std::chrono::hours(-24)});
  restart_proxy(0, {}, &expired);
  config::Setup s = usual();
  s.profiles[0].ca_file = expired.made.ca_file;
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_THAT(sentence().toStdString(), testing::HasSubstr("Its certificate has expired."));
  EXPECT_TRUE(sentence().endsWith(u"(TLS)"));
  EXPECT_EQ(conductor.status().trouble->place,
            (Place{Page::kProfiles, QStringLiteral("p"), QStringLiteral("ca_file")}));
}

TEST_F(ConductorTest, UntrustedCertificateThenTheRightAuthority) {
  config::Setup s = usual();
  s.profiles[0].ca_file.clear();
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_THAT(sentence().toStdString(), testing::HasSubstr("Nobody that this computer trusts"));
  EXPECT_EQ(conductor.status().trouble->place.field, u"ca_file");
  change_profile([&](config::Profile& p) { p.ca_file = ca.made.ca_file; });
  ASSERT_TRUE(comes(State::kOn));
}

TEST_F(ConductorTest, AVanishedCertificateFile) {
  config::Setup s = usual();
  s.profiles[0].client_certificate_file = directory.filePath(QStringLiteral("gone.pem")).toStdString();
  s.profiles[0].client_key_file = directory.filePath(QStringLiteral("gone.key")).toStdString();
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(conductor.status().trouble->place,
            (Place{Page::kProfiles, QStringLiteral("p"), QStringLiteral("client_certificate_file")}))
      << sentence().toStdString();
  EXPECT_THAT(sentence().toStdString(), testing::HasSubstr("gone.pem"));
  change_profile([](config::Profile& p) {
    p.client_certificate_file.clear();
    p.client_key_file.clear();
  });
  ASSERT_TRUE(comes(State::kOn));
}

TEST_F(ConductorTest, ChangesAreAppliedWhileItIsOn) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  const Endpoint first = entrance();
  states.clear();
  document.edit([&](config::Setup& s) { s.applications.push_back(application("a", {forward("f", target)})); });
  document.edit([&](config::Setup& s) { s.applications[0].name = "Database"; });
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().size() == 2; }));
  EXPECT_EQ(entrance(), first) << "listeners come first";
  EXPECT_TRUE(conductor.entrances()[1].forward);
  EXPECT_TRUE(carries()) << "what was there goes on";
  EXPECT_THAT(states, testing::Each(State::kOn)) << "nothing flickers";
}

TEST_F(ConductorTest, AWrongSetupKeepsWhatRuns) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  document.edit([](config::Setup& s) {
    s.rules.emplace_back().id = "r";
    s.rules[0].domains = {"not a domain"};
  });
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(conductor.status().trouble->place,
            (Place{Page::kSettings, QStringLiteral("r"), QStringLiteral("domains[0]")}));
  EXPECT_TRUE(carries());
  document.edit([](config::Setup& s) { s.rules.clear(); });
  ASSERT_TRUE(comes(State::kOn));
}

TEST_F(ConductorTest, OffAndOnBySomebodyElse) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  engine->stop();
  ASSERT_TRUE(comes(State::kOff));
  EXPECT_FALSE(conductor.is_on());
  EXPECT_EQ(notable, QStringList(QStringLiteral("Culvert was turned off by another program.")));
  EXPECT_TRUE(conductor.entrances().empty());
  engine->apply(usual());
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(conductor.is_on());
  EXPECT_TRUE(carries());
  EXPECT_EQ(notable.size(), 2);
}

TEST_F(ConductorTest, QuickFingers) {
  set(usual());
  for (int i = 0; i < 7; ++i) conductor.toggle();
  ASSERT_TRUE(comes(State::kOn));
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().size() == 1; }));
  EXPECT_TRUE(carries());
  for (int i = 0; i < 7; ++i) {
    conductor.toggle();
    QTest::qWait(1);
  }
  ASSERT_TRUE(wait_for([&] { return conductor.entrances().empty(); }));
  EXPECT_EQ(conductor.status().state, State::kOff);
}

TEST_F(ConductorTest, AnotherProfile) {
  config::Setup s = usual();
  s.profiles.push_back(profile("q"));
  s.profiles[1].name = "Home";
  s.profiles[1].proxy = std::format("127.0.0.1:{}", closed_port(loop));
  set(s);
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  document.edit([](config::Setup& setup) { setup.profile = "q"; });
  ASSERT_TRUE(comes(State::kProblem));
  EXPECT_EQ(conductor.status().trouble->place.entry, u"q");
  EXPECT_TRUE(notable.isEmpty()) << "the person has done it";
  document.edit([](config::Setup& setup) { setup.profile = "p"; });
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
}

// Nobody watches, nothing happens: neither this thread nor the core's has anything to do.
TEST_F(ConductorTest, NothingIsDoneWhileNothingHappens) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_TRUE(carries());
  ASSERT_TRUE(wait_for([&] { return conductor.status().connections == 0; }));
  const auto process_time = [] {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  };
  QTest::qWait(200);  // what is told of the connection's end
  int events = 0;
  QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, &conductor,
                   [&] { ++events; });
  const auto before = process_time();
  QEventLoop loop_of_window;
  QTimer::singleShot(1000, &loop_of_window, &QEventLoop::quit);
  loop_of_window.exec();
  EXPECT_LT(process_time() - before, std::chrono::milliseconds(20));
  EXPECT_LT(events, 5);
}

TEST_F(ConductorTest, ANameIsOfOneLineAndShortInASentence) {
  set(usual());
  change_profile([](config::Profile& p) { p.name = "\xe2\x80\xae" + std::string(200, 'x'); });
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  EXPECT_FALSE(sentence().contains(QChar(0x202e)));
  EXPECT_LT(sentence().size(), 120);
}

TEST_F(ConductorTest, TroubleFromElsewhere) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  Trouble trouble;
  trouble.sentence = QStringLiteral("The system proxy could not be set.");
  conductor.report(QStringLiteral("system proxy"), [&] { return trouble; });
  EXPECT_EQ(conductor.status().state, State::kProblem);
  EXPECT_EQ(sentence(), trouble.sentence);
  conductor.report(QStringLiteral("system proxy"), {});
  EXPECT_EQ(conductor.status().state, State::kOn);
  EXPECT_EQ(conductor.status().trouble, trouble);
}

TEST_F(ConductorTest, TroubleFromElsewhereFollowsTheLanguage) {
  set(usual());
  conductor.turn_on();
  ASSERT_TRUE(comes(State::kOn));
  QString language = QStringLiteral("The disk is full.");
  conductor.report(QStringLiteral("disk"), [&] {
    Trouble t;
    t.sentence = language;
    t.at = QDateTime::currentDateTime();
    return t;
  });
  ASSERT_EQ(sentence(), QStringLiteral("The disk is full."));
  const QDateTime at = conductor.status().trouble->at;
  language = QStringLiteral("Die Platte ist voll.");
  conductor.retranslate();
  EXPECT_EQ(sentence(), QStringLiteral("Die Platte ist voll."));
  EXPECT_EQ(conductor.status().trouble->at, at) << "it is the same";
  language.clear();
  conductor.report(QStringLiteral("disk"), [&] { return Trouble{}; });
  EXPECT_EQ(conductor.status().state, State::kOn);
}

}  // namespace
}  // namespace culvert::ui::test
