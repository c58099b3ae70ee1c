#include "system_proxy/keeper.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "support/streams.h"

namespace culvert::system_proxy {
namespace {

Target of(const std::string& kind, const std::string& address) {
  return target_of({.kind = kind, .address = address, .target = {}}).value_or(Target{});
}

TEST(TargetOf, AListenerThatIsAskedWhereToGo) {
  EXPECT_EQ(of("mixed", "127.0.0.1:1080").host, "127.0.0.1");
  EXPECT_EQ(of("mixed", "127.0.0.1:1080").port, 1080);
  EXPECT_TRUE(of("mixed", "127.0.0.1:1080").http);
  EXPECT_EQ(of("mixed", "localhost:1080").host, "127.0.0.1");
  EXPECT_EQ(of("mixed", "[::1]:1080").host, "::1");
}

TEST(TargetOf, AListenerOnAllAddressesIsReachedAtTheLoopbackAddress) {
  EXPECT_EQ(of("mixed", "0.0.0.0:1080").host, "127.0.0.1");
  EXPECT_EQ(of("mixed", "[::]:1080").host, "::1");
}

TEST(TargetOf, OthersAreNone) {
  for (const std::string address :
       {"", "1080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "/run/a"}) {
    EXPECT_FALSE(target_of({.kind = "mixed", .address = address, .target = {}})) << address;
  }
  EXPECT_FALSE(target_of({.kind = "forward", .address = "127.0.0.1:1080", .target = "a:1"}));
}

TEST(RemarkToJson, IsOneLineOfAscii) {
  EXPECT_EQ(to_json(Remark{Remark::Kind::kLeftAlone, "a\n\xc3\xa9"}),
            R"({"event":"system-proxy","outcome":"left-alone","message":"a\n\u00e9"})");
}

// Settings with one key, on no disk.
class OneKey : public SettingsStore {
 public:
  explicit OneKey(Values& settings) : settings_(settings) {}
  [[nodiscard]] std::string name() const override { return "fake"; }
  [[nodiscard]] std::string title() const override { return "the settings of a test"; }
  [[nodiscard]] bool knows(std::string_view key) const override { return key == "host"; }
  [[nodiscard]] Result<std::vector<Change>> plan(const Target& target) override {
    return std::vector<Change>{{"host", settings_["host"], std::to_string(target.port)}};
  }
  [[nodiscard]] Result<Values> read(const std::vector<std::string>&) override { return settings_; }
  [[nodiscard]] Result<> write(const Values& values) override {
    for (const auto& [key, value] : values) settings_[key] = value;
    return {};
  }

 private:
  Values& settings_;
};

class KeeperTest : public testing::Test {
 protected:
  std::unique_ptr<Keeper> keeper(bool wanted) {
    return std::make_unique<Keeper>(
        wanted,
        [this](const Outcome& outcome) {
          const std::scoped_lock lock(mutex_);
          told_.push_back(outcome);
          news_.notify_all();
        },
        [this] {
          return Surroundings{.directory = directory_.path(),
                              .store = "fake",
                              .open = [this](std::string_view, int) { return std::make_unique<OneKey>(settings_); },
                              .self = {1, "then"},
                              .alive = [](const Owner&) { return true; }};
        });
  }
  // What was told is seen by then, and nothing is under way.
  bool told(std::size_t times) {
    std::unique_lock lock(mutex_);
    return news_.wait_for(lock, std::chrono::seconds(20), [&] { return told_.size() >= times; });
  }
  static api::Event listening(const std::string& address) {
    return api::event::Listening{{.kind = "mixed", .address = address}};
  }

  test::TempDir directory_;
  Values settings_{{"host", std::nullopt}};  // the keeper's thread, or whoever has waited for it
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Outcome> told_;
};

TEST_F(KeeperTest, SetsWhileItIsWantedAndSomethingListens) {
  const auto keeper = this->keeper(false);
  ASSERT_TRUE(told(1));
  keeper->on_event(listening("127.0.0.1:1080"));
  keeper->want(true);
  ASSERT_TRUE(told(2));
  EXPECT_TRUE(told_[1].in_effect);
  EXPECT_EQ(settings_["host"], "1080");
  keeper->want(false);
  ASSERT_TRUE(told(3));
  EXPECT_FALSE(told_[2].in_effect);
  EXPECT_EQ(settings_["host"], std::nullopt);
  keeper->end();
  EXPECT_EQ(told_.size(), 3U);
}

TEST_F(KeeperTest, FollowsTheListener) {
  const auto keeper = this->keeper(true);
  ASSERT_TRUE(told(1));
  keeper->on_event(listening("127.0.0.1:1080"));
  ASSERT_TRUE(told(2));
  keeper->on_event(api::event::ListenerClosed{{.kind = "mixed", .address = "127.0.0.1:1080"}});
  ASSERT_TRUE(told(3));
  EXPECT_EQ(settings_["host"], std::nullopt);
  keeper->on_event(listening("127.0.0.1:1081"));
  ASSERT_TRUE(told(4));
  EXPECT_EQ(settings_["host"], "1081");
  keeper->on_event(api::event::Stopped{});
  ASSERT_TRUE(told(5));
  EXPECT_EQ(settings_["host"], std::nullopt);
}

TEST_F(KeeperTest, HasGivenBackWhenItSaysSo) {
  const auto keeper = this->keeper(true);
  keeper->on_event(listening("127.0.0.1:1080"));
  ASSERT_TRUE(told(2));
  keeper->give_back();
  EXPECT_EQ(settings_["host"], std::nullopt);
  keeper->want(true);
  ASSERT_TRUE(told(4));
  EXPECT_EQ(settings_["host"], "1080");
  keeper->end();
  EXPECT_EQ(settings_["host"], std::nullopt);
}

}  // namespace
}  // namespace culvert::system_proxy
