// Rules: written, put in order by the keyboard, switched, deleted; and what is said of a wrong one.
#include "ui/applications/page_world.h"
// Qt comes second: its headers have macros for common words.
#include <QComboBox>
#include <QListView>
#include <QRadioButton>
#include <QTabWidget>

namespace culvert::ui::test {
namespace {

class RulesTest : public PageWorld {
 protected:
  void open_rules(std::initializer_list<const char*> domains) {
    config::Setup setup = usual();
    for (const char* domain : domains) {
      config::Rule rule;
      rule.id = domain;
      std::ranges::replace(rule.id, '.', '-');
      rule.domains = {domain};
      rule.action = config::Rule::Action::kDirect;
      setup.rules.push_back(rule);
    }
    set(setup);
    open();
    find<QTabWidget>(QStringLiteral("applications.tabs"))->setCurrentIndex(1);
  }
  [[nodiscard]] QStringList rules() const {
    QStringList all;
    for (const config::Rule& rule : document.setup().rules) all += QString::fromStdString(rule.id);
    return all;
  }
  [[nodiscard]] QListView* list() const { return find<QListView>(QStringLiteral("applications.rules.list")); }
  [[nodiscard]] QString row(int at) const { return list()->model()->index(at, 0).data().toString(); }
};

TEST_F(RulesTest, RuleIsWrittenInWordsAndSavedWhenItSaysForWhat) {
  open_rules({});
  picture(QStringLiteral("rules-empty"));
  QTest::mouseClick(button_in(QStringLiteral("applications.rules.empty")), Qt::LeftButton);
  auto* const places = find<QLineEdit>(QStringLiteral("applications.rule.places"));
  ASSERT_NE(places, nullptr);
  EXPECT_TRUE(places->hasFocus());
  // Direct, before it is known for what: nothing gets out by that.
  auto* const action = find<QComboBox>(QStringLiteral("applications.rule.action"));
  action->setFocus();
  QTest::keyClick(action, Qt::Key_Down);
  EXPECT_TRUE(rules().isEmpty());
  EXPECT_TRUE(said(QStringLiteral("applications.rule.note")).startsWith(QStringLiteral("Say what the rule is for")));
  type_and_enter(QStringLiteral("applications.rule.ports"), QStringLiteral("443"));
  ASSERT_EQ(rules().size(), 1);
  type_and_enter(QStringLiteral("applications.rule.places"), QStringLiteral("*.corp.example, 10.0.0.0/8"));
  EXPECT_EQ(row(0), QStringLiteral("1. *.corp.example and 10.0.0.0/8, port 443 → Direct"));
  EXPECT_EQ(document.setup().rules[0].networks, std::vector<std::string>{"10.0.0.0/8"});

  // A mistake leaves the rule as it was.
  const config::Rule saved = document.setup().rules[0];
  QTest::keyClicks(find<QLineEdit>(QStringLiteral("applications.rule.places")), QStringLiteral(", b@d"));
  QTest::keyClick(find(QStringLiteral("applications.rule.places")), Qt::Key_Return);
  EXPECT_TRUE(said(QStringLiteral("applications.rule.places.note")).contains(QStringLiteral("“b@d”")));
  EXPECT_EQ(document.setup().rules[0], saved);
  picture(QStringLiteral("rules-wrong-field"));
  // So does one that is about nothing any more: it does not become one about everything.
  type_and_enter(QStringLiteral("applications.rule.places"), QStringLiteral(" "));
  type_and_enter(QStringLiteral("applications.rule.ports"), QStringLiteral(" "));
  EXPECT_FALSE(document.setup().rules[0].domains.empty() && document.setup().rules[0].ports.empty());
  click(QStringLiteral("applications.rule.everything"));
  EXPECT_TRUE(document.setup().rules[0].domains.empty());
  EXPECT_EQ(row(0), QStringLiteral("1. Everything → Direct"));
}

TEST_F(RulesTest, KeyboardPutsThemInOrder) {
  open_rules({"a.example", "b.example", "c.example"});
  page->go(QStringLiteral("c-example"), {});
  ASSERT_TRUE(list()->hasFocus());
  picture(QStringLiteral("rules"));
  QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
  EXPECT_EQ(rules(),
            (QStringList{QStringLiteral("a-example"), QStringLiteral("c-example"), QStringLiteral("b-example")}));
  QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
  QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);  // it is the first already
  EXPECT_EQ(rules().first(), QStringLiteral("c-example"));
  EXPECT_EQ(list()->currentIndex().row(), 0);
  EXPECT_EQ(find<QLineEdit>(QStringLiteral("applications.rule.places"))->text(), QStringLiteral("c.example"));
  QTest::keyClick(list(), Qt::Key_Down, Qt::AltModifier);
  EXPECT_EQ(list()->currentIndex().row(), 1);
  // Without Alt the selection moves.
  QTest::keyClick(list(), Qt::Key_Down);
  EXPECT_EQ(find<QLineEdit>(QStringLiteral("applications.rule.places"))->text(), QStringLiteral("b.example"));
  // The space key is its switch.
  QTest::keyClick(list(), Qt::Key_Space);
  EXPECT_FALSE(document.setup().rules[2].on);
  EXPECT_TRUE(row(2).endsWith(QStringLiteral("(off)")));
  // What is deleted can be brought back.
  const config::Setup before = document.setup();
  QTest::keyClick(list(), Qt::Key_Delete);
  EXPECT_EQ(rules().size(), 2);
  EXPECT_EQ(list()->currentIndex().row(), 1);
  document.undo();
  EXPECT_EQ(document.setup(), before);
}

TEST_F(RulesTest, WrongRuleSaysThatNothingWorks) {
  open_rules({"a.example"});
  document.edit([](config::Setup& setup) {
    config::Rule rule;
    rule.id = "gone";
    rule.domains = {"b.example"};
    rule.profile = "nobody";
    setup.rules.push_back(rule);
  });
  const QString trouble = QStringLiteral("applications.rules.trouble");
  EXPECT_TRUE(said(trouble).startsWith(QStringLiteral("Rule 2 is wrong."))) << said(trouble).toStdString();
  EXPECT_TRUE(row(1).contains(QStringLiteral("\nWrong: ")));
  QTest::mouseClick(button_in(trouble), Qt::LeftButton);
  EXPECT_EQ(list()->currentIndex().row(), 1);
  picture(QStringLiteral("rules-wrong"));
  // Through the profile in use, which is there.
  auto* const profile = find<QComboBox>(QStringLiteral("applications.rule.profile"));
  profile->setFocus();
  QTest::keyClick(profile, Qt::Key_Home);
  EXPECT_TRUE(said(trouble).isEmpty());
}

}  // namespace
}  // namespace culvert::ui::test
