// Contiguous bytes between TLS and the socket: written at the end, taken from the front, memory only while needed.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>

#include "base/chunk.h"

namespace culvert {

class FlatBuffer {
 public:
  explicit FlatBuffer(ChunkPool& pool) : pool_(&pool) {}
  ~FlatBuffer() { release(); }
  FlatBuffer(const FlatBuffer&) = delete;
  FlatBuffer& operator=(const FlatBuffer&) = delete;

  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {memory_ + begin_, size()}; }

  // Room for at least n more bytes behind what is there.
  [[nodiscard]] std::span<std::uint8_t> room(std::size_t n) {
    if (capacity_ - end_ < n) make_room(n);
    return {memory_ + end_, capacity_ - end_};
  }
  void added(std::size_t n) { end_ += n; }
  void append(std::span<const std::uint8_t> bytes) {
    std::memcpy(room(bytes.size()).data(), bytes.data(), bytes.size());
    added(bytes.size());
  }
  void consume(std::size_t n) {
    begin_ += n;
    if (empty()) begin_ = end_ = 0;
  }
  // Gives the memory back; drops what is in it.
  void release() {
    if (memory_ != nullptr) pool_->release(memory_, capacity_);
    memory_ = nullptr;
    begin_ = end_ = capacity_ = 0;
  }

 private:
  void make_room(std::size_t n) {
    std::size_t wanted = std::max(capacity_, ChunkPool::kBatch);
    while (wanted < size() + n) wanted *= 2;
    std::uint8_t* memory = wanted == capacity_ ? memory_ : pool_->allocate(wanted);
    if (!empty()) std::memmove(memory, memory_ + begin_, size());
    if (memory != memory_ && memory_ != nullptr) pool_->release(memory_, capacity_);
    end_ = size();
    begin_ = 0;
    memory_ = memory;
    capacity_ = wanted;
  }

  ChunkPool* pool_;
  std::uint8_t* memory_ = nullptr;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace culvert
