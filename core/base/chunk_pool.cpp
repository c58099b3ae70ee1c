#include "base/chunk_pool.h"

#include <initializer_list>
#include <new>

#include "base/small_memory.h"

namespace culvert {

ChunkPool::~ChunkPool() {
  for (FreeList* list : {&block_, &batch_}) {
    while (list->count != 0) ::operator delete(list->blocks[--list->count]);
  }
}

ChunkPool::FreeList* ChunkPool::list_for(std::size_t size) {
  if (size == kBlock) return &block_;
  if (size == kBatch) return &batch_;
  return nullptr;
}

std::uint8_t* ChunkPool::allocate(std::size_t size) {
  FreeList* list = list_for(size);
  if (list != nullptr && list->count != 0) return list->blocks[--list->count];
  return static_cast<std::uint8_t*>(allocate_small(size));
}

void ChunkPool::release(std::uint8_t* memory, std::size_t size) {
  FreeList* list = list_for(size);
  if (list != nullptr && list->count != kKeep) {
    list->blocks[list->count++] = memory;
  } else {
    release_small(memory, size);
  }
}

}  // namespace culvert
