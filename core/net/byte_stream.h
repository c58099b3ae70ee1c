// The one interface that everything between an application and a destination speaks: TCP, TLS, HTTP streams,
// capsules, standard input and output. (The way of a byte: docs/architecture.md.)
//
//   next()     lends what has arrived: chunks, or an empty queue for the end of the stream
//   consume(n) says that n of those bytes are dealt with; flow-control credit goes back to the sender only now
//   write(c)   takes chunks; completes when the stream would take more. That completion is the backpressure
//   finish()   ends the sending direction; completes when every byte before the end was handed on
//   reset(e)   aborts both directions, so that the peer can tell it from an end
//   failed()   completes when the stream broke, even while nobody reads or writes
//
// Chunks lent by next() may be borrowed from a receive buffer: they are valid until the caller suspends. write()
// never looks at the caller's memory after it has suspended (it copies what it cannot pass on at once).
// At most one coroutine waits in next(), one in write() or finish(); any number in failed().
// Every error is sticky: the same error comes back from every later call. Core thread only.
#pragma once

#include <cstddef>

#include "base/chunk.h"
#include "base/error.h"
#include "net/waiter.h"

namespace culvert {

class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;  // a stream that is neither finished nor reset by then is reset

  [[nodiscard]] auto next() {
    return poll([this](Waiter& w) { return poll_next(w); });
  }
  [[nodiscard]] auto write(ChunkQueue chunks) {
    start_write(std::move(chunks));
    return poll([this](Waiter& w) { return poll_writable(w); });
  }
  [[nodiscard]] auto finish() {
    start_finish();
    return poll([this](Waiter& w) { return poll_finished(w); });
  }
  [[nodiscard]] auto failed() {
    return poll([this](Waiter& w) { return poll_failed(w); });
  }

  virtual void consume(std::size_t n) = 0;
  virtual void reset(const Error& why) = 0;

  // What the verbs are made of; see net/waiter.h for the manner of a poll function.
  virtual Poll<Result<ChunkQueue>> poll_next(Waiter& waiter) = 0;
  virtual void start_write(ChunkQueue chunks) = 0;
  virtual Poll<Result<>> poll_writable(Waiter& waiter) = 0;
  virtual void start_finish() = 0;
  virtual Poll<Result<>> poll_finished(Waiter& waiter) = 0;
  virtual Poll<Error> poll_failed(Waiter& waiter) = 0;
};

}  // namespace culvert
