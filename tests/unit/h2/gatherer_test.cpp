#include "http/h2/gatherer.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

#include "support/streams.h"

namespace culvert::h2 {
namespace {

using test::bytes_of;
using test::make_bytes;
using test::text_of;

constexpr std::string_view kHeaderText = "[ header]";
static_assert(kHeaderText.size() == kFrameHeader);

class GathererTest : public testing::Test {
 protected:
  void add_data(ChunkQueue& out, std::size_t length) {
    gatherer.add_data(std::span<const std::uint8_t, kFrameHeader>(bytes_of(kHeaderText)), out, length);
  }
  // A payload in a chunk of its own, as a socket's read makes it.
  [[nodiscard]] ChunkQueue payload(std::string_view text) { return ChunkQueue(Chunk::copy_of(pool, bytes_of(text))); }
  [[nodiscard]] static std::vector<std::size_t> sizes(const ChunkQueue& chunks) {
    std::array<std::span<const std::uint8_t>, 64> spans;
    const std::size_t n = chunks.gather(spans);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(spans[i].size());
    return out;
  }

  ChunkPool pool;
  Gatherer gatherer{pool};
};

TEST_F(GathererTest, NothingGathersToNothing) {
  EXPECT_EQ(gatherer.size(), 0U);
  EXPECT_FALSE(gatherer.full());
  EXPECT_TRUE(gatherer.take().empty());
}

TEST_F(GathererTest, SmallFramesShareAChunkInTheirOrder) {
  gatherer.add(bytes_of("one "));
  gatherer.add(bytes_of("two "));
  gatherer.add({});
  ChunkQueue out = payload("three");
  add_data(out, 5);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(gatherer.size(), 8 + kFrameHeader + 5);
  const ChunkQueue all = gatherer.take();
  EXPECT_EQ(text_of(all), "one two [ header]three");
  EXPECT_EQ(sizes(all).size(), 1U);
  EXPECT_EQ(gatherer.size(), 0U);
  EXPECT_TRUE(gatherer.take().empty());
}

TEST_F(GathererTest, ALargePayloadStaysWhereItIs) {
  const std::string text = make_bytes(kDirect);
  ChunkQueue out = payload(text);
  const std::uint8_t* const memory = out.front().data();
  add_data(out, text.size());
  EXPECT_TRUE(out.empty());
  ChunkQueue all = gatherer.take();
  ASSERT_EQ(sizes(all), std::vector<std::size_t>{kFrameHeader + kDirect});
  EXPECT_EQ(all.front().data(), memory - kFrameHeader);
  EXPECT_EQ(text_of(all), std::string(kHeaderText) + text);
}

TEST_F(GathererTest, WhatIsAddedAroundALargePayloadKeepsItsPlace) {
  const std::string text = make_bytes(2 * kDirect);
  gatherer.add(bytes_of("before "));
  ChunkQueue out = payload(text);
  add_data(out, text.size());
  gatherer.add(bytes_of(" after"));
  const ChunkQueue all = gatherer.take();
  EXPECT_EQ(sizes(all), (std::vector<std::size_t>{7, kFrameHeader + text.size(), 6}));
  EXPECT_EQ(text_of(all), "before " + std::string(kHeaderText) + text + " after");
}

TEST_F(GathererTest, APayloadThatIsSmallOrPartOfAChunkOrWithoutHeadRoomIsCopied) {
  const std::string text = make_bytes(3 * kDirect);
  const auto expect_copied = [&](ChunkQueue out, std::size_t length) {
    const std::string expected = std::string(kHeaderText) + text_of(out).substr(0, length);
    const std::string rest = text_of(out).substr(length);
    add_data(out, length);
    EXPECT_EQ(text_of(out), rest);
    const ChunkQueue all = gatherer.take();
    EXPECT_EQ(sizes(all).size(), 1U);
    EXPECT_TRUE(text_of(all) == expected);
  };
  expect_copied(payload(text.substr(0, kDirect - 1)), kDirect - 1);
  expect_copied(payload(text), kDirect);  // a window that ends within the chunk
  Chunk no_room = Chunk::copy_of(pool, bytes_of(text));
  no_room.prepend(Chunk::kHeadRoom - kFrameHeader + 1);
  const std::size_t size = no_room.size();
  expect_copied(ChunkQueue(std::move(no_room)), size);
  expect_copied(ChunkQueue(Chunk::borrow(bytes_of(text))), text.size());
  ChunkQueue several = payload(text.substr(0, 100));
  several.append(payload(text.substr(100)));
  expect_copied(std::move(several), text.size() - 1);
}

// The last chunk's payload begins behind a header that was put into its head room: there is still room for ours.
TEST_F(GathererTest, AHeaderGoesInFrontOfACapsulesHeader) {
  Chunk chunk = Chunk::copy_of(pool, bytes_of(make_bytes(kDirect)));
  std::ranges::fill(std::span(chunk.prepend(8), 8), std::uint8_t{'c'});
  ChunkQueue out(std::move(chunk));
  add_data(out, kDirect + 8);
  const ChunkQueue all = gatherer.take();
  EXPECT_EQ(sizes(all), std::vector<std::size_t>{kFrameHeader + 8 + kDirect});
  EXPECT_TRUE(text_of(all).starts_with(std::string(kHeaderText) + "cccccccc"));
}

TEST_F(GathererTest, SmallFramesGoOnInAnotherBlockWhenOneIsFull) {
  const std::string text = make_bytes(150'000);
  for (std::size_t i = 0; i < text.size(); i += 1000) gatherer.add(bytes_of(std::string_view(text).substr(i, 1000)));
  const ChunkQueue all = gatherer.take();
  const std::size_t block = ChunkPool::kBlock - Chunk::kHeadRoom;
  EXPECT_EQ(sizes(all), (std::vector<std::size_t>{block, block, text.size() - 2 * block}));
  EXPECT_TRUE(text_of(all) == text);
}

TEST_F(GathererTest, IsFullAtItsLimitWhereverTheBytesAre) {
  const std::string text = make_bytes(Gatherer::kFull - 1);
  gatherer.add(bytes_of(text));
  EXPECT_FALSE(gatherer.full());
  gatherer.add(bytes_of("x"));
  EXPECT_TRUE(gatherer.full());
  EXPECT_EQ(gatherer.take().size(), Gatherer::kFull);
  EXPECT_FALSE(gatherer.full());
  ChunkQueue out = payload(text);
  add_data(out, text.size());
  EXPECT_TRUE(gatherer.full());
}

}  // namespace
}  // namespace culvert::h2
