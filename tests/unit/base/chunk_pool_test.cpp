#include "base/chunk_pool.h"

#include <gtest/gtest.h>

#include <vector>

namespace culvert {
namespace {

TEST(ChunkPool, GivesBackTheBlockThatWasReleased) {
  ChunkPool pool;
  for (const std::size_t size : {ChunkPool::kBlock, ChunkPool::kBatch}) {
    std::uint8_t* memory = pool.allocate(size);
    pool.release(memory, size);
    EXPECT_EQ(pool.allocate(size), memory);
    pool.release(memory, size);
  }
}

TEST(ChunkPool, KeepsAtMostSoMany) {
  // More than it keeps come and go, in each class; a sanitizer sees what is lost or freed twice.
  ChunkPool pool;
  for (const std::size_t size : {ChunkPool::kBlock, ChunkPool::kBatch, std::size_t{100}}) {
    for (int round = 0; round < 2; ++round) {
      std::vector<std::uint8_t*> all;
      for (std::size_t i = 0; i < ChunkPool::kKeep * 2; ++i) {
        all.push_back(pool.allocate(size));
        all.back()[0] = 1;
        all.back()[size - 1] = 2;
      }
      for (std::uint8_t* memory : all) pool.release(memory, size);
    }
  }
}

}  // namespace
}  // namespace culvert
