// What a CapsuleStream writes to the stream below, chunk by chunk.

#include <array>
#include <vector>

#include "capsule/capsule_stream.h"
#include "support/capsules.h"
#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

// Keeps what is written to it, chunk by chunk.
class Recorder final : public ByteStream {
 public:
  void consume(std::size_t) override {}
  void reset(const Error&) override {}
  Poll<Result<ChunkQueue>> poll_next(Waiter&) override { return {}; }
  void start_write(ChunkQueue chunks) override { written.push_back(std::move(chunks)); }
  Poll<Result<>> poll_writable(Waiter&) override { return Result<>{}; }
  void start_finish() override { finished = true; }
  Poll<Result<>> poll_finished(Waiter&) override { return Result<>{}; }
  Poll<Error> poll_failed(Waiter&) override { return {}; }

  std::vector<ChunkQueue> written;
  bool finished = false;
};

class CapsuleStreamWrite : public LoopTest {
 protected:
  CapsuleStreamWrite() : stream(loop, std::unique_ptr<ByteStream>(recorder), default_revision()) {}
  [[nodiscard]] static std::size_t chunks_of(const ChunkQueue& queue) {
    std::array<std::span<const std::uint8_t>, 16> spans;
    return queue.gather(spans);
  }
  Recorder* recorder = new Recorder;  // the stream's
  CapsuleStream stream;
};

TEST_F(CapsuleStreamWrite, C1_TheHeaderGoesIntoTheHeadRoom) {
  const std::string text = make_bytes(1000);
  ChunkQueue queue = queue_of(loop, text);
  const std::uint8_t* const memory = queue.front().data();
  stream.start_write(std::move(queue));
  ASSERT_EQ(recorder->written.size(), 1U);
  const ChunkQueue& wire = recorder->written.front();
  EXPECT_EQ(chunks_of(wire), 1U);
  EXPECT_EQ(wire.front().data(), memory - capsule_header_size(default_revision().data, text.size()));
  EXPECT_EQ(text_of(wire), data_capsule(text));
}

TEST_F(CapsuleStreamWrite, C1_WithoutHeadRoomTheHeaderIsAChunkOfItsOwn) {
  const std::string text = make_bytes(1000);
  stream.start_write(ChunkQueue(Chunk::borrow(bytes_of(text))));
  Chunk full = Chunk::copy_of(loop.pool(), bytes_of(text));
  static_cast<void>(full.prepend(Chunk::kHeadRoom - 5));  // the header has 4 + 2 bytes
  const std::string more = text_of(full.bytes());
  const std::uint8_t* const memory = full.data();
  stream.start_write(ChunkQueue(std::move(full)));
  ASSERT_EQ(recorder->written.size(), 2U);
  EXPECT_EQ(text_of(recorder->written[0]), data_capsule(text));
  EXPECT_EQ(text_of(recorder->written[1]), data_capsule(more));
  for (const ChunkQueue& wire : recorder->written) EXPECT_EQ(chunks_of(wire), 2U);
  static_cast<void>(recorder->written[1].pop());
  EXPECT_EQ(recorder->written[1].front().data(), memory) << "the payload is not copied";
}

TEST_F(CapsuleStreamWrite, C1_AllOfAWriteIsOneCapsule) {
  ChunkQueue queue = queue_of(loop, "one ");
  queue.append(queue_of(loop, "two "));
  queue.append(queue_of(loop, "three"));
  stream.start_write(std::move(queue));
  ASSERT_EQ(recorder->written.size(), 1U);
  EXPECT_EQ(chunks_of(recorder->written.front()), 3U);
  EXPECT_EQ(text_of(recorder->written.front()), data_capsule("one two three"));
}

TEST_F(CapsuleStreamWrite, X1_FinishIsOneEmptyFinalDataAndNoEndOfTheStream) {
  stream.start_finish();
  stream.start_finish();
  ASSERT_EQ(recorder->written.size(), 1U);
  EXPECT_EQ(text_of(recorder->written.front()), final_capsule());
  EXPECT_FALSE(recorder->finished) << "the other direction lives";
}

TEST_F(CapsuleStreamWrite, X1_NothingIsWrittenForNothingNorAfterTheEnd) {
  stream.start_write({});
  EXPECT_TRUE(recorder->written.empty());
  stream.start_finish();
  stream.start_write(queue_of(loop, "late"));
  EXPECT_EQ(recorder->written.size(), 1U);
  EXPECT_EQ(stream.written(), 0U);
}

TEST_F(CapsuleStreamWrite, WrittenCountsPayloadOnly) {
  EXPECT_EQ(stream.written(), 0U);
  stream.start_write(queue_of(loop, "12345"));
  stream.start_write(ChunkQueue(Chunk::borrow(bytes_of("678"))));
  stream.start_write({});
  stream.start_finish();
  EXPECT_EQ(stream.written(), 8U);
}

}  // namespace
}  // namespace culvert::test
