#include "base/chunk.h"

#include <algorithm>
#include <cassert>

namespace culvert {

Chunk Chunk::with_room(ChunkPool& pool, std::size_t capacity) {
  Chunk chunk;
  chunk.pool_ = &pool;
  chunk.capacity_ = static_cast<std::uint32_t>(kHeadRoom + capacity);
  chunk.memory_ = pool.allocate(chunk.capacity_);
  chunk.begin_ = chunk.end_ = chunk.memory_ + kHeadRoom;
  return chunk;
}

Chunk Chunk::copy_of(ChunkPool& pool, std::span<const std::uint8_t> bytes) {
  Chunk chunk = with_room(pool, bytes.size());
  std::ranges::copy(bytes, chunk.tail_room().begin());
  chunk.append(bytes.size());
  return chunk;
}

Chunk Chunk::borrow(std::span<const std::uint8_t> bytes) {
  Chunk chunk;
  chunk.begin_ = bytes.data();
  chunk.end_ = bytes.data() + bytes.size();
  return chunk;
}

std::span<std::uint8_t> Chunk::tail_room() {
  if (!owned()) return {};
  return {memory_ + (end_ - memory_), memory_ + capacity_};
}

void Chunk::own(ChunkPool& pool) {
  if (!owned() && !empty()) *this = copy_of(pool, bytes());
}

void Chunk::shrink(ChunkPool& pool) {
  // An eighth of the block at most: copying that little costs less than a block that is not there for others.
  if (owned() && size() <= capacity_ / 8) *this = copy_of(pool, bytes());
}

void Chunk::swap(Chunk& other) noexcept {
  std::swap(pool_, other.pool_);
  std::swap(memory_, other.memory_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  std::swap(capacity_, other.capacity_);
}

void Chunk::drop() {
  if (owned()) pool_->release(memory_, capacity_);
  memory_ = nullptr;
}

void ChunkQueue::push(Chunk chunk) {
  if (chunk.empty()) return;
  size_ += chunk.size();
  Node* node = new Node{{}, std::move(chunk)};
  (tail_ != nullptr ? tail_->next : head_) = node;
  tail_ = node;
}

void ChunkQueue::push_front(Chunk chunk) {
  if (chunk.empty()) return;
  size_ += chunk.size();
  head_ = new Node{{}, std::move(chunk), head_};
  if (tail_ == nullptr) tail_ = head_;
}

void ChunkQueue::append(ChunkQueue other) {
  if (other.empty()) return;
  (tail_ != nullptr ? tail_->next : head_) = other.head_;
  tail_ = other.tail_;
  size_ += other.size_;
  other.head_ = other.tail_ = nullptr;
  other.size_ = 0;
}

Chunk ChunkQueue::pop() {
  assert(!empty());
  Node* node = std::exchange(head_, head_->next);
  if (head_ == nullptr) tail_ = nullptr;
  Chunk chunk = std::move(node->chunk);
  delete node;
  size_ -= chunk.size();
  return chunk;
}

void ChunkQueue::consume(std::size_t n) {
  assert(n <= size_);
  while (n != 0) {
    const std::size_t first = head_->chunk.size();
    if (n < first) {
      head_->chunk.remove_prefix(n);
      size_ -= n;
      return;
    }
    static_cast<void>(pop());
    n -= first;
  }
}

ChunkQueue ChunkQueue::split(std::size_t n) {
  assert(n <= size_);
  ChunkQueue out;
  while (n != 0) {
    const std::size_t first = head_->chunk.size();
    if (n < first) {
      Chunk& chunk = head_->chunk;
      out.push(chunk.owned() ? Chunk::copy_of(chunk.pool(), chunk.bytes().first(n)) : chunk.view(n));
      consume(n);
      return out;
    }
    out.push(pop());
    n -= first;
  }
  return out;
}

void ChunkQueue::clear() {
  while (head_ != nullptr) delete std::exchange(head_, head_->next);
  tail_ = nullptr;
  size_ = 0;
}

void ChunkQueue::own(ChunkPool& pool) {
  for (Node* node = head_; node != nullptr; node = node->next) {
    if (node->chunk.owned()) continue;
    // The run of borrowed chunks from here becomes one.
    std::size_t run = 0;
    Node* after = node;
    for (; after != nullptr && !after->chunk.owned(); after = after->next) run += after->chunk.size();
    Chunk owned = Chunk::with_room(pool, run);
    while (node->next != after) {
      Node* next = node->next;
      std::ranges::copy(node->chunk.bytes(), owned.tail_room().begin());
      owned.append(node->chunk.size());
      node->chunk = std::move(next->chunk);
      node->next = next->next;
      if (tail_ == next) tail_ = node;
      delete next;
    }
    std::ranges::copy(node->chunk.bytes(), owned.tail_room().begin());
    owned.append(node->chunk.size());
    node->chunk = std::move(owned);
  }
}

std::size_t ChunkQueue::gather(std::span<std::span<const std::uint8_t>> out) const {
  std::size_t count = 0;
  for (const Node* node = head_; node != nullptr && count != out.size(); node = node->next) {
    out[count++] = node->chunk.bytes();
  }
  return count;
}

void ChunkQueue::copy_to(std::span<std::uint8_t> out) const {
  for (const Node* node = head_; node != nullptr && !out.empty(); node = node->next) {
    const auto bytes = node->chunk.bytes().first(std::min(node->chunk.size(), out.size()));
    std::ranges::copy(bytes, out.begin());
    out = out.subspan(bytes.size());
  }
}

void ChunkQueue::swap(ChunkQueue& other) noexcept {
  std::swap(head_, other.head_);
  std::swap(tail_, other.tail_);
  std::swap(size_, other.size_);
}

}  // namespace culvert
