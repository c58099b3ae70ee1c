// Signing in, and the test that tells whether it works.
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QStandardPaths>

#include "pages/profiles_page.h"
#include "profiles/phase_bars.h"
#include "ui/profiles/world.h"

namespace culvert::test {
namespace {

using Kind = config::SecretSource::Kind;

class SignInTest : public WindowTest {
 protected:
  void show_page() {
    page = new ui::ProfilesPage(context(), nullptr);
    show(page);
  }
  void choose_scheme(config::Authentication::Scheme scheme) {
    auto* box = find<QComboBox>(u"profiles.scheme"_s);
    box->setFocus();
    for (int i = 0; i < box->count() && box->currentData().toInt() != int(scheme); ++i) {
      QTest::keyClick(box, Qt::Key_Down);
    }
    ASSERT_EQ(box->currentData().toInt(), int(scheme));
  }
  void keep_password(const QString& password) {
    type(u"profiles.secret"_s, password);
    click(u"profiles.secret.keep"_s);
  }
  void test() {
    type(u"profiles.test.target"_s, target_text());
    click(u"profiles.test.start"_s);
    ASSERT_TRUE(wait([&] { return is_seen(u"profiles.test.outcome.0"_s); }))
        << words(u"profiles.test.message"_s).toStdString();
  }
  ui::ProfilesPage* page = nullptr;
};

TEST_F(SignInTest, AWrongPasswordIsToldCorrectedAndTheTestSucceeds) {
  ask_for("kim", "secret word");
  have("a", "A");
  show_page();
  choose_scheme(config::Authentication::Scheme::kPassword);
  type(u"profiles.user"_s, u"kim"_s);
  press(Qt::Key_Tab);
  keep_password(u"wrong"_s);
  ASSERT_TRUE(says(u"profiles.secret.kept"_s, u"kept in the keychain"_s));
  EXPECT_EQ(saved("a").authentication.secret.kind, Kind::kKeychain);
  EXPECT_TRUE(keychain.has(u"wrong"_s));

  test();
  auto* outcome = find<ui::MessageBar>(u"profiles.test.outcome.0"_s);
  ASSERT_NE(outcome, nullptr) << words(u"profiles.test.outcome.0"_s).toStdString();
  EXPECT_FALSE(words(u"profiles.test.outcome.0"_s).contains(u"wrong"_s)) << "a secret is never shown";
  QTest::mouseClick(outcome->findChild<QPushButton*>(), Qt::LeftButton);
  ASSERT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"profiles.secret"_s); }));
  EXPECT_TRUE(find<QLineEdit>(u"profiles.secret"_s)->text().isEmpty());
  QTest::keyClicks(QApplication::focusWidget(), u"secret word"_s);
  press(Qt::Key_Return);
  ASSERT_TRUE(wait([&] { return keychain.has(u"secret word"_s); }));
  ASSERT_TRUE(wait([&] { return is_seen(u"profiles.secret.kept"_s); }));

  test();
  EXPECT_TRUE(says(u"profiles.test.outcome.0"_s, u"It works"_s));
  EXPECT_FALSE(keychain.has(u"wrong"_s)) << "what is of no use any more does not stay";
}

TEST_F(SignInTest, APasswordThatIsTypedCountsForTheTestBeforeItIsKept) {
  ask_for("kim", "secret word");
  have("a", "A");
  show_page();
  choose_scheme(config::Authentication::Scheme::kPassword);
  type(u"profiles.user"_s, u"kim"_s);
  type(u"profiles.secret"_s, u"secret word"_s);
  test();
  EXPECT_TRUE(says(u"profiles.test.outcome.0"_s, u"It works"_s));
}

TEST_F(SignInTest, WithoutAKeychainTheSecretLastsUntilTheEndAndThatIsSaid) {
  keychain.trouble = ui::Keychain::Trouble::kMissing;
  ask_for("kim", "secret word");
  have("a", "A");
  show_page();
  choose_scheme(config::Authentication::Scheme::kPassword);
  type(u"profiles.user"_s, u"kim"_s);
  keep_password(u"secret word"_s);
  EXPECT_TRUE(says(u"profiles.secret.message"_s, u"keychain"_s));
  EXPECT_TRUE(says(u"profiles.secret.kept"_s, u"until Culvert ends"_s));
  EXPECT_EQ(saved("a").authentication.secret.kind, Kind::kAsk);
  test();
  EXPECT_TRUE(says(u"profiles.test.outcome.0"_s, u"It works"_s));
}

TEST_F(SignInTest, ASecretIsRemoved) {
  keychain.entries[u"entry"_s] = u"secret word"_s;
  have("a", "A");
  setup.edit([](config::Setup& s) {
    auto& who = s.profiles.front().authentication;
    who.scheme = config::Authentication::Scheme::kPassword;
    who.credentials.user = "kim";
    who.secret = {Kind::kKeychain, "entry"};
  });
  setup.flush();
  show_page();
  EXPECT_TRUE(says(u"profiles.secret.kept"_s, u"kept in the keychain"_s));
  click(u"profiles.secret.remove"_s);
  EXPECT_EQ(saved("a").authentication.secret.kind, Kind::kAsk);
  EXPECT_TRUE(wait([&] { return keychain.entries.empty(); }));
  EXPECT_TRUE(is_seen(u"profiles.secret"_s));
}

TEST_F(SignInTest, AUserNameIsNeeded) {
  have("a", "A");
  show_page();
  choose_scheme(config::Authentication::Scheme::kPassword);
  EXPECT_EQ(saved("a").authentication.scheme, config::Authentication::Scheme::kNone) << "it is not complete";
  type(u"profiles.user"_s, u"kim:x"_s);
  press(Qt::Key_Tab);
  EXPECT_TRUE(says(u"profiles.user.problem"_s, u"':'"_s));
  type(u"profiles.user"_s, u"kim"_s);
  press(Qt::Key_Tab);
  EXPECT_EQ(saved("a").authentication.scheme, config::Authentication::Scheme::kPassword);
  EXPECT_EQ(saved("a").authentication.secret.kind, Kind::kAsk);
}

TEST_F(SignInTest, AProblemOfTheSwitchLeadsToThePassword) {
  ask_for("kim", "secret word");
  keychain.entries[u"entry"_s] = u"wrong"_s;
  have("a", "A");
  setup.edit([](config::Setup& s) {
    auto& who = s.profiles.front().authentication;
    who.scheme = config::Authentication::Scheme::kBasic;
    who.credentials.user = "kim";
    who.secret = {Kind::kKeychain, "entry"};
  });
  show_page();
  page->go(u"a"_s, u"authentication.secret"_s);
  EXPECT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"profiles.secret"_s); }));
}

// ---- What a test tells
// ------------------------------------------------------------------------------------------------

TEST_F(SignInTest, ATestDrawsItsPhases) {
  have("a", "A");
  show_page();
  test();
  EXPECT_TRUE(says(u"profiles.test.outcome.0"_s, u"It works"_s));
  const QString told = find(u"profiles.test.bar.0"_s)->accessibleDescription();
  for (const auto phase :
       {ui::ProbeRow::Phase::kLookup, ui::ProbeRow::Phase::kSettings, ui::ProbeRow::Phase::kDestination}) {
    EXPECT_TRUE(told.contains(ui::phase_name(phase))) << told.toStdString();
  }
}

TEST_F(SignInTest, ATestNamesThePhaseThatFailed) {
  have("a", "A");
  setup.edit([](config::Setup& s) { s.profiles.front().ca_file.clear(); });  // nobody knows this authority
  show_page();
  test();
  const QString told = find(u"profiles.test.bar.0"_s)->accessibleDescription();
  EXPECT_TRUE(told.contains(u"failed at"_s)) << told.toStdString();
  auto* button = find(u"profiles.test.outcome.0"_s)->findChild<QPushButton*>();
  ASSERT_NE(button, nullptr);
  QTest::mouseClick(button, Qt::LeftButton);
  EXPECT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"profiles.ca_file"_s); }));
}

TEST_F(SignInTest, EachProxyOfAProfileHasItsBar) {
  have("a", "A");
  const std::uint16_t closed = closed_port(loop);
  setup.edit([&](config::Setup& s) { s.profiles.front().fallbacks = {std::format("127.0.0.1:{}", closed)}; });
  show_page();
  test();
  EXPECT_TRUE(says(u"profiles.test.outcome.0"_s, u"It works"_s));
  EXPECT_NE(window->findChild<ui::MessageBar*>(u"profiles.test.outcome.1"_s), nullptr);
}

TEST_F(SignInTest, ATestCanBeStopped) {
  auto silent = TcpListener::open(loop, loopback(), Stage::kLocal);
  ASSERT_TRUE(silent);
  have("a", "A");
  setup.edit([&](config::Setup& s) {
    s.profiles.front().proxy = silent->endpoint().to_string();
    s.profiles.front().http = {http::Version::kHttp2};
  });
  show_page();
  type(u"profiles.test.target"_s, target_text());
  click(u"profiles.test.start"_s);
  ASSERT_TRUE(wait([&] { return is_seen(u"profiles.test.progress"_s); }));
  click(u"profiles.test.start"_s);
  EXPECT_FALSE(is_seen(u"profiles.test.progress"_s));
  EXPECT_FALSE(is_seen(u"profiles.test.results"_s));
}

TEST_F(SignInTest, TheDestinationOfATestIsCheckedAndRemembered) {
  QFile::remove(QStandardPaths::writableLocation(QStandardPaths::StateLocation) + u"/tests.ini"_s);
  have("a", "A");
  show_page();
  ASSERT_TRUE(wait([&] { return find<QLineEdit>(u"profiles.test.target"_s)->text() == u"example.com:443"_s; }));
  type(u"profiles.test.target"_s, u"no host"_s);
  click(u"profiles.test.start"_s);
  EXPECT_TRUE(is_seen(u"profiles.test.target.problem"_s));
  test();
  window.reset();
  ASSERT_TRUE(wait([&] {
    show_page();
    return wait([&] { return find<QLineEdit>(u"profiles.test.target"_s)->text() == target_text(); });
  }));
}

}  // namespace
}  // namespace culvert::test
