#include "api/rewindable_stream.h"

#include <gtest/gtest.h>

#include "support/loop_runner.h"
#include "support/memory_pipe.h"
#include "support/streams.h"

namespace culvert::test {
namespace {

using api::RewindableStream;

class Rewindable : public LoopTest {
 protected:
  void make(PipeOptions options = {}) {
    auto pipe = MemoryStream::make(loop, options);
    application = std::move(pipe.b);
    auto around = std::make_unique<RewindableStream>(loop, std::move(pipe.a));
    stream = around.get();
    holder = std::move(around);
  }
  // What one next() lends; `taken` bytes of it are consumed.
  Task<std::string> take(std::size_t taken = SIZE_MAX) {
    const auto bytes = co_await holder->next();
    if (!bytes) co_return "error";
    std::string text = text_of(*bytes);
    holder->consume(std::min(taken, text.size()));
    co_return text;
  }

  std::unique_ptr<MemoryStream> application;
  RewindableStream* stream = nullptr;
  std::unique_ptr<ByteStream> holder;
};

TEST_F(Rewindable, WhatWasTakenComesAgainInFrontOfTheRest) {
  run([&]() -> Task<> {
    for (const auto lend :
         {PipeOptions::Lend::kOwned, PipeOptions::Lend::kUntilNext, PipeOptions::Lend::kUntilSuspend}) {
      make({.lend = lend});
      EXPECT_TRUE(co_await write(loop, *application, "hello"));
      EXPECT_EQ(co_await take(), "hello");
      EXPECT_EQ(application->handed_over(), 0U) << "that is the other direction";
      for (int again = 0; again < 3; ++again) {
        stream->rewind();
        EXPECT_EQ(co_await take(2), "hello");
        EXPECT_EQ(co_await take(), "llo");
      }
      EXPECT_TRUE(co_await write(loop, *application, " world"));
      EXPECT_TRUE(co_await application->finish());
      stream->rewind();
      EXPECT_EQ(co_await take(), "hello");
      EXPECT_EQ(co_await take(), " world");
      stream->rewind();
      EXPECT_EQ(co_await take(), "hello world");
      EXPECT_EQ(co_await take(), "") << "the end";
      stream->unwrap(holder);
      EXPECT_NE(holder.get(), stream) << "nothing is left to be passed on";
      EXPECT_EQ(co_await take(), "") << "the end is still there";
    }
  });
}

TEST_F(Rewindable, WhatIsLeftIsPassedOnAfterUnwrapping) {
  run([&]() -> Task<> {
    make();
    EXPECT_TRUE(co_await write(loop, *application, "hello"));
    EXPECT_EQ(co_await take(), "hello");
    stream->rewind();
    EXPECT_EQ(co_await take(3), "hello");
    stream->unwrap(holder);
    EXPECT_EQ(holder.get(), stream);
    EXPECT_TRUE(co_await write(loop, *application, "!"));
    EXPECT_TRUE(co_await application->finish());
    EXPECT_EQ(co_await read_all(*holder), "lo!");
  });
}

TEST_F(Rewindable, WritingAndBreakingGoThrough) {
  run([&]() -> Task<> {
    make();
    EXPECT_TRUE(co_await write(loop, *holder, "back"));
    EXPECT_TRUE(co_await holder->finish());
    EXPECT_EQ(co_await read_all(*application), "back");
    application->reset({Stage::kLocal, Code::kReset, "gone"});
    EXPECT_TRUE(co_await holder->failed() != Error{});
    EXPECT_FALSE(co_await holder->next());
  });
}

TEST_F(Rewindable, ManyBytesComeInPiecesThatFitABlock) {
  run([&]() -> Task<> {
    make({.capacity = 1024 * 1024});
    const std::string bytes = make_bytes(200'000);
    application->start_write(queue_of(loop, bytes));
    std::string taken;
    while (taken.size() < bytes.size()) taken += co_await take();
    EXPECT_EQ(taken, bytes);
    stream->rewind();
    taken.clear();
    while (taken.size() < bytes.size()) {
      const std::string piece = co_await take();
      EXPECT_LE(piece.size(), ChunkPool::kBlock);
      taken += piece;
    }
    EXPECT_EQ(taken, bytes);
  });
}

}  // namespace
}  // namespace culvert::test
