#include "system_proxy/system_proxy.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace culvert::system_proxy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Remark::Kind;

// The end of a process, in the middle of something.
struct Killed {};

// Settings that outlive the stores that change them.
struct Disk {
  Values settings{{"mode", "none"}, {"host", std::nullopt}, {"port", "1"}};
  std::set<std::string> stuck;  // keys that keep their value, without a word
  std::string locked;           // why nothing can be planned
  std::string broken;           // why nothing can be written
  int lives = 1'000;            // single writes until the process is killed
  int plans = 0;

  const Value& at(const std::string& key) const { return settings.at(key); }
};

class FakeStore : public SettingsStore {
 public:
  explicit FakeStore(Disk& disk) : disk_(disk) {}
  [[nodiscard]] std::string name() const override { return "fake"; }
  [[nodiscard]] std::string title() const override { return "the settings of a test"; }
  [[nodiscard]] bool knows(std::string_view key) const override { return disk_.settings.contains(std::string(key)); }
  [[nodiscard]] Result<std::vector<Change>> plan(const Target& target) override {
    ++disk_.plans;
    if (!disk_.locked.empty()) return fail(Stage::kLocal, Code::kDenied, disk_.locked);
    const Values wanted{{"mode", "manual"}, {"host", target.host}, {"port", std::to_string(target.port)}};
    std::vector<Change> changes;
    for (const auto& [key, value] : wanted) {
      if (disk_.at(key) != value) changes.push_back({key, disk_.at(key), value});
    }
    return changes;
  }
  [[nodiscard]] Result<Values> read(const std::vector<std::string>& keys) override {
    Values values;
    for (const std::string& key : keys) values[key] = disk_.at(key);
    return values;
  }
  [[nodiscard]] Result<> write(const Values& values) override {
    if (!disk_.broken.empty()) return fail(Stage::kLocal, Code::kSystem, disk_.broken);
    for (const auto& [key, value] : values) {
      if (disk_.lives-- == 0) throw Killed{};
      if (!disk_.stuck.contains(key)) disk_.settings[key] = value;
    }
    return {};
  }

 private:
  Disk& disk_;
};

class SystemProxyTest : public testing::Test {
 protected:
  SystemProxyTest() {
    std::string name = (std::filesystem::temp_directory_path() / "culvert-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~SystemProxyTest() override { std::filesystem::remove_all(directory_); }

  SystemProxy process(std::int64_t pid) {
    alive_.insert(pid);
    return SystemProxy({.directory = directory_ / "deep" / "state",
                        .store = store_,
                        .open = [this](std::string_view name, int) -> std::unique_ptr<SettingsStore> {
                          return name == "fake" ? std::make_unique<FakeStore>(disk_) : nullptr;
                        },
                        .self = {pid, "then"},
                        .alive = [this](const Owner& owner) { return alive_.contains(owner.pid); }});
  }
  std::filesystem::path journal() const { return directory_ / "deep" / "state" / "system-proxy.journal"; }
  bool has_journal() const { return std::filesystem::exists(journal()); }

  static std::vector<Kind> kinds(const Outcome& outcome) {
    std::vector<Kind> all;
    for (const Remark& remark : outcome.remarks) all.push_back(remark.kind);
    return all;
  }

  const Target target_{.host = "127.0.0.1", .port = 1080, .bypass = {}};
  const Values ours_{{"mode", "manual"}, {"host", "127.0.0.1"}, {"port", "1080"}};
  Disk disk_;
  const Values before_ = disk_.settings;
  std::set<std::int64_t> alive_;
  std::string store_ = "fake";
  std::filesystem::path directory_;
};

TEST_F(SystemProxyTest, IsSetAndRestored) {
  SystemProxy proxy = process(1);
  const Outcome set = proxy.set(target_);
  EXPECT_TRUE(set.in_effect);
  EXPECT_THAT(kinds(set), ElementsAre(Kind::kDone));
  EXPECT_THAT(set.remarks[0].sentence, HasSubstr("127.0.0.1:1080"));
  EXPECT_EQ(disk_.settings, ours_);
  EXPECT_TRUE(has_journal());
  const Outcome restored = proxy.restore();
  EXPECT_FALSE(restored.in_effect);
  EXPECT_THAT(kinds(restored), ElementsAre(Kind::kDone));
  EXPECT_EQ(disk_.settings, before_);
  EXPECT_FALSE(has_journal());
  EXPECT_THAT(proxy.restore().remarks, IsEmpty());
}

TEST_F(SystemProxyTest, SetAgainItStillRemembersTheBeginning) {
  SystemProxy proxy = process(1);
  EXPECT_TRUE(proxy.set(target_).in_effect);
  EXPECT_TRUE(proxy.set({.host = "127.0.0.1", .port = 2080, .bypass = {}}).in_effect);
  EXPECT_EQ(disk_.at("port"), "2080");
  EXPECT_THAT(kinds(proxy.restore()), ElementsAre(Kind::kDone));
  EXPECT_EQ(disk_.settings, before_);
}

TEST_F(SystemProxyTest, RepairTouchesNothingWhileTheOwnerLives) {
  SystemProxy owner = process(1);
  EXPECT_TRUE(owner.set(target_).in_effect);
  EXPECT_TRUE(owner.repair().in_effect);
  const Outcome other = process(2).repair();
  EXPECT_THAT(kinds(other), ElementsAre(Kind::kInUse));
  EXPECT_THAT(other.remarks[0].sentence, HasSubstr("process 1,"));
  EXPECT_EQ(other.remarks[0].about, Remark::About::kOtherCulvert);
  EXPECT_THAT(kinds(process(2).set(target_)), ElementsAre(Kind::kInUse));
  EXPECT_THAT(process(2).restore().remarks, IsEmpty());
  EXPECT_EQ(disk_.settings, ours_);
  EXPECT_EQ(disk_.plans, 1);
}

TEST_F(SystemProxyTest, TheNextOneRepairsAndJournalsTheBeginning) {
  EXPECT_TRUE(process(1).set(target_).in_effect);
  alive_.clear();
  SystemProxy next = process(2);
  const Outcome set = next.set({.host = "127.0.0.1", .port = 3080, .bypass = {}});
  EXPECT_TRUE(set.in_effect);
  EXPECT_THAT(kinds(set), ElementsAre(Kind::kDone, Kind::kDone));
  EXPECT_THAT(kinds(next.restore()), ElementsAre(Kind::kDone));
  EXPECT_EQ(disk_.settings, before_);
}

// Killed before each single write, of setting and of restoring, and once more while it is repaired.
TEST_F(SystemProxyTest, KilledAnywhereItIsRepaired) {
  for (int first = 0; first < 6; ++first) {
    for (int second = 0; second <= 3; ++second) {
      disk_.settings = before_;
      disk_.lives = first;
      SystemProxy killed = process(1);
      EXPECT_THROW(
          {
            static_cast<void>(killed.set(target_));
            static_cast<void>(killed.restore());
          },
          Killed);
      EXPECT_TRUE(has_journal());
      alive_.clear();
      disk_.lives = second;
      try {
        static_cast<void>(process(2).repair());
      } catch (const Killed&) {
        EXPECT_TRUE(has_journal());
      }
      alive_.clear();
      disk_.lives = 1'000;
      const Outcome last = process(3).repair();
      EXPECT_FALSE(std::ranges::contains(kinds(last), Kind::kLeftAlone));
      EXPECT_EQ(disk_.settings, before_) << first << " " << second;
      EXPECT_FALSE(has_journal());
    }
  }
}

TEST_F(SystemProxyTest, WhatSomebodyElseChangedIsLeftAlone) {
  EXPECT_TRUE(process(1).set(target_).in_effect);
  alive_.clear();
  disk_.settings["host"] = "other.example";
  const Outcome outcome = process(2).repair();
  EXPECT_THAT(kinds(outcome), ElementsAre(Kind::kDone, Kind::kLeftAlone));
  EXPECT_THAT(outcome.remarks[1].sentence, HasSubstr(": host."));
  EXPECT_EQ(outcome.remarks[1].about, Remark::About::kOthersChange);
  EXPECT_EQ(disk_.settings, (Values{{"mode", "none"}, {"host", "other.example"}, {"port", "1"}}));
  EXPECT_FALSE(has_journal());
}

TEST_F(SystemProxyTest, WhereEverythingIsSomebodyElsesNothingIsSaidToBeAsBefore) {
  SystemProxy proxy = process(1);
  EXPECT_TRUE(proxy.set(target_).in_effect);
  disk_.settings = {{"mode", "auto"}, {"host", "other"}, {"port", "7"}};
  EXPECT_THAT(kinds(proxy.restore()), ElementsAre(Kind::kLeftAlone));
  EXPECT_EQ(disk_.at("mode"), "auto");
}

TEST_F(SystemProxyTest, ADamagedJournalIsPutAside) {
  EXPECT_TRUE(process(1).set(target_).in_effect);
  alive_.clear();
  std::filesystem::resize_file(journal(), std::filesystem::file_size(journal()) - 3);
  const Outcome outcome = process(2).set(target_);
  EXPECT_FALSE(outcome.in_effect);
  EXPECT_THAT(kinds(outcome), ElementsAre(Kind::kFailed));
  EXPECT_EQ(outcome.remarks[0].about, Remark::About::kNoJournal);
  EXPECT_EQ(disk_.settings, ours_);
  EXPECT_FALSE(has_journal());
  EXPECT_TRUE(std::filesystem::exists(journal().string() + ".damaged"));
}

TEST_F(SystemProxyTest, AJournalOfOtherSettingsIsNotObeyed) {
  EXPECT_TRUE(process(1).set(target_).in_effect);
  alive_.clear();
  for (const Journal& other : {Journal{{1, "then"}, "fake", {{"desktop wallpaper", "a", "b"}}},
                               Journal{{1, "then"}, "unheard of", {{"mode", "none", "manual"}}}}) {
    std::ofstream(journal(), std::ios::binary | std::ios::trunc) << to_text(other).value();
    ASSERT_EQ(::chmod(journal().c_str(), 0600), 0);
    EXPECT_THAT(kinds(process(2).repair()), ElementsAre(Kind::kFailed));
    EXPECT_EQ(disk_.settings, ours_);
    EXPECT_FALSE(has_journal());
  }
}

TEST_F(SystemProxyTest, AJournalThatOthersCanWriteIsNotObeyed) {
  EXPECT_TRUE(process(1).set(target_).in_effect);
  alive_.clear();
  ASSERT_EQ(::chmod(journal().c_str(), 0666), 0);
  EXPECT_THAT(kinds(process(2).repair()), ElementsAre(Kind::kFailed));
  EXPECT_EQ(disk_.settings, ours_);
  EXPECT_TRUE(has_journal());
}

TEST_F(SystemProxyTest, AChangeThatIsNotTakenIsUndone) {
  disk_.stuck = {"mode"};
  const Outcome outcome = process(1).set(target_);
  EXPECT_FALSE(outcome.in_effect);
  EXPECT_THAT(kinds(outcome), ElementsAre(Kind::kFailed, Kind::kDone));
  EXPECT_EQ(disk_.settings, before_);
  EXPECT_FALSE(has_journal());
}

TEST_F(SystemProxyTest, WhatCannotBeWrittenIsSaidInTheStoresWords) {
  disk_.broken = "the disk is full of \x1b[31m";
  const Outcome outcome = process(1).set(target_);
  EXPECT_FALSE(outcome.in_effect);
  EXPECT_THAT(outcome.remarks[0].sentence, HasSubstr("the disk is full of \\x1b[31m"));
  EXPECT_FALSE(has_journal());
}

TEST_F(SystemProxyTest, WhatCannotBeRestoredIsTriedAgain) {
  SystemProxy proxy = process(1);
  EXPECT_TRUE(proxy.set(target_).in_effect);
  disk_.broken = "no bus";
  const Outcome failed = proxy.restore();
  EXPECT_THAT(kinds(failed), ElementsAre(Kind::kFailed));
  EXPECT_EQ(failed.remarks[0].about, Remark::About::kNotSetBack);
  EXPECT_TRUE(has_journal());
  disk_.broken.clear();
  disk_.stuck = {"host"};
  EXPECT_THAT(kinds(proxy.restore()), ElementsAre(Kind::kFailed));
  EXPECT_TRUE(has_journal());
  disk_.stuck.clear();
  EXPECT_THAT(kinds(proxy.restore()), ElementsAre(Kind::kDone));
  EXPECT_EQ(disk_.settings, before_);
}

TEST_F(SystemProxyTest, ALockedSettingIsSaidBeforeAnythingIsChanged) {
  disk_.locked = "the setting mode is locked";
  const Outcome outcome = process(1).set(target_);
  EXPECT_THAT(kinds(outcome), ElementsAre(Kind::kFailed));
  EXPECT_THAT(outcome.remarks[0].sentence, HasSubstr("the setting mode is locked"));
  EXPECT_EQ(outcome.remarks[0].about, Remark::About::kNotSet);
  EXPECT_EQ(outcome.remarks[0].code, Code::kDenied);
  EXPECT_FALSE(has_journal());
}

TEST_F(SystemProxyTest, WhatIsThereAlreadyNeedsNoJournal) {
  disk_.settings = ours_;
  SystemProxy proxy = process(1);
  EXPECT_TRUE(proxy.set(target_).in_effect);
  EXPECT_FALSE(has_journal());
  EXPECT_THAT(proxy.restore().remarks, IsEmpty());
  EXPECT_EQ(disk_.settings, ours_);
}

TEST_F(SystemProxyTest, AnUnknownDesktopGetsAHint) {
  store_.clear();
  const Outcome outcome = process(1).set({.host = "::1", .port = 1080, .http = true, .bypass = {}});
  EXPECT_THAT(kinds(outcome), ElementsAre(Kind::kLeftAlone));
  EXPECT_EQ(outcome.remarks[0].about, Remark::About::kNoSetting);
  EXPECT_THAT(outcome.remarks[0].sentence, HasSubstr("ALL_PROXY=socks5h://[::1]:1080"));
  EXPECT_THAT(outcome.remarks[0].sentence, HasSubstr("https_proxy=http://[::1]:1080"));
  EXPECT_EQ(disk_.settings, before_);
}

TEST_F(SystemProxyTest, RepairFindsTheStoreInTheJournalNotInTheDesktop) {
  EXPECT_TRUE(process(1).set(target_).in_effect);
  alive_.clear();
  store_.clear();  // a console, or another desktop
  EXPECT_THAT(kinds(process(2).repair()), ElementsAre(Kind::kDone));
  EXPECT_EQ(disk_.settings, before_);
}

TEST_F(SystemProxyTest, WithoutAPlaceForTheJournalNothingIsChanged) {
  std::ofstream(directory_ / "deep") << "a file";
  const Outcome outcome = process(1).set(target_);
  EXPECT_FALSE(outcome.in_effect);
  EXPECT_THAT(kinds(outcome), ElementsAre(Kind::kFailed));
  EXPECT_EQ(disk_.settings, before_);
  EXPECT_THAT(process(1).repair().remarks, IsEmpty());
}

}  // namespace
}  // namespace culvert::system_proxy
