// The first run, from what somebody pastes to a program that goes through Culvert.
#include "assistant/assistant.h"

#include <QLineEdit>
#include <QTcpServer>
#include <QTcpSocket>

#include "config/link.h"
#include "ui/profiles/world.h"

namespace culvert::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AssistantTest : public WindowTest {
 protected:
  AssistantTest() {
    desktop.built_in = [this]() -> std::expected<ui::BuiltInProxy, QString> {
      return ui::BuiltInProxy{proxy_template(), QString::fromStdString(ca.made.ca_file)};
    };
  }
  void show_assistant(bool first = true) {
    assistant = new ui::Assistant(context(), first, nullptr);
    QObject::connect(assistant, &ui::Assistant::finished, assistant, [this](const QString& id) { finished = id; });
    show(assistant);
  }
  // A profile that trusts the test's authority cannot be pasted: a template and a host have no such file.
  void trust_by_pin(config::Profile& p) const {
    p.ca_file.clear();
    p.proxy = proxy_template().toStdString();
  }
  [[nodiscard]] QString title() const { return find<QLabel>(u"assistant.title"_s)->text(); }
  void set_target() {
    type(u"assistant.test.target"_s, target_text());
    press(Qt::Key_Return);
  }
  // What a program does: SOCKS5 to the destination of the test, and an echo.
  [[nodiscard]] bool echoes(quint16 port) const {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    QByteArray got;
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&] { got += socket.readAll(); });
    const auto arrived = [&](qsizetype n) { return QTest::qWaitFor([&] { return got.size() >= n; }, kPatience); };
    if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::ConnectedState; }, kPatience)) return false;
    socket.write(QByteArray::fromHex("050100"));
    if (!arrived(2)) return false;
    QByteArray request = QByteArray::fromHex("050100017f000001");
    request += char(target.port >> 8);
    request += char(target.port & 0xff);
    socket.write(request);
    if (!arrived(12) || got[3] != 0) return false;
    got.clear();
    socket.write("hello");
    return arrived(5) && got == "hello";
  }
  ui::Assistant* assistant = nullptr;
  std::optional<QString> finished;
};

TEST_F(AssistantTest, FromTheBuiltInProxyToAProgramThatWorks) {
  show_assistant();
  EXPECT_FALSE(find<QPushButton>(u"assistant.next"_s)->isEnabled()) << "nothing is there yet";
  click(u"assistant.built_in"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.target"_s); }));
  EXPECT_TRUE(says(u"assistant.test.intro"_s, u"through Built-in proxy"_s));
  set_target();
  ASSERT_TRUE(says(u"assistant.test.outcome.0"_s, u"It works"_s));
  EXPECT_THAT(ids(), IsEmpty()) << "nothing is added before the end";
  EXPECT_THAT(setup.setup().listeners, IsEmpty());
  click(u"assistant.next"_s);
  ASSERT_THAT(ids(), ElementsAre("built-in-proxy"));
  EXPECT_EQ(setup.setup().profile, "built-in-proxy");
  EXPECT_EQ(saved("built-in-proxy").name, "Built-in proxy");
  EXPECT_EQ(saved("built-in-proxy").ca_file, ca.made.ca_file);
  ASSERT_EQ(setup.setup().listeners.size(), 1U);
  ASSERT_TRUE(wait([&] { return conductor.status().state == ui::State::kOn; }));
  EXPECT_TRUE(says(u"assistant.state"_s, u"On"_s));
  const quint16 port = setup.setup().listeners.front().listen.endpoint.port;
  EXPECT_TRUE(says(u"assistant.address"_s, u"localhost:%1"_s.arg(port)));
  click(u"assistant.copy"_s);
  EXPECT_EQ(QGuiApplication::clipboard()->text(), u"export ALL_PROXY=socks5h://localhost:%1"_s.arg(port));
  EXPECT_TRUE(echoes(port));
  click(u"assistant.next"_s);
  EXPECT_EQ(finished, u"built-in-proxy"_s);
}

TEST_F(AssistantTest, ABusyPortIsNotChosen) {
  QTcpServer taken;
  // Tests beside this one have it for a moment.
  ASSERT_TRUE(wait([&] { return taken.listen(QHostAddress::LocalHost, 1080); }));
  show_assistant();
  click(u"assistant.built_in"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.target"_s); }));
  set_target();
  ASSERT_TRUE(says(u"assistant.test.outcome.0"_s, u"It works"_s));
  click(u"assistant.next"_s);
  ASSERT_EQ(setup.setup().listeners.size(), 1U);
  EXPECT_GT(setup.setup().listeners.front().listen.endpoint.port, 1080);
  EXPECT_TRUE(wait([&] { return conductor.status().state == ui::State::kOn; }));
}

TEST_F(AssistantTest, ABuiltInProxyThatDoesNotStartIsSaid) {
  desktop.built_in = [] {
    return std::expected<ui::BuiltInProxy, QString>(std::unexpect, u"There is no room for it."_s);
  };
  show_assistant();
  click(u"assistant.built_in"_s);
  EXPECT_TRUE(says(u"assistant.built_in.message"_s, u"There is no room for it."_s));
  EXPECT_TRUE(is_seen(u"assistant.proxy"_s));
}

TEST_F(AssistantTest, WhoOneIsIsAskedOnlyWhereTheProxyAsks) {
  ask_for("kim", "secret word");
  show_assistant();
  click(u"assistant.built_in"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.target"_s); }));
  EXPECT_FALSE(is_seen(u"assistant.user"_s));
  set_target();
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.user"_s); }));
  type(u"assistant.user"_s, u"kim"_s);
  type(u"assistant.password"_s, u"wrong"_s);
  click(u"assistant.again"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.outcome.0"_s); }));
  EXPECT_FALSE(words(u"assistant.test.outcome.0"_s).contains(u"It works"_s));
  press(Qt::Key_Return);
  EXPECT_THAT(ids(), IsEmpty()) << "Return without a password is no wish to go on";
  type(u"assistant.password"_s, u"secret word"_s);
  press(Qt::Key_Return);
  ASSERT_TRUE(says(u"assistant.test.outcome.0"_s, u"It works"_s));
  EXPECT_TRUE(keychain.entries.empty()) << "nothing is kept before the end";
  click(u"assistant.next"_s);
  ASSERT_TRUE(wait([&] { return conductor.status().state == ui::State::kOn; }));
  EXPECT_TRUE(keychain.has(u"secret word"_s));
  EXPECT_EQ(saved("built-in-proxy").authentication.secret.kind, config::SecretSource::Kind::kKeychain);
  EXPECT_EQ(saved("built-in-proxy").authentication.credentials.user, "kim");
}

TEST_F(AssistantTest, EscapeLeavesEverythingAsItWas) {
  show_assistant();
  type(u"assistant.proxy"_s, u"proxy.example"_s);
  press(Qt::Key_Escape);
  EXPECT_EQ(finished, QString());
  EXPECT_THAT(ids(), IsEmpty());

  finished.reset();
  show_assistant();
  click(u"assistant.built_in"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.target"_s); }));
  press(Qt::Key_Escape);
  EXPECT_EQ(finished, QString());
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_THAT(setup.setup().listeners, IsEmpty());
  EXPECT_FALSE(conductor.is_on());
}

TEST_F(AssistantTest, WhatFailsSaysWhyAndCanBePutRightOrUsedAnyway) {
  const std::uint16_t closed = closed_port(loop);
  show_assistant(false);
  paste(u"assistant.proxy"_s, u"127.0.0.1:%1"_s.arg(closed));
  EXPECT_TRUE(says(u"assistant.proxy.understood"_s, u"127.0.0.1"_s));
  click(u"assistant.next"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.outcome.0"_s); }));
  EXPECT_NE(window->findChild<ui::MessageBar*>(u"assistant.test.outcome.0"_s), nullptr);
  click(u"assistant.back"_s);
  EXPECT_EQ(find<QPlainTextEdit>(u"assistant.proxy"_s)->toPlainText(), u"127.0.0.1:%1"_s.arg(closed));
  click(u"assistant.next"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.outcome.0"_s); }));
  EXPECT_THAT(ids(), IsEmpty());
  click(u"assistant.next"_s);
  ASSERT_EQ(ids().size(), 1U);
  EXPECT_FALSE(conductor.is_on()) << "it was not the first run";
}

TEST_F(AssistantTest, ALinkIsShownAndItsSecretKeptOnlyIfAskedFor) {
  ask_for("kim", "secret word");
  config::Profile given = profile();
  trust_by_pin(given);
  given.name = "From Kim";
  given.authentication.scheme = config::Authentication::Scheme::kPassword;
  given.authentication.credentials = {"kim", "secret word"};
  const auto link = config::write_link(given, config::WithSecret::kYes);
  ASSERT_TRUE(link);
  show_assistant();
  assistant->take_text(QString::fromStdString(*link));
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.offer"_s); }));
  const std::string told = words(u"assistant.offer"_s).toStdString();
  EXPECT_THAT(told, testing::HasSubstr("From Kim"));
  EXPECT_THAT(told, testing::Not(testing::HasSubstr("secret word")));
  click(u"assistant.offer.keep_secret"_s);
  click(u"assistant.next"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.outcome.0"_s); }));
  click(u"assistant.next"_s);
  ASSERT_THAT(ids(), ElementsAre("from-kim"));
  EXPECT_TRUE(wait([&] { return keychain.has(u"secret word"_s); }));
  EXPECT_TRUE(
      wait([&] { return saved("from-kim").authentication.secret.kind == config::SecretSource::Kind::kKeychain; }));
}

TEST_F(AssistantTest, ALinkWithoutItsPasswordAsksForIt) {
  config::Profile given = profile();
  trust_by_pin(given);
  given.authentication.scheme = config::Authentication::Scheme::kPassword;
  given.authentication.credentials.user = "kim";
  given.authentication.secret.kind = config::SecretSource::Kind::kAsk;
  const auto link = config::write_link(given);
  ASSERT_TRUE(link);
  show_assistant();
  paste(u"assistant.proxy"_s, QString::fromStdString(*link));
  EXPECT_TRUE(wait([&] { return is_seen(u"assistant.secret"_s); }));
  type(u"assistant.proxy"_s, u"proxy.example"_s);
  EXPECT_FALSE(is_seen(u"assistant.secret"_s));
}

TEST_F(AssistantTest, OneMoreProfileDoesNotTakeOver) {
  have("old", "Old");
  setup.edit([](config::Setup& s) {
    s.listeners.emplace_back();
    s.listeners.back().listen = config::ListenAddress::localhost(0);
  });
  show_assistant(false);
  click(u"assistant.built_in"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.target"_s); }));
  set_target();
  ASSERT_TRUE(says(u"assistant.test.outcome.0"_s, u"It works"_s));
  click(u"assistant.next"_s);
  EXPECT_THAT(ids(), ElementsAre("old", "built-in-proxy"));
  EXPECT_EQ(setup.setup().profile, "old");
  EXPECT_EQ(setup.setup().listeners.size(), 1U);
  EXPECT_FALSE(conductor.is_on());
  click(u"assistant.use"_s);
  EXPECT_EQ(setup.setup().profile, "built-in-proxy");
  EXPECT_TRUE(conductor.is_on());
  EXPECT_TRUE(wait([&] { return conductor.status().state == ui::State::kOn; }));
}

TEST_F(AssistantTest, KeyboardOnly) {
  show_assistant();
  ASSERT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"assistant.proxy"_s); }));
  QTest::keyClicks(QApplication::focusWidget(), u"not a proxy"_s);
  EXPECT_TRUE(says(u"assistant.proxy.understood"_s, u"no template"_s));
  press(Qt::Key_Return);
  EXPECT_EQ(title(), u"Welcome to Culvert"_s) << "this leads nowhere";
  tab_to(u"assistant.built_in"_s);
  press(Qt::Key_Return);
  ASSERT_TRUE(wait([&] { return is_seen(u"assistant.test.target"_s); }));
  tab_to(u"assistant.test.target"_s);
  QTest::keySequence(QApplication::focusWidget(), QKeySequence::SelectAll);
  QTest::keyClicks(QApplication::focusWidget(), target_text());
  press(Qt::Key_Return);
  ASSERT_TRUE(says(u"assistant.test.outcome.0"_s, u"It works"_s));
  ASSERT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"assistant.next"_s); }));
  press(Qt::Key_Return);
  ASSERT_THAT(ids(), ElementsAre("built-in-proxy"));
  ASSERT_TRUE(wait([&] { return conductor.status().state == ui::State::kOn; }));
  tab_to(u"assistant.copy"_s);
  press(Qt::Key_Space);
  EXPECT_FALSE(QGuiApplication::clipboard()->text().isEmpty());
  tab_to(u"assistant.next"_s);
  press(Qt::Key_Return);
  EXPECT_EQ(finished, u"built-in-proxy"_s);
}

}  // namespace
}  // namespace culvert::test
