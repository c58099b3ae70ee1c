#include "config/setup.h"

#include <algorithm>
#include <format>
#include <set>
#include <utility>

#include "http/proxy_match.h"

namespace culvert::config {

namespace {

constexpr std::string_view kApplication = "app:";

class Validator {
 public:
  Validator(const Setup& setup, Secrets secrets) : setup_(setup), secrets_(secrets) {}

  Problems run() && {
    for (std::size_t i = 0; i < setup_.profiles.size(); ++i) check(std::format("profiles[{}]", i), setup_.profiles[i]);
    refers("profile", setup_.profile);
    for (std::size_t i = 0; i < setup_.listeners.size(); ++i) {
      check(std::format("listeners[{}]", i), setup_.listeners[i]);
    }
    for (std::size_t i = 0; i < setup_.applications.size(); ++i) {
      check(std::format("applications[{}]", i), setup_.applications[i]);
    }
    for (std::size_t i = 0; i < setup_.rules.size(); ++i) check(std::format("rules[{}]", i), setup_.rules[i]);
    return std::move(problems_);
  }

 private:
  void add(std::string field, std::string_view message) {
    problems_.push_back({std::move(field), std::string(message)});
  }
  // One problem is enough for an entry that cannot be read.
  bool readable(const std::string& where, const Kept& kept) {
    if (!kept.problem.empty()) add(where, kept.problem);
    return kept.problem.empty();
  }
  void refers(std::string field, const std::string& profile) {
    if (!profile.empty() && find_profile(setup_, profile) == nullptr) add(std::move(field), "there is no such profile");
  }
  void identify(const std::string& where, const std::string& id, std::set<std::string>& taken) {
    if (!is_id(id)) {
      add(where + ".id", "it has 1 to 64 characters: a to z, digits and hyphens");
    } else if (!taken.insert(id).second) {
      add(where + ".id", "another one has it already");
    }
  }
  void programs(const std::string& where, const std::vector<std::string>& paths, bool or_applications) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const std::string field = std::format("{}.programs[{}]", where, i);
      if (or_applications && paths[i].starts_with(kApplication)) {
        const auto is_it = [&](const Application& a) { return a.id == paths[i].substr(kApplication.size()); };
        if (std::ranges::none_of(setup_.applications, is_it)) add(field, "there is no such application");
      } else if (!is_absolute_path(paths[i])) {
        add(field, "a program is named by its whole path");
      }
    }
  }
  // Only what is on takes its place.
  void listens(const std::string& field, const ListenAddress& listen) {
    const auto clashes = [&](const auto& other) { return listen.clashes_with(other.second); };
    const auto other = std::ranges::find_if(listening_, clashes);
    if (other != listening_.end()) {
      add(field, std::format("{} listens on {} already", other->first, other->second.to_string()));
    } else {
      listening_.emplace_back(field, listen);
    }
  }

  void check(const std::string& where, const Profile& profile) {
    if (!readable(where, profile.kept)) return;
    identify(where, profile.id, profile_ids_);
    for (Problem& problem : validate(profile, secrets_)) add(where + "." + problem.field, problem.message);
  }

  void check(const std::string& where, const MixedListener& listener) {
    if (!readable(where, listener.kept)) return;
    if (!listener.listen.is_local() && !listener.credentials) {
      add(where + ".listen", "an address that other computers can reach needs a user name and a password");
    }
    listens(where + ".listen", listener.listen);
    if (listener.credentials) {
      const Credentials& c = *listener.credentials;
      const bool to_come = secrets_ == Secrets::kToCome && listener.secret.kind != SecretSource::Kind::kNone;
      const auto fits = [](const std::string& s) { return !s.empty() && s.size() <= 255; };
      if (!fits(c.user) || (!fits(c.password) && !(to_come && c.password.empty()))) {
        add(where + ".credentials", "user name and password have 1 to 255 characters each");
      } else if (c.user.contains(':')) {
        add(where + ".credentials", "the user name must not contain ':'");
      }
      if (const auto why = problem_of(listener.secret); !why.empty()) add(where + ".secret", why);
    }
    refers(where + ".profile", listener.profile);
  }

  void check(const std::string& where, const Application& application) {
    if (!readable(where, application.kept)) return;
    identify(where, application.id, application_ids_);
    if (!is_name(application.name)) add(where + ".name", "it cannot be shown, or is longer than 256 bytes");
    if (!is_name(application.icon)) add(where + ".icon", "it is the name of an icon, or a path");
    if (!application.launch.empty() && application.launch.front().empty()) {
      add(where + ".launch", "it begins with a program");
    }
    programs(where, application.programs, false);
    if (application.access == Application::Access::kPrograms && application.programs.empty()) {
      add(where + ".programs", "without a program nothing could use the forwards");
    }
    for (std::size_t i = 0; i < application.forwards.size(); ++i) {
      check(std::format("{}.forwards[{}]", where, i), application.forwards[i], application.on);
    }
  }

  void check(const std::string& where, const Forward& forward, bool on) {
    if (!readable(where, forward.kept)) return;
    identify(where, forward.id, forward_ids_);
    // A forward has no way to ask who is calling.
    if (!forward.listen.is_local()) {
      add(where + ".listen", "a forward listens on this computer only (localhost or a path)");
    }
    if (on && forward.on) listens(where + ".listen", forward.listen);
    if (const auto host = http::parse_host(forward.target.host); !host || forward.target.port == 0) {
      add(where + ".target", host ? "the port must be a number from 1 to 65535" : host.error().detail);
    }
    refers(where + ".profile", forward.profile);
  }

  void check(const std::string& where, const Rule& rule) {
    if (!readable(where, rule.kept)) return;
    identify(where, rule.id, rule_ids_);
    const auto each = [&](const char* field, const std::vector<std::string>& texts, auto&& good, const char* why) {
      for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!good(texts[i])) add(std::format("{}.{}[{}]", where, field, i), why);
      }
    };
    each("domains", rule.domains, http::parse_domain_pattern, "this is no domain (corp.example, *.corp.example)");
    each("networks", rule.networks, http::parse_subnet, "this is no network (10.0.0.0/8, 2001:db8::/32)");
    each("ports", rule.ports, http::parse_port_range, "this is no port and no range of ports (443, 8000-8999)");
    programs(where, rule.programs, true);
    if (rule.action != Rule::Action::kTunnel && !rule.profile.empty()) {
      add(where + ".profile", "only a rule that tunnels goes through a profile");
    }
    refers(where + ".profile", rule.profile);
  }

  const Setup& setup_;
  const Secrets secrets_;
  Problems problems_;
  std::set<std::string> profile_ids_;
  std::set<std::string> application_ids_;
  std::set<std::string> forward_ids_;
  std::set<std::string> rule_ids_;
  std::vector<std::pair<std::string, ListenAddress>> listening_;  // the field, and where
};

}  // namespace

Problems validate(const Setup& setup, Secrets secrets) { return Validator(setup, secrets).run(); }

const Profile* find_profile(const Setup& setup, std::string_view id) {
  const auto found = std::ranges::find(setup.profiles, id, &Profile::id);
  return found == setup.profiles.end() ? nullptr : &*found;
}

Result<Forward> Forward::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return fail(Stage::kLocal, Code::kInvalid, "a forward is LISTEN=HOST:PORT");
  }
  auto listen = ListenAddress::parse(text.substr(0, equals));
  if (!listen) return std::unexpected(std::move(listen.error()));
  auto target = http::parse_host_port(text.substr(equals + 1));
  if (!target) return std::unexpected(std::move(target.error()));
  Forward forward;
  forward.listen = std::move(*listen);
  forward.target = std::move(*target);
  return forward;
}

}  // namespace culvert::config
