#include "config/store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/streams.h"

namespace culvert::config {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write_all(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

config::Setup setup(const std::string& id, std::size_t profiles = 1) {
  config::Setup s;
  for (std::size_t i = 0; i < profiles; ++i) {
    Profile& p = s.profiles.emplace_back();
    p.id = id + std::to_string(i);
    p.proxy = "proxy.example";
  }
  return s;
}

class SetupStore : public testing::Test {
 protected:
  test::TempDir directory;
  const std::string path = directory.file("setup.json");
  const std::string backup = path + ".bak";
  const std::string damaged = path + ".damaged";
  Store<config::Setup> store{path};

  // As if it had been there for a while: `now`, and `before` as its backup.
  void have(const config::Setup& before, const config::Setup& now) {
    ASSERT_EQ(store.load().state, FileState::kMissing);
    ASSERT_TRUE(store.save(before));
    ASSERT_TRUE(store.save(now));
  }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
};

TEST_F(SetupStore, KeepsTheStateBefore) {
  const auto first = store.load();
  EXPECT_EQ(first.state, FileState::kMissing);
  EXPECT_EQ(first.message, "");
  EXPECT_FALSE(first.backup_good);
  ASSERT_TRUE(store.save(setup("a")));
  EXPECT_FALSE(std::filesystem::exists(backup));
  ASSERT_TRUE(store.save(setup("b")));
  EXPECT_EQ(Store<config::Setup>(backup).load().value, setup("a"));
  ASSERT_TRUE(store.save(setup("b")));  // nothing new, and no new backup
  EXPECT_EQ(Store<config::Setup>(backup).load().value, setup("a"));
  ASSERT_TRUE(store.save(setup("c")));

  const auto loaded = Store<config::Setup>(path).load();
  EXPECT_EQ(loaded.state, FileState::kOk);
  EXPECT_EQ(loaded.value, setup("c"));
  EXPECT_TRUE(loaded.backup_good);
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(Store<config::Setup>(backup).load().value, setup("b"));
  EXPECT_THAT(files(), testing::UnorderedElementsAre("setup.json", "setup.json.bak", "setup.json.lock"));
}

TEST_F(SetupStore, K3_OnlyItsOwnerReadsIt) {
  const ::mode_t before = ::umask(0);
  have(setup("a"), setup("b"));
  Store<config::Setup> deeper(directory.file("x/y/setup.json"));
  static_cast<void>(deeper.load());
  EXPECT_TRUE(deeper.save(setup("a")));
  ::umask(before);
  const auto mode = [](const std::string& file) {
    struct stat facts{};
    EXPECT_EQ(::stat(file.c_str(), &facts), 0) << file;
    return facts.st_mode & 0777U;
  };
  EXPECT_EQ(mode(path), 0600U);
  EXPECT_EQ(mode(backup), 0600U);
  EXPECT_EQ(mode(directory.file("x")), 0700U);
  EXPECT_EQ(mode(directory.file("x/y")), 0700U);
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  ASSERT_EQ(store.load().state, FileState::kOk);
  ASSERT_TRUE(store.save(setup("c")));
  EXPECT_EQ(mode(path), 0600U);
}

TEST_F(SetupStore, CutAnywhereItIsItselfOrAClearError) {
  const auto now = setup("now", 4);
  const auto before = setup("before", 2);
  have(before, now);
  const std::string whole = read_all(path);
  const std::string old = read_all(backup);
  for (const bool with_backup : {true, false}) {
    if (!with_backup) std::filesystem::remove(backup);
    for (std::size_t n = 0; n <= whole.size(); ++n) {
      write_all(path, std::string_view(whole).substr(0, n));
      Store<config::Setup> reader(path);
      const auto loaded = reader.load();
      ASSERT_EQ(loaded.backup_good, with_backup) << n;
      if (loaded.state == FileState::kOk) {
        ASSERT_EQ(loaded.value, now) << n;
        ASSERT_GE(n, whole.size() - 1);  // the last byte is a line's end
        continue;
      }
      ASSERT_EQ(loaded.state, FileState::kDamaged) << n;
      ASSERT_THAT(loaded.message, HasSubstr("setup.json: ")) << n;
      ASSERT_FALSE(reader.save(setup("c"))) << n;
      ASSERT_EQ(read_all(path), whole.substr(0, n));
      if (n % 97 != 0 || !with_backup) continue;
      ASSERT_TRUE(reader.restore_backup());
      ASSERT_EQ(read_all(damaged), whole.substr(0, n));
      ASSERT_EQ(reader.load().value, before);
    }
  }
}

TEST_F(SetupStore, ADamagedBackupIsTold) {
  have(setup("a"), setup("b"));
  write_all(path, "{");
  for (const char* bad : {"", "{}", R"({"schema": 2})"}) {
    write_all(backup, bad);
    const auto loaded = store.load();
    EXPECT_EQ(loaded.state, FileState::kDamaged);
    EXPECT_FALSE(loaded.backup_good);
    EXPECT_THAT(store.restore_backup().error().detail, HasSubstr("setup.json.bak is no good either"));
    EXPECT_EQ(read_all(path), "{");
  }
  ASSERT_TRUE(store.start_over());
  EXPECT_EQ(read_all(damaged), "{");
  ASSERT_TRUE(store.save(setup("c")));
  EXPECT_EQ(store.load().value, setup("c"));
}

TEST_F(SetupStore, OneThatIsGoneIsNoFirstStart) {
  have(setup("a"), setup("b"));
  std::filesystem::remove(path);
  const auto loaded = store.load();
  EXPECT_EQ(loaded.state, FileState::kDamaged);
  EXPECT_TRUE(loaded.backup_good);
  EXPECT_THAT(loaded.message, HasSubstr("is gone, while its backup is there"));
  EXPECT_FALSE(store.save(setup("c")));
  ASSERT_TRUE(store.restore_backup());
  EXPECT_EQ(store.load().value, setup("a"));
  std::filesystem::remove(path);
  ASSERT_EQ(store.load().state, FileState::kDamaged);
  ASSERT_TRUE(store.start_over());
  ASSERT_TRUE(store.save(setup("c")));
  EXPECT_EQ(store.load().value, setup("c"));
}

TEST_F(SetupStore, ANewerOneIsLeftAlone) {
  have(setup("a"), setup("b"));
  const std::string newer = R"({"schema": 2, "profiles": "other"})";
  write_all(path, newer);
  const auto loaded = store.load();
  EXPECT_EQ(loaded.state, FileState::kNewer);
  EXPECT_THAT(loaded.message, HasSubstr("a newer Culvert wrote this"));
  EXPECT_FALSE(store.save(setup("c")));
  EXPECT_EQ(store.restore_backup().error().code, Code::kUnsupported);
  EXPECT_EQ(store.start_over().error().code, Code::kUnsupported);
  EXPECT_EQ(read_all(path), newer);
}

TEST_F(SetupStore, NothingIsWrittenOverUnread) {
  have(setup("a"), setup("b"));
  Store<config::Setup> other(path);
  EXPECT_EQ(other.save(setup("c")).error().code, Code::kRetryable);
  ASSERT_EQ(other.load().value, setup("b"));
  ASSERT_TRUE(store.save(setup("d")));
  const auto lost = other.save(setup("c"));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::kRetryable);
  EXPECT_THAT(lost.error().detail, HasSubstr("was changed by another program"));
  EXPECT_EQ(other.load().value, setup("d"));
  EXPECT_TRUE(other.save(setup("c")));
  std::filesystem::remove(path);
  EXPECT_FALSE(other.save(setup("e"))) << "it was removed since";
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(SetupStore, TwoFirstStartsDoNotOverwriteEachOther) {
  Store<config::Setup> other(path);
  ASSERT_EQ(store.load().state, FileState::kMissing);
  ASSERT_EQ(other.load().state, FileState::kMissing);
  ASSERT_TRUE(store.save(setup("a")));
  EXPECT_EQ(other.save(setup("b")).error().code, Code::kRetryable);
  EXPECT_EQ(store.load().value, setup("a"));
}

TEST_F(SetupStore, AnotherWriterIsWaitedForAndNotForEver) {
  Store<config::Setup> impatient(path, std::chrono::milliseconds(0));
  static_cast<void>(impatient.load());
  const int held = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  const auto refused = impatient.save(setup("a"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("another program is writing"));
  ::close(held);
  EXPECT_TRUE(impatient.save(setup("a")));
}

TEST_F(SetupStore, ALinkIsFollowedAndStaysOne) {
  std::filesystem::create_directory(directory.file("dotfiles"));
  const std::string target = directory.file("dotfiles/culvert.json");
  std::filesystem::create_symlink("dotfiles/link", path);
  std::filesystem::create_symlink(target, directory.file("dotfiles/link"));
  ASSERT_EQ(store.load().state, FileState::kMissing);  // the target is not there yet
  ASSERT_TRUE(store.save(setup("a")));
  ASSERT_TRUE(store.save(setup("b")));
  EXPECT_TRUE(std::filesystem::is_symlink(path));
  EXPECT_TRUE(std::filesystem::is_symlink(directory.file("dotfiles/link")));
  EXPECT_EQ(Store<config::Setup>(target).load().value, setup("b"));
  EXPECT_EQ(Store<config::Setup>(backup).load().value, setup("a"));
  write_all(target, "");
  ASSERT_EQ(store.load().state, FileState::kDamaged);
  ASSERT_TRUE(store.restore_backup());
  EXPECT_EQ(store.load().value, setup("a"));
  EXPECT_TRUE(std::filesystem::is_symlink(path));
}

TEST_F(SetupStore, OddThingsInItsPlace) {
  std::filesystem::create_symlink("setup.json", path);  // to itself
  EXPECT_EQ(store.load().state, FileState::kUnreadable);
  EXPECT_FALSE(store.save(setup("a")));
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(store.load().state, FileState::kUnreadable);
  EXPECT_FALSE(store.save(setup("a")));
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(store.load().state, FileState::kUnreadable);
  std::filesystem::remove(path);
  write_all(path, std::string(5U << 20U, ' '));
  EXPECT_EQ(store.load().state, FileState::kDamaged);
  std::filesystem::remove(path);
  Store<config::Setup> below_a_file(directory.file("file/setup.json"));
  write_all(directory.file("file"), "");
  EXPECT_EQ(below_a_file.load().state, FileState::kUnreadable);
}

TEST_F(SetupStore, K3_TheBackupOfAFileWithSecretsHasNone) {
  write_all(path, R"({"schema": 1, "profiles": [{"id": "a", "proxy": "a.example", "password": "hunter2"}]})");
  const auto loaded = store.load();
  ASSERT_EQ(loaded.state, FileState::kOk);
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_EQ(loaded.problems[0].field, "profiles[0].password");
  ASSERT_TRUE(store.save(setup("b")));
  for (const std::string& file : files())
    EXPECT_THAT(read_all(directory.file(file)), testing::Not(HasSubstr("hunter2"))) << file;
  EXPECT_EQ(Store<config::Setup>(backup).load().value, loaded.value);
}

TEST_F(SetupStore, SettingsTakeTheSameWay) {
  Store<Settings> settings(directory.file("settings.json"));
  ASSERT_EQ(settings.load().state, FileState::kMissing);
  Settings s;
  s.system_proxy = true;
  ASSERT_TRUE(settings.save(s));
  EXPECT_EQ(settings.load().value, s);
  write_all(settings.path(), "{");
  EXPECT_EQ(settings.load().state, FileState::kDamaged);
}

}  // namespace
}  // namespace culvert::config
