#include "net/network_monitor.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "net/first_of.h"
#include "support/loop_runner.h"

namespace culvert {
namespace {

using namespace std::chrono_literals;

constexpr int kNoNamespace = 99;

// Runs `work` in a child process with a network of its own; its result, or kNoNamespace if there can be none.
template <class F>
int in_own_network(F work) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool own = ::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
    ::_exit(own ? work() : kNoNamespace);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool shell(const std::string& command) { return std::system((command + " 2>/dev/null").c_str()) == 0; }

// Whether the monitor has something new to say within `limit`.
Task<bool> told(Loop& loop, NetworkMonitor& monitor, std::uint64_t seen, Duration limit) {
  Timer timer(loop);
  timer.start(limit);
  co_return co_await first_of([&](Waiter& w) { return monitor.poll_changed(seen, w); },
                              [&](Waiter& w) -> Poll<bool> {
                                if (timer.poll_expired(w)) return false;
                                return {};
                              });
}

// Each step has a number, so that the one that went wrong can be named.
Task<int> changes_are_told(Loop& loop) {
  if (!shell("ip link add culvert0 type veth peer name culvert1")) co_return 1;
  NetworkMonitor monitor(loop);
  if (!monitor.network().empty()) co_return 2;

  shell("ip link set culvert1 up; ip addr add 192.0.2.5/24 dev culvert0; ip link set culvert0 up");
  if (!co_await told(loop, monitor, 0, 5s)) co_return 3;
  if (!monitor.network().empty()) co_return 4;  // an address is no way out

  std::uint64_t seen = monitor.changes();
  shell("ip route add default via 192.0.2.1");
  if (!co_await told(loop, monitor, seen, 5s)) co_return 5;
  const std::string home = monitor.network();
  if (home.find("culvert0") == std::string::npos) co_return 6;

  // The same network under another address, as after a new lease.
  seen = monitor.changes();
  shell("ip addr add 192.0.2.6/24 dev culvert0");
  if (!co_await told(loop, monitor, seen, 5s)) co_return 7;
  if (monitor.network() != home) co_return 8;

  seen = monitor.changes();
  shell("ip route replace default via 192.0.2.2");
  if (!co_await told(loop, monitor, seen, 5s)) co_return 9;
  if (monitor.network() == home) co_return 10;

  // What is undone before it was looked at is no change; and nothing is told twice.
  seen = monitor.changes();
  shell("ip addr add 192.0.2.7/24 dev culvert0; ip addr del 192.0.2.7/24 dev culvert0");
  if (co_await told(loop, monitor, seen, 1s)) co_return 11;
  if (monitor.sleeps() != 0) co_return 12;
  co_return 0;
}

TEST(NetworkMonitor, G5_TellsOfNewNetworksAndAddresses) {
  const int result = in_own_network([] {
    Loop loop;
    int step = -1;
    TaskSet tasks(loop);
    auto work = [&]() -> Task<> {
      step = co_await changes_are_told(loop);
      loop.stop();
    };
    tasks.spawn(work());
    loop.run();
    return step;
  });
  if (result == kNoNamespace) GTEST_SKIP() << "no network namespaces here";
  EXPECT_EQ(result, 0) << "the step that went wrong";
}

TEST(NetworkMonitor, NothingIsToldWhileNothingHappens) {
  const int result = in_own_network([] {
    Loop loop;
    bool any = true;
    TaskSet tasks(loop);
    auto work = [&]() -> Task<> {
      NetworkMonitor monitor(loop);
      any = co_await told(loop, monitor, 0, 600ms);
      loop.stop();
    };
    tasks.spawn(work());
    loop.run();
    return any ? 1 : 0;
  });
  if (result == kNoNamespace) GTEST_SKIP() << "no network namespaces here";
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace culvert
