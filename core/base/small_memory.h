// Memory for small things that come and go with every tunnel: coroutine frames, queue nodes, short messages.
//
// Each thread keeps what is given back to it, by size, and gives it out again: a dozen instructions instead of some
// hundred. What it keeps is bounded (about half a megabyte); the rest is the heap's. Any thread may release.
#pragma once

#include <cstddef>

namespace culvert {

[[nodiscard]] void* allocate_small(std::size_t size);
// `size` as it was asked for.
void release_small(void* memory, std::size_t size) noexcept;

// A base for classes whose objects live there.
struct SmallObject {
  static void* operator new(std::size_t size) { return allocate_small(size); }
  static void operator delete(void* memory, std::size_t size) noexcept { release_small(memory, size); }
};

}  // namespace culvert
