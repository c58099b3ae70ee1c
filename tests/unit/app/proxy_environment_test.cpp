#include "app/common/proxy_environment.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace culvert::app {
namespace {

using testing::HasSubstr;

Endpoint at(std::string_view address, std::uint16_t port) { return {*IpAddress::parse(address), port}; }

std::string value(const std::vector<Variable>& variables, std::string_view name) {
  const auto found = std::ranges::find(variables, name, &Variable::name);
  return found == variables.end() ? "" : found->value;
}

TEST(ProxyEnvironment, NamesAreLeftToTheProxy) {
  const auto variables = proxy_environment(at("127.0.0.1", 1080));
  EXPECT_EQ(value(variables, "ALL_PROXY"), "socks5h://127.0.0.1:1080");
  EXPECT_EQ(value(variables, "all_proxy"), "socks5h://127.0.0.1:1080");
  EXPECT_EQ(value(variables, "https_proxy"), "http://127.0.0.1:1080");
  EXPECT_EQ(value(variables, "http_proxy"), "http://127.0.0.1:1080");
  EXPECT_EQ(value(variables, "HTTP_PROXY"), "");
  EXPECT_THAT(value(variables, "no_proxy"), HasSubstr("localhost"));
}

TEST(ProxyEnvironment, Ipv6StandsInBrackets) {
  EXPECT_EQ(value(proxy_environment(at("::1", 1081)), "ALL_PROXY"), "socks5h://[::1]:1081");
}

TEST(ProxyEnvironment, AnAddressThatMeansAllIsNotConnectedTo) {
  EXPECT_EQ(value(proxy_environment(at("0.0.0.0", 1080)), "ALL_PROXY"), "socks5h://127.0.0.1:1080");
  EXPECT_EQ(value(proxy_environment(at("::", 1080)), "ALL_PROXY"), "socks5h://[::1]:1080");
}

TEST(ProxyEnvironment, EachShellHasItsLines) {
  const std::vector<Variable> one{{"ALL_PROXY", "socks5h://127.0.0.1:1080"}};
  EXPECT_EQ(shell_lines(one, Shell::kPosix), "export ALL_PROXY=socks5h://127.0.0.1:1080\n");
  EXPECT_EQ(shell_lines(one, Shell::kFish), "set -gx ALL_PROXY socks5h://127.0.0.1:1080\n");
  EXPECT_EQ(shell_lines(one, Shell::kPowerShell), "$env:ALL_PROXY = 'socks5h://127.0.0.1:1080'\n");
  EXPECT_EQ(shell_lines(one, Shell::kCommandPrompt), "set ALL_PROXY=socks5h://127.0.0.1:1080\n");
}

TEST(ProxyEnvironment, NothingForAShellNeedsEscaping) {
  for (const auto& [name, value] : proxy_environment(at("::1", 65535))) {
    EXPECT_EQ(value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789:/.,[]"), std::string::npos) << name;
  }
}

TEST(ProxyEnvironment, SshReadsThePathAsItIs) {
  EXPECT_EQ(ssh_lines("/usr/bin/culvert-cli"), "Host *\n  ProxyCommand '/usr/bin/culvert-cli' connect %h %p\n");
  EXPECT_EQ(ssh_lines("/a b/100%/it's"), "Host *\n  ProxyCommand '/a b/100%%/it'\\''s' connect %h %p\n");
}

TEST(ProxyEnvironment, GitLeavesNamesToTheProxy) {
  EXPECT_EQ(git_line(at("127.0.0.1", 1080)), "git config --global http.proxy socks5h://127.0.0.1:1080\n");
}

}  // namespace
}  // namespace culvert::app
