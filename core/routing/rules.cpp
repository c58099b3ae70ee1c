#include "routing/rules.h"

#include <algorithm>
#include <format>
#include <utility>

#include "base/escape.h"
#include "config/entry.h"

namespace culvert::routing {

namespace {

using Action = Decision::Action;

constexpr std::string_view kApplication = "app:";

// The greater one is the safer.
int safety(Action action) {
  switch (action) {
    case Action::kDirect:
      return 0;
    case Action::kTunnel:
      return 1;
    case Action::kBlock:
      return 2;
  }
  return 2;
}

std::string_view name_of(Action action) {
  switch (action) {
    case Action::kDirect:
      return "direct";
    case Action::kTunnel:
      return "tunnel";
    case Action::kBlock:
      return "block";
  }
  return "";
}

// The pattern's text, if one of `conditions` matches.
template <class Conditions, class What>
const std::string* match(const Conditions& conditions, const What& what) {
  const auto it = std::ranges::find_if(conditions, [&](const auto& c) { return c.pattern.matches(what); });
  return it == conditions.end() ? nullptr : &it->text;
}

}  // namespace

// ---- Compiling ------------------------------------------------------------------------------------------------------

class Rules::Compiler {
 public:
  explicit Compiler(const Programs& programs) : programs_(programs) {}

  Result<Rule> compile(const config::Rule& from, std::size_t index) {
    index_ = index;
    Rule rule;
    rule.index = index;
    rule.action = from.action;
    rule.names_programs = !from.programs.empty();
    if (from.action == Action::kTunnel) rule.profile = from.profile;
    if (!from.kept.problem.empty()) {  // a rule passed over would let out what it keeps in
      return fail(Stage::kLocal, Code::kInvalid, std::format("rules[{}]: {}", index, from.kept.problem));
    }
    Result<> done = each("domains", from.domains, http::parse_domain_pattern, rule.domains);
    if (done) done = each("networks", from.networks, http::parse_subnet, rule.networks);
    if (done) done = each("ports", from.ports, http::parse_port_range, rule.ports);
    for (std::size_t i = 0; done && i < from.programs.size(); ++i) done = add_program(from.programs[i], i, rule);
    if (!done) return std::unexpected(std::move(done.error()));
    for (auto& p : rule.ports) p.text.insert(0, "port ");
    return rule;
  }

 private:
  [[nodiscard]] std::unexpected<Error> bad(std::string_view field, std::size_t i, Code code,
                                           std::string_view why) const {
    return fail(Stage::kLocal, code, std::format("rules[{}].{}[{}]: {}", index_, field, i, why));
  }

  // Room for one more condition?
  Result<> count(std::string_view field, std::size_t i) {
    if (++conditions_ <= kMaxConditions) return {};
    return bad(field, i, Code::kLimit, std::format("there are more than {} conditions", kMaxConditions));
  }

  template <class T, class Parse>
  Result<> each(std::string_view field, const std::vector<std::string>& texts, Parse parse,
                std::vector<Condition<T>>& out) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (auto room = count(field, i); !room) return room;
      auto pattern = parse(std::string_view(texts[i]));
      if (!pattern) {
        const http::Misfit& misfit = pattern.error();
        return bad(field, i, Code::kInvalid, std::format("{}, at character {}", misfit.why, misfit.at + 1));
      }
      out.push_back({std::move(*pattern), escape(texts[i])});
    }
    return {};
  }

  Result<> add_program(const std::string& text, std::size_t i, Rule& rule) {
    const auto add = [&](const std::string& path) -> Result<> {
      if (auto room = count("programs", i); !room) return room;
      if (!config::is_absolute_path(path)) {
        return bad("programs", i, Code::kInvalid, "a program is the whole path of its executable, or app:ID");
      }
      rule.programs.push_back({path, escape(text)});
      const std::string real = programs_.resolve ? programs_.resolve(path) : path;
      if (!real.empty() && real != path) rule.programs.push_back({real, escape(text)});
      return {};
    };
    if (!text.starts_with(kApplication)) return add(text);
    const std::string_view id = std::string_view(text).substr(kApplication.size());
    const auto application = programs_.applications.find(id);
    if (application == programs_.applications.end()) {
      return bad("programs", i, Code::kInvalid, std::format("there is no application {}", escape(id)));
    }
    for (const std::string& path : application->second) {
      if (auto added = add(path); !added) return added;
    }
    return {};
  }

  const Programs& programs_;
  std::size_t index_ = 0;
  std::size_t conditions_ = 0;
};

Result<Rules> Rules::compile(std::span<const config::Rule> rules, const Programs& programs) {
  if (rules.size() > kMaxRules) {
    return fail(Stage::kLocal, Code::kLimit, std::format("rules: there are more than {}", kMaxRules));
  }
  Rules all;
  Compiler compiler(programs);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    auto rule = compiler.compile(rules[i], i);
    if (!rule) return std::unexpected(std::move(rule.error()));
    if (rules[i].on) all.rules_.push_back(std::move(*rule));
  }
  return all;
}

// ---- Deciding -------------------------------------------------------------------------------------------------------

struct Rules::Destination {
  explicit Destination(const http::HostPort& t) : target(t), address(IpAddress::parse(t.host)) {}
  const http::HostPort& target;
  std::optional<IpAddress> address;
};

bool Rules::fits(const Rule& rule, const Destination& to, Decision& decision) {
  auto& [place, port, program] = decision.matched;
  if (!rule.domains.empty() || !rule.networks.empty()) {
    place = to.address ? match(rule.networks, *to.address) : match(rule.domains, to.target.host);
    if (place == nullptr) return false;
  }
  if (rule.ports.empty()) return true;
  port = match(rule.ports, to.target.port);
  return port != nullptr;
}

Rules::Fit Rules::fits(const Rule& rule, const Asker& asker, Decision& decision) {
  if (!rule.names_programs) return Fit::kYes;
  if (rule.programs.empty() || asker.kind_ == Asker::Kind::kElsewhere) return Fit::kNo;
  if (asker.kind_ == Asker::Kind::kUnknown) return Fit::kUnsure;
  for (const auto& program : rule.programs) {
    if (program.pattern != asker.executable_) continue;
    decision.matched[2] = &program.text;
    return Fit::kYes;
  }
  return Fit::kNo;
}

Decision Rules::decide(const http::HostPort& target, const Asker& asker) const {
  const Destination to(target);
  std::optional<Decision> unsure;  // the first of the safest
  Decision sure;
  for (const Rule& rule : rules_) {
    Decision decision{.action = rule.action, .profile = rule.profile, .rule = rule.index};
    if (!fits(rule, to, decision)) continue;
    const Fit fit = fits(rule, asker, decision);
    if (fit == Fit::kNo) continue;
    if (fit == Fit::kYes) {
      sure = decision;
      break;
    }
    decision.certain = false;
    if (!unsure || safety(unsure->action) < safety(rule.action)) unsure = decision;
  }
  return unsure && safety(unsure->action) > safety(sure.action) ? *unsure : sure;
}

bool Rules::needs_caller(const http::HostPort& target) const {
  const Destination to(target);
  Decision ignored;
  for (const Rule& rule : rules_) {
    if (!fits(rule, to, ignored)) continue;
    if (!rule.names_programs) return false;
    if (!rule.programs.empty()) return true;
  }
  return false;
}

std::string Decision::text() const {
  std::string out = rule ? std::format("rule {}: ", *rule + 1) : "no rule matches";
  std::string_view between;
  for (const std::string* part : matched) {
    if (part == nullptr) continue;
    out += std::format("{}{}", std::exchange(between, ", "), *part);
  }
  if (!certain) out += std::format("{}not known who asks", std::exchange(between, ", "));
  if (rule && between.empty()) out += "everything";
  out += std::format(" -> {}", name_of(action));
  if (!profile.empty()) out += std::format(" via {}", escape(profile));
  return out;
}

}  // namespace culvert::routing
