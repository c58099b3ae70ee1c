#include "system_proxy/network_services.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <format>
#include <optional>
#include <ranges>
#include <utility>

namespace culvert::system_proxy {

namespace {

constexpr std::array<std::string_view, 3> kProxies{"web", "secureweb", "socks"};
constexpr std::string_view kAutoUrl = "autourl";
constexpr std::string_view kDiscovery = "autodiscovery";
constexpr std::string_view kBypass = "bypass";
constexpr std::string_view kOn = "on";
constexpr std::string_view kOff = "off";
constexpr std::string_view kPassword = " password";
constexpr std::size_t kMost = std::size_t{64} * 1024;  // of an answer

std::unexpected<Error> strange() {
  return fail(Stage::kLocal, Code::kInvalid, "networksetup answered something else than proxies");
}

struct Key {
  std::string_view part;
  std::string service;
};
Key split_key(std::string_view key) {
  const std::size_t space = key.find(' ');
  if (space == std::string_view::npos) return {};
  return {key.substr(0, space), std::string(key.substr(space + 1))};
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto part : std::views::split(text, '\n')) {
    std::string_view line(part.begin(), part.end());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

// "Name: value".
std::optional<std::string> field(const std::vector<std::string>& lines, std::string_view name) {
  for (const std::string& line : lines) {
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ':') continue;
    std::string value = line.substr(name.size() + 1);
    value.erase(0, value.find_first_not_of(' '));
    return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> state(const std::optional<std::string>& word) {
  if (word == "Yes" || word == "On") return kOn;
  if (word == "No" || word == "Off") return kOff;
  return std::nullopt;
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
  return ec == std::errc{} && end == text.data() + text.size();
}

// One word, as it stands in a value.
bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::none_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

Result<std::string> parse_proxy(const std::vector<std::string>& lines) {
  const auto on = state(field(lines, "Enabled"));
  const auto server = field(lines, "Server");
  const auto port = field(lines, "Port");
  if (!on || !server || !port || !is_port(*port)) return strange();
  if (server->empty()) return std::string(kOff);  // whatever it says of being on
  if (!is_word(*server)) return strange();
  const bool password = field(lines, "Authenticated Proxy Enabled").value_or("0") != "0";
  return std::format("{} {} {}{}", *on, *server, *port, password ? kPassword : "");
}

Result<std::string> parse_auto_url(const std::vector<std::string>& lines) {
  const auto on = state(field(lines, "Enabled"));
  const auto url = field(lines, "URL");
  if (!on || !url) return strange();
  if (url->empty() || *url == "(null)") return std::string(kOff);
  if (!is_word(*url)) return strange();
  return std::format("{} {}", *on, *url);
}

Result<std::string> parse_bypass(const std::vector<std::string>& lines) {
  std::string value;
  if (lines.size() == 1 && lines.front().starts_with("There aren't any")) return value;
  for (const std::string& line : lines) {
    if (!is_word(line)) return strange();
    value += (value.empty() ? "" : "\n") + line;
  }
  return value;
}

std::string of_proxy(const Target& target) { return std::format("on {} {}", target.host, target.port); }

std::string wanted(std::string_view part, const Target& target, const std::string& now) {
  if (part == kBypass) {
    std::string value;
    for (const std::string& one : merge(lines_of(now), direct(target))) value += (value.empty() ? "" : "\n") + one;
    return value;
  }
  if (part == "socks" || (target.http && part.ends_with("web"))) return of_proxy(target);
  // What is off stays as it is; what is on goes off, with its server kept.
  return now.starts_with(kOn) ? std::string(kOff) + now.substr(kOn.size()) : now;
}

}  // namespace

std::vector<std::string> parse_services(std::string_view output) {
  std::vector<std::string> services;
  const auto lines = lines_of(output.substr(0, kMost));
  for (const std::string& line : lines | std::views::drop(1)) {  // the first explains the asterisk
    if (!line.starts_with('*')) services.push_back(line);
  }
  return services;
}

bool is_service_key(std::string_view key) {
  const auto [part, service] = split_key(key);
  return !service.empty() &&
         (std::ranges::contains(kProxies, part) || part == kAutoUrl || part == kDiscovery || part == kBypass);
}

std::vector<std::string> keys_of_service(const std::string& service) {
  std::vector<std::string> keys;
  keys.reserve(kProxies.size() + 3);
  for (const std::string_view part : kProxies) keys.push_back(std::string(part) + " " + service);
  for (const std::string_view part : {kAutoUrl, kDiscovery, kBypass}) keys.push_back(std::string(part) + " " + service);
  return keys;
}

Command question(std::string_view key) {
  const auto [part, service] = split_key(key);
  if (part == kAutoUrl) return {"-getautoproxyurl", service};
  if (part == kDiscovery) return {"-getproxyautodiscovery", service};
  if (part == kBypass) return {"-getproxybypassdomains", service};
  return {part == "socks" ? "-getsocksfirewallproxy" : std::format("-get{}proxy", part), service};
}

Result<std::string> parse_answer(std::string_view key, std::string_view output) {
  if (output.size() > kMost) return strange();
  const auto lines = lines_of(output);
  const std::string_view part = split_key(key).part;
  if (part == kAutoUrl) return parse_auto_url(lines);
  if (part == kBypass) return parse_bypass(lines);
  if (part != kDiscovery) return parse_proxy(lines);
  const auto on = state(field(lines, "Auto Proxy Discovery"));
  if (!on) return strange();
  return std::string(*on);
}

Result<std::vector<Command>> orders(std::string_view key, std::string_view value) {
  const auto [part, service] = split_key(key);
  if (part == kBypass) {
    Command command{"-setproxybypassdomains", service};
    const auto names = lines_of(value);
    if (!std::ranges::all_of(names, is_word)) return strange();
    if (names.empty()) command.emplace_back("Empty");
    command.insert(command.end(), names.begin(), names.end());
    return std::vector<Command>{command};
  }
  std::vector<std::string> words;
  for (const auto word : std::views::split(value, ' ')) words.emplace_back(word.begin(), word.end());
  if (words.empty() || (words.front() != kOn && words.front() != kOff) || !std::ranges::all_of(words, is_word))
    return strange();
  const std::string& on = words.front();
  if (part == kDiscovery && words.size() == 1) return std::vector<Command>{{"-setproxyautodiscovery", service, on}};
  if (part == kAutoUrl && words.size() <= 2) {
    if (words.size() == 1 && on == kOn) return strange();
    // Setting a URL turns it on.
    return std::vector<Command>{{"-setautoproxyurl", service, words.size() == 2 ? words[1] : "(null)"},
                                {"-setautoproxystate", service, on}};
  }
  const bool empty = words.size() == 1 && on == kOff;
  if (!std::ranges::contains(kProxies, part) || (!empty && (words.size() != 3 || !is_port(words[2])))) return strange();
  const std::string order = part == "socks" ? "-setsocksfirewallproxy" : std::format("-set{}proxy", part);
  return std::vector<Command>{{order, service, empty ? "" : words[1], empty ? "0" : words[2]},
                              {order + "state", service, on}};
}

Result<std::vector<Change>> plan_services(const Values& now, const Target& target) {
  std::vector<Change> changes;
  for (const auto& [key, value] : now) {
    std::string after = wanted(split_key(key).part, target, value.value_or(""));
    if (value == after) continue;
    if (value && value->ends_with(kPassword)) {
      return fail(Stage::kLocal, Code::kUnsupported,
                  "the proxy " + key + " has a password, which could not be set back");
    }
    changes.push_back({.key = key, .before = value, .after = std::move(after)});
  }
  return changes;
}

}  // namespace culvert::system_proxy
