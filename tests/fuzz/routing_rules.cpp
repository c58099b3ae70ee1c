// Rules as they stand in a file, and what they decide (core/routing/rules.h). An input is lines: the target, the
// program, and conditions, one a line, whose first letter says what they are; "." begins the next rule.

#include <algorithm>

#include "fuzz.h"
#include "routing/rules.h"

namespace {

using namespace culvert;
using Action = config::Rule::Action;

std::string take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string line(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::vector<config::Rule> rules_of(std::string_view text) {
  std::vector<config::Rule> rules(1);
  while (!text.empty()) {
    const std::string line = take_line(text);
    if (line.empty()) continue;
    const std::string rest = line.substr(1);
    config::Rule& rule = rules.back();
    switch (line.front()) {
      case '.':
        rules.emplace_back();
        break;
      case 'd':
        rule.domains.push_back(rest);
        break;
      case 'n':
        rule.networks.push_back(rest);
        break;
      case 'p':
        rule.ports.push_back(rest);
        break;
      case 'x':
        rule.programs.push_back(rest);
        break;
      case 'a':
        rule.action = static_cast<Action>(rest.size() % 3);
        rule.profile = rest;
        break;
      case 'o':
        rule.on = false;
        break;
      default:
        break;
    }
  }
  return rules;
}

int safety(Action action) { return action == Action::kBlock ? 2 : action == Action::kTunnel ? 1 : 0; }

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text_of({data, size});
  const auto target = http::parse_host_port(take_line(text), 443);
  const std::string program = take_line(text);
  const std::vector<config::Rule> list = rules_of(text);
  const auto rules = routing::Rules::compile(list, {.applications = {{"one", {"/a"}}, {"none", {}}}, .resolve = {}});
  if (!rules) {
    FUZZ_CHECK(rules.error().detail.starts_with("rules[") && rules.error().detail.find("]: ") != std::string::npos);
    return 0;
  }
  if (!target) return 0;

  const auto unknown = rules->decide(*target, routing::Asker::unknown());
  const auto elsewhere = rules->decide(*target, routing::Asker::elsewhere());
  const auto known = rules->decide(*target, routing::Asker::program(program));
  for (const auto& decision : {unknown, elsewhere, known}) {
    FUZZ_CHECK(!decision.rule || (*decision.rule < list.size() && list[*decision.rule].on));
    FUZZ_CHECK(decision.rule || (decision.action == Action::kTunnel && decision.profile.empty()));
    FUZZ_CHECK(decision.text().find(" -> ") != std::string::npos);
    if (decision.rule) FUZZ_CHECK(list[*decision.rule].action == decision.action);
    // Who hides gains nothing.
    FUZZ_CHECK(safety(unknown.action) >= safety(decision.action));
    // Where nobody has to be asked for, it does not matter who it is.
    if (!rules->needs_caller(*target)) FUZZ_CHECK(decision.rule == unknown.rule && unknown.certain);
  }
  FUZZ_CHECK(known.certain || program.empty());
  // What stands behind the rule that matched says nothing.
  if (known.rule && !program.empty()) {
    const auto fewer = routing::Rules::compile(std::span(list).first(*known.rule + 1),
                                               {.applications = {{"one", {"/a"}}, {"none", {}}}, .resolve = {}});
    FUZZ_CHECK(fewer && fewer->decide(*target, routing::Asker::program(program)).rule == known.rule);
  }
  return 0;
}
