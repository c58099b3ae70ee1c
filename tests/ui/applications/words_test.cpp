// What stands in one line: commands, rules, lists of places.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QLocale>

#include "applications/application_changes.h"
#include "applications/command_line.h"
#include "applications/rule_words.h"
#include "applications/setup_entries.h"

namespace culvert::ui {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> words(const char* line) { return read_command(QString::fromUtf8(line)).words; }
std::string text(const QString& text) { return text.toStdString(); }

TEST(CommandLine, IsReadAsWords) {
  EXPECT_THAT(words(" psql  -h localhost "), ElementsAre("psql", "-h", "localhost"));
  EXPECT_THAT(words(R"("/opt/my program/run" '' 'a "b"' c\ d "e \"f\"")"),
              ElementsAre("/opt/my program/run", "", "a \"b\"", "c d", "e \"f\""));
  EXPECT_THAT(words(R"(C:\Tools\run.exe "C:\Program Files\x")"),
              ElementsAre(R"(C:\Tools\run.exe)", R"(C:\Program Files\x)"));
  EXPECT_THAT(words("--name='a b'c"), ElementsAre("--name=a bc"));
  EXPECT_THAT(words("  "), IsEmpty());
  EXPECT_EQ(read_command(QStringLiteral("a 'b")).trouble, CommandLine::Trouble::kOpenQuote);
  EXPECT_EQ(read_command(QStringLiteral("a \"b\\\"")).trouble, CommandLine::Trouble::kOpenQuote);
}

TEST(CommandLine, ComesBackAsItWas) {
  const std::vector<std::vector<std::string>> all{
      {"psql", "-h", "localhost"}, {""},   {"a b", "", "c"}, {"\"", "'", "\\", "\\\\", "a\\"}, {"C:\\Program Files\\"},
      {"a\\ b", "\\\""},           {"ä→"}, {"'a' \"b\""}};
  for (const auto& one : all) {
    const CommandLine read = read_command(write_command(one));
    EXPECT_EQ(read.words, one) << text(write_command(one));
    EXPECT_EQ(read.trouble, CommandLine::Trouble::kNone);
  }
}

class RuleWords : public ::testing::Test {
 protected:
  RuleWords() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    config::Application one;
    one.id = "db";
    one.name = "Database";
    one.programs = {"/usr/bin/psql", "/usr/bin/pgadmin"};
    setup.applications.push_back(one);
    config::Profile work;
    work.id = "work";
    work.name = "Work";
    setup.profiles.push_back(work);
  }
  config::Setup setup;
};

TEST_F(RuleWords, SayWhatARuleDoes) {
  config::Rule rule;
  EXPECT_EQ(text(rule_text(rule, setup)), "Everything → Tunnel");
  rule.domains = {"*.corp.example"};
  rule.networks = {"10.0.0.0/8"};
  rule.ports = {"443"};
  rule.action = config::Rule::Action::kDirect;
  EXPECT_EQ(text(rule_text(rule, setup)), "*.corp.example and 10.0.0.0/8, port 443 → Direct");
  rule.ports = {"443", "8000-8999"};
  rule.programs = {"app:db", "/usr/bin/ssh"};
  rule.action = config::Rule::Action::kTunnel;
  rule.profile = "work";
  EXPECT_EQ(text(rule_text(rule, setup)),
            "*.corp.example and 10.0.0.0/8, ports 443 and 8000-8999, asked for by the programs of Database and "
            "/usr/bin/ssh → Tunnel through Work");
}

TEST_F(RuleWords, LongListsAreCut) {
  config::Rule rule;
  for (int i = 0; i < 9; ++i) rule.domains.push_back("d" + std::to_string(i) + ".example");
  rule.action = config::Rule::Action::kBlock;
  EXPECT_EQ(text(rule_text(rule, setup)), "d0.example, d1.example, d2.example, d3.example, and 5 more → Block");
}

TEST_F(RuleWords, PlacesAreToldApart) {
  const Places read = read_places(QStringLiteral("corp.example, 10.0.0.0/8;*.lab.example 2001:db8::1"));
  EXPECT_THAT(read.domains, ElementsAre("corp.example", "*.lab.example"));
  EXPECT_THAT(read.networks, ElementsAre("10.0.0.0/8", "2001:db8::1"));
  EXPECT_TRUE(read.problem.isEmpty());
  EXPECT_TRUE(read_places(QStringLiteral("good.example, b@d, w*rse")).problem.contains(u"“b@d”"));
  EXPECT_THAT(read_ports(QStringLiteral("443 8000-8999")).ports, ElementsAre("443", "8000-8999"));
  EXPECT_TRUE(read_ports(QStringLiteral("0, 70000")).problem.contains(u"“0”"));
}

// Rules that name the programs of an application go on meaning them.
TEST_F(RuleWords, RemovedApplicationLeavesItsProgramsInRules) {
  config::Rule block;
  block.id = "block";
  block.programs = {"app:db", "/usr/bin/psql"};
  block.action = config::Rule::Action::kBlock;
  config::Application none;
  none.id = "none";
  setup.applications.push_back(none);
  config::Rule nobody;
  nobody.id = "nobody";
  nobody.programs = {"app:none"};
  nobody.action = config::Rule::Action::kDirect;
  setup.rules = {block, nobody};
  remove_application(setup, "db");
  remove_application(setup, "none");
  ASSERT_EQ(setup.rules.size(), 1U);  // the one about nobody would be about everybody
  EXPECT_THAT(setup.rules[0].programs, ElementsAre("/usr/bin/psql", "/usr/bin/pgadmin"));
  EXPECT_THAT(setup.applications, IsEmpty());
}

TEST_F(RuleWords, NewRuleStandsBeforeOneThatDecidesEverything) {
  const auto rule = [](const char* id, const char* domain) {
    config::Rule made;
    made.id = id;
    if (*domain != '\0') made.domains = {domain};
    return made;
  };
  setup.rules = {rule("a", "a.example"), rule("all", "")};
  add_rule(setup, rule("b", "b.example"), "");
  add_rule(setup, rule("c", "c.example"), "a");
  std::vector<std::string> ids;
  for (const auto& one : setup.rules) ids.push_back(one.id);
  EXPECT_THAT(ids, ElementsAre("a", "c", "b", "all"));
  EXPECT_FALSE(move_rule(setup, "a", -1));
  EXPECT_TRUE(move_rule(setup, "a", 1));
  EXPECT_EQ(setup.rules[1].id, "a");
}

TEST_F(RuleWords, CopiedApplicationHasPortsOfItsOwn) {
  config::Forward forward;
  forward.id = "forward-1";
  forward.listen = config::ListenAddress::localhost(free_port(setup, 20000));
  forward.target = {"db.internal", 5432};
  setup.applications[0].forwards = {forward};
  const std::string id = copy_application(setup, "db", QStringLiteral("Database (copy)"));
  EXPECT_EQ(id, "database-copy");
  ASSERT_EQ(setup.applications.size(), 2U);
  EXPECT_THAT(config::validate(setup, config::Secrets::kToCome).size(), 1U);  // the profile of the test is none
  EXPECT_NE(setup.applications[1].forwards.at(0).listen, forward.listen);
  EXPECT_EQ(setup.applications[1].forwards.at(0).target, forward.target);
}

}  // namespace
}  // namespace culvert::ui
