// What tells programs to go through a mixed port: environment variables, and lines for a terminal, for ssh and for git.
// Names are left to the proxy everywhere (socks5h), and there is no secret in any of it: environments can be read by
// others. A port that asks for a password is therefore of no use here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/address.h"

namespace culvert::app {

struct Variable {
  std::string name;
  std::string value;
};

// ALL_PROXY and all_proxy are SOCKS5; http_proxy, https_proxy and HTTPS_PROXY are HTTP, since many programs know no
// other proxy; there is no HTTP_PROXY, which a CGI program would take from a request's "Proxy" field. What is on this
// computer is left alone (NO_PROXY, no_proxy). An unspecified address stands for its loopback address.
[[nodiscard]] std::vector<Variable> proxy_environment(const Endpoint& mixed);

enum class Shell : std::uint8_t { kPosix, kFish, kPowerShell, kCommandPrompt };
// A line for each variable, to be pasted. The values are those of proxy_environment(): nothing in them needs escaping.
[[nodiscard]] std::string shell_lines(const std::vector<Variable>& variables, Shell shell);
// For ~/.ssh/config: `program` is the path of culvert-cli.
[[nodiscard]] std::string ssh_lines(const std::string& program);
[[nodiscard]] std::string git_line(const Endpoint& mixed);

}  // namespace culvert::app
