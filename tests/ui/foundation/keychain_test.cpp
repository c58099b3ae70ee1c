// The real keychain, with a keyring of the test's own on a bus of its own (tests/ui/with_desktop.py).

#include "keychain.h"

#include <gmock/gmock.h>

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusVirtualObject>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>
#include <optional>

namespace culvert::ui {
namespace {

using Trouble = Keychain::Trouble;

const QString& service_name() {
  static const QString name = QStringLiteral("org.freedesktop.secrets");
  return name;
}

template <class Condition>
[[nodiscard]] bool wait_for(Condition condition) {
  return QTest::qWaitFor(condition, 30'000);
}

// A gnome-keyring-daemon; its files are in the test's home.
class Keyring {
 public:
  enum class State : std::uint8_t { kUnlocked, kLocked };
  explicit Keyring(State state) {
    QStringList arguments{QStringLiteral("--foreground"), QStringLiteral("--components=secrets")};
    if (state == State::kUnlocked) arguments << QStringLiteral("--unlock");
    daemon_.setProcessChannelMode(QProcess::MergedChannels);
    daemon_.start(QStringLiteral("gnome-keyring-daemon"), arguments);
    EXPECT_TRUE(daemon_.waitForStarted()) << daemon_.errorString().toStdString();
    if (state == State::kUnlocked) daemon_.write("testpw");
    daemon_.closeWriteChannel();
    EXPECT_TRUE(wait_for([] { return owned(); }));
  }
  ~Keyring() {
    daemon_.terminate();
    daemon_.waitForFinished();
    EXPECT_TRUE(wait_for([] { return !owned(); }));
  }
  static bool owned() { return QDBusConnection::sessionBus().interface()->isServiceRegistered(service_name()); }

 private:
  QProcess daemon_;
};

// Takes every message and answers none.
class Deaf : public QDBusVirtualObject {
 public:
  [[nodiscard]] QString introspect(const QString& /*path*/) const override { return {}; }
  bool handleMessage(const QDBusMessage& message, const QDBusConnection& /*connection*/) override {
    message.setDelayedReply(true);
    ++messages;
    return true;
  }
  int messages = 0;
};

class KeychainTest : public testing::Test {
 protected:
  using Read = std::expected<QString, Keychain::Failure>;
  using Done = std::expected<void, Keychain::Failure>;
  [[nodiscard]] Read read(const char* entry) {
    std::optional<Read> answer;
    keychain->read(QString::fromUtf8(entry), &context, [&](Read r) { answer = std::move(r); });
    EXPECT_FALSE(answer) << "later, not now";
    EXPECT_TRUE(wait_for([&] { return answer.has_value(); }));
    return answer.value_or(std::unexpected(Keychain::Failure{}));
  }
  [[nodiscard]] Done write(const char* entry, const char* secret) {
    std::optional<Done> answer;
    keychain->write(QString::fromUtf8(entry), QString::fromUtf8(secret), &context,
                    [&](Done d) { answer = std::move(d); });
    EXPECT_TRUE(wait_for([&] { return answer.has_value(); }));
    return answer.value_or(std::unexpected(Keychain::Failure{}));
  }
  [[nodiscard]] Done remove(const char* entry) {
    std::optional<Done> answer;
    keychain->remove(QString::fromUtf8(entry), &context, [&](Done d) { answer = std::move(d); });
    EXPECT_TRUE(wait_for([&] { return answer.has_value(); }));
    return answer.value_or(std::unexpected(Keychain::Failure{}));
  }
  static Trouble trouble_of(const auto& answer) { return answer ? Trouble::kNone : answer.error().trouble; }

  // In a keyring that is locked the next time. Another program writes it: this one has not asked for anything yet.
  static void leave_secret() {
    const Keyring keyring(Keyring::State::kUnlocked);
    QProcess tool;
    tool.start(QStringLiteral("secret-tool"),
               {QStringLiteral("store"), QStringLiteral("--label=work"), QStringLiteral("user"), QStringLiteral("work"),
                QStringLiteral("server"), QStringLiteral("org.culvert.Culvert"), QStringLiteral("type"),
                QStringLiteral("plaintext")});
    ASSERT_TRUE(tool.waitForStarted());
    tool.write("geheim");
    tool.closeWriteChannel();
    ASSERT_TRUE(tool.waitForFinished());
    ASSERT_EQ(tool.exitCode(), 0) << tool.readAllStandardError().toStdString();
  }
  // What a person does with the window that asks for the keyring's password.
  static QByteArray run(const QStringList& command) {
    QProcess process;
    process.start(command.first(), command.mid(1));
    process.waitForFinished();
    return process.readAllStandardOutput();
  }
  static bool prompt_is_there() {
    return !run({QStringLiteral("xdotool"), QStringLiteral("search"), QStringLiteral("--onlyvisible"),
                 QStringLiteral("--class"), QStringLiteral("gcr-prompter")})
                .trimmed()
                .isEmpty();
  }
  template <class Ask>
  static void answer_prompt(Ask ask, const QStringList& keys) {
    ask();
    ASSERT_TRUE(wait_for([] { return prompt_is_there(); }));
    QTest::qWait(300);  // until it has the keyboard; a key that comes too early is pressed again below
    for (int i = 0; i < 20 && prompt_is_there(); ++i) {
      run(QStringList{QStringLiteral("xdotool")} + keys);
      QTest::qWait(300);
    }
  }

  QObject context;
  std::unique_ptr<Keychain> keychain = make_keychain(std::chrono::seconds(20));
};

TEST_F(KeychainTest, KeepsSecrets) {
  const Keyring keyring(Keyring::State::kUnlocked);
  EXPECT_EQ(trouble_of(read("work")), Trouble::kNotFound);
  ASSERT_TRUE(write("work", "geheim ✓"));
  EXPECT_EQ(read("work"), QStringLiteral("geheim ✓"));
  ASSERT_TRUE(write("work", "other"));
  EXPECT_EQ(read("work"), QStringLiteral("other"));
  EXPECT_EQ(trouble_of(read("home")), Trouble::kNotFound);
  ASSERT_TRUE(remove("work"));
  EXPECT_EQ(trouble_of(read("work")), Trouble::kNotFound);
}

TEST_F(KeychainTest, ManyQuestionsAtOnceAreAnsweredInTheirOrder) {
  const Keyring keyring(Keyring::State::kUnlocked);
  QStringList answers;
  for (int i = 0; i < 5; ++i) {
    const QString name = QString::number(i);
    keychain->write(name, name, &context, [&, name](const Done& d) { answers << (d ? u'w' + name : QString()); });
    keychain->read(name, &context, [&](const Read& r) { answers << r.value_or(QString()); });
  }
  ASSERT_TRUE(wait_for([&] { return answers.size() == 10; }));
  EXPECT_EQ(answers.join(u' '), u"w0 0 w1 1 w2 2 w3 3 w4 4");
}

// As when the session's keyring has crashed, or was updated. What was agreed upon with the old one does not hold.
TEST_F(KeychainTest, AServiceThatWasStartedAnewIsReadWrittenAndEmptied) {
  const auto once = [this](const std::function<void()>& first) {
    {
      const Keyring old(Keyring::State::kUnlocked);
      ASSERT_TRUE(write("work", "geheim"));
      ASSERT_EQ(read("work"), QStringLiteral("geheim"));
    }
    const Keyring anew(Keyring::State::kUnlocked);
    first();
  };
  once([this] {
    const Read got = read("work");
    EXPECT_EQ(got, QStringLiteral("geheim")) << (got ? "" : got.error().details.toStdString());
  });
  once([this] {
    const Done done = write("work", "neu");
    EXPECT_TRUE(done) << done.error().details.toStdString();
    EXPECT_EQ(read("work"), QStringLiteral("neu"));
  });
  once([this] {
    const Done done = remove("work");
    EXPECT_TRUE(done) << done.error().details.toStdString();
    EXPECT_EQ(trouble_of(read("work")), Trouble::kNotFound);
  });
}

TEST_F(KeychainTest, LockedAndThePersonSaysNo) {
  leave_secret();
  const Keyring keyring(Keyring::State::kLocked);
  std::optional<Read> got;
  answer_prompt([&] { keychain->read(QStringLiteral("work"), &context, [&](Read r) { got = std::move(r); }); },
                QStringLiteral("key Escape").split(u' '));
  ASSERT_TRUE(wait_for([&] { return got.has_value(); }));
  // It is there, and nobody can tell: "not found" is no proof of absence.
  EXPECT_THAT(trouble_of(*got), testing::AnyOf(Trouble::kNotFound, Trouble::kDenied));
  std::optional<Done> written;
  answer_prompt(
      [&] {
        keychain->write(QStringLiteral("work"), QStringLiteral("new"), &context,
                        [&](Done d) { written = std::move(d); });
      },
      QStringLiteral("key Escape").split(u' '));
  ASSERT_TRUE(wait_for([&] { return written.has_value(); }));
  EXPECT_EQ(trouble_of(*written), Trouble::kDenied) << written->error().details.toStdString();
}

TEST_F(KeychainTest, LockedAndThePersonUnlocksIt) {
  leave_secret();
  const Keyring keyring(Keyring::State::kLocked);
  std::optional<Read> got;
  answer_prompt([&] { keychain->read(QStringLiteral("work"), &context, [&](Read r) { got = std::move(r); }); },
                QStringLiteral("key ctrl+a t e s t p w Return").split(u' '));
  ASSERT_TRUE(wait_for([&] { return got.has_value(); }));
  EXPECT_EQ(*got, QStringLiteral("geheim"));
}

TEST_F(KeychainTest, NoBusAtAll) {
  qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
  QDBusConnection::disconnectFromBus(QDBusConnection::sessionBus().name());
  QElapsedTimer clock;
  clock.start();
  const Read got = read("work");
  EXPECT_EQ(trouble_of(got), Trouble::kMissing) << got.error().details.toStdString();
  EXPECT_EQ(trouble_of(write("work", "x")), Trouble::kMissing);
  EXPECT_EQ(trouble_of(remove("work")), Trouble::kMissing);
  EXPECT_LT(clock.elapsed(), 15'000);
}

TEST_F(KeychainTest, AServiceThatNeverAnswers) {
  keychain = make_keychain(std::chrono::milliseconds(300));
  {
    QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("deaf"));
    Deaf deaf;
    ASSERT_TRUE(bus.registerVirtualObject(QStringLiteral("/"), &deaf, QDBusConnection::SubPath));
    ASSERT_TRUE(bus.registerService(service_name()));
    QElapsedTimer clock;
    clock.start();
    int late = 0;
    for (int i = 0; i < 3; ++i) {
      keychain->read(QStringLiteral("work"), &context, [&](const Read& r) {
        EXPECT_EQ(trouble_of(r), Trouble::kTimedOut);
        ++late;
      });
    }
    auto gone = std::make_unique<QObject>();
    keychain->read(QStringLiteral("work"), gone.get(), [&](const Read&) { ADD_FAILURE() << "nobody wants to know"; });
    gone.reset();
    ASSERT_TRUE(wait_for([&] { return late == 3; }));
    EXPECT_LT(clock.elapsed(), 2000) << "each for itself, not one after the other";
    EXPECT_GT(deaf.messages, 0);
    EXPECT_EQ(trouble_of(write("work", "x")), Trouble::kTimedOut);
    make_keychain()->read(QStringLiteral("work"), &context, [](const Read&) { ADD_FAILURE() << "it is gone"; });
    bus.unregisterService(service_name());
    QDBusConnection::disconnectFromBus(QStringLiteral("deaf"));
  }
  // What was given up on does not keep others waiting, whether it ends or not.
  keychain = make_keychain(std::chrono::seconds(20));
  const Keyring keyring(Keyring::State::kUnlocked);
  ASSERT_TRUE(write("home", "geheim"));
  EXPECT_EQ(read("home"), QStringLiteral("geheim"));
}

}  // namespace
}  // namespace culvert::ui
