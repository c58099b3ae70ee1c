#include "routing/rules.h"

#include <gtest/gtest.h>

#include <chrono>

#include "unit/routing/allocations.h"

namespace culvert::routing {
namespace {

using Action = config::Rule::Action;

// What a test says of a rule.
struct Rule {
  bool on = true;
  std::vector<std::string> domains = {};
  std::vector<std::string> networks = {};
  std::vector<std::string> ports = {};
  std::vector<std::string> programs = {};
  Action action = Action::kTunnel;
  std::string profile = {};
  std::string problem = {};
};

std::vector<config::Rule> list_of(const std::vector<Rule>& rules) {
  std::vector<config::Rule> list;
  for (const Rule& r : rules) {
    config::Rule& rule = list.emplace_back();
    rule.on = r.on;
    rule.domains = r.domains;
    rule.networks = r.networks;
    rule.ports = r.ports;
    rule.programs = r.programs;
    rule.action = r.action;
    rule.profile = r.profile;
    rule.kept.problem = r.problem;
  }
  return list;
}

const Asker kSsh = Asker::program("/usr/bin/ssh");
const Asker kFox = Asker::program("/usr/lib/fox/fox");

Rules::Programs programs() {
  return {.applications = {{"browser", {"/usr/lib/fox/fox", "/opt/bear"}}, {"empty", {}}},
          .resolve = [](const std::string& path) { return path == "/usr/bin/nc" ? "/usr/bin/nc.openbsd" : path; }};
}

Rules compiled(const std::vector<Rule>& rules) {
  auto all = Rules::compile(list_of(rules), programs());
  EXPECT_TRUE(all) << all.error().detail;
  return std::move(*all);
}

http::HostPort to(std::string_view text) { return http::parse_host_port(text).value(); }

std::string decided(const Rules& rules, std::string_view target, const Asker& asker) {
  return rules.decide(to(target), asker).text();
}

constexpr std::string_view kDefault = "no rule matches -> tunnel";

// ---- Each condition -------------------------------------------------------------------------------------------------

TEST(Rules, WithoutAnyEverythingIsTunnelled) {
  const Rules none;
  const Decision decision = none.decide(to("example.com:443"), Asker::unknown());
  EXPECT_EQ(decision.action, Action::kTunnel);
  EXPECT_EQ(decision.profile, "");
  EXPECT_FALSE(decision.rule);
  EXPECT_TRUE(decision.certain);
  EXPECT_EQ(decision.text(), kDefault);
}

TEST(Rules, EachConditionAlone) {
  const Rule domain{.domains = {"corp.example", "*.below.example", "b\u00fccher.example", "localhost"}};
  const Rule network{.networks = {"10.0.0.0/8", "192.0.2.1", "2001:db8::/32"}};
  const Rule port{.ports = {"25", "8000-8999"}};
  const Rule program{.programs = {"/usr/bin/ssh", "/usr/bin/nc", "app:browser"}};
  const struct {
    const Rule& rule;
    const char* target;
    Asker asker;
    const char* text;  // what matched; "": nothing
  } kRows[] = {
      {domain, "corp.example:1", kSsh, "corp.example"},
      {domain, "CORP.Example.:1", kSsh, "corp.example"},
      {domain, "a.b.corp.example:1", kSsh, "corp.example"},
      {domain, "notcorp.example:1", kSsh, ""},
      {domain, "corp.example.evil:1", kSsh, ""},
      {domain, "below.example:1", kSsh, ""},
      {domain, "a.below.example:1", kSsh, "*.below.example"},
      {domain, "www.b\u00fccher.example:1", kSsh, "b\u00fccher.example"},
      {domain, "xn--bcher-kva.example:1", kSsh, "b\u00fccher.example"},
      {domain, "localhost:1", kSsh, "localhost"},
      {domain, "127.0.0.1:1", kSsh, ""},
      {network, "10.1.2.3:1", kSsh, "10.0.0.0/8"},
      {network, "11.1.2.3:1", kSsh, ""},
      {network, "192.0.2.1:1", kSsh, "192.0.2.1"},
      {network, "192.0.2.2:1", kSsh, ""},
      {network, "[2001:db8:ffff::1]:1", kSsh, "2001:db8::/32"},
      {network, "[2001:db9::1]:1", kSsh, ""},
      {network, "[::ffff:10.0.0.1]:1", kSsh, "10.0.0.0/8"},
      {network, "corp.example:1", kSsh, ""},
      {port, "corp.example:25", kSsh, "port 25"},
      {port, "192.0.2.1:8000", kSsh, "port 8000-8999"},
      {port, "192.0.2.1:8999", kSsh, "port 8000-8999"},
      {port, "192.0.2.1:9000", kSsh, ""},
      {program, "corp.example:1", kSsh, "/usr/bin/ssh"},
      {program, "corp.example:1", Asker::program("/usr/bin/nc"), "/usr/bin/nc"},
      {program, "corp.example:1", Asker::program("/usr/bin/nc.openbsd"), "/usr/bin/nc"},
      {program, "corp.example:1", kFox, "app:browser"},
      {program, "corp.example:1", Asker::program("/opt/bear"), "app:browser"},
      {program, "corp.example:1", Asker::program("/opt/bears"), ""},
      {program, "corp.example:1", Asker::program("ssh"), ""},
      {program, "corp.example:1", Asker::elsewhere(), ""},
  };
  for (const auto& row : kRows) {
    for (const Action action : {Action::kBlock, Action::kDirect}) {
      Rule rule = row.rule;
      rule.action = action;
      const bool none = *row.text == '\0';
      const std::string_view then = action == Action::kBlock ? " -> block" : " -> direct";
      const std::string text = none ? std::string(kDefault) : std::string("rule 1: ").append(row.text).append(then);
      EXPECT_EQ(decided(compiled({rule}), row.target, row.asker), text) << row.target;
    }
  }
}

TEST(Rules, OneConditionOfEachKindHasToHold) {
  const Rules rules = compiled({{.domains = {"a.example", "b.example"},
                                 .networks = {"10.0.0.0/8"},
                                 .ports = {"80", "443"},
                                 .programs = {"/usr/bin/ssh", "/opt/bear"},
                                 .action = Action::kDirect}});
  EXPECT_EQ(decided(rules, "x.b.example:443", kSsh), "rule 1: b.example, port 443, /usr/bin/ssh -> direct");
  EXPECT_EQ(decided(rules, "10.9.9.9:80", kSsh), "rule 1: 10.0.0.0/8, port 80, /usr/bin/ssh -> direct")
      << "domains and networks are both places";
  EXPECT_EQ(decided(rules, "c.example:443", kSsh), kDefault);
  EXPECT_EQ(decided(rules, "11.9.9.9:443", kSsh), kDefault);
  EXPECT_EQ(decided(rules, "b.example:444", kSsh), kDefault);
  EXPECT_EQ(decided(rules, "b.example:443", kFox), kDefault);
}

TEST(Rules, ARuleWithoutConditionsMatchesEverything) {
  const Rules rules = compiled({{.action = Action::kBlock}});
  EXPECT_EQ(decided(rules, "a.example:1", kSsh), "rule 1: everything -> block");
  EXPECT_EQ(decided(rules, "[::1]:1", Asker::unknown()), "rule 1: everything -> block");
}

TEST(Rules, TheFirstThatMatchesDecides) {
  const Rules rules = compiled({{.domains = {"a.example"}, .action = Action::kDirect},
                                {.on = false, .action = Action::kBlock},
                                {.domains = {"b.example"}, .action = Action::kTunnel, .profile = "work"},
                                {.domains = {"a.example", "b.example"}, .action = Action::kBlock},
                                {.action = Action::kTunnel}});
  EXPECT_EQ(decided(rules, "a.example:1", kSsh), "rule 1: a.example -> direct");
  EXPECT_EQ(decided(rules, "b.example:1", kSsh), "rule 3: b.example -> tunnel via work");
  EXPECT_EQ(decided(rules, "c.example:1", kSsh), "rule 5: everything -> tunnel");
  const Decision decision = rules.decide(to("b.example:1"), kSsh);
  EXPECT_EQ(decision.profile, "work");
  EXPECT_EQ(decision.rule, 2U);
}

TEST(Rules, AnApplicationWithoutProgramsIsNobody) {
  const Rules rules = compiled({{.programs = {"app:empty"}, .action = Action::kBlock}});
  for (const Asker& asker : {kSsh, Asker::unknown(), Asker::elsewhere()}) {
    EXPECT_EQ(decided(rules, "a.example:1", asker), kDefault);
  }
  EXPECT_FALSE(rules.needs_caller(to("a.example:1")));
}

// ---- Who asks -------------------------------------------------------------------------------------------------------

TEST(Rules, AnUnknownCallerGetsTheSafestOfWhatMayBeMeant) {
  const Rule direct_ssh{.programs = {"/usr/bin/ssh"}, .action = Action::kDirect};
  const Rule block_ssh{.programs = {"/usr/bin/ssh"}, .action = Action::kBlock};
  const Rule tunnel_ssh{.programs = {"/usr/bin/ssh"}, .action = Action::kTunnel, .profile = "work"};
  const Rule direct{.action = Action::kDirect};
  const Rule block{.action = Action::kBlock};
  const Rule tunnel{.action = Action::kTunnel, .profile = "home"};
  const struct {
    std::vector<Rule> rules;
    const char* text;
  } kRows[] = {
      {{direct_ssh}, "no rule matches -> tunnel"},
      {{direct_ssh, direct}, "rule 2: everything -> direct"},
      {{direct_ssh, tunnel}, "rule 2: everything -> tunnel via home"},
      {{direct_ssh, block}, "rule 2: everything -> block"},
      {{block_ssh}, "rule 1: not known who asks -> block"},
      {{block_ssh, direct}, "rule 1: not known who asks -> block"},
      {{block_ssh, tunnel}, "rule 1: not known who asks -> block"},
      {{block_ssh, block}, "rule 2: everything -> block"},
      {{tunnel_ssh}, "no rule matches -> tunnel"},
      {{tunnel_ssh, direct}, "rule 1: not known who asks -> tunnel via work"},
      {{tunnel_ssh, tunnel}, "rule 2: everything -> tunnel via home"},
      {{tunnel_ssh, block}, "rule 2: everything -> block"},
      {{direct_ssh, tunnel_ssh, direct}, "rule 2: not known who asks -> tunnel via work"},
      {{tunnel_ssh, block_ssh, direct}, "rule 2: not known who asks -> block"},
      {{direct, block_ssh}, "rule 1: everything -> direct"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(decided(compiled(row.rules), "a.example:1", Asker::unknown()), row.text);
    EXPECT_EQ(decided(compiled(row.rules), "a.example:1", Asker::program("")), row.text);
  }
  EXPECT_EQ(decided(compiled({{.ports = {"25"}, .programs = {"/x"}, .action = Action::kBlock}}), "a.example:25",
                    Asker::unknown()),
            "rule 1: port 25, not known who asks -> block");
  EXPECT_FALSE(compiled({block_ssh}).decide(to("a.example:1"), Asker::unknown()).certain);
}

TEST(Rules, WhoComesFromElsewhereIsNoProgram) {
  const Rules rules = compiled({{.programs = {"/usr/bin/ssh"}, .action = Action::kBlock}, {.action = Action::kDirect}});
  EXPECT_EQ(decided(rules, "a.example:1", Asker::elsewhere()), "rule 2: everything -> direct");
}

TEST(Rules, WhoAsksMattersOnlyWhereARuleMayTurnOnIt) {
  const Rules rules = compiled({{.domains = {"first.example"}, .action = Action::kDirect},
                                {.ports = {"443"}, .programs = {"/usr/bin/ssh"}, .action = Action::kBlock},
                                {.domains = {"last.example"}, .programs = {"/opt/bear"}, .action = Action::kBlock},
                                {.on = false, .programs = {"/opt/bear"}}});
  EXPECT_FALSE(rules.needs_caller(to("first.example:443"))) << "decided before";
  EXPECT_TRUE(rules.needs_caller(to("a.example:443")));
  EXPECT_FALSE(rules.needs_caller(to("a.example:80")));
  EXPECT_TRUE(rules.needs_caller(to("last.example:80")));
  EXPECT_FALSE(Rules().needs_caller(to("last.example:80")));
}

// ---- What is wrong --------------------------------------------------------------------------------------------------

TEST(Rules, EveryErrorNamesTheRuleAndTheField) {
  const struct {
    Rule rule;
    std::string detail;
  } kRows[] = {
      {{.domains = {"a.example", ""}}, "rules[1].domains[1]: the host is empty, at character 1"},
      {{.domains = {"*"}}, "rules[1].domains[0]: a * stands before the first dot only, at character 1"},
      {{.domains = {"*.a..b"}}, "rules[1].domains[0]: the host name has an empty part, at character 3"},
      {{.domains = {"10.0.0.1"}}, "rules[1].domains[0]: this is an address, at character 1"},
      {{.networks = {"10.0.0.0/33"}}, "rules[1].networks[0]: behind '/' comes a number from 0 to 32, at character 10"},
      {{.networks = {"10.1.1.1/8"}}, "rules[1].networks[0]: the block of 8 bits begins at 10.0.0.0, at character 1"},
      {{.networks = {"a.example"}}, "rules[1].networks[0]: this is no IP address, at character 1"},
      {{.ports = {"80", "0"}}, "rules[1].ports[1]: the port must be a number from 1 to 65535, at character 1"},
      {{.ports = {"443-80"}}, "rules[1].ports[0]: the last port comes before the first, at character 5"},
      {{.programs = {"ssh"}}, "rules[1].programs[0]: a program is the whole path of its executable, or app:ID"},
      {{.programs = {""}}, "rules[1].programs[0]: a program is the whole path of its executable, or app:ID"},
      {{.programs = {"/a", {"/b\0c", 4}}},
       "rules[1].programs[1]: a program is the whole path of its executable, or app:ID"},
      {{.programs = {"/" + std::string(5000, 'a')}},
       "rules[1].programs[0]: a program is the whole path of its executable, or app:ID"},
      {{.programs = {"app:\x1bgone"}}, "rules[1].programs[0]: there is no application \\x1bgone"},
      {{.on = false, .ports = {"x"}}, "rules[1].ports[0]: the port must be a number from 1 to 65535, at character 1"},
      {{.problem = "ports: this has to be a list"}, "rules[1]: ports: this has to be a list"},
  };
  for (const auto& row : kRows) {
    const auto rules = Rules::compile(list_of({{}, row.rule}), programs());
    ASSERT_FALSE(rules) << row.detail;
    EXPECT_EQ(rules.error(), (Error{Stage::kLocal, Code::kInvalid, row.detail}));
  }
}

TEST(Rules, ThereAreLimits) {
  EXPECT_TRUE(Rules::compile(std::vector<config::Rule>(Rules::kMaxRules), {}));
  const auto many = Rules::compile(std::vector<config::Rule>(Rules::kMaxRules + 1), {});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error(), (Error{Stage::kLocal, Code::kLimit, "rules: there are more than 4096"}));
  const Rule half{.ports = std::vector<std::string>(Rules::kMaxConditions / 2, "1")};
  EXPECT_TRUE(Rules::compile(list_of({half, half}), {}));
  const auto full = Rules::compile(list_of({half, half, {.ports = {"1"}}}), {});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error(),
            (Error{Stage::kLocal, Code::kLimit, "rules[2].ports[0]: there are more than 16384 conditions"}));
}

TEST(Rules, WhatIsShownIsEscaped) {
  const Rules rules = compiled({{.programs = {"/tmp/\u202egpj"}, .action = Action::kTunnel, .profile = "\n"}});
  EXPECT_EQ(decided(rules, "a.example:1", Asker::program("/tmp/\u202egpj")),
            "rule 1: /tmp/\\u{202e}gpj -> tunnel via \\x0a");
}

// ---- What it costs --------------------------------------------------------------------------------------------------

TEST(Rules, AThousandRulesAreAskedWithoutAllocating) {
  std::vector<Rule> list;
  for (int i = 0; i < 250; ++i) {
    const std::string n = std::to_string(i);
    list.push_back({.domains = {"a-rather-long-name-" + n + ".corp.example"}});
    list.push_back({.networks = {"10." + n + ".0.0/16"}});
    list.push_back({.ports = {std::to_string(10000 + i)}});
    list.push_back({.domains = {"example"}, .programs = {"/usr/libexec/some/where/program-" + n}});
  }
  const Rules rules = compiled(list);
  const http::HostPort name = to("a-rather-long-name-that-is-not-listed.corp.example:443");
  const http::HostPort address = to("[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:443");
  constexpr int kTimes = 100;
  const std::size_t before = test::allocations();
  const auto start = std::chrono::steady_clock::now();
  std::size_t matched = 0;
  for (int i = 0; i < kTimes; ++i) {
    for (const http::HostPort* target : {&name, &address}) {
      if (rules.decide(*target, kSsh).rule) ++matched;
      if (rules.needs_caller(*target)) ++matched;
    }
  }
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(test::allocations() - before, 0U);
  EXPECT_EQ(matched, std::size_t{kTimes}) << "programs may matter for the name";
  RecordProperty("microseconds_each", std::to_string(took.count() / (4 * kTimes)));
}

}  // namespace
}  // namespace culvert::routing
