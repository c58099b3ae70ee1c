// Bytes on their way. A chunk is a run of bytes; a queue of chunks is what the verbs of a ByteStream carry.
//
// A chunk either *owns* its bytes (a pool block or a small allocation, with head room in front so that a frame or
// capsule header can be put before the payload without a copy) or *borrows* them from a receive buffer. Borrowed
// bytes are valid until the coroutine that took the chunk suspends: whoever keeps a chunk longer calls own().
// Everything here belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/chunk_pool.h"
#include "base/small_memory.h"

namespace culvert {

class Chunk {
 public:
  // Room kept before the payload: HTTP/2 frame header (9) and capsule header (type 4, length 4), rounded up.
  static constexpr std::size_t kHeadRoom = 24;

  Chunk() = default;
  Chunk(Chunk&& other) noexcept { swap(other); }
  Chunk& operator=(Chunk&& other) noexcept {
    Chunk moved(std::move(other));
    swap(moved);
    return *this;
  }
  ~Chunk() { drop(); }

  // An owned chunk with `capacity` bytes of payload room behind the head room, and no bytes yet.
  [[nodiscard]] static Chunk with_room(ChunkPool& pool, std::size_t capacity);
  // A whole pool block: what a socket read fills.
  [[nodiscard]] static Chunk block(ChunkPool& pool) { return with_room(pool, ChunkPool::kBlock - kHeadRoom); }
  [[nodiscard]] static Chunk copy_of(ChunkPool& pool, std::span<const std::uint8_t> bytes);
  [[nodiscard]] static Chunk borrow(std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {begin_, end_}; }
  [[nodiscard]] const std::uint8_t* data() const { return begin_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] bool owned() const { return memory_ != nullptr; }
  [[nodiscard]] ChunkPool& pool() const { return *pool_; }  // of an owned chunk

  // Owned chunks only: free bytes before and behind the payload.
  [[nodiscard]] std::size_t head_room() const { return owned() ? static_cast<std::size_t>(begin_ - memory_) : 0; }
  [[nodiscard]] std::span<std::uint8_t> tail_room();
  void append(std::size_t n) { end_ += n; }                           // n bytes were written into tail_room()
  std::uint8_t* prepend(std::size_t n) { return writable_begin(n); }  // n <= head_room()

  void remove_prefix(std::size_t n) { begin_ += n; }
  void remove_suffix(std::size_t n) { end_ -= n; }
  // The first n bytes as a borrowed view of this chunk; valid as long as this chunk's bytes are.
  [[nodiscard]] Chunk view(std::size_t n) const { return borrow(bytes().first(n)); }

  // Makes the bytes independent of any receive buffer.
  void own(ChunkPool& pool);
  // Moves a small payload out of a mostly empty block, so that a trickle does not pin a whole one.
  void shrink(ChunkPool& pool);

 private:
  void swap(Chunk& other) noexcept;
  void drop();
  std::uint8_t* writable_begin(std::size_t n) {
    begin_ -= n;
    return memory_ + (begin_ - memory_);
  }

  ChunkPool* pool_ = nullptr;
  std::uint8_t* memory_ = nullptr;  // null: borrowed
  const std::uint8_t* begin_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  std::uint32_t capacity_ = 0;  // of memory_
};

// A first-in first-out list of chunks. An empty queue holds no memory.
class ChunkQueue {
 public:
  ChunkQueue() = default;
  explicit ChunkQueue(Chunk chunk) { push(std::move(chunk)); }
  ChunkQueue(ChunkQueue&& other) noexcept { swap(other); }
  ChunkQueue& operator=(ChunkQueue&& other) noexcept {
    ChunkQueue moved(std::move(other));
    swap(moved);
    return *this;
  }
  ~ChunkQueue() { clear(); }

  [[nodiscard]] bool empty() const { return head_ == nullptr; }
  [[nodiscard]] std::size_t size() const { return size_; }  // bytes
  [[nodiscard]] Chunk& front() { return head_->chunk; }
  [[nodiscard]] const Chunk& front() const { return head_->chunk; }

  void push(Chunk chunk);  // empty chunks are dropped
  void push_front(Chunk chunk);
  void append(ChunkQueue other);
  [[nodiscard]] Chunk pop();
  void consume(std::size_t n);                    // drops n bytes from the front; n <= size()
  [[nodiscard]] ChunkQueue split(std::size_t n);  // takes the first n bytes off; n <= size()
  void clear();

  // Borrowed chunks are copied together into as few owned ones as it takes.
  void own(ChunkPool& pool);
  // Up to `max` spans over the front of the queue; returns how many.
  [[nodiscard]] std::size_t gather(std::span<std::span<const std::uint8_t>> out) const;
  void copy_to(std::span<std::uint8_t> out) const;  // the first out.size() bytes

 private:
  struct Node : SmallObject {
    Chunk chunk;
    Node* next = nullptr;
  };
  void swap(ChunkQueue& other) noexcept;

  Node* head_ = nullptr;
  Node* tail_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace culvert
