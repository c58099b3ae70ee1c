#include "inbound/forward.h"

#include <gtest/gtest.h>

namespace culvert::inbound {
namespace {

TEST(Forward, GoesToItsTargetAndSaysNothing) {
  ChunkPool pool;
  const Arrival arrival = accept_forward(nullptr, {"example.com", 80});
  EXPECT_EQ(arrival.target, (http::HostPort{"example.com", 80}));
  EXPECT_TRUE(arrival.reply(pool, {}).empty());
  EXPECT_TRUE(arrival.reply(pool, fail(Stage::kDestination, Code::kRefused)).empty());
}

}  // namespace
}  // namespace culvert::inbound
