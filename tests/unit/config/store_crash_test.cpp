// What a store leaves behind when its process, its disk or its rights end in the middle of it.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

#include "config/store.h"
#include "support/streams.h"

namespace culvert::config {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

// Long enough that writing it takes a while.
config::Setup setup(std::size_t number) {
  config::Setup s;
  for (std::size_t i = 0; i <= 30 + number % 7; ++i) {
    Profile& p = s.profiles.emplace_back();
    p.id = std::to_string(i);
    p.name = std::to_string(number);
    p.proxy = "proxy.example";
  }
  return s;
}
bool is_one(const config::Setup& s) { return !s.profiles.empty() && s == setup(std::stoul(s.profiles.front().name)); }

// Runs it in a process of its own, and gives its exit status.
int in_child(const std::function<bool()>& body) {
  const ::pid_t child = ::fork();
  if (child == 0) ::_exit(body() ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

// Runs a process that saves one setup after the other, and kills it so long after the first of them.
int kill_writer(Store<config::Setup>& store, std::chrono::microseconds life) {
  int saved[2];
  if (::pipe(saved) != 0) return -1;
  const ::pid_t child = ::fork();
  if (child == 0) {
    if (store.load().state != FileState::kOk) ::_exit(1);
    for (std::size_t i = 0; store.save(setup(i)); ++i) {
      if (i == 1 && ::write(saved[1], "", 1) != 1) break;
    }
    ::_exit(2);
  }
  ::close(saved[1]);
  char byte = 0;
  const bool began = ::read(saved[0], &byte, 1) == 1;
  ::close(saved[0]);
  if (began) std::this_thread::sleep_for(life);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  return began ? status : -1;
}

class StoreCrash : public testing::Test {
 protected:
  test::TempDir directory;
  const std::string path = directory.file("setup.json");
  Store<config::Setup> store{path};

  [[nodiscard]] std::string content() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(StoreCrash, AKilledWriterLeavesAWholeFile) {
  ASSERT_EQ(store.load().state, FileState::kMissing);
  ASSERT_TRUE(store.save(setup(1)));
  ASSERT_TRUE(store.save(setup(2)));
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    const int status = kill_writer(store, std::chrono::microseconds(random() % 20'000));
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer gave up by itself";
    const auto loaded = store.load();
    ASSERT_EQ(loaded.state, FileState::kOk) << loaded.message;
    ASSERT_TRUE(is_one(loaded.value));
    const auto backup = Store<config::Setup>(path + ".bak").load();
    ASSERT_EQ(backup.state, FileState::kOk) << backup.message;
    ASSERT_TRUE(is_one(backup.value));
  }
  // What they left behind is cleared away by the next one.
  ASSERT_TRUE(store.save(setup(1000)));
  ASSERT_TRUE(store.save(setup(1001)));
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    EXPECT_NE(entry.path().extension(), ".new") << entry.path();
  }
}

TEST_F(StoreCrash, TwoWritersTakeTurns) {
  ASSERT_EQ(store.load().state, FileState::kMissing);
  ASSERT_TRUE(store.save(config::Setup{}));
  constexpr std::size_t kEach = 25;
  const auto add = [&](const std::string& prefix) {
    Store<config::Setup> mine(path, 20s);
    for (std::size_t i = 0; i < kEach;) {
      auto loaded = mine.load();
      if (loaded.state != FileState::kOk) return false;
      Profile& p = loaded.value.profiles.emplace_back();
      p.id = prefix + std::to_string(i);
      const auto saved = mine.save(loaded.value);
      if (!saved && saved.error().code != Code::kRetryable) return false;
      if (saved) ++i;
    }
    return true;
  };
  const ::pid_t other = ::fork();
  if (other == 0) ::_exit(add("b") ? 0 : 1);
  EXPECT_TRUE(add("a"));
  int status = 0;
  ::waitpid(other, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(store.load().value.profiles.size(), 2 * kEach) << "somebody's was lost";
}

TEST_F(StoreCrash, AFullDiskChangesNothing) {
  ASSERT_EQ(store.load().state, FileState::kMissing);
  ASSERT_TRUE(store.save(config::Setup{}));
  const std::string before = content();
  const int status = in_child([&] {
    // A file that may not grow is what a full disk looks like to write().
    ::signal(SIGXFSZ, SIG_IGN);
    const ::rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0 || store.load().state != FileState::kOk) return false;
    const auto saved = store.save(setup(1));
    return !saved && saved.error().detail.contains("cannot be written: " + std::string(std::strerror(EFBIG)));
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(content(), before);
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    EXPECT_NE(entry.path().extension(), ".new") << entry.path();
  }
  ASSERT_TRUE(store.save(setup(1)));
}

TEST_F(StoreCrash, ADirectoryThatIsNotOursIsTold) {
  ASSERT_EQ(store.load().state, FileState::kMissing);
  ASSERT_TRUE(store.save(setup(1)));
  const std::string before = content();
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  ASSERT_EQ(::chmod((path + ".lock").c_str(), 0644), 0);
  ASSERT_EQ(::chmod(directory.path().c_str(), 0555), 0);
  const int status = in_child([&] {
    constexpr ::uid_t kNobody = 65534;
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) return false;
    if (store.load().state != FileState::kOk) return false;
    const auto saved = store.save(setup(2));
    return !saved && saved.error().detail.contains(std::strerror(EACCES));
  });
  EXPECT_EQ(::chmod(directory.path().c_str(), 0700), 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(content(), before);
}

}  // namespace
}  // namespace culvert::config
