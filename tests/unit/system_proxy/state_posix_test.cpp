#include "system_proxy/state.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "support/streams.h"
#include "system_proxy/child.h"

namespace culvert::system_proxy {
namespace {

class StateTest : public testing::Test {
 protected:
  // Whether nobody has the lock.
  bool is_free() const {
    const int file = ::open(lock_.c_str(), O_RDWR | O_CLOEXEC);
    const bool free = file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0;
    ::close(file);
    return free;
  }
  test::TempDir directory_;
  const std::string lock_ = directory_.file("lock");
};

TEST_F(StateTest, ALockIsHeldWhileItExists) {
  {
    auto lock = StateLock::take(lock_);
    ASSERT_TRUE(lock);
    EXPECT_FALSE(is_free());
    const StateLock other = std::move(*lock);
    EXPECT_FALSE(is_free());
  }
  EXPECT_TRUE(is_free());
  EXPECT_FALSE(StateLock::take(directory_.file("no") + "/lock"));
}

// Killed while a program of its own still writes.
TEST_F(StateTest, AProgramThatOutlivesItsOwnerHoldsTheLock) {
  const std::string pid_file = directory_.file("pid");
  ASSERT_EQ(::mkfifo(pid_file.c_str(), 0600), 0);
  const pid_t owner = ::fork();
  if (owner == 0) {
    const auto lock = StateLock::take(lock_);
    const auto ran = run_child({"sh", "-c", "echo $$ > '" + pid_file + "'; exec sleep 9"}, lock ? lock->handle() : -1);
    ::_exit(ran ? 0 : 1);
  }
  pid_t program = 0;
  std::ifstream(pid_file) >> program;  // waits for it
  ASSERT_GT(program, 1);
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  EXPECT_FALSE(is_free());
  ::kill(program, SIGKILL);
  EXPECT_TRUE(StateLock::take(lock_));  // waits for its end
}

TEST_F(StateTest, OnlyAProgramThatIsGivenTheLockHasIt) {
  const auto lock = StateLock::take(lock_);
  ASSERT_TRUE(lock);
  const std::string count = "readlink /proc/$$/fd/* | grep -c '" + lock_ + "'";
  EXPECT_EQ(run_child({"sh", "-c", count})->output, "0\n");
  EXPECT_EQ(run_child({"sh", "-c", count}, lock->handle())->output, "1\n");
}

TEST_F(StateTest, DirectoriesAreForTheirOwnerOnly) {
  const std::string path = directory_.file("a") + "/b/c";
  ASSERT_TRUE(make_directory(path));
  EXPECT_TRUE(make_directory(path));
  struct stat facts{};
  ASSERT_EQ(::stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0700U);
}

TEST_F(StateTest, FilesAreRemovedAndRenamed) {
  const std::string path = directory_.file("file");
  EXPECT_TRUE(sync_file(path));  // there is nothing to be written
  EXPECT_TRUE(remove_file(path));
  std::ofstream(path) << "x";
  EXPECT_TRUE(sync_file(path));
  EXPECT_TRUE(rename_file(path, path + ".damaged"));
  EXPECT_FALSE(rename_file(path, path + ".damaged"));
  EXPECT_TRUE(remove_file(path + ".damaged"));
  EXPECT_FALSE(std::filesystem::exists(path + ".damaged"));
}

TEST_F(StateTest, TheStateDirectoryFollowsTheEnvironment) {
  const char* before = std::getenv("XDG_STATE_HOME");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("XDG_STATE_HOME", "/somewhere", 1);
  EXPECT_EQ(state_directory(), "/somewhere/culvert");
  ::setenv("XDG_STATE_HOME", "relative", 1);
  EXPECT_TRUE(state_directory().ends_with("/.local/state/culvert"));
  ::unsetenv("XDG_STATE_HOME");
  if (before != nullptr) ::setenv("XDG_STATE_HOME", kept.c_str(), 1);
}

}  // namespace
}  // namespace culvert::system_proxy
