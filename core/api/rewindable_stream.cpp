#include "api/rewindable_stream.h"

#include <algorithm>
#include <span>

namespace culvert::api {

void RewindableStream::rewind() {
  again_.insert(0, consumed_);
  consumed_.clear();
}

void RewindableStream::unwrap(std::unique_ptr<ByteStream>& holder) {
  recording_ = false;
  consumed_.clear();
  lent_.clear();
  if (!again_.empty()) return;
  std::unique_ptr<ByteStream> below = std::move(below_);
  holder = std::move(below);
}

void RewindableStream::consume(std::size_t n) {
  if (again_.empty()) {
    if (recording_) {
      consumed_.append(lent_, 0, n);
      lent_.erase(0, n);
    }
    below_->consume(n);
    return;
  }
  if (recording_) consumed_.append(again_, 0, n);
  again_.erase(0, n);
  if (again_.empty()) again_.shrink_to_fit();
}

Poll<Result<ChunkQueue>> RewindableStream::poll_next(Waiter& w) {
  if (!again_.empty()) {
    const std::size_t n = std::min(again_.size(), ChunkPool::kBlock);
    Chunk chunk = Chunk::with_room(loop_.pool(), n);
    std::ranges::copy(std::string_view(again_).substr(0, n), chunk.tail_room().begin());
    chunk.append(n);
    return ChunkQueue(std::move(chunk));
  }
  auto bytes = below_->poll_next(w);
  if (recording_ && bytes && *bytes) {
    lent_.resize((*bytes)->size());
    (*bytes)->copy_to(std::span(reinterpret_cast<std::uint8_t*>(lent_.data()), lent_.size()));
  }
  return bytes;
}

}  // namespace culvert::api
