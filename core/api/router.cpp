#include "api/router.h"

#include <algorithm>

namespace culvert::api {

Result<Router::Compiled> Router::compile(const config::Setup& setup) {
  Compiled compiled;
  routing::Rules::Programs programs;
  programs.resolve = inbound::program_path;
  for (const auto& a : setup.applications) {
    programs.applications[a.id] = a.programs;
    auto& paths = compiled.programs[a.id];
    for (const std::string& path : a.programs) paths.insert(paths.end(), {path, inbound::program_path(path)});
  }
  auto rules = routing::Rules::compile(setup.rules, programs);
  if (!rules) return std::unexpected(std::move(rules.error()));
  compiled.rules = std::move(*rules);
  return compiled;
}

Router::Decision Router::decide(const http::HostPort& target, const std::string& profile,
                                const std::optional<inbound::Caller>& caller) const {
  if (!profile.empty()) return {Action::kTunnel, profile, "the listener's own profile: tunnel via " + profile};
  auto asker = routing::Asker::unknown();
  if (caller) asker = caller->here ? routing::Asker::program(caller->executable) : routing::Asker::elsewhere();
  const routing::Decision decision = rules_.decide(target, asker);
  return {decision.action, std::string(decision.profile), decision.text()};
}

bool Router::needs_caller(const http::HostPort& target, const std::string& profile) const {
  return profile.empty() && rules_.needs_caller(target);
}

bool Router::has_port(std::uint16_t port) const { return std::ranges::contains(own_, port, &Endpoint::port); }

bool Router::is_own(const Endpoint& at) const {
  const IpAddress to = at.address.unwrapped();
  return std::ranges::any_of(own_, [&](const Endpoint& own) {
    if (own.port != at.port) return false;
    if (own.address.unwrapped() == to) return true;
    return to.is_loopback() || to.is_unspecified();  // 127.0.0.2, 0.0.0.0: what is meant is this computer
  });
}

bool Router::is_own(const http::HostPort& target) const {
  if (const auto address = IpAddress::parse(target.host)) return is_own(Endpoint{*address, target.port});
  std::string_view host = target.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  return (host == "localhost" || host.ends_with(".localhost")) && has_port(target.port);  // RFC 6761 §6.3
}

bool Router::leads_back(const Socket& connected) const {
  return connected.local().address == connected.remote().address && has_port(connected.remote().port);
}

}  // namespace culvert::api
