#include "base/small_memory.h"

#include <array>
#include <cstdint>
#include <new>
#include <utility>

namespace culvert {

namespace {

constexpr std::size_t kStep = 64;    // between two sizes
constexpr std::size_t kSizes = 16;   // the largest is a kilobyte
constexpr std::uint32_t kKeep = 64;  // blocks of each size

struct Block {
  Block* next;
};

struct Kept {
  Block* first = nullptr;
  std::uint32_t count = 0;
};

class Store {
 public:
  ~Store() {
    for (Kept& kept : sizes_) {
      while (kept.first != nullptr) ::operator delete(std::exchange(kept.first, kept.first->next));
      kept.count = kKeep;  // whatever is still released on this thread goes to the heap
    }
  }
  Kept& of(std::size_t size) { return sizes_[(size - 1) / kStep]; }

 private:
  std::array<Kept, kSizes> sizes_;
};

thread_local Store store;

// A sanitizer would not see that a block is used after it was given back.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t kLargest = 0;
#else
constexpr std::size_t kLargest = kStep * kSizes;
#endif

constexpr std::size_t rounded(std::size_t size) { return (size + kStep - 1) / kStep * kStep; }

}  // namespace

void* allocate_small(std::size_t size) {
  if (size == 0 || size > kLargest) return ::operator new(size);
  Kept& kept = store.of(size);
  if (kept.first == nullptr) return ::operator new(rounded(size));
  --kept.count;
  return std::exchange(kept.first, kept.first->next);
}

void release_small(void* memory, std::size_t size) noexcept {
  if (memory == nullptr) return;
  if (size == 0 || size > kLargest) {
    ::operator delete(memory);
    return;
  }
  Kept& kept = store.of(size);
  if (kept.count >= kKeep) {
    ::operator delete(memory);
    return;
  }
  ++kept.count;
  kept.first = new (memory) Block{kept.first};
}

}  // namespace culvert
