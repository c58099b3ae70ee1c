#include "base/small_memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace culvert {
namespace {

struct Block {
  void* memory;
  std::size_t size;
};

TEST(SmallMemory, BlocksOfEverySizeAreApartAndWhole) {
  std::vector<Block> blocks;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t size = 1; size <= 3000; size += 7) {
      void* memory = allocate_small(size);
      std::memset(memory, static_cast<int>(size % 251), size);
      blocks.push_back({memory, size});
    }
    std::set<void*> all;
    for (const Block& block : blocks) {
      EXPECT_TRUE(all.insert(block.memory).second);
      const auto* bytes = static_cast<const unsigned char*>(block.memory);
      for (std::size_t i = 0; i < block.size; ++i) ASSERT_EQ(bytes[i], block.size % 251);
    }
    for (const Block& block : blocks) release_small(block.memory, block.size);
    blocks.clear();
  }
}

// What one thread made another may release, also when its own store is gone already or full.
TEST(SmallMemory, AnyThreadMayRelease) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < 1000; ++i) blocks.push_back({allocate_small(100 + i), 100 + i});
  std::thread([&] {
    for (const Block& block : blocks) release_small(block.memory, block.size);
    for (Block& block : blocks) block.memory = allocate_small(block.size);
  }).join();
  for (const Block& block : blocks) release_small(block.memory, block.size);
}

TEST(SmallMemory, NothingIsReleasedAsNothing) {
  release_small(nullptr, 64);
  void* empty = allocate_small(0);
  EXPECT_NE(empty, nullptr);
  release_small(empty, 0);
}

}  // namespace
}  // namespace culvert
