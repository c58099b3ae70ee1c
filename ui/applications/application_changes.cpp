#include "applications/application_changes.h"

#include <algorithm>
#include <utility>

#include "applications/setup_entries.h"

namespace culvert::ui {

namespace {

auto place_of(config::Setup& setup, const std::string& id) {
  return std::ranges::find(setup.rules, id, &config::Rule::id);
}

bool decides_everything(const config::Rule& rule) {
  return rule.on && rule.domains.empty() && rule.networks.empty() && rule.ports.empty() && rule.programs.empty() &&
         rule.kept.problem.empty();
}

}  // namespace

void remove_application(config::Setup& setup, const std::string& id) {
  const auto gone = std::ranges::find(setup.applications, id, &config::Application::id);
  if (gone == setup.applications.end()) return;
  const std::string named = "app:" + id;
  std::erase_if(setup.rules, [&](config::Rule& rule) {
    const auto at = std::ranges::find(rule.programs, named);
    if (at == rule.programs.end()) return false;
    rule.programs.erase(at);
    for (const std::string& program : gone->programs) {
      if (!std::ranges::contains(rule.programs, program)) rule.programs.push_back(program);
    }
    return rule.programs.empty();
  });
  setup.applications.erase(gone);
}

std::string copy_application(config::Setup& setup, const std::string& id, const QString& name) {
  const config::Application* const original = find_application(setup, id);
  if (original == nullptr) return {};
  config::Application copy = *original;
  copy.id = new_application_id(setup, name);
  copy.name = name.toStdString();
  const std::string made = copy.id;
  std::vector<config::Forward> forwards = std::exchange(copy.forwards, {});
  const auto at = std::ranges::find(setup.applications, id, &config::Application::id);
  auto& there = *setup.applications.insert(std::next(at), std::move(copy));
  for (config::Forward& forward : forwards) {
    forward.id = new_forward_id(setup);
    if (forward.listen.kind == config::ListenAddress::Kind::kPath) {
      forward.on = false;  // until it has a path of its own
    } else {
      forward.listen.endpoint.port = free_port(setup, forward.listen.endpoint.port);
    }
    there.forwards.push_back(std::move(forward));
  }
  return made;
}

bool move_rule(config::Setup& setup, const std::string& id, int by) {
  const auto at = place_of(setup, id);
  if (at == setup.rules.end()) return false;
  const auto to = (at - setup.rules.begin()) + by;
  if (to < 0 || to >= std::ssize(setup.rules)) return false;
  std::iter_swap(at, setup.rules.begin() + to);
  return true;
}

void add_rule(config::Setup& setup, config::Rule rule, const std::string& before) {
  const auto named = place_of(setup, before);
  auto at = named == setup.rules.end() ? named : std::next(named);
  while (at != setup.rules.begin() && decides_everything(*std::prev(at))) at = std::prev(at);
  setup.rules.insert(at, std::move(rule));
}

}  // namespace culvert::ui
