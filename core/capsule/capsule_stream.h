// The TCP byte stream inside an HTTP stream: DATA and FINAL_DATA capsules (draft-ietf-httpbis-connect-tcp §3).
//
// next() lends payload; its end is FINAL_DATA. A stream that ends otherwise is an error, so that truncation is never
// taken for an end (C6, X5). finish() sends FINAL_DATA and leaves the HTTP stream open for the other direction and for
// a later reset, unless that direction is over already; poll_closed() ends it once both are (X3).
#pragma once

#include <cstdint>
#include <memory>

#include "capsule/capsule_parser.h"
#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert {

class CapsuleStream final : public ByteStream {
 public:
  CapsuleStream(Loop& loop, std::unique_ptr<ByteStream> http, const WireRevision& revision);

  void consume(std::size_t n) override { http_->consume(n); }
  void reset(const Error& why) override { http_->reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override;
  Poll<Result<>> poll_writable(Waiter& w) override { return http_->poll_writable(w); }
  void start_finish() override;
  Poll<Result<>> poll_finished(Waiter& w) override { return http_->poll_writable(w); }
  Poll<Error> poll_failed(Waiter& w) override { return http_->poll_failed(w); }

  // Once both directions are over: ends the HTTP stream and completes when the other end did so too. An error if
  // more payload came (C5).
  Poll<Result<>> poll_closed(Waiter& w);

  // Payload bytes given to write() so far.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  void start_closing();  // of the HTTP stream's sending direction, once
  // Splits what arrived into payload, which is returned, and overhead, which is consumed.
  [[nodiscard]] Result<ChunkQueue> unwrap(ChunkQueue arrived);

  Loop* loop_;
  std::unique_ptr<ByteStream> http_;
  std::uint64_t data_;
  std::uint64_t final_data_;
  CapsuleParser parser_;
  std::uint64_t written_ = 0;
  bool finishing_ = false;
  bool closing_ = false;
};

}  // namespace culvert
