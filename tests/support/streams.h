// Bytes to send, and coroutines that send and read them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/byte_stream.h"
#include "net/loop.h"
#include "net/tcp_stream.h"

namespace culvert::test {

// Bytes that repeat nowhere near: `size` of them, the same for the same seed.
[[nodiscard]] std::string make_bytes(std::size_t size, std::uint64_t seed = 1);

// FNV-1a over everything added.
class Checksum {
 public:
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t b : bytes) value_ = (value_ ^ b) * 0x100000001b3;
    size_ += bytes.size();
  }
  void add(const ChunkQueue& chunks);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  bool operator==(const Checksum&) const = default;

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
  std::uint64_t size_ = 0;
};

[[nodiscard]] inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] std::string text_of(const ChunkQueue& chunks);
[[nodiscard]] ChunkQueue queue_of(Loop& loop, std::string_view text);

[[nodiscard]] Task<Result<>> write(Loop& loop, ByteStream& to, std::string text);
// Sends what make_bytes(size, seed) would give, in pieces of at most 64 KiB; the end is not sent.
[[nodiscard]] Task<Result<Checksum>> send_bulk(Loop& loop, ByteStream& to, std::uint64_t size, std::uint64_t seed);
// To the end of the stream.
[[nodiscard]] Task<Result<std::string>> read_all(ByteStream& from);
[[nodiscard]] Task<Result<Checksum>> receive_bulk(ByteStream& from);
// At least `size` bytes, fewer only at the end of the stream.
[[nodiscard]] Task<Result<std::string>> read_at_least(ByteStream& from, std::size_t size);

// Two ends of a connection over loopback.
struct TcpPair {
  std::unique_ptr<TcpStream> a;
  std::unique_ptr<TcpStream> b;
};
[[nodiscard]] Task<TcpPair> make_tcp_pair(Loop& loop);
struct SocketPair {
  Socket a;
  Socket b;
};
[[nodiscard]] Task<SocketPair> make_socket_pair(Loop& loop);
[[nodiscard]] Task<Result<std::unique_ptr<TcpStream>>> connect_tcp(Loop& loop, Endpoint to);
[[nodiscard]] inline Endpoint loopback(std::uint16_t port = 0) { return {IpAddress::v4({127, 0, 0, 1}), port}; }
// A loopback port at which nobody listens.
[[nodiscard]] std::uint16_t closed_port(Loop& loop);

// A directory of its own, gone with the object.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace culvert::test
