// Who may use a forward: programs as they really are.

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "integration/engine_world.h"
#include "unit/inbound/child_process.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Access = config::Application::Access;

const std::string kPython = "/usr/bin/python3";
const std::string kCurl = "/usr/bin/curl";

class AccessTest : public EngineTest {
 protected:
  [[nodiscard]] config::Setup with(Access access, std::vector<std::string> programs = {}) const {
    config::Setup s = setup();
    s.applications.front().name = "Mail";
    s.applications.front().access = access;
    s.applications.front().programs = std::move(programs);
    return s;
  }
  // What Python gets back, or "reset".
  static std::string python_echo(Endpoint at) {
    const auto child =
        ChildProcess::python(std::format("import socket\n"
                                         "try:\n"
                                         "  s = socket.create_connection(('127.0.0.1', {}))\n"
                                         "  s.sendall(b'hello'); s.shutdown(1)\n"
                                         "  print(s.recv(100).decode() or 'end')\n"
                                         "except ConnectionError: print('reset')\n",
                                         at.port));
    return child.read_line();
  }
  // curl's exit code: 56 or 52 or 35 for a connection that is reset; a telnet session that ends is 0.
  static std::string curl_code(Endpoint at) {
    const ChildProcess child(
        {"/bin/sh", "-c",
         std::format("echo hello | {} -q -s --max-time 20 telnet://127.0.0.1:{} >&2; echo $?", kCurl, at.port)});
    return child.read_line();
  }
};

TEST_F(AccessTest, TwoProgramsOnOneForward) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with(Access::kPrograms, {kPython}));
  const Endpoint at = started();
  EXPECT_EQ(python_echo(at), "hello");
  EXPECT_TRUE(log.next<event::TunnelClosed>());
  EXPECT_NE(curl_code(at), "0");
  const auto refused = log.next<event::CallerRefused>();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->application, "a");
  EXPECT_EQ(refused->forward, "f");
  ASSERT_TRUE(refused->caller);
  EXPECT_EQ(refused->caller->executable, inbound::program_path(kCurl));
  EXPECT_THAT(refused->sentence, HasSubstr("curl (process "));
  EXPECT_THAT(refused->sentence, HasSubstr("Mail"));
  EXPECT_EQ(accepted_at_destination(), 1) << "nothing of it went any further";
  // The other way round, while it runs.
  applied(engine.apply(with(Access::kPrograms, {kCurl})));
  EXPECT_EQ(python_echo(at), "reset");
  EXPECT_THAT(log.next<event::CallerRefused>()->sentence, HasSubstr("python"));
}

TEST_F(AccessTest, TheUsersOwnProgramsAndEverybody) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with(Access::kUser));
  const Endpoint at = started();
  EXPECT_EQ(python_echo(at), "hello");
  applied(engine.apply(with(Access::kEveryone)));
  EXPECT_EQ(python_echo(at), "hello");
}

TEST_F(AccessTest, AProgramOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be somebody else";
  Engine engine([this](const api::Event& e) { log.add(e); });
  engine.apply(with(Access::kUser));
  const Endpoint at = started();
  const auto child =
      ChildProcess::python(std::format("import os, socket\n"
                                       "os.setgid(65534); os.setuid(65534)\n"
                                       "try:\n"
                                       "  s = socket.create_connection(('127.0.0.1', {}))\n"
                                       "  s.sendall(b'hello')\n"
                                       "  print(s.recv(100).decode() or 'end')\n"
                                       "except ConnectionError: print('reset')\n",
                                       at.port));
  EXPECT_EQ(child.read_line(), "reset");
  const auto refused = log.next<event::CallerRefused>();
  ASSERT_TRUE(refused);
  ASSERT_TRUE(refused->caller);
  EXPECT_EQ(refused->caller->uid, 65534U);
}

TEST_F(AccessTest, RulesLookAtPrograms) {
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = with(Access::kEveryone);
  config::Rule rule;
  rule.id = "r";
  rule.action = config::Rule::Action::kDirect;
  rule.programs = {kPython};
  s.rules = {rule};
  engine.apply(s);
  const Endpoint at = started();
  EXPECT_EQ(python_echo(at), "hello");
  const auto direct = log.next<event::TunnelOpened>();
  ASSERT_TRUE(direct);
  EXPECT_EQ(direct->profile, "");
  EXPECT_THAT(direct->rule, HasSubstr("python3"));
  echo_at(at);  // this program is another
  const auto tunnelled = log.next<event::TunnelOpened>();
  ASSERT_TRUE(tunnelled);
  EXPECT_EQ(tunnelled->profile, "p");
}

TEST_F(AccessTest, ASocketOfTheUnixDomain) {
  const TempDir directory;
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = with(Access::kPrograms, {kPython});
  auto& listen = s.applications.front().forwards.front().listen;
  listen.kind = config::ListenAddress::Kind::kPath;
  listen.path = directory.file("mail");
  engine.apply(s);
  ASSERT_TRUE(log.next<event::Started>());
  const auto script = std::format(
      "import socket\n"
      "s = socket.socket(socket.AF_UNIX)\n"
      "try:\n"
      "  s.connect('{}')\n"
      "  s.sendall(b'hello'); s.shutdown(1)\n"
      "  print(s.recv(100).decode() or 'end')\n"
      "except ConnectionError: print('reset')\n",
      listen.path);
  EXPECT_EQ(ChildProcess::python(script).read_line(), "hello");
  s.applications.front().programs = {kCurl};
  applied(engine.apply(s));
  EXPECT_NE(ChildProcess::python(script).read_line(), "hello");
  const auto refused = log.next<event::CallerRefused>();
  ASSERT_TRUE(refused);
  EXPECT_THAT(refused->sentence, HasSubstr("python"));
}

TEST_F(AccessTest, ANameThatLeadsToAListenerOfOursIsNoDestination) {
  std::array<char, 256> name{};
  ASSERT_EQ(::gethostname(name.data(), name.size() - 1), 0);
  const http::HostPort host{name.data(), 0};
  const bool here = run([&]() -> Task<bool> {
    SystemResolver resolver(loop);
    const auto found = co_await resolver.resolve(host.host, Stage::kDns);
    co_return found&& std::ranges::all_of(*found, [](const IpAddress& a) { return a.is_loopback(); });
  });
  if (!here || host.host == "localhost") GTEST_SKIP() << "this computer's name does not lead to a loopback address";
  Engine engine([this](const api::Event& e) { log.add(e); });
  const Endpoint port = loopback(closed_port(loop));
  config::Setup s = setup();
  s.applications.front().forwards = {forward("f", {host.host, port.port}, port)};
  config::Rule direct;
  direct.id = "d";
  direct.action = config::Rule::Action::kDirect;
  s.rules = {direct};
  engine.apply(s);
  static_cast<void>(started());
  run([&]() -> Task<> {
    auto stream = co_await connect_tcp(loop, port);
    if (stream) {
      EXPECT_FALSE(co_await read_all(**stream));
    }
  });
  const auto failed = log.next<event::TunnelFailed>();
  ASSERT_TRUE(failed);
  EXPECT_THAT(failed->sentence, HasSubstr("listener of Culvert itself"));
  EXPECT_EQ(snapshot(engine).total.failed, 1U);
}

TEST_F(AccessTest, ABusyPortIsSaidWithItsHolder) {
  const auto holder = ChildProcess::python(
      "import socket, sys\n"
      "s = socket.create_server(('127.0.0.1', 0))\n"
      "print(s.getsockname()[1], flush=True)\n"
      "sys.stdin.readline()\n");
  const auto port = static_cast<std::uint16_t>(std::stoi(holder.read_line()));
  Engine engine([this](const api::Event& e) { log.add(e); });
  config::Setup s = setup();
  s.applications.front().forwards.front().listen = config::ListenAddress::localhost(port);
  engine.apply(s);
  const auto failed = log.next<event::ListenerFailed>();
  ASSERT_TRUE(failed);
  EXPECT_THAT(failed->sentence, HasSubstr(std::format("(process {})", holder.pid())));
  EXPECT_THAT(failed->sentence, HasSubstr("python3"));
  ASSERT_TRUE(failed->free_port);
  EXPECT_THAT(failed->sentence, HasSubstr(std::format("{} is free", *failed->free_port)));
  s.applications.front().forwards.front().listen = config::ListenAddress::localhost(*failed->free_port);
  engine.apply(s);
  echo_at(loopback(listening().port));
}

}  // namespace
}  // namespace culvert::test
