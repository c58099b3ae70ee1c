#include "inbound/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <format>
#include <functional>

#include "inbound/process_finder.h"
#include "inbound/sockets_linux.h"
#include "net/tcp_listener.h"
#include "support/loop_runner.h"
#include "unit/inbound/child_process.h"

namespace culvert::inbound {
namespace {

using test::ChildProcess;
using test::run;
using testing::HasSubstr;

constexpr unsigned kNobody = 65534;
const IpAddress kV4 = IpAddress::v4({127, 0, 0, 1});
const IpAddress kV6 = IpAddress::parse("::1").value();
const std::string kPython = program_path("/usr/bin/python3");

// Connects, says so, and holds the connection until a line comes.
std::string connecting(std::string_view host, std::uint16_t port) {
  return std::format(
      "import os, socket, sys\n"
      "s = socket.create_connection(('{}', {}))\n"
      "print('up', flush=True)\n"
      "sys.stdin.readline()\n",
      host, port);
}

class CallerLookupTest : public testing::Test {
 protected:
  TcpListener listen(const IpAddress& at) { return TcpListener::open(loop_, {at, 0}, Stage::kLocal).value(); }

  Result<Caller> find(const Socket& accepted) {
    return run(loop_, [&] { return lookup_.find(accepted.local(), accepted.remote()); });
  }
  Socket accept(TcpListener& listener) {
    return run(loop_, [&]() -> Task<Socket> { co_return co_await listener.accept(); });
  }
  std::optional<BusyPort> busy(CallerLookup::Wanted wanted) {
    return run(loop_, [&] { return lookup_.busy_port(wanted); });
  }

  Loop loop_;
  CallerLookup lookup_{loop_};
};

// What `look` says when a user asks who may not look into this process's.
std::string as_nobody(const std::function<std::string()>& look) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    const bool is_nobody = ::setgid(kNobody) == 0 && ::setuid(kNobody) == 0;
    const std::string answer = is_nobody ? look() : "still somebody";
    const bool written = ::write(ends[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size());
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  std::string answer;
  for (char c = 0; ::read(ends[0], &c, 1) == 1;) answer += c;
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return answer;
}

bool can_become_nobody() {
  return ::geteuid() == 0 && as_nobody([] { return std::string("yes"); }) == "yes";
}

// ---- Connections ----------------------------------------------------------------------------------------------------

TEST_F(CallerLookupTest, FindsTheProgramOverBothFamilies) {
  for (const IpAddress& address : {kV4, kV6}) {
    TcpListener listener = listen(address);
    const auto python = ChildProcess::python(connecting(address.to_string(), listener.endpoint().port));
    const Socket accepted = accept(listener);
    const auto caller = find(accepted);
    ASSERT_TRUE(caller) << caller.error().detail;
    EXPECT_TRUE(caller->here);
    EXPECT_EQ(caller->pid, python.pid());
    EXPECT_EQ(caller->uid, ::geteuid());
    EXPECT_TRUE(caller->of_this_user.value());
    EXPECT_EQ(caller->executable, kPython);
    EXPECT_EQ(caller->to_string(), std::format("{} (process {})", caller->name(), python.pid()));
    EXPECT_THAT(caller->name(), testing::StartsWith("python3"));
  }
}

TEST_F(CallerLookupTest, FindsASocketOfIPv6ThatSpeaksIPv4) {
  TcpListener listener = listen(kV4);
  const auto python =
      ChildProcess::python(std::format("import socket, sys\n"
                                       "s = socket.socket(socket.AF_INET6)\n"
                                       "s.connect(('::ffff:127.0.0.1', {}))\n"
                                       "sys.stdin.readline()\n",
                                       listener.endpoint().port));
  const auto caller = find(accept(listener));
  ASSERT_TRUE(caller) << caller.error().detail;
  EXPECT_EQ(caller->pid, python.pid());
}

TEST_F(CallerLookupTest, TellsProgramsApart) {
  TcpListener listener = listen(kV4);
  const std::string port = std::to_string(listener.endpoint().port);
  const ChildProcess nc({"/usr/bin/nc", "127.0.0.1", port});
  const Socket first = accept(listener);
  const ChildProcess curl({"/usr/bin/curl", "-s", "http://127.0.0.1:" + port});
  const Socket second = accept(listener);
  EXPECT_EQ(find(first)->executable, program_path("/usr/bin/nc"));
  EXPECT_EQ(find(second)->executable, program_path("/usr/bin/curl"));
  EXPECT_EQ(find(second)->pid, curl.pid());
  EXPECT_EQ(find(first)->pid, nc.pid());
}

TEST_F(CallerLookupTest, FindsThisProcess) {
  TcpListener listener = listen(kV4);
  const Socket mine = Socket::connect(loop_, listener.endpoint(), Stage::kLocal).value();
  const auto caller = find(accept(listener));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->pid, static_cast<unsigned>(::getpid()));
  EXPECT_EQ(caller->executable, std::filesystem::read_symlink("/proc/self/exe").string());
}

TEST_F(CallerLookupTest, FindsWhatAnotherUserRuns) {
  if (!can_become_nobody()) GTEST_SKIP() << "only root can";
  TcpListener listener = listen(kV4);
  const ChildProcess nc({"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--keep-groups", "/usr/bin/nc",
                         "127.0.0.1", std::to_string(listener.endpoint().port)});
  const auto caller = find(accept(listener));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->uid, kNobody);
  EXPECT_FALSE(caller->of_this_user.value());
  EXPECT_EQ(caller->pid, nc.pid());
  EXPECT_EQ(caller->executable, program_path("/usr/bin/nc"));
}

TEST_F(CallerLookupTest, OfAProcessThatCannotBeLookedIntoTheUserIsKnown) {
  if (!can_become_nobody()) GTEST_SKIP() << "only root can";
  TcpListener listener = listen(kV4);
  const auto python = ChildProcess::python(connecting("127.0.0.1", listener.endpoint().port));
  const Socket accepted = accept(listener);
  const std::string answer = as_nobody([&] {
    const auto caller = ProcessFinder().at_other_end(accepted.local(), accepted.remote());
    if (!caller) return caller.error().detail;
    return std::format("{} {} {} '{}'", caller->to_string(), *caller->of_this_user, caller->pid.has_value(),
                       caller->executable);
  });
  EXPECT_EQ(answer, "a program of user id 0 false false ''");
}

TEST_F(CallerLookupTest, AProcessThatHasGoneIsNotFound) {
  TcpListener listener = listen(kV4);
  auto python = ChildProcess::python(connecting("127.0.0.1", listener.endpoint().port));
  const Socket accepted = accept(listener);
  ASSERT_TRUE(find(accepted));
  python.end();
  const auto caller = find(accepted);
  ASSERT_FALSE(caller) << "what was known of it does not count any more";
  EXPECT_EQ(caller.error(), (Error{Stage::kLocal, Code::kNotFound, "the program has closed its connection already"}));
}

TEST_F(CallerLookupTest, WhoeverHasTheConnectionNowIsFound) {
  TcpListener listener = listen(kV4);
  // The first process makes a second one, which has the connection, too, and outlives it.
  auto first = ChildProcess::python(connecting("127.0.0.1", listener.endpoint().port) +
                                    "s.set_inheritable(True)\n"
                                    "child = os.fork()\n"
                                    "if child == 0: os.execv('/bin/sleep', ['sleep', '60'])\n"
                                    "print(child, flush=True)\n"
                                    "sys.stdin.readline()\n");
  const Socket accepted = accept(listener);
  EXPECT_EQ(first.read_line(), "up");
  EXPECT_EQ(find(accepted)->pid, first.pid());
  first.write_line("");
  const auto second = static_cast<unsigned>(std::stoul(first.read_line()));
  EXPECT_EQ(find(accepted)->pid, first.pid());
  first.end();
  const auto caller = find(accepted);
  ::kill(static_cast<pid_t>(second), SIGKILL);
  ASSERT_TRUE(caller) << caller.error().detail;
  EXPECT_EQ(caller->pid, second);
}

TEST_F(CallerLookupTest, AProcessThatBecomesAnotherProgramIsThatProgram) {
  TcpListener listener = listen(kV4);
  const auto process = ChildProcess::python(connecting("127.0.0.1", listener.endpoint().port) +
                                            "s.set_inheritable(True)\n"
                                            "os.execv('/usr/bin/cat', ['cat', '/proc/self/comm', '-'])\n");
  const Socket accepted = accept(listener);
  EXPECT_EQ(find(accepted)->executable, kPython);
  EXPECT_EQ(process.read_line(), "up");
  process.write_line("");
  EXPECT_EQ(process.read_line(), "cat") << "now it is";
  EXPECT_EQ(find(accepted)->executable, program_path("/usr/bin/cat"));
}

TEST_F(CallerLookupTest, AnExecutableThatWasReplacedKeepsItsName) {
  const std::string directory = std::format("{}caller-test-{}", testing::TempDir(), ::getpid());
  std::filesystem::create_directories(directory);
  TcpListener listener = listen(kV4);
  const std::string port = std::to_string(listener.endpoint().port);
  const std::string gone = directory + "/gone";
  const std::string called_so = directory + "/there (deleted)";
  std::filesystem::copy_file("/usr/bin/nc", gone);
  std::filesystem::copy_file("/usr/bin/nc", called_so);
  {
    const ChildProcess first({gone, "127.0.0.1", port});
    const Socket of_first = accept(listener);
    const ChildProcess second({called_so, "127.0.0.1", port});
    const Socket of_second = accept(listener);
    std::filesystem::remove(gone);
    EXPECT_EQ(find(of_first)->executable, gone);
    EXPECT_EQ(find(of_second)->executable, called_so);
  }
  std::filesystem::remove_all(directory);
}

TEST_F(CallerLookupTest, ManyConnectionsOfOneProcess) {
  TcpListener listener = listen(kV4);
  constexpr int kCount = 100;
  const auto python =
      ChildProcess::python(std::format("import socket, sys\n"
                                       "all = [socket.create_connection(('127.0.0.1', {})) for _ in range({})]\n"
                                       "sys.stdin.readline()\n",
                                       listener.endpoint().port, kCount));
  std::vector<Socket> accepted;
  for (int i = 0; i < kCount; ++i) accepted.push_back(accept(listener));
  for (const Socket& socket : accepted) {
    const auto caller = find(socket);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->pid, python.pid());
  }
}

TEST_F(CallerLookupTest, WhoComesFromAnotherComputerIsNotLookedFor) {
  const auto caller = run(loop_, [&] { return lookup_.find({kV4, 1080}, {IpAddress::v4({192, 0, 2, 1}), 4711}); });
  ASSERT_TRUE(caller);
  EXPECT_FALSE(caller->here);
  EXPECT_EQ(caller->executable, "");
  EXPECT_EQ(caller->to_string(), "another computer");
}

TEST_F(CallerLookupTest, FindsWhoConnectedInTheUnixDomain) {
  const std::string path = std::format("{}caller-test-{}.socket", testing::TempDir(), ::getpid());
  TcpListener listener = TcpListener::open_local(loop_, path, Stage::kLocal).value();
  const ChildProcess nc({"/usr/bin/nc", "-U", path});
  const Socket accepted = accept(listener);
  const auto peer = accepted.peer_process();
  ASSERT_TRUE(peer);
  const auto caller = run(loop_, [&] { return lookup_.find(*peer); });
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->pid, nc.pid());
  EXPECT_EQ(caller->uid, ::geteuid());
  EXPECT_EQ(caller->executable, program_path("/usr/bin/nc"));
  const auto stranger = run(loop_, [&] { return lookup_.find(PeerProcess{.pid = 0, .uid = kNobody}); });
  EXPECT_EQ(stranger->to_string(), "a program of user id 65534") << "of another container";
  const PeerProcess gone{.pid = static_cast<std::uint32_t>(nc.pid()), .uid = kNobody - 1};
  const auto other = run(loop_, [&] { return lookup_.find(gone); });
  EXPECT_EQ(other->to_string(), "a program of user id 65533") << "the number is another process's now";

  TcpListener tcp = listen(kV4);
  const Socket mine = Socket::connect(loop_, tcp.endpoint(), Stage::kLocal).value();
  EXPECT_FALSE(accept(tcp).peer_process());
}

// ---- What it costs --------------------------------------------------------------------------------------------------

std::size_t threads() {
  const std::filesystem::directory_iterator all("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST_F(CallerLookupTest, ThereIsNoThreadUntilSomebodyAsks) {
  const std::size_t before = threads();
  const CallerLookup unasked(loop_);
  EXPECT_EQ(threads(), before);
  TcpListener listener = listen(kV4);
  const Socket mine = Socket::connect(loop_, listener.endpoint(), Stage::kLocal).value();
  ASSERT_TRUE(find(accept(listener)));
  EXPECT_EQ(threads(), before + 1);
}

TEST_F(CallerLookupTest, TooManyQuestionsAtOnceAreRefused) {
  TcpListener listener = listen(kV4);
  const Socket mine = Socket::connect(loop_, listener.endpoint(), Stage::kLocal).value();
  const Socket accepted = accept(listener);
  std::size_t found = 0;
  std::size_t refused = 0;
  run(loop_, [&]() -> Task<> {
    TaskSet all(loop_);
    for (std::size_t i = 0; i < 2 * Workers::kQueue; ++i) {
      all.spawn([](CallerLookup& lookup, const Socket& s, std::size_t& good, std::size_t& bad) -> Task<> {
        const auto caller = co_await lookup.find(s.local(), s.remote());
        if (!caller && caller.error().code == Code::kLimit) ++bad;
        if (caller && caller->pid) ++good;
      }(lookup_, accepted, found, refused));
    }
    co_await poll([&](Waiter& w) { return all.poll_empty(w); });
  });
  EXPECT_GE(found, Workers::kQueue);
  EXPECT_GT(refused, 0U);
  EXPECT_EQ(found + refused, 2 * Workers::kQueue);
}

// ---- Both sources of the kernel say the same ------------------------------------------------------------------------

TEST_F(CallerLookupTest, WithoutSockDiagTheFilesOfProcSayTheSame) {
  for (const IpAddress& address : {kV4, kV6}) {
    TcpListener listener = listen(address);
    const Socket mine = Socket::connect(loop_, listener.endpoint(), Stage::kLocal).value();
    const Socket accepted = accept(listener);
    const auto by_diag = find_connection_by_diag(accepted.remote(), accepted.local());
    const auto in_proc = find_connection_in_proc(accepted.remote(), accepted.local());
    ASSERT_TRUE(by_diag && in_proc);
    EXPECT_NE(by_diag->inode, 0U);
    EXPECT_EQ(by_diag->inode, in_proc->inode);
    EXPECT_EQ(by_diag->uid, in_proc->uid);
    const auto holder = find_holder_by_diag(listener.endpoint());
    const auto holder_in_proc = find_holder_in_proc(listener.endpoint());
    ASSERT_TRUE(holder && holder_in_proc);
    EXPECT_EQ(holder->inode, holder_in_proc->inode);
    EXPECT_NE(holder->inode, by_diag->inode);
    // A connection that is not there, to an end at which somebody listens.
    const Endpoint nobody{address, 1};
    EXPECT_FALSE(find_connection_by_diag(listener.endpoint(), nobody));
    EXPECT_FALSE(find_connection_in_proc(listener.endpoint(), nobody));
  }
}

// ---- Ports that are in use ------------------------------------------------------------------------------------------

// Listens at `host`, says the port, and holds it.
ChildProcess listening(const std::string& host, const std::string& family) {
  return ChildProcess::python(
      "import socket, sys\n"
      "s = socket.socket(socket." +
      family +
      ")\n"
      "s.bind(('" +
      host +
      "', 0))\n"
      "s.listen()\n"
      "print(s.getsockname()[1], flush=True)\n"
      "sys.stdin.readline()\n");
}

TEST_F(CallerLookupTest, ABusyPortNamesItsHolderAndTheNextFreeOne) {
  const ChildProcess python = listening("127.0.0.1", "AF_INET");
  const auto port = static_cast<std::uint16_t>(std::stoul(python.read_line()));
  const auto found = busy({.at = {kV4, port}, .together = {kV6}, .taken = {}});
  ASSERT_TRUE(found);
  ASSERT_TRUE(found->holder);
  EXPECT_EQ(found->holder->pid, python.pid());
  EXPECT_EQ(found->holder->executable, kPython);
  if (!found->free) GTEST_SKIP() << "no port behind " << port << " is free";
  EXPECT_GT(*found->free, port);
  EXPECT_EQ(found->error().detail, std::format("127.0.0.1:{} is in use by {} (process {}); {} is free.", port,
                                               found->holder->name(), python.pid(), *found->free));
}

TEST_F(CallerLookupTest, OnlyAPortThatIsFreeEverywhereIsOffered) {
  const TcpListener listener = listen(kV4);
  const std::uint16_t port = listener.endpoint().port;
  const auto first = busy({.at = listener.endpoint(), .together = {kV6}, .taken = {}});
  ASSERT_TRUE(first);
  if (!first->free) GTEST_SKIP() << "no port behind " << port << " is free";
  const auto other = TcpListener::open(loop_, {kV6, *first->free}, Stage::kLocal);
  const auto second = busy({.at = listener.endpoint(), .together = {kV6}, .taken = {}});
  EXPECT_NE(second->free, first->free) << "in use over IPv6";
  const std::vector<std::uint16_t> taken{second->free.value_or(0)};
  EXPECT_NE(busy({.at = listener.endpoint(), .together = {kV6}, .taken = taken})->free, taken.front());
}

TEST_F(CallerLookupTest, AListenerOnEveryAddressHoldsThePort) {
  for (const auto& [host, family] : {std::pair{"0.0.0.0", "AF_INET"}, std::pair{"::", "AF_INET6"}}) {
    const ChildProcess python = listening(host, family);
    const auto port = static_cast<std::uint16_t>(std::stoul(python.read_line()));
    const auto found = busy({.at = {kV4, port}, .together = {}, .taken = {}});
    ASSERT_TRUE(found) << host;
    EXPECT_EQ(found->holder->pid, python.pid()) << host;
  }
}

TEST_F(CallerLookupTest, APortThatIsNotInUseIsNotBusy) {
  std::optional<TcpListener> listener = listen(kV4);
  const Endpoint at = listener->endpoint();
  EXPECT_EQ(busy({.at = at, .together = {}, .taken = {}})->holder->pid, static_cast<unsigned>(::getpid()));
  listener.reset();
  EXPECT_FALSE(busy({.at = at, .together = {}, .taken = {}}));
  EXPECT_FALSE(busy({.at = {IpAddress::v4({192, 0, 2, 1}), 1080}, .together = {}, .taken = {}})) << "not ours at all";
  EXPECT_FALSE(busy({.at = {kV4, 0}, .together = {}, .taken = {}})) << "any port";
}

TEST_F(CallerLookupTest, OfAHolderThatCannotBeLookedIntoTheUserIsKnown) {
  if (!can_become_nobody()) GTEST_SKIP() << "only root can";
  const ChildProcess python = listening("127.0.0.1", "AF_INET");
  const Endpoint at{kV4, static_cast<std::uint16_t>(std::stoul(python.read_line()))};
  const std::string answer = as_nobody([&] { return BusyPort{at, ProcessFinder().holder(at), 1081}.to_string(); });
  EXPECT_EQ(answer, at.to_string() + " is in use by a program of user id 0; 1081 is free.");
}

TEST(BusyPort, Sentences) {
  BusyPort port{{kV4, 1080}, {}, {}};
  EXPECT_EQ(port.to_string(), "127.0.0.1:1080 is in use by another program.");
  port.holder = Caller{};
  port.holder->pid = 4711;
  port.free = 1081;
  EXPECT_EQ(port.to_string(), "127.0.0.1:1080 is in use by process 4711; 1081 is free.");
  port.holder->executable = "/usr/bin/ssh";
  EXPECT_EQ(port.to_string(), "127.0.0.1:1080 is in use by ssh (process 4711); 1081 is free.");
  EXPECT_EQ(port.error(), (Error{Stage::kLocal, Code::kSystem, port.to_string()}));
  port.holder->executable = "/tmp/" + std::string(59, 'a') + "\u20ac" + std::string(150, 'b');
  EXPECT_EQ(port.holder->to_string(), std::string(59, 'a') + "\u2026 (process 4711)") << "no character is cut in two";
}

}  // namespace
}  // namespace culvert::inbound
