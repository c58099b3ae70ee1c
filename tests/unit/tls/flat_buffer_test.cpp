#include "tls/flat_buffer.h"

#include <gtest/gtest.h>

#include <string>

#include "support/streams.h"

namespace culvert::test {
namespace {

TEST(FlatBuffer, TakesAtTheEndAndGivesFromTheFront) {
  ChunkPool pool;
  FlatBuffer buffer(pool);
  EXPECT_TRUE(buffer.empty());
  std::string expected;
  std::string got;
  for (std::size_t i = 1; i < 3000; i += 7) {
    const std::string piece = make_bytes(i, i);
    expected += piece;
    buffer.append(bytes_of(piece));
    if (i % 3 == 0) {
      const std::size_t n = buffer.size() / 2;
      got += text_of(buffer.bytes().first(n));
      buffer.consume(n);
    }
  }
  got += text_of(buffer.bytes());
  EXPECT_TRUE(got == expected);
}

TEST(FlatBuffer, GrowsBeyondABatchAndKeepsWhatIsThere) {
  ChunkPool pool;
  FlatBuffer buffer(pool);
  const std::string much = make_bytes(2 * ChunkPool::kBatch + 17);
  buffer.append(bytes_of(much));
  buffer.consume(5);
  const auto room = buffer.room(ChunkPool::kBatch);
  EXPECT_GE(room.size(), ChunkPool::kBatch);
  EXPECT_TRUE(text_of(buffer.bytes()) == much.substr(5));
  buffer.release();
  EXPECT_TRUE(buffer.empty());
}

}  // namespace
}  // namespace culvert::test
