#include "config/setup_json.h"

#include <format>
#include <optional>

#include "config/document.h"
#include "config/profile_json.h"

namespace culvert::config {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr Names<Application::Access, 3> kAccess{{{"everyone", Application::Access::kEveryone},
                                                 {"user", Application::Access::kUser},
                                                 {"programs", Application::Access::kPrograms}}};
constexpr Names<Rule::Action, 3> kActions{
    {{"tunnel", Rule::Action::kTunnel}, {"direct", Rule::Action::kDirect}, {"block", Rule::Action::kBlock}}};

// ---- Reading
// ---------------------------------------------------------------------------------------------------------

void read_listener(FieldReader& from, MixedListener& l) {
  from.require("listen");
  from.form("listen", l.listen, ListenAddress::parse);
  if (from.has("user")) from.text("user", l.credentials.emplace().user);
  read_source(from, l.secret);
  if (!l.credentials && from.has("secret")) from.wrong("secret", "it goes together with \"user\"");
  from.text("profile", l.profile);
}

void read_forward(FieldReader& from, Forward& f) {
  from.require("listen");
  from.require("target");
  from.text("id", f.id);
  from.form("listen", f.listen, ListenAddress::parse);
  from.form("target", f.target, [](const std::string& text) { return http::parse_host_port(text); });
  from.flag("on", f.on);
  from.text("profile", f.profile);
}

template <class T, class Fill>
void read_entries(FieldReader& from, std::string_view name, std::vector<T>& out, Fill fill) {
  const json* field = from.take(name);
  if (field == nullptr) return;
  if (!field->is_array()) return from.wrong(name, "this has to be a list");
  for (const json& entry : *field) out.push_back(read_entry<T>(entry, fill));
}

void read_application(FieldReader& from, Application& a) {
  from.text("id", a.id);
  from.text("name", a.name);
  from.text("icon", a.icon);
  from.texts("launch", a.launch);
  from.flag("on", a.on);
  from.choice("access", a.access, kAccess);
  from.texts("programs", a.programs);
  read_entries(from, "forwards", a.forwards, read_forward);
}

void read_rule(FieldReader& from, Rule& r) {
  from.require("action");
  from.text("id", r.id);
  from.flag("on", r.on);
  from.texts("domains", r.domains);
  from.texts("networks", r.networks);
  from.texts("ports", r.ports);
  from.texts("programs", r.programs);
  from.choice("action", r.action, kActions);
  from.text("profile", r.profile);
}

// What stands in for a rule that cannot be read.
void block_instead(Rule& rule) {
  if (rule.kept.problem.empty()) return;
  Rule stand_in;
  stand_in.id = std::move(rule.id);
  stand_in.on = rule.on;
  stand_in.action = Rule::Action::kBlock;
  stand_in.kept = std::move(rule.kept);
  rule = std::move(stand_in);
}

// ---- Writing
// ---------------------------------------------------------------------------------------------------------

ordered_json write_listener(const MixedListener& listener) {
  return write_entry(listener, [](FieldWriter& to, const MixedListener& l) {
    to.put("listen", l.listen.to_string());
    if (l.credentials) to.put("user", l.credentials->user);
    write_source(to, l.secret, l.credentials ? l.credentials->password : std::string());
    to.put("profile", l.profile, {});
  });
}

ordered_json write_forward(const Forward& forward) {
  return write_entry(forward, [](FieldWriter& to, const Forward& f) {
    to.put("id", f.id);
    to.put("listen", f.listen.to_string());
    to.put("target", f.target.to_string());
    to.put("on", f.on, true);
    to.put("profile", f.profile, {});
  });
}

template <class T, class Write>
ordered_json write_entries(const std::vector<T>& entries, Write write) {
  ordered_json list = ordered_json::array();
  for (const T& entry : entries) list.push_back(write(entry));
  return list;
}

ordered_json write_application(const Application& application) {
  return write_entry(application, [](FieldWriter& to, const Application& a) {
    to.put("id", a.id);
    to.put("name", a.name, {});
    to.put("icon", a.icon, {});
    to.put("launch", a.launch, {});
    to.put("on", a.on, true);
    to.put("access", a.access, Application::Access::kUser, kAccess);
    to.put("programs", a.programs, {});
    to.put("forwards", write_entries(a.forwards, write_forward));
  });
}

ordered_json write_rule(const Rule& rule) {
  return write_entry(rule, [](FieldWriter& to, const Rule& r) {
    to.put("id", r.id);
    to.put("on", r.on, true);
    to.put("domains", r.domains, {});
    to.put("networks", r.networks, {});
    to.put("ports", r.ports, {});
    to.put("programs", r.programs, {});
    to.put("action", std::string(kActions.at(static_cast<std::size_t>(r.action)).first));
    to.put("profile", r.profile, {});
  });
}

}  // namespace

Result<Parsed<Setup>> read_setup(std::string_view text) {
  auto document = Document::parse(text);
  if (!document) return std::unexpected(std::move(document.error()));
  Parsed<Setup> parsed;
  Setup& setup = parsed.value;
  FieldReader from(document->tree);
  from.skip(kSchemaField);
  from.text("profile", setup.profile);
  read_entries(from, "profiles", setup.profiles, read_profile);
  read_entries(from, "listeners", setup.listeners, read_listener);
  read_entries(from, "applications", setup.applications, read_application);
  read_entries(from, "rules", setup.rules, read_rule);
  if (!from.problems().empty()) return fail(Stage::kLocal, Code::kInvalid, to_string(from.problems().front()));
  for (Rule& rule : setup.rules) block_instead(rule);
  if (const json rest = from.rest(); !rest.empty()) setup.kept.json = rest.dump();
  parsed.problems = std::move(document->problems);
  parsed.had_secrets = document->had_secrets;
  for (Problem& problem : validate(setup, Secrets::kToCome)) parsed.problems.push_back(std::move(problem));
  return parsed;
}

Result<std::string> write_setup(const Setup& setup) {
  FieldWriter to;
  to.put(kSchemaField, kSchema);
  to.put("profile", setup.profile, {});
  to.put("profiles", write_entries(setup.profiles, write_profile));
  to.put("listeners", write_entries(setup.listeners, write_listener));
  to.put("applications", write_entries(setup.applications, write_application));
  to.put("rules", write_entries(setup.rules, write_rule));
  auto text = written(std::move(to).done(setup.kept));
  if (!text) return text;
  if (auto again = read_setup(*text); !again) return std::unexpected(std::move(again.error()));
  return text;
}

}  // namespace culvert::config
