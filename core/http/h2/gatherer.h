// What goes into one write to the transport: frames in the order in which they are to be sent. Large payloads are the
// chunks they came in, with their frame header in the head room; everything else is copied together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/chunk.h"

namespace culvert::h2 {

inline constexpr std::size_t kFrameHeader = 9;  // RFC 9113 §4.1
// Payloads from here on travel as the chunk they are in; smaller ones are gathered.
inline constexpr std::size_t kDirect = 4096;

class Gatherer {
 public:
  static constexpr std::size_t kFull = 60'000;  // one write: a full chunk is enough

  explicit Gatherer(ChunkPool& pool) : pool_(pool) {}

  void add(std::span<const std::uint8_t> bytes);
  // One DATA frame: its header, and as payload the first `length` bytes of `out`, which are taken off there.
  void add_data(std::span<const std::uint8_t, kFrameHeader> header, ChunkQueue& out, std::size_t length);

  [[nodiscard]] std::size_t size() const { return wire_.size() + small_.size(); }
  [[nodiscard]] bool full() const { return size() >= kFull; }
  // Everything, ready to be written.
  [[nodiscard]] ChunkQueue take();

 private:
  ChunkPool& pool_;
  ChunkQueue wire_;
  Chunk small_;  // behind wire_: what small frames are added to
};

}  // namespace culvert::h2
