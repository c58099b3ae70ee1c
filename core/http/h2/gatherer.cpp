#include "http/h2/gatherer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace culvert::h2 {

void Gatherer::add(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    if (small_.tail_room().empty()) {
      wire_.push(std::move(small_));
      small_ = Chunk::block(pool_);
    }
    const auto room = small_.tail_room();
    const std::size_t n = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), n);
    small_.append(n);
    bytes = bytes.subspan(n);
  }
}

void Gatherer::add_data(std::span<const std::uint8_t, kFrameHeader> header, ChunkQueue& out, std::size_t length) {
  const Chunk& front = out.front();
  if (front.size() == length && front.head_room() >= kFrameHeader && length >= kDirect) {
    Chunk whole = out.pop();
    std::memcpy(whole.prepend(kFrameHeader), header.data(), kFrameHeader);
    wire_.push(std::move(small_));
    small_ = {};
    wire_.push(std::move(whole));
    return;
  }
  add(header);
  for (std::size_t left = length; left != 0;) {
    const std::size_t n = std::min(left, out.front().size());
    add(out.front().bytes().first(n));
    out.consume(n);
    left -= n;
  }
}

ChunkQueue Gatherer::take() {
  wire_.push(std::move(small_));
  small_ = {};
  return std::exchange(wire_, {});
}

}  // namespace culvert::h2
