#include <algorithm>
#include <set>
#include <vector>

#include "unit/tunnel/rig.h"

namespace culvert::test {
namespace {

using TunnelSetTest = LoopTest;
const Error kWhy{Stage::kLocal, Code::kClosed, "why"};

TEST_F(TunnelSetTest, CloseAbortsOne) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    const auto first = std::move(rig.application);
    const auto first_http = std::move(rig.http);
    rig.start(2, {});
    co_await settle(loop);
    EXPECT_EQ(rig.set.size(), 2U);
    EXPECT_FALSE(rig.set.close(3, kWhy));
    EXPECT_TRUE(rig.set.close(1, kWhy));
    EXPECT_TRUE(first->reset_by_peer());
    co_await settle(loop);
    EXPECT_EQ(rig.set.size(), 1U);
    CO_ASSERT(rig.ending && !rig.ending->result);
    EXPECT_EQ(rig.ending->result.error(), kWhy);
    EXPECT_FALSE(rig.set.close(1, kWhy));
    EXPECT_TRUE(co_await write(loop, *rig.application, "alive"));
    EXPECT_EQ(co_await read_at_least(*rig.http, 5), data_capsule("alive"));
  });
}

TEST_F(TunnelSetTest, CloseBeforeTheTunnelHasStarted) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(rig.set.close(1, kWhy));
    co_await rig.over();
    EXPECT_TRUE(rig.application->reset_by_peer());
    EXPECT_TRUE(rig.http->reset_by_peer());
    EXPECT_EQ(rig.endings, 1);
  });
}

TEST_F(TunnelSetTest, ClosingTwiceTellsOnce) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    co_await settle(loop);
    rig.set.close(1, kWhy);
    rig.set.close(1, {Stage::kLocal, Code::kLimit, "another"});
    rig.set.close_all(kWhy);
    co_await rig.over();
    EXPECT_EQ(rig.endings, 1);
    EXPECT_EQ(rig.ending->result.error(), kWhy);
  });
}

TEST_F(TunnelSetTest, CloseWhileTheStreamsEndIsWaitedFor) {
  run([&]() -> Task<> {
    TunnelRig rig(loop);
    EXPECT_TRUE(co_await rig.application->finish());
    EXPECT_TRUE(co_await write(loop, *rig.http, final_capsule()));
    EXPECT_EQ(co_await read_all(*rig.application), "");
    co_await settle(loop);
    EXPECT_EQ(rig.set.size(), 1U);
    EXPECT_TRUE(rig.set.close(1, kWhy));
    co_await rig.over();
    EXPECT_TRUE(rig.http->reset_by_peer());
    EXPECT_EQ(rig.endings, 1);
  });
}

TEST_F(TunnelSetTest, CloseAll) {
  run([&]() -> Task<> {
    constexpr Tunnel::Id kTunnels = 50;
    TunnelRig rig(loop);
    std::vector<std::unique_ptr<MemoryStream>> ends;
    for (Tunnel::Id id = 2; id <= kTunnels; ++id) {
      ends.push_back(std::move(rig.application));
      ends.push_back(std::move(rig.http));
      rig.start(id, {});
    }
    co_await settle(loop);
    EXPECT_EQ(rig.set.size(), kTunnels);
    rig.set.close_all(kWhy);
    co_await rig.over();
    EXPECT_EQ(rig.endings, static_cast<int>(kTunnels));
    EXPECT_TRUE(std::ranges::all_of(ends, [](const auto& end) { return end->reset_by_peer(); }));
  });
}

TEST_F(TunnelSetTest, DestroyedWithTunnelsInEveryState) {
  run([&]() -> Task<> {
    std::vector<std::unique_ptr<MemoryStream>> ends;
    {
      TunnelRig rig(loop);
      const auto keep = [&] {
        ends.push_back(std::move(rig.application));
        ends.push_back(std::move(rig.http));
      };
      co_await settle(loop);  // idle
      keep();
      rig.start(2, {.capacity = 10});  // stuck
      rig.application->start_write(queue_of(loop, std::string(1000, 'x')));
      rig.http->start_write(queue_of(loop, data_capsule(std::string(1000, 'x'))));
      co_await settle(loop);
      keep();
      rig.start(3, {});  // half open
      rig.application->start_finish();
      co_await settle(loop);
      keep();
      rig.start(4, {});  // about to be swept
      co_await settle(loop);
      rig.set.close(4, kWhy);
      keep();
      rig.start(5, {});  // not started
      keep();
    }
    co_await settle(loop);
    for (std::size_t i = 0; i < ends.size(); ++i) EXPECT_TRUE(ends[i]->reset_by_peer()) << i;
  });
}

TEST_F(TunnelSetTest, ABusyTunnelLetsOthersHaveTheirTurn) {
  run([&]() -> Task<> {
    TunnelRig rig(loop, {.capacity = 100'000'000, .piece = 1});
    auto busy = std::move(rig.application);
    auto busy_http = std::move(rig.http);
    busy->start_write(queue_of(loop, std::string(20'000, 'x')));
    rig.start(2, {});
    rig.application->start_write(queue_of(loop, "quick"));
    EXPECT_EQ(co_await read_at_least(*rig.http, 5), data_capsule("quick"));
    EXPECT_LT(busy_http->received(), 100'000U) << "the busy one was not done first";
  });
}

TEST_F(TunnelSetTest, TheListenerMayCloseOthers) {
  run([&]() -> Task<> {
    std::optional<TunnelSet> set;
    int endings = 0;
    set.emplace(loop, [&](const Tunnel&) {
      ++endings;
      set->close_all(kWhy);
    });
    std::vector<std::unique_ptr<MemoryStream>> ends;
    for (Tunnel::Id id = 1; id <= 5; ++id) {
      auto near = MemoryStream::make(loop);
      auto far = MemoryStream::make(loop);
      ends.push_back(std::move(near.b));
      ends.push_back(std::move(far.b));
      set->add(id, "x", std::move(near.a), std::make_unique<CapsuleStream>(loop, std::move(far.a), default_revision()));
    }
    co_await settle(loop);
    set->close(1, kWhy);
    co_await poll([&](Waiter& w) { return set->poll_empty(w); });
    EXPECT_EQ(endings, 5);
  });
}

}  // namespace
}  // namespace culvert::test
