#include "system_proxy/owner.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace culvert::system_proxy {
namespace {

TEST(Owner, ThisProcessIsAlive) { EXPECT_TRUE(is_alive(this_process())); }

TEST(Owner, AnotherProcessOfTheSameNumberIsNotTheOwner) {
  Owner owner = this_process();
  owner.started += "0";
  EXPECT_FALSE(is_alive(owner));
}

TEST(Owner, AnotherBootsProcessIsNotTheOwner) {
  Owner owner = this_process();
  owner.started.front() = owner.started.front() == '0' ? '1' : '0';
  EXPECT_FALSE(is_alive(owner));
}

TEST(Owner, WhoHasEndedAndIsNotWaitedForIsDead) {
  std::array<int, 2> words{};
  ASSERT_EQ(::pipe(words.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string started = this_process().started;
    if (::write(words[1], started.data(), started.size()) > 0) ::pause();
    ::_exit(0);
  }
  std::string started(256, '\0');
  const ssize_t size = ::read(words[0], started.data(), started.size());
  ASSERT_GT(size, 0);
  started.resize(static_cast<std::size_t>(size));
  const Owner owner{child, started};
  EXPECT_TRUE(is_alive(owner));
  ::kill(child, SIGKILL);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(is_alive(owner));
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(is_alive(owner));
  for (const int end : words) ::close(end);
}

}  // namespace
}  // namespace culvert::system_proxy
