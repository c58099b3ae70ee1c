// An application's stream whose bytes can be read once more, for a request that is made again elsewhere.
#pragma once

#include <memory>
#include <string>

#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert::api {

class RewindableStream final : public ByteStream {
 public:
  RewindableStream(Loop& loop, std::unique_ptr<ByteStream> below) : loop_(loop), below_(std::move(below)) {}

  // Everything that was consumed comes again.
  void rewind();
  // No more rewinding: `holder`, which holds this one, gets the stream below, unless there is something left that has
  // to be passed on first.
  void unwrap(std::unique_ptr<ByteStream>& holder);

  void consume(std::size_t n) override;
  void reset(const Error& why) override { below_->reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override { below_->start_write(std::move(chunks)); }
  Poll<Result<>> poll_writable(Waiter& w) override { return below_->poll_writable(w); }
  void start_finish() override { below_->start_finish(); }
  Poll<Result<>> poll_finished(Waiter& w) override { return below_->poll_finished(w); }
  Poll<Error> poll_failed(Waiter& w) override { return below_->poll_failed(w); }

 private:
  Loop& loop_;
  std::unique_ptr<ByteStream> below_;
  bool recording_ = true;
  std::string again_;     // to be lent before anything from below
  std::string lent_;      // from below, a copy, as long as it is not consumed
  std::string consumed_;  // while recording
};

}  // namespace culvert::api
