#include "base/chunk.h"

#include <gtest/gtest.h>

#include <random>

#include "unit/bytes.h"

namespace culvert {
namespace {

using test::Bytes;
using test::bytes_of;
using test::text_of;

std::string text(const ChunkQueue& queue) {
  Bytes out(queue.size());
  queue.copy_to(out);
  return text_of(out);
}

// ---- Chunk
// -----------------------------------------------------------------------------------------------------------

TEST(Chunk, ANewOneIsEmptyAndOwnsNothing) {
  const Chunk chunk;
  EXPECT_TRUE(chunk.empty());
  EXPECT_FALSE(chunk.owned());
  EXPECT_EQ(chunk.size(), 0U);
  EXPECT_EQ(chunk.head_room(), 0U);
}

TEST(Chunk, WithRoomHasHeadRoomAndTailRoom) {
  ChunkPool pool;
  Chunk chunk = Chunk::with_room(pool, 10);
  EXPECT_TRUE(chunk.owned());
  EXPECT_TRUE(chunk.empty());
  EXPECT_EQ(chunk.head_room(), Chunk::kHeadRoom);
  ASSERT_EQ(chunk.tail_room().size(), 10U);
  std::ranges::copy(bytes_of("0123456789"), chunk.tail_room().begin());
  chunk.append(4);
  EXPECT_EQ(text_of(chunk.bytes()), "0123");
  EXPECT_EQ(chunk.tail_room().size(), 6U);
  chunk.append(6);
  EXPECT_EQ(text_of(chunk.bytes()), "0123456789");
  EXPECT_TRUE(chunk.tail_room().empty());
}

TEST(Chunk, BlocksAreOfThePoolsSizes) {
  ChunkPool pool;
  EXPECT_EQ(Chunk::block(pool).tail_room().size(), ChunkPool::kBlock - Chunk::kHeadRoom);
}

TEST(Chunk, PrependUsesAllOfTheHeadRoom) {
  ChunkPool pool;
  Chunk chunk = Chunk::copy_of(pool, bytes_of("payload"));
  for (std::size_t i = 0; i < Chunk::kHeadRoom; ++i) *chunk.prepend(1) = static_cast<std::uint8_t>('a' + i);
  EXPECT_EQ(chunk.head_room(), 0U);
  EXPECT_EQ(text_of(chunk.bytes()), "xwvutsrqponmlkjihgfedcbapayload");
}

TEST(Chunk, RemovedPrefixBecomesHeadRoom) {
  ChunkPool pool;
  Chunk chunk = Chunk::copy_of(pool, bytes_of("headpayloadtail"));
  chunk.remove_prefix(4);
  chunk.remove_suffix(4);
  EXPECT_EQ(text_of(chunk.bytes()), "payload");
  EXPECT_EQ(chunk.head_room(), Chunk::kHeadRoom + 4);
  EXPECT_EQ(chunk.tail_room().size(), 4U);
}

TEST(Chunk, ABorrowedOneIsAView) {
  const Bytes memory = bytes_of("borrowed");
  Chunk chunk = Chunk::borrow(memory);
  EXPECT_FALSE(chunk.owned());
  EXPECT_EQ(chunk.data(), memory.data());
  EXPECT_EQ(chunk.head_room(), 0U);
  EXPECT_TRUE(chunk.tail_room().empty());
  EXPECT_EQ(text_of(chunk.view(3).bytes()), "bor");
}

TEST(Chunk, OwnMakesItIndependent) {
  ChunkPool pool;
  Chunk chunk;
  {
    const Bytes memory = bytes_of("gone soon");
    chunk = Chunk::borrow(memory);
    chunk.own(pool);
  }
  EXPECT_TRUE(chunk.owned());
  EXPECT_EQ(text_of(chunk.bytes()), "gone soon");
  EXPECT_EQ(chunk.head_room(), Chunk::kHeadRoom);
  const std::uint8_t* const at = chunk.data();
  chunk.own(pool);  // nothing to do
  EXPECT_EQ(chunk.data(), at);
}

TEST(Chunk, ShrinkMovesASmallPayloadOutOfABlock) {
  ChunkPool pool;
  Chunk small = Chunk::block(pool);
  std::ranges::fill(small.tail_room(), std::uint8_t{7});
  small.append(100);
  small.shrink(pool);
  EXPECT_EQ(small.size(), 100U);
  EXPECT_LT(small.tail_room().size(), 100U);
  EXPECT_EQ(Bytes(small.bytes().begin(), small.bytes().end()), Bytes(100, 7));

  Chunk large = Chunk::block(pool);
  large.append(ChunkPool::kBlock / 2);
  const std::uint8_t* const at = large.data();
  large.shrink(pool);
  EXPECT_EQ(large.data(), at);
}

TEST(Chunk, MovesLeaveNothingBehind) {
  ChunkPool pool;
  Chunk a = Chunk::copy_of(pool, bytes_of("one"));
  Chunk b = std::move(a);
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): what is left is an empty chunk
  EXPECT_FALSE(a.owned());
  Chunk c = Chunk::copy_of(pool, bytes_of("two"));
  c = std::move(b);
  EXPECT_EQ(text_of(c.bytes()), "one");
  EXPECT_TRUE(b.empty());  // NOLINT(bugprone-use-after-move)
  Chunk& same = c;
  c = std::move(same);
  EXPECT_EQ(text_of(c.bytes()), "one");
}

// ---- ChunkQueue
// ------------------------------------------------------------------------------------------------------

// "ab|cd|e": one chunk for each piece, owned and borrowed in turn. `memory` keeps the borrowed ones.
ChunkQueue queue_of(ChunkPool& pool, std::vector<Bytes>& memory, std::initializer_list<std::string_view> pieces,
                    bool owned = true) {
  ChunkQueue queue;
  memory.reserve(memory.size() + pieces.size());
  for (const std::string_view piece : pieces) {
    memory.push_back(bytes_of(piece));
    queue.push(owned ? Chunk::copy_of(pool, memory.back()) : Chunk::borrow(memory.back()));
    owned = !owned;
  }
  return queue;
}

std::size_t chunks_in(const ChunkQueue& queue) {
  std::array<std::span<const std::uint8_t>, 64> spans;
  return queue.gather(spans);
}

TEST(ChunkQueue, KeepsTheOrder) {
  ChunkPool pool;
  std::vector<Bytes> memory;
  ChunkQueue queue = queue_of(pool, memory, {"abc", "d", "efgh"});
  EXPECT_EQ(queue.size(), 8U);
  EXPECT_EQ(text(queue), "abcdefgh");
  EXPECT_EQ(text_of(queue.front().bytes()), "abc");
  EXPECT_EQ(text_of(queue.pop().bytes()), "abc");
  EXPECT_EQ(queue.size(), 5U);
  queue.push_front(Chunk::copy_of(pool, bytes_of("X")));
  EXPECT_EQ(text(queue), "Xdefgh");
  EXPECT_EQ(queue.size(), 6U);
}

TEST(ChunkQueue, EmptyChunksAreDropped) {
  ChunkPool pool;
  ChunkQueue queue;
  queue.push(Chunk());
  queue.push_front(Chunk());
  queue.push(Chunk::with_room(pool, 10));
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.size(), 0U);
}

TEST(ChunkQueue, PushFrontOnAnEmptyQueueSetsItsEndToo) {
  ChunkPool pool;
  ChunkQueue queue;
  queue.push_front(Chunk::copy_of(pool, bytes_of("a")));
  queue.push(Chunk::copy_of(pool, bytes_of("b")));
  EXPECT_EQ(text(queue), "ab");
}

TEST(ChunkQueue, AppendTakesAll) {
  ChunkPool pool;
  std::vector<Bytes> memory;
  std::vector<Bytes> more;
  ChunkQueue a = queue_of(pool, memory, {"ab", "c"});
  ChunkQueue b = queue_of(pool, more, {"d", "ef"});
  a.append(std::move(b));
  a.append(ChunkQueue{});
  EXPECT_EQ(text(a), "abcdef");
  EXPECT_EQ(a.size(), 6U);
  a.push(Chunk::copy_of(pool, bytes_of("g")));
  EXPECT_EQ(text(a), "abcdefg");
  ChunkQueue empty;
  empty.append(std::move(a));
  EXPECT_EQ(text(empty), "abcdefg");
  empty.push(Chunk::copy_of(pool, bytes_of("h")));
  EXPECT_EQ(text(empty), "abcdefgh");
}

TEST(ChunkQueue, ConsumeStopsAnywhere) {
  for (std::size_t n = 0; n <= 8; ++n) {
    ChunkPool pool;
    std::vector<Bytes> memory;
    ChunkQueue queue = queue_of(pool, memory, {"abc", "d", "efgh"});
    queue.consume(n);
    EXPECT_EQ(queue.size(), 8 - n);
    EXPECT_EQ(text(queue), std::string("abcdefgh").substr(n));
    EXPECT_EQ(queue.empty(), n == 8);
    queue.push(Chunk::copy_of(pool, bytes_of("!")));
    EXPECT_EQ(text(queue), std::string("abcdefgh").substr(n) + "!");
  }
}

TEST(ChunkQueue, SplitAnywhere) {
  for (const bool owned : {true, false}) {
    for (std::size_t n = 0; n <= 8; ++n) {
      ChunkPool pool;
      std::vector<Bytes> memory;
      ChunkQueue queue = queue_of(pool, memory, {"abc", "d", "efgh"}, owned);
      ChunkQueue front = queue.split(n);
      EXPECT_EQ(front.size(), n);
      EXPECT_EQ(queue.size(), 8 - n);
      EXPECT_EQ(text(front), std::string("abcdefgh").substr(0, n));
      EXPECT_EQ(text(queue), std::string("abcdefgh").substr(n));
      // What was split off an owned chunk does not need it.
      queue.clear();
      EXPECT_EQ(text(front), std::string("abcdefgh").substr(0, n));
      front.push(Chunk::copy_of(pool, bytes_of("!")));
      EXPECT_EQ(text(front), std::string("abcdefgh").substr(0, n) + "!");
    }
  }
}

TEST(ChunkQueue, OwnJoinsRunsOfBorrowedChunks) {
  ChunkPool pool;
  ChunkQueue queue;
  {
    const Bytes memory = bytes_of("abcdefgh");
    const auto piece = [&](std::size_t at, std::size_t n) { return Chunk::borrow(std::span(memory).subspan(at, n)); };
    queue.push(piece(0, 1));
    queue.push(piece(1, 2));
    queue.push(Chunk::copy_of(pool, bytes_of("-own-")));
    queue.push(piece(3, 2));
    queue.push(piece(5, 1));
    queue.push(piece(6, 2));
    queue.own(pool);
  }
  EXPECT_EQ(text(queue), "abc-own-defgh");
  EXPECT_EQ(queue.size(), 13U);
  EXPECT_EQ(chunks_in(queue), 3U);
  queue.push(Chunk::copy_of(pool, bytes_of("!")));
  EXPECT_EQ(text(queue), "abc-own-defgh!");
  while (!queue.empty()) EXPECT_TRUE(queue.pop().owned());
}

TEST(ChunkQueue, OwnOfNothing) {
  ChunkPool pool;
  ChunkQueue queue;
  queue.own(pool);
  EXPECT_TRUE(queue.empty());
}

TEST(ChunkQueue, GatherTakesAtMostWhatThereIsRoomFor) {
  ChunkPool pool;
  std::vector<Bytes> memory;
  const ChunkQueue queue = queue_of(pool, memory, {"ab", "c", "def"});
  std::array<std::span<const std::uint8_t>, 2> spans;
  ASSERT_EQ(queue.gather(spans), 2U);
  EXPECT_EQ(text_of(spans[0]), "ab");
  EXPECT_EQ(text_of(spans[1]), "c");
  EXPECT_EQ(queue.gather(std::span(spans).first(0)), 0U);
  EXPECT_EQ(ChunkQueue{}.gather(spans), 0U);
}

TEST(ChunkQueue, CopyToTakesTheFront) {
  ChunkPool pool;
  std::vector<Bytes> memory;
  const ChunkQueue queue = queue_of(pool, memory, {"ab", "c", "def"});
  for (std::size_t n = 0; n <= 6; ++n) {
    Bytes out(n);
    queue.copy_to(out);
    EXPECT_EQ(text_of(out), std::string("abcdef").substr(0, n));
  }
}

TEST(ChunkQueue, ALongQueueIsDroppedWithoutRecursion) {
  ChunkPool pool;
  const Bytes memory = bytes_of("x");
  ChunkQueue queue;
  for (int i = 0; i < 200000; ++i) queue.push(Chunk::borrow(memory));
  EXPECT_EQ(queue.size(), 200000U);
}

TEST(ChunkQueue, AgreesWithAStringOverManyRandomSteps) {
  std::mt19937 random(1);
  ChunkPool pool;
  std::vector<Bytes> memory;
  memory.reserve(20000);
  ChunkQueue queue;
  std::string model;
  for (int step = 0; step < 20000; ++step) {
    const std::size_t n = random() % 40;
    const std::string piece(n, static_cast<char>('a' + step % 26));
    memory.push_back(bytes_of(piece));
    Chunk chunk = random() % 2 == 0 ? Chunk::copy_of(pool, memory.back()) : Chunk::borrow(memory.back());
    switch (random() % 7) {
      case 0:
      case 1:
        queue.push(std::move(chunk));
        model += piece;
        break;
      case 2:
        queue.push_front(std::move(chunk));
        model.insert(0, piece);
        break;
      case 3:
        queue.consume(std::min(n, queue.size()));
        model.erase(0, n);
        break;
      case 4: {
        ChunkQueue front = queue.split(std::min(n, queue.size()));
        EXPECT_EQ(text(front), model.substr(0, n));
        front.append(std::move(queue));
        queue = std::move(front);
        break;
      }
      case 5:
        queue.own(pool);
        break;
      default:
        if (!queue.empty()) {
          const std::size_t first = queue.pop().size();
          model.erase(0, first);
        }
        break;
    }
    ASSERT_EQ(queue.size(), model.size());
    ASSERT_EQ(queue.empty(), model.empty());
  }
  EXPECT_EQ(text(queue), model);
}

}  // namespace
}  // namespace culvert
