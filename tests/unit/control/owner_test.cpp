// Commands where somebody else has the setup and the switch.
#include <gmock/gmock.h>

#include "control/engine_commands.h"
#include "control/remote.h"
#include "control/setup_changes.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The owner answers on a thread of its own, as a window does.
class OwnerTest : public testing::Test {
 protected:
  OwnerTest() {
    thread_.call([this] {
      commands_ = std::make_unique<EngineCommands>(thread_.loop(), setup_, owner());
      auto listener = LocalListener::open(thread_.loop(), place_);
      ASSERT_TRUE(listener);
      server_ = std::make_unique<Server>(
          thread_.loop(), std::move(*listener),
          [this](const Request& request, Reply reply) { commands_->handle(request, std::move(reply)); });
    });
    engine_ = std::make_unique<api::Engine>([this](const api::Event& event) { commands_->tell(event); });
    thread_.call([this] { commands_->attach(*engine_); });
  }
  ~OwnerTest() override {
    thread_.call([this] { server_.reset(); });
    engine_.reset();
    thread_.call([this] { commands_.reset(); });
  }

  EngineCommands::Owner owner() {
    EngineCommands::Owner owner;
    owner.change = [this](EngineCommands::Change change, EngineCommands::Done done) {
      window_.loop().post([this, change = std::move(change), done = std::move(done)]() mutable {
        auto made = refuses_ ? fail(Stage::kLocal, Code::kInvalid, "the owner will not") : change(setup_);
        if (made) commands_->set_setup(setup_);
        done(std::move(made));
      });
    };
    owner.turn = [this](bool on, EngineCommands::Done done) {
      window_.loop().post([this, on, done = std::move(done)]() mutable {
        turned_.push_back(on);
        done({});
      });
    };
    return owner;
  }

  // The result, or the sentence of the error.
  nlohmann::json ask(std::string_view command, const nlohmann::json& arguments = nlohmann::json::object()) {
    auto remote = Remote::connect(place_);
    if (!remote || !remote->ask(command, arguments)) return "no server";
    const auto answer = remote->next();
    if (!answer) return answer.error().detail;
    if (answer->kind != Answer::Kind::kResult) return answer->failure.sentence;
    return answer->value;
  }
  static config::Profile profile(std::string name) {
    config::Profile profile;
    profile.id = name;
    profile.name = std::move(name);
    profile.proxy = "proxy.example";
    return profile;
  }
  config::Setup setup() {
    config::Setup copy;
    window_.call([&] { copy = setup_; });
    return copy;
  }

  test::TempDir directory_;
  const std::string place_ = directory_.file("control");
  config::Setup setup_;  // the window's thread, as are the next two
  bool refuses_ = false;
  std::vector<bool> turned_;
  test::LoopThread thread_;
  test::LoopThread window_;
  std::unique_ptr<EngineCommands> commands_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<api::Engine> engine_;
};

TEST_F(OwnerTest, ChangesAreTheOwners) {
  const auto added = ask("forward-add", {{"rule", "127.0.0.1:5432=db.internal:5432"}});
  EXPECT_EQ(added, nlohmann::json({{"forward", "forward-1"}, {"saved", true}}));
  ASSERT_EQ(setup().applications.size(), 1U);
  EXPECT_EQ(setup().applications[0].forwards.size(), 1U);
  EXPECT_EQ(ask("forward-list")[0]["target"], "db.internal:5432");
  EXPECT_EQ(ask("forward-switch", {{"forward", "forward-1"}, {"on", false}})["on"], false);
  EXPECT_FALSE(setup().applications[0].forwards[0].on);
  EXPECT_EQ(ask("forward-remove", {{"forward", "forward-1"}})["forward"], "forward-1");
  EXPECT_EQ(ask("forward-list"), nlohmann::json::array());
}

TEST_F(OwnerTest, SoAreProfiles) {
  auto text = write_own_profiles({profile("work")});
  ASSERT_TRUE(text);
  EXPECT_EQ(ask("profile-add", {{"profiles", nlohmann::json::parse(*text)}})["profile"], "work");
  EXPECT_EQ(setup().profile, "work");
  EXPECT_EQ(ask("profile-list")[0]["id"], "work");
  EXPECT_THAT(ask("profile-use", {{"profile", "home"}}), HasSubstr("there is no profile home"));
}

TEST_F(OwnerTest, WhatItHasChangedIsSeen) {
  window_.call([this] {
    setup_.profiles.push_back(profile("home"));
    commands_->set_setup(setup_);
  });
  EXPECT_EQ(ask("profile-list")[0]["id"], "home");
}

TEST_F(OwnerTest, ItsRefusalIsTheAnswer) {
  window_.call([this] { refuses_ = true; });
  EXPECT_THAT(ask("forward-add", {{"rule", "127.0.0.1:5432=db.internal:5432"}}), HasSubstr("the owner will not"));
}

TEST_F(OwnerTest, TheSwitchIsTheOwners) {
  EXPECT_EQ(ask("off"), nlohmann::json({{"on", false}}));
  EXPECT_EQ(ask("on")["on"], false);  // as it is; this owner has not started anything
  EXPECT_EQ(ask("status")["saved"], true);
  window_.call([this] { EXPECT_THAT(turned_, ElementsAre(false, true)); });
}

}  // namespace
}  // namespace culvert::control
