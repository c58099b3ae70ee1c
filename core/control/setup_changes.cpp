#include "control/setup_changes.h"

#include <algorithm>
#include <format>
#include <set>

#include "config/link.h"
#include "config/setup_json.h"

namespace culvert::control {

namespace {

constexpr std::uint16_t kUsualPort = 1080;

std::unexpected<Error> nothing_of(std::string_view what, std::string_view id) {
  return fail(Stage::kLocal, Code::kNotFound, std::format("there is no {} {}", what, id));
}

// Puts the changed setup in the place of the old one, unless something is wrong with it that was not before.
Result<> replace(config::Setup& setup, config::Setup changed) {
  const config::Problems before = config::validate(setup, config::Secrets::kToCome);
  for (const config::Problem& problem : config::validate(changed, config::Secrets::kToCome)) {
    const auto same = [&](const config::Problem& other) { return other.message == problem.message; };
    if (std::ranges::none_of(before, same)) {
      return fail(Stage::kLocal, Code::kInvalid, problem.field + ": " + problem.message);
    }
  }
  setup = std::move(changed);
  return {};
}

config::Forward* find_forward(config::Setup& setup, std::string_view id) {
  for (config::Application& application : setup.applications) {
    const auto found = std::ranges::find(application.forwards, id, &config::Forward::id);
    if (found != application.forwards.end()) return &*found;
  }
  return nullptr;
}

std::string free_forward_id(config::Setup& setup) {
  for (int n = 1;; ++n) {
    std::string id = std::format("forward-{}", n);
    if (find_forward(setup, id) == nullptr) return id;
  }
}

}  // namespace

Result<std::string> add_forward(config::Setup& setup, config::Forward forward, std::string application) {
  config::Setup changed = setup;
  if (forward.id.empty()) forward.id = free_forward_id(changed);
  const std::string id = forward.id;
  if (find_forward(changed, id) != nullptr) {
    return fail(Stage::kLocal, Code::kInvalid, std::format("there is a forward {} already", id));
  }
  const bool plain = application.empty();
  if (plain) application = kPlainForwards;
  auto owner = std::ranges::find(changed.applications, application, &config::Application::id);
  if (owner == changed.applications.end() && !plain) return nothing_of("application", application);
  if (owner == changed.applications.end()) {
    changed.applications.push_back({.id = application,
                                    .name = "Command line",
                                    .icon = {},
                                    .launch = {},
                                    .access = config::Application::Access::kEveryone,
                                    .programs = {},
                                    .forwards = {},
                                    .kept = {}});
    owner = std::prev(changed.applications.end());
  }
  owner->forwards.push_back(std::move(forward));
  if (auto ok = replace(setup, std::move(changed)); !ok) return std::unexpected(std::move(ok.error()));
  return id;
}

Result<> remove_forward(config::Setup& setup, std::string_view id) {
  for (config::Application& application : setup.applications) {
    if (std::erase_if(application.forwards, [&](const config::Forward& f) { return f.id == id; }) == 0) continue;
    std::erase_if(setup.applications,
                  [](const config::Application& a) { return a.id == kPlainForwards && a.forwards.empty(); });
    return {};
  }
  return nothing_of("forward", id);
}

Result<> switch_forward(config::Setup& setup, std::string_view id, bool on) {
  config::Forward* const forward = find_forward(setup, id);
  if (forward == nullptr) return nothing_of("forward", id);
  forward->on = on;
  return {};
}

Result<> keep_port(config::Setup& setup, std::string_view id, std::string_view address) {
  config::Setup changed = setup;
  config::Forward* const forward = find_forward(changed, id);
  if (forward == nullptr) return nothing_of("forward", id);
  auto found = config::ListenAddress::parse(address);
  if (!found) return std::unexpected(std::move(found.error()));
  forward->listen = std::move(*found);
  return replace(setup, std::move(changed));
}

Result<std::string> add_profile(config::Setup& setup, config::Profile profile) {
  if (profile.id.empty())
    profile.id = config::new_profile_id(setup, profile.name.empty() ? profile.proxy : profile.name);
  const std::string id = profile.id;
  if (config::find_profile(setup, id) != nullptr) {
    return fail(Stage::kLocal, Code::kInvalid, std::format("there is a profile {} already", id));
  }
  config::Setup changed = setup;
  if (changed.profiles.empty()) changed.profile = id;
  // A first profile with nothing that leads to it would do nothing.
  if (changed.profiles.empty() && changed.listeners.empty()) {
    changed.listeners.emplace_back().listen = config::ListenAddress::localhost(kUsualPort);
  }
  changed.profiles.push_back(std::move(profile));
  if (auto ok = replace(setup, std::move(changed)); !ok) return std::unexpected(std::move(ok.error()));
  return id;
}

config::Setup runnable(const config::Setup& setup) {
  std::set<std::string_view> needed{setup.profile};
  for (const config::MixedListener& listener : setup.listeners) needed.insert(listener.profile);
  for (const config::Application& application : setup.applications) {
    for (const config::Forward& forward : application.forwards) needed.insert(forward.profile);
  }
  for (const config::Rule& rule : setup.rules) needed.insert(rule.profile);
  config::Setup out = setup;
  std::erase_if(out.profiles, [&](const config::Profile& profile) {
    return !needed.contains(profile.id) && (!profile.kept.problem.empty() || !config::validate(profile).empty());
  });
  return out;
}

Result<std::vector<config::Profile>> read_own_profiles(std::string_view text) {
  auto parsed = config::read_setup(text);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  for (const config::Profile& profile : parsed->value.profiles) {
    if (!profile.kept.problem.empty()) return fail(Stage::kLocal, Code::kInvalid, profile.kept.problem);
    if (const auto problems = config::validate(profile, config::Secrets::kToCome); !problems.empty()) {
      return fail(Stage::kLocal, Code::kInvalid, problems.front().field + ": " + problems.front().message);
    }
  }
  if (parsed->value.profiles.empty()) return fail(Stage::kLocal, Code::kInvalid, "there is no profile in it");
  return std::move(parsed->value.profiles);
}

Result<std::string> write_own_profiles(std::vector<config::Profile> profiles) {
  config::Setup setup;
  setup.profiles = std::move(profiles);
  return config::write_setup(setup);
}

Result<> remove_profile(config::Setup& setup, std::string_view id) {
  if (config::find_profile(setup, id) == nullptr) return nothing_of("profile", id);
  if (setup.profile == id && setup.profiles.size() > 1) {
    return fail(Stage::kLocal, Code::kInvalid, std::format("the profile {} is in use; use another one first", id));
  }
  config::Setup changed = setup;
  std::erase_if(changed.profiles, [&](const config::Profile& p) { return p.id == id; });
  if (changed.profile == id) changed.profile.clear();
  return replace(setup, std::move(changed));
}

Result<> use_profile(config::Setup& setup, std::string_view id) {
  if (config::find_profile(setup, id) == nullptr) return nothing_of("profile", id);
  setup.profile = id;
  return {};
}

}  // namespace culvert::control
