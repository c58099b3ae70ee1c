#include "common/proxy_environment.h"

#include <format>

namespace culvert::app {

namespace {

constexpr std::string_view kOnThisComputer = "localhost,127.0.0.0/8,127.0.0.1,::1";

Endpoint reachable(Endpoint mixed) {
  if (!mixed.address.is_unspecified()) return mixed;
  if (mixed.address.is_v6()) {
    std::array<std::uint8_t, 16> loopback{};
    loopback.back() = 1;
    mixed.address = IpAddress::v6(loopback);
  } else {
    mixed.address = IpAddress::v4({127, 0, 0, 1});
  }
  return mixed;
}

// One word for the shell that ssh runs a ProxyCommand with; ssh itself reads % signs.
std::string ssh_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
      if (c == '%') word += c;
    }
  }
  return word + "'";
}

}  // namespace

std::vector<Variable> proxy_environment(const Endpoint& mixed) {
  const std::string at = reachable(mixed).to_string();
  const std::string socks = "socks5h://" + at;
  const std::string http = "http://" + at;
  const std::string none(kOnThisComputer);
  return {{"ALL_PROXY", socks},  {"all_proxy", socks}, {"http_proxy", http}, {"https_proxy", http},
          {"HTTPS_PROXY", http}, {"NO_PROXY", none},   {"no_proxy", none}};
}

std::string shell_lines(const std::vector<Variable>& variables, Shell shell) {
  std::string lines;
  for (const auto& [name, value] : variables) {
    switch (shell) {
      case Shell::kPosix:
        lines += std::format("export {}={}\n", name, value);
        break;
      case Shell::kFish:
        lines += std::format("set -gx {} {}\n", name, value);
        break;
      case Shell::kPowerShell:
        lines += std::format("$env:{} = '{}'\n", name, value);
        break;
      case Shell::kCommandPrompt:
        lines += std::format("set {}={}\n", name, value);
        break;
    }
  }
  return lines;
}

std::string ssh_lines(const std::string& program) {
  return std::format("Host *\n  ProxyCommand {} connect %h %p\n", ssh_word(program));
}

std::string git_line(const Endpoint& mixed) {
  return std::format("git config --global http.proxy socks5h://{}\n", reachable(mixed).to_string());
}

}  // namespace culvert::app
