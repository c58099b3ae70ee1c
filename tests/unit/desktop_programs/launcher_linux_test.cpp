#include "programs/launcher.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <format>
#include <fstream>
#include <iterator>
#include <thread>

#include "common/descriptor_limit.h"

namespace culvert::desktop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

class LauncherTest : public ::testing::Test {
 protected:
  LauncherTest() {
    std::string pattern = ::testing::TempDir() + "launcher-XXXXXX";
    root = fs::canonical(::mkdtemp(pattern.data()));
    ::setenv("HOME", root.c_str(), 1);
    ::setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
  }
  ~LauncherTest() override { fs::remove_all(root); }

  std::string script(const std::string& name, const std::string& lines) const {
    const fs::path path = root / name;
    std::ofstream(path) << lines;
    fs::permissions(path, fs::perms::owner_all);
    return path.string();
  }
  // What a script says, which puts it into "said" whole, by renaming.
  std::string said(const std::string& lines, const std::vector<app::Variable>& variables = {}) {
    const std::string out = (root / "said").string();
    const auto launched = launch_program(
        {script("run", std::format("#!/bin/sh\n{{ {}\n}} >'{}.new'\nmv '{}.new' '{}'\n", lines, out, out, out)),
         "first", "the second"},
        variables);
    EXPECT_TRUE(launched) << launched.error().detail;
    for (int i = 0; i < 2000 && !fs::exists(out); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::ifstream file(out);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path root;
};

TEST_F(LauncherTest, ProgramRunsInTheHomeWithItsArgumentsAndVariables) {
  ::setenv("DESKTOP_STARTUP_ID", "ours", 1);
  ::setenv("ALL_PROXY", "another", 1);
  const std::string text = said("pwd; echo \"<$1> <$2>\"; env", {{"ALL_PROXY", "socks5h://127.0.0.1:1080"}});
  EXPECT_THAT(text, HasSubstr(root.string() + "\n<first> <the second>\n"));
  EXPECT_THAT(text, HasSubstr("\nALL_PROXY=socks5h://127.0.0.1:1080\n"));
  EXPECT_THAT(text, Not(HasSubstr("another")));
  EXPECT_THAT(text, Not(HasSubstr("DESKTOP_STARTUP_ID")));
}

TEST_F(LauncherTest, NothingOfOursGoesAlong) {
  const int secret = ::open("/etc/passwd", O_RDONLY);  // without O_CLOEXEC
  ASSERT_GE(secret, 3);
  const int far = ::fcntl(secret, F_DUPFD, 700);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  // The shell's own: where the script is read from, and what is said goes to.
  const std::string text = said("readlink /proc/$$/fd/0; ls -l /proc/$$/fd; grep -E 'Sig(Blk|Ign)' /proc/self/status");
  ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::close(secret);
  ::close(far);
  EXPECT_TRUE(text.starts_with("/dev/null\n")) << text;
  EXPECT_THAT(text, Not(HasSubstr("passwd")));
  EXPECT_THAT(text, HasSubstr("SigBlk:\t0000000000000000"));
  EXPECT_THAT(text, HasSubstr("SigIgn:\t0000000000000000"));
}

TEST_F(LauncherTest, SessionIsItsOwnAndNobodyHasToWait) {
  const std::string text = said("cut -d' ' -f4,6 /proc/$$/stat; echo $$");
  int parent = 0;
  int session = 0;
  int pid = 0;
  ASSERT_EQ(std::sscanf(text.c_str(), "%d %d\n%d", &parent, &session, &pid), 3) << text;
  EXPECT_EQ(session, pid);
  EXPECT_NE(parent, ::getpid());
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);  // no children at all
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(LauncherTest, LimitOfDescriptorsIsTheUsualOneAgain) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{std::min<rlim_t>(700, before.rlim_max), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  app::raise_descriptor_limit();
  rlimit raised{};
  ::getrlimit(RLIMIT_NOFILE, &raised);
  EXPECT_GT(raised.rlim_cur, low.rlim_cur);
  EXPECT_EQ(said("ulimit -Sn"), "700\n");
  rlimit after{};
  ::getrlimit(RLIMIT_NOFILE, &after);
  EXPECT_EQ(after.rlim_cur, raised.rlim_cur);
}

TEST_F(LauncherTest, WhatCannotBeStartedIsSaidAtOnce) {
  const auto code = [](const std::vector<std::string>& words) {
    const auto launched = launch_program(words, {});
    return launched ? std::optional<Code>() : launched.error().code;
  };
  EXPECT_EQ(code({"no-program-of-this-name"}), Code::kNotFound);
  EXPECT_EQ(code({(root / "nothing").string()}), Code::kNotFound);
  EXPECT_EQ(code({root.string()}), Code::kNotFound);
  EXPECT_EQ(code({}), Code::kInvalid);
  EXPECT_EQ(code({"sh", std::string("a\0b", 3)}), Code::kInvalid);
  EXPECT_EQ(code({script("no-shell", "#!/nowhere/at/all\n")}), Code::kNotFound);
  EXPECT_EQ(code({script("no-format",
                         "\x7f"
                         "ELF and no more")}),
            Code::kSystem);
  EXPECT_EQ(code({"true"}), std::nullopt);
}

}  // namespace
}  // namespace culvert::desktop
