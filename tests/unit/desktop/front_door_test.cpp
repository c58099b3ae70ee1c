#include "front_door.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <csignal>
#include <future>

#include "control/remote.h"
#include "support/streams.h"

namespace culvert::desktop {
namespace {

using std::chrono_literals::operator""s;

class FrontDoorTest : public testing::Test {
 protected:
  ~FrontDoorTest() override { door_.stop(); }

  test::TempDir directory_;
  const std::string place_ = directory_.file("control-window");
  FrontDoor door_;
  api::Engine engine_{[](const api::Event&) {}};
};

TEST_F(FrontDoorTest, ASecondStartIsToldOf) {
  ASSERT_TRUE(door_.take_summons(place_));
  std::promise<Summons> told;
  QObject::connect(&door_, &FrontDoor::summoned, [&](const Summons& summons) { told.set_value(summons); });
  door_.start(engine_);
  const auto before = std::chrono::steady_clock::now();
  const Summons wanted{.links = {"culvert://a"}, .activation = "token", .turn = Summons::Turn::kOff};
  ASSERT_TRUE(summon(place_, wanted, 20s));
  auto summoned = told.get_future();
  ASSERT_EQ(summoned.wait_for(20s), std::future_status::ready);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_EQ(summoned.get(), wanted);
}

TEST_F(FrontDoorTest, ThereIsOneOnly) {
  ASSERT_TRUE(door_.take_summons(place_));
  FrontDoor second;
  EXPECT_EQ(second.take_summons(place_).error().code, Code::kDenied);
}

TEST_F(FrontDoorTest, WhoeverIsStartingStillIsWaitedFor) {
  ASSERT_TRUE(door_.take_summons(place_));
  auto second = std::async(std::launch::async, [this] { return summon(place_, {}, 20s); });
  door_.start(engine_);
  EXPECT_TRUE(second.get());
}

TEST_F(FrontDoorTest, OneThatDoesNotAnswerIsNotWaitedForForEver) {
  ASSERT_TRUE(door_.take_summons(place_));  // and it never starts
  EXPECT_EQ(summon(place_, {}, std::chrono::milliseconds(50)).error().code, Code::kTimedOut);
}

TEST_F(FrontDoorTest, NonsenseIsAnsweredWithAnError) {
  ASSERT_TRUE(door_.take_summons(place_));
  door_.start(engine_);
  auto remote = control::Remote::connect(place_);
  ASSERT_TRUE(remote);
  ASSERT_TRUE(remote->ask("open", {{"links", 7}}));
  const auto answer = remote->next();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, control::Answer::Kind::kError);
}

TEST_F(FrontDoorTest, ASignalIsToldOf) {
  std::promise<void> told;
  QObject::connect(&door_, &FrontDoor::stop_wanted, [&] { told.set_value(); });
  door_.start(engine_);
  ::raise(SIGTERM);
  EXPECT_EQ(told.get_future().wait_for(20s), std::future_status::ready);
}

TEST_F(FrontDoorTest, CommandsAreAnswered) {
  control::EngineCommands::Owner owner;
  owner.change = [](control::EngineCommands::Change, control::EngineCommands::Done done) {
    done(fail(Stage::kLocal, Code::kDenied, "not now"));
  };
  owner.turn = [](bool, control::EngineCommands::Done done) { done({}); };
  ASSERT_TRUE(door_.take_commands(directory_.file("control"), {}, std::move(owner)));
  door_.start(engine_);
  auto remote = control::Remote::connect(directory_.file("control"));
  ASSERT_TRUE(remote);
  ASSERT_TRUE(remote->ask("status", nlohmann::json::object()));
  const auto answer = remote->next();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value["on"], false);
}

}  // namespace
}  // namespace culvert::desktop
