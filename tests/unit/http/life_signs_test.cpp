#include "http/life_signs.h"

#include <gtest/gtest.h>

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using http::LifeSigns;

constexpr TimePoint kStart{100s};
constexpr http::Patience kPatience{.keep_alive = 10s, .silence_limit = 15s, .probe_limit = 3s};

TEST(LifeSigns, G4_ASilentPeerIsAskedOnceAndThenDead) {
  LifeSigns life(kPatience, kStart);
  auto v = life.look(kStart, true);
  EXPECT_FALSE(v.ask || v.dead);
  EXPECT_EQ(v.look_again, kStart + 10s);
  v = life.look(kStart + 10s, true);
  EXPECT_TRUE(v.ask);
  EXPECT_FALSE(v.dead);
  EXPECT_EQ(v.look_again, kStart + 15s);
  EXPECT_FALSE(life.look(kStart + 12s, true).ask);
  EXPECT_TRUE(life.look(kStart + 15s, true).dead);
}

TEST(LifeSigns, AnyByteIsASignOfLife) {
  LifeSigns life(kPatience, kStart);
  EXPECT_TRUE(life.look(kStart + 10s, true).ask);
  life.heard(kStart + 14s);
  auto v = life.look(kStart + 15s, true);
  EXPECT_FALSE(v.ask || v.dead);
  EXPECT_EQ(v.look_again, kStart + 24s);
  EXPECT_TRUE(life.look(kStart + 24s, true).ask);
}

TEST(LifeSigns, WithoutStreamsNobodyIsAsked) {
  LifeSigns life(kPatience, kStart);
  const auto v = life.look(kStart + 1000s, false);
  EXPECT_FALSE(v.ask || v.dead);
  EXPECT_EQ(v.look_again, TimePoint::max());
  life.woke_up(kStart + 1000s);
  EXPECT_FALSE(life.look(kStart + 1001s, true).dead);
  EXPECT_TRUE(life.look(kStart + 1015s, true).dead);
}

TEST(LifeSigns, G4_DoubtsAreSettledSoonAlsoWithoutStreams) {
  for (const bool streams : {false, true}) {
    LifeSigns life(kPatience, kStart);
    life.doubt(kStart + 5s);
    auto v = life.look(kStart + 5s, streams);
    EXPECT_TRUE(v.ask);
    EXPECT_EQ(v.look_again, kStart + 8s);
    life.doubt(kStart + 7s);  // no new reason, no new time
    EXPECT_FALSE(life.look(kStart + 7s, streams).ask);
    EXPECT_TRUE(life.look(kStart + 8s, streams).dead);
    life.heard(kStart + 8s);
    EXPECT_FALSE(life.look(kStart + 9s, streams).dead);
  }
}

}  // namespace
}  // namespace culvert::test
