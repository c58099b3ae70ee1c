// An application that says nothing and takes everything: for a tunnel that is opened only to see whether it opens.
#pragma once

#include "net/byte_stream.h"

namespace culvert {

class SilentStream final : public ByteStream {
 public:
  void consume(std::size_t) override {}
  void reset(const Error&) override {}
  Poll<Result<ChunkQueue>> poll_next(Waiter&) override { return {}; }
  void start_write(ChunkQueue) override {}
  Poll<Result<>> poll_writable(Waiter&) override { return Result<>{}; }
  void start_finish() override {}
  Poll<Result<>> poll_finished(Waiter&) override { return Result<>{}; }
  Poll<Error> poll_failed(Waiter&) override { return {}; }
};

}  // namespace culvert
