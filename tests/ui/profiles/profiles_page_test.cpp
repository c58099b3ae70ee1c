// The page of profiles: adding, changing, moving, deleting, giving away.
#include "pages/profiles_page.h"

#include <QCheckBox>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QTranslator>

#include "config/link.h"
#include "integration/answering_proxy.h"
#include "profiles/profile_list.h"
#include "ui/profiles/world.h"
#include "ui/support/named.h"

namespace culvert::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ProfilesPageTest : public WindowTest {
 protected:
  void show_page() {
    page = new ui::ProfilesPage(context(), nullptr);
    show(page);
  }
  void choose(int row) {
    auto* list = find<QListView>(u"profiles.list"_s);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(row, 0)).center());
  }
  // From the menu behind the button with the dots.
  void choose_from_menu(const QString& action) {
    auto* wanted = page->findChild<QAction*>(u"profiles.action."_s + action);
    ASSERT_NE(wanted, nullptr);
    click(u"profiles.more"_s);
    QMenu* menu = nullptr;
    ASSERT_TRUE(wait([&] { return (menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) != nullptr; }));
    for (int i = 0; i < 20 && menu->activeAction() != wanted; ++i) QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
  }
  [[nodiscard]] std::string names() const {
    std::string all;
    for (const config::Profile& p : setup.setup().profiles) all += (all.empty() ? "" : " ") + p.name;
    return all;
  }
  ui::ProfilesPage* page = nullptr;
};

TEST_F(ProfilesPageTest, AnEmptyPageSaysWhatItIsForAndLeadsToTheAssistant) {
  show_page();
  ASSERT_TRUE(is_seen(u"profiles.empty"_s));
  auto* button = find(u"profiles.empty"_s)->findChild<QPushButton*>();
  ASSERT_NE(button, nullptr);
  QTest::mouseClick(button, Qt::LeftButton);
  EXPECT_EQ(navigator.added, QStringList{QString()});
}

TEST_F(ProfilesPageTest, AProfileIsAddedByTypingATemplate) {
  have("old", "Old");
  show_page();
  click(u"profiles.add"_s);
  type(u"profiles.proxy"_s, u"https://proxy.example:8443/masque/{target_host}/{target_port}"_s);
  EXPECT_TRUE(says(u"profiles.proxy.understood"_s, u"proxy.example"_s));
  EXPECT_THAT(ids(), ElementsAre("old")) << "somebody may be typing still";
  press(Qt::Key_Tab);
  EXPECT_THAT(ids(), ElementsAre("old", "proxy-example"));
  EXPECT_EQ(saved("proxy-example").proxy, "https://proxy.example:8443/masque/{target_host}/{target_port}");
  EXPECT_EQ(setup.setup().profile, "old");
  type(u"profiles.name"_s, u"Work"_s);
  press(Qt::Key_Return);
  EXPECT_EQ(saved("proxy-example").name, "Work");
  click(u"profiles.use"_s);
  EXPECT_EQ(setup.setup().profile, "proxy-example");
  EXPECT_TRUE(is_seen(u"profiles.in_use"_s));
  EXPECT_FALSE(is_seen(u"profiles.use"_s));
}

TEST_F(ProfilesPageTest, WhatIsWrongStaysInItsFieldAndTheLastGoodValueInTheSetup) {
  have("work", "Work");
  const std::string before = saved("work").proxy;
  show_page();
  type(u"profiles.proxy"_s, u"https://proxy.example/{target_host}"_s);
  EXPECT_TRUE(says(u"profiles.proxy.understood"_s, u"target_port"_s));
  press(Qt::Key_Tab);
  EXPECT_EQ(saved("work").proxy, before);
  EXPECT_EQ(find<QPlainTextEdit>(u"profiles.proxy"_s)->toPlainText(), u"https://proxy.example/{target_host}"_s);
  type(u"profiles.proxy"_s, u"proxy.example"_s);
  press(Qt::Key_Tab);
  EXPECT_EQ(saved("work").proxy, "proxy.example");

  type(u"profiles.proxy"_s, {});
  press(Qt::Key_Tab);
  EXPECT_TRUE(says(u"profiles.proxy.problem"_s, u"missing"_s));
  EXPECT_EQ(saved("work").proxy, "proxy.example");
}

TEST_F(ProfilesPageTest, WhatIsTypedIsSavedAfterAPause) {
  have("work", "Work");
  show_page();
  type(u"profiles.proxy"_s, u"proxy.example"_s);
  EXPECT_TRUE(wait([&] { return saved("work").proxy == "proxy.example"; }));
  type(u"profiles.name"_s, u"Home"_s);
  EXPECT_TRUE(wait([&] { return saved("work").name == "Home"; }));
}

TEST_F(ProfilesPageTest, AnUnusedOneIsDeletedAtOnceAndComesBack) {
  have("a", "A");
  have("b", "B");
  show_page();
  choose(1);
  choose_from_menu(u"delete"_s);
  EXPECT_THAT(ids(), ElementsAre("a"));
  EXPECT_FALSE(is_seen(u"profiles.delete"_s)) << "nobody uses it";
  click(u"window.undo"_s);
  EXPECT_THAT(ids(), ElementsAre("a", "b"));
}

TEST_F(ProfilesPageTest, TheOneInUseIsDeletedOnlyAfterSayingWhatBecomesOfIt) {
  have("a", "A");
  have("b", "B");
  setup.edit([](config::Setup& s) {
    s.rules.emplace_back();
    s.rules.back().id = "r";
    s.rules.back().profile = "a";
  });
  show_page();
  find(u"profiles.list"_s)->setFocus();
  press(Qt::Key_Delete);
  EXPECT_TRUE(says(u"profiles.delete"_s, u"through B"_s));
  EXPECT_THAT(words(u"profiles.delete"_s).toStdString(), testing::HasSubstr("1 rule"));
  EXPECT_THAT(ids(), ElementsAre("a", "b"));
  press(Qt::Key_Escape);
  EXPECT_FALSE(is_seen(u"profiles.delete"_s));
  find(u"profiles.list"_s)->setFocus();
  press(Qt::Key_Delete);
  click(u"profiles.delete.really"_s);
  EXPECT_THAT(ids(), ElementsAre("b"));
  EXPECT_EQ(setup.setup().profile, "b");
  EXPECT_THAT(setup.problems(), IsEmpty());
  click(u"window.undo"_s);
  EXPECT_THAT(ids(), ElementsAre("a", "b"));
  EXPECT_EQ(setup.setup().profile, "a");
  EXPECT_EQ(setup.setup().rules.front().profile, "a");
}

TEST_F(ProfilesPageTest, TheLastOneLeavesAnEmptyPage) {
  have("a", "A");
  show_page();
  find(u"profiles.list"_s)->setFocus();
  press(Qt::Key_Delete);
  click(u"profiles.delete.really"_s);
  EXPECT_TRUE(is_seen(u"profiles.empty"_s));
  click(u"window.undo"_s);
  EXPECT_TRUE(wait([&] { return is_seen(u"profiles.proxy"_s); }));
  EXPECT_EQ(find<QLineEdit>(u"profiles.name"_s)->text(), u"A"_s);
}

TEST_F(ProfilesPageTest, OrderAndCopies) {
  for (const char* name : {"a", "b", "c"}) have(name, name);
  show_page();
  choose(2);
  click(u"profiles.action.up.button"_s);
  EXPECT_THAT(ids(), ElementsAre("a", "c", "b"));
  EXPECT_EQ(find<QListView>(u"profiles.list"_s)->currentIndex().row(), 1) << "the same one is still shown";
  find(u"profiles.list"_s)->setFocus();
  press(Qt::Key_Up, Qt::AltModifier);
  EXPECT_THAT(ids(), ElementsAre("c", "a", "b"));
  press(Qt::Key_Down, Qt::AltModifier);
  EXPECT_THAT(ids(), ElementsAre("a", "c", "b"));
  press(Qt::Key_D, Qt::ControlModifier);
  EXPECT_EQ(names(), "a c c (copy) b");
  EXPECT_EQ(find<QLineEdit>(u"profiles.name"_s)->text(), u"c (copy)"_s);
}

TEST_F(ProfilesPageTest, ALinkIsShownBeforeItIsTaken) {
  have("a", "A");
  config::Profile given;
  given.name = "From Kim";
  given.proxy = "proxy.example:8443";
  given.authentication.scheme = config::Authentication::Scheme::kPassword;
  given.authentication.credentials = {"kim", "secret word"};
  const auto link = config::write_link(given, config::WithSecret::kYes);
  ASSERT_TRUE(link);
  show_page();
  paste(u"profiles.proxy"_s, QString::fromStdString(*link));
  ASSERT_TRUE(wait([&] { return is_seen(u"profiles.offer"_s); }));
  const std::string told = words(u"profiles.offer"_s).toStdString();
  for (const char* word : {"From Kim", "proxy.example:8443", "kim", "comes along"}) {
    EXPECT_THAT(told, testing::HasSubstr(word));
  }
  EXPECT_THAT(told, testing::Not(testing::HasSubstr("secret word")));
  EXPECT_THAT(ids(), ElementsAre("a")) << "nothing is taken before somebody says so";
  EXPECT_EQ(saved("a").proxy, profile().proxy);
  click(u"profiles.offer.skip"_s);
  EXPECT_THAT(ids(), ElementsAre("a"));

  QGuiApplication::clipboard()->setText(QString::fromStdString(*link));
  choose_from_menu(u"clipboard"_s);
  click(u"profiles.offer.add"_s);
  EXPECT_THAT(ids(), ElementsAre("a", "from-kim"));
  EXPECT_EQ(saved("from-kim").authentication.secret.kind, config::SecretSource::Kind::kAsk);
  EXPECT_TRUE(keychain.entries.empty()) << "nobody asked for that";

  choose_from_menu(u"clipboard"_s);
  click(u"profiles.offer.keep_secret"_s);
  click(u"profiles.offer.add"_s);
  EXPECT_TRUE(
      wait([&] { return saved("from-kim-2").authentication.secret.kind == config::SecretSource::Kind::kKeychain; }));
  EXPECT_TRUE(keychain.has(u"secret word"_s));
}

TEST_F(ProfilesPageTest, AClipboardWithNothingInItIsSaid) {
  have("a", "A");
  show_page();
  QGuiApplication::clipboard()->setText(u"two words"_s);
  choose_from_menu(u"clipboard"_s);
  EXPECT_TRUE(says(u"profiles.offer.message"_s, u"no template"_s));
  click(u"profiles.offer.skip"_s);
  EXPECT_TRUE(is_seen(u"profiles.proxy"_s));
  QGuiApplication::clipboard()->setText(u"Server: proxy.example:8443"_s);
  choose_from_menu(u"clipboard"_s);
  press(Qt::Key_Tab);
  EXPECT_THAT(ids(), ElementsAre("a", "proxy-example"));
}

TEST_F(ProfilesPageTest, AProfileIsGivenAwayWithoutItsSecretUnlessAskedFor) {
  have("a", "A");
  keychain.entries[u"entry"_s] = u"secret word"_s;
  setup.edit([](config::Setup& s) {
    auto& who = s.profiles.front().authentication;
    who.scheme = config::Authentication::Scheme::kPassword;
    who.credentials.user = "kim";
    who.secret = {config::SecretSource::Kind::kKeychain, "entry"};
  });
  show_page();
  choose_from_menu(u"share"_s);
  click(u"profiles.share.copy"_s);
  auto offer = config::read_link(QGuiApplication::clipboard()->text().toStdString());
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->profile.name, "A");
  EXPECT_EQ(offer->secret, "");
  click(u"profiles.share.secret"_s);
  QGuiApplication::clipboard()->clear();
  click(u"profiles.share.copy"_s);
  EXPECT_TRUE(wait([&] { return !QGuiApplication::clipboard()->text().isEmpty(); }));
  offer = config::read_link(QGuiApplication::clipboard()->text().toStdString());
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->secret, "secret word");
}

TEST_F(ProfilesPageTest, FilesOfProfilesAreWrittenAndRead) {
  have("a", "A");
  show_page();
  const QString path = home.filePath(u"given.json"_s);
  choose_from_menu(u"share"_s);
  click(u"profiles.share.save"_s);
  choose_file(u"profiles.share.dialog"_s, path);
  EXPECT_TRUE(says(u"profiles.share.message"_s, path));
  choose_from_menu(u"file"_s);
  choose_file(u"profiles.import.dialog"_s, path);
  click(u"profiles.offer.add"_s);
  EXPECT_THAT(ids(), ElementsAre("a", "a-2"));
  EXPECT_EQ(saved("a-2").ca_file, "") << "others do not choose files of this computer";

  QFile other(home.filePath(u"other.json"_s));
  ASSERT_TRUE(other.open(QIODevice::WriteOnly));
  other.write("no profiles");
  other.close();
  choose_from_menu(u"file"_s);
  choose_file(u"profiles.import.dialog"_s, other.fileName());
  EXPECT_TRUE(wait([&] { return is_seen(u"profiles.offer.message"_s); }));
  EXPECT_THAT(ids(), ElementsAre("a", "a-2"));
}

TEST_F(ProfilesPageTest, ACertificateIsChosenInTheDesktopsDialog) {
  have("a", "A");
  setup.edit([](config::Setup& s) { s.profiles.front().ca_file.clear(); });
  show_page();
  page->go(u"a"_s, u"ca_file"_s);
  click(u"profiles.ca_file.choose"_s);
  choose_file(u"profiles.ca_file.dialog"_s, QString::fromStdString(ca.made.ca_file));
  EXPECT_TRUE(wait([&] { return saved("a").ca_file == ca.made.ca_file; }));
}

TEST_F(ProfilesPageTest, ANewOneThatNobodyWantsGoesAway) {
  have("a", "A");
  setup.edit([](config::Setup& s) {
    s.rules.emplace_back();
    s.rules.back().id = "r";
  });
  show_page();
  click(u"profiles.add"_s);
  EXPECT_EQ(find<QListView>(u"profiles.list"_s)->model()->rowCount(), 2);
  find(u"profiles.list"_s)->setFocus();
  press(Qt::Key_Delete);
  EXPECT_EQ(find<QListView>(u"profiles.list"_s)->model()->rowCount(), 1);
  EXPECT_EQ(find<QLineEdit>(u"profiles.name"_s)->text(), u"A"_s);
  EXPECT_THAT(ids(), ElementsAre("a"));
}

TEST_F(ProfilesPageTest, AChangeFromElsewhereLeavesWhatIsBeingTyped) {
  have("a", "A");
  show_page();
  type(u"profiles.proxy"_s, u"proxy.exam"_s);
  setup.edit([](config::Setup& s) {
    s.profiles.front().name = "B";
    s.profiles.front().early_data = true;
  });
  EXPECT_EQ(find<QLineEdit>(u"profiles.name"_s)->text(), u"B"_s);
  QTest::keyClicks(QApplication::focusWidget(), u"ple"_s);
  press(Qt::Key_Tab);
  EXPECT_EQ(saved("a").proxy, "proxy.example");
  EXPECT_TRUE(saved("a").early_data);
}

TEST_F(ProfilesPageTest, LanguageAndLightChangeWhileItIsOpen) {
  class Other : public QTranslator {
   public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char*, const char* source, const char*, int) const override {
      return u"<"_s + QString::fromUtf8(source) + u">"_s;
    }
  };
  have("a", "A");
  show_page();
  Other other;
  QCoreApplication::installTranslator(&other);
  EXPECT_TRUE(wait([&] { return find<QPushButton>(u"profiles.test.start"_s)->text().startsWith(u'<'); }));
  EXPECT_TRUE(find<QPushButton>(u"profiles.add"_s)->text().startsWith(u'<'));
  EXPECT_TRUE(words(u"profiles.proxy.understood"_s).contains(u'<'));
  QCoreApplication::removeTranslator(&other);
  EXPECT_TRUE(wait([&] { return !find<QPushButton>(u"profiles.add"_s)->text().startsWith(u'<'); }));

  theme.set_appearance(config::Settings::Appearance::kLight);
  const auto ground = [&] { return window->grab().toImage().pixelColor(window->width() - 3, 3).lightness(); };
  ASSERT_TRUE(wait([&] { return ground() > 128; }));
  theme.set_appearance(config::Settings::Appearance::kDark);
  EXPECT_TRUE(wait([&] { return ground() < 128; }));
  theme.set_appearance(config::Settings::Appearance::kSystem);
}

TEST_F(ProfilesPageTest, AVanishedFileIsSaidAtItsField) {
  have("a", "A");
  setup.edit([](config::Setup& s) { s.profiles.front().ca_file = "/nowhere/ca.pem"; });
  show_page();
  page->go(u"a"_s, u"ca_file"_s);
  EXPECT_TRUE(says(u"profiles.ca_file.problem"_s, u"no such file"_s));
  EXPECT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"profiles.ca_file"_s); }));
  type(u"profiles.ca_file"_s, u"ca.pem"_s);
  press(Qt::Key_Tab);
  EXPECT_TRUE(says(u"profiles.ca_file.problem"_s, u"whole path"_s));
  EXPECT_EQ(saved("a").ca_file, "/nowhere/ca.pem");
  type(u"profiles.ca_file"_s, QString::fromStdString(ca.made.ca_file));
  press(Qt::Key_Tab);
  EXPECT_TRUE(wait([&] { return !is_seen(u"profiles.ca_file.problem"_s); }));
  EXPECT_EQ(saved("a").ca_file, ca.made.ca_file);
}

TEST_F(ProfilesPageTest, ACertificateWaitsForItsKey) {
  have("a", "A");
  show_page();
  page->go(u"a"_s, u"client_certificate_file"_s);
  type(u"profiles.client_certificate_file"_s, QString::fromStdString(ca.made.certificate_file));
  press(Qt::Key_Tab);
  EXPECT_TRUE(says(u"profiles.client_certificate_file.problem"_s, u"go together"_s));
  EXPECT_EQ(saved("a").client_certificate_file, "");
  type(u"profiles.client_key_file"_s, QString::fromStdString(ca.made.key_file));
  press(Qt::Key_Tab);
  EXPECT_EQ(saved("a").client_certificate_file, ca.made.certificate_file);
  EXPECT_EQ(saved("a").client_key_file, ca.made.key_file);
  EXPECT_TRUE(wait([&] { return !is_seen(u"profiles.client_certificate_file.problem"_s); }));
}

TEST_F(ProfilesPageTest, VersionsHaveAnOrderAndOneIsNeeded) {
  have("a", "A");
  show_page();
  page->go(u"a"_s, u"http"_s);
  auto* list = find<QListWidget>(u"profiles.http"_s);
  ASSERT_NE(list, nullptr);
  list->setCurrentRow(1);
  click(u"profiles.http.up"_s);
  EXPECT_THAT(saved("a").http, ElementsAre(http::Version::kHttp2, http::Version::kHttp3, http::Version::kHttp11));
  list->setFocus();
  for (int row = 0; row < 3; ++row) {
    list->setCurrentRow(row);
    QTest::keyClick(list, Qt::Key_Space);
  }
  EXPECT_TRUE(says(u"profiles.http.problem"_s, u"one version"_s));
  EXPECT_THAT(saved("a").http, ElementsAre(http::Version::kHttp11)) << "the last that was good";
}

TEST_F(ProfilesPageTest, AdvancedFieldsAreSaved) {
  have("a", "A");
  show_page();
  page->go(u"a"_s, u"fallbacks"_s);
  type(u"profiles.fallbacks"_s, u"second.example"_s);
  press(Qt::Key_Return);
  QTest::keyClicks(QApplication::focusWidget(), u"third.example:8443"_s);
  press(Qt::Key_Tab);
  EXPECT_THAT(saved("a").fallbacks, ElementsAre("second.example", "third.example:8443"));
  click(u"profiles.early_data"_s);
  EXPECT_TRUE(saved("a").early_data);
  click(u"profiles.answer_early"_s);
  EXPECT_TRUE(saved("a").answer_early);
  type(u"profiles.wire"_s, u"draft-99"_s);
  press(Qt::Key_Tab);
  EXPECT_TRUE(is_seen(u"profiles.wire.problem"_s));
  EXPECT_EQ(saved("a").wire, "draft-12");
  type(u"profiles.wire"_s, u"auto"_s);
  press(Qt::Key_Tab);
  EXPECT_EQ(saved("a").wire, "auto");
  type(u"profiles.pins"_s, u"sha256/short"_s);
  press(Qt::Key_Tab);
  EXPECT_TRUE(is_seen(u"profiles.pins.problem"_s));
  EXPECT_THAT(saved("a").pins, IsEmpty());
}

TEST_F(ProfilesPageTest, AClassicProxyHasNoTemplate) {
  have("a", "A");
  setup.edit([](config::Setup& s) { s.profiles.front().proxy = "https://proxy.example/{target_host}/{target_port}"; });
  show_page();
  page->go(u"a"_s, u"classic_connect"_s);
  click(u"profiles.classic_connect"_s);
  EXPECT_TRUE(says(u"profiles.classic_connect.problem"_s, u"without path or template"_s));
  EXPECT_FALSE(find<QCheckBox>(u"profiles.classic_connect"_s)->isChecked());
  EXPECT_FALSE(saved("a").classic_connect);
}

TEST_F(ProfilesPageTest, TheTroubleOfAProfileIsMarkedAndLeadsToItsField) {
  have("a", "A");
  have("b", "B");
  setup.edit([](config::Setup& s) { s.profiles[1].wire = "draft-99"; });
  show_page();
  auto* list = find<QListView>(u"profiles.list"_s);
  EXPECT_TRUE(list->model()->index(0, 0).data(ui::ProfileListModel::kProblem).toString().isEmpty());
  EXPECT_FALSE(list->model()->index(1, 0).data(ui::ProfileListModel::kProblem).toString().isEmpty());
  choose(1);
  ASSERT_TRUE(wait([&] { return is_seen(u"profiles.trouble"_s); }));
  auto* button = find(u"profiles.trouble"_s)->findChild<QPushButton*>();
  ASSERT_NE(button, nullptr);
  QTest::mouseClick(button, Qt::LeftButton);
  EXPECT_TRUE(wait([&] { return QApplication::focusWidget() == find(u"profiles.wire"_s); }));
}

TEST_F(ProfilesPageTest, AProvisioningDomainIsAskedAndOneOfItsProxiesChosen) {
  std::unique_ptr<AnsweringProxy> domain;
  std::uint16_t port = 0;
  bool good = true;
  remote.call([&] {
    domain = std::make_unique<AnsweringProxy>(remote.loop(), ca, http::Version::kHttp2, [&](const http::Request&) {
      http::Response head;
      head.status = good ? 200 : 500;
      head.fields.add("content-type", "application/pvd+json");
      return head;
    });
    domain->body = R"({"identifier": "127.0.0.1", "expires": "2099-01-01T00:00:00Z", "prefixes": [], "proxies": [
      {"protocol": "connect-tcp", "proxy": "https://one.example/{target_host}/{target_port}"},
      {"protocol": "connect-tcp", "proxy": "https://two.example/{target_host}/{target_port}"}]})";
    port = domain->port();
  });
  have("a", "A");
  setup.edit([](config::Setup& s) { s.profiles.front().http = {http::Version::kHttp2}; });
  show_page();
  type(u"profiles.proxy"_s, u"127.0.0.1:%1/.well-known/pvd"_s.arg(port));
  press(Qt::Key_Return);
  ASSERT_TRUE(wait([&] { return is_seen(u"profiles.domain.templates"_s); }))
      << words(u"profiles.domain.message"_s).toStdString();
  auto* list = find<QListWidget>(u"profiles.domain.templates"_s);
  EXPECT_EQ(list->count(), 2);
  EXPECT_EQ(saved("a").proxy, profile().proxy) << "before one is chosen nothing changes";
  press(Qt::Key_Down);
  click(u"profiles.domain.use"_s);
  EXPECT_EQ(saved("a").proxy, "https://two.example/{target_host}/{target_port}");

  good = false;
  type(u"profiles.proxy"_s, u"127.0.0.1:%1/.well-known/pvd"_s.arg(port));
  press(Qt::Key_Return);
  EXPECT_TRUE(wait([&] { return is_seen(u"profiles.domain.message"_s); }));
  EXPECT_EQ(saved("a").proxy, "https://two.example/{target_host}/{target_port}") << "what was there stays";
  remote.call([&] { domain.reset(); });
}

TEST_F(ProfilesPageTest, KeyboardOnly) {
  have("a", "A");
  show_page();
  find(u"profiles.list"_s)->setFocus();
  press(Qt::Key_N, Qt::ControlModifier);
  ASSERT_EQ(QApplication::focusWidget()->objectName(), u"profiles.proxy"_s);
  QTest::keyClicks(QApplication::focusWidget(), u"proxy.example"_s);
  press(Qt::Key_Tab);
  ASSERT_THAT(ids(), ElementsAre("a", "proxy-example"));
  tab_to(u"profiles.name"_s);
  QTest::keyClicks(QApplication::focusWidget(), u"Work"_s);
  tab_to(u"profiles.scheme"_s);
  press(Qt::Key_Down);
  ASSERT_TRUE(wait([&] { return is_seen(u"profiles.user"_s); }));
  tab_to(u"profiles.user"_s);
  QTest::keyClicks(QApplication::focusWidget(), u"kim"_s);
  tab_to(u"profiles.secret"_s);
  QTest::keyClicks(QApplication::focusWidget(), u"secret word"_s);
  press(Qt::Key_Return);
  EXPECT_TRUE(
      wait([&] { return saved("proxy-example").authentication.secret.kind == config::SecretSource::Kind::kKeychain; }));
  EXPECT_EQ(saved("proxy-example").name, "Work");
  EXPECT_EQ(saved("proxy-example").authentication.credentials.user, "kim");
  for (const char16_t* name : {u"profiles.test.target", u"profiles.test.start", u"profiles.list", u"profiles.add",
                               u"profiles.more", u"profiles.use", u"profiles.proxy"}) {
    tab_to(QString::fromUtf16(name));
  }
}

// Whatever can take the focus says what it is.
TEST_F(ProfilesPageTest, EveryControlHasANameForThoseWhoDoNotSee) {
  have("a", "A");
  show_page();
  page->go(u"a"_s, u"http"_s);
  for (const auto* widget : page->findChildren<QWidget*>()) {
    if ((widget->focusPolicy() & Qt::TabFocus) == 0 || !widget->isVisible() || widget->focusProxy() != nullptr)
      continue;
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    EXPECT_TRUE(!widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty()))
        << widget->metaObject()->className() << " " << widget->objectName().toStdString();
  }
  EXPECT_THAT(ui::test::beyond_their_children(*page), IsEmpty());
}

}  // namespace
}  // namespace culvert::test
