// A writer that is killed at each of its system calls, one after the other: what it leaves is always whole.

#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "config/store.h"
#include "support/streams.h"

namespace culvert::config {
namespace {

config::Setup setup(const char* id) {
  config::Setup s;
  s.profiles.emplace_back().id = id;
  return s;
}

enum class End : std::uint8_t { kByItself, kKilled, kNotTraced };

// Runs `body` in a process of its own up to that many entries into and returns from system calls, and kills it.
End kill_at(int stop, const std::function<void()>& prepare, const std::function<void()>& body) {
  const ::pid_t child = ::fork();
  if (child == 0) {
    prepare();
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(1);
    ::raise(SIGSTOP);
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) return End::kNotTraced;
  for (int i = 0; i < stop; ++i) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) return End::kByItself;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return End::kKilled;
}

class StoreKill : public testing::Test {
 protected:
  test::TempDir directory;
  const std::string path = directory.file("setup.json");
  Store<config::Setup> store{path};

  static constexpr int kMost = 1000;  // system calls of one save()

  // Calls `check` after each of the places; gives how many there are.
  int everywhere(const std::function<void()>& reset, const std::function<void()>& check) {
    for (int stop = 0; stop < kMost; stop += 2) {  // at its return it is where it is at the next entry
      reset();
      const End end = kill_at(
          stop, [&] { static_cast<void>(store.load()); }, [&] { static_cast<void>(store.save(setup("after"))); });
      if (end == End::kNotTraced) return -1;
      if (testing::Test::HasFailure()) return stop;
      if (end == End::kByItself) {
        EXPECT_EQ(store.load().value, setup("after"));
        return stop;
      }
      SCOPED_TRACE(stop);
      check();
    }
    return kMost;
  }
};

TEST_F(StoreKill, OverAnotherFile) {
  bool after = false;
  const int places = everywhere(
      [&] {
        std::filesystem::remove(path);
        std::filesystem::remove(path + ".bak");
        static_cast<void>(store.load());
        ASSERT_TRUE(store.save(setup("older")));
        ASSERT_TRUE(store.save(setup("before")));
      },
      [&] {
        const auto loaded = store.load();
        ASSERT_EQ(loaded.state, FileState::kOk) << loaded.message;
        const auto backup = Store<config::Setup>(path + ".bak").load();
        ASSERT_EQ(backup.state, FileState::kOk) << backup.message;
        after = loaded.value == setup("after");
        if (after) {
          EXPECT_EQ(backup.value, setup("before"));
        } else {
          EXPECT_EQ(loaded.value, setup("before"));
          EXPECT_TRUE(backup.value == setup("older") || backup.value == setup("before"));
        }
      });
  if (places < 0) GTEST_SKIP() << "processes cannot be traced here";
  EXPECT_GT(places, 20);
  EXPECT_LT(places, kMost);
  EXPECT_TRUE(after) << "nothing is left to do after the last rename but to flush the directory";
}

TEST_F(StoreKill, WhereThereWasNone) {
  const int places = everywhere([&] { std::filesystem::remove(path); },
                                [&] {
                                  const auto loaded = store.load();
                                  const bool missing = loaded.state == FileState::kMissing;
                                  EXPECT_TRUE(missing || loaded.state == FileState::kOk) << loaded.message;
                                  EXPECT_EQ(loaded.value, missing ? config::Setup{} : setup("after"));
                                });
  if (places < 0) GTEST_SKIP() << "processes cannot be traced here";
  EXPECT_GT(places, 20);
  EXPECT_LT(places, kMost);
}

}  // namespace
}  // namespace culvert::config
