// Free lists of receive blocks. Bounded: what is given back beyond `kKeep` blocks of a class goes to the system.
// Outlives every chunk made from it. Everything here belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace culvert {

class ChunkPool {
 public:
  // One read from a socket. With frame, capsule and TLS records around it, it fills one packet as the system hands it
  // to a network card or to itself (64 KiB with headers; 65,160 bytes of TCP payload at an MSS of 1,448, 65,483 on
  // loopback) and does not leave a little for a second. Measured: docs/architecture.md, "What makes it fast".
  static constexpr std::size_t kBlock = 65'000;
  static constexpr std::size_t kBatch = 160 * 1024;  // ciphertext or plaintext of a TLS connection
  static constexpr std::size_t kKeep = 8;

  ChunkPool() = default;
  ChunkPool(const ChunkPool&) = delete;
  ChunkPool& operator=(const ChunkPool&) = delete;
  ~ChunkPool();

  // `size` bytes; the two sizes above are recycled here; see small_memory.h for the small ones.
  [[nodiscard]] std::uint8_t* allocate(std::size_t size);
  void release(std::uint8_t* memory, std::size_t size);

 private:
  struct FreeList {
    std::uint8_t* blocks[kKeep] = {};
    std::size_t count = 0;
  };
  FreeList* list_for(std::size_t size);
  FreeList block_;
  FreeList batch_;
};

}  // namespace culvert
