// Two connected byte streams in memory, which behave as the two ends of a TCP connection do.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "net/byte_stream.h"
#include "net/loop.h"

namespace culvert::test {

struct PipeOptions {
  // How long the bytes that next() lends are valid. Memory is freed afterwards, so that sanitizers see a late look.
  enum class Lend : std::uint8_t {
    kOwned,         // owned chunks
    kUntilNext,     // borrowed, until next() is called again: what TlsStream does
    kUntilSuspend,  // borrowed, until the reader suspends: the least that ByteStream promises
  };
  // Bytes on their way in one direction, not yet consumed, from which on write() does not complete.
  std::size_t capacity = 64 * 1024;
  std::size_t piece = SIZE_MAX;  // most that one next() lends
  Lend lend = Lend::kOwned;
};

class MemoryStream final : public ByteStream {
 public:
  struct Pair {
    std::unique_ptr<MemoryStream> a;
    std::unique_ptr<MemoryStream> b;
  };
  [[nodiscard]] static Pair make(Loop& loop, PipeOptions options = {});
  ~MemoryStream() override;

  void consume(std::size_t n) override;
  void reset(const Error& why) override;
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override;
  Poll<Result<>> poll_writable(Waiter& w) override;
  void start_finish() override;
  Poll<Result<>> poll_finished(Waiter& w) override { return poll_writable(w); }
  Poll<Error> poll_failed(Waiter& w) override;

  // What the other end did and what is on its way here.
  [[nodiscard]] bool reset_by_peer() const;
  [[nodiscard]] bool ended_by_peer() const;
  [[nodiscard]] std::size_t waiting() const;        // bytes sent here and not consumed
  [[nodiscard]] std::uint64_t received() const;     // bytes sent here, ever
  [[nodiscard]] std::uint64_t handed_over() const;  // of those, lent by next()

 private:
  struct Side;
  struct Link;
  struct Expiry;
  MemoryStream(std::shared_ptr<Link> link, int side);
  [[nodiscard]] Side& mine() const;
  [[nodiscard]] Side& theirs() const;

  std::shared_ptr<Link> link_;
  int side_;
  std::vector<std::uint8_t> lent_;
  std::unique_ptr<Expiry> expiry_;
};

}  // namespace culvert::test
