#include "support/streams.h"

#include <stdlib.h>

#include <algorithm>
#include <stdexcept>

#include "net/tcp_listener.h"

namespace culvert::test {

namespace {

constexpr std::size_t kPiece = 60'000;

// splitmix64
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

std::string make_bytes(std::size_t size, std::uint64_t seed) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; i += 8) {
    std::uint64_t word = next_random(seed);
    for (std::size_t k = i; k < std::min(size, i + 8); ++k, word >>= 8) out[k] = static_cast<char>(word & 0xff);
  }
  return out;
}

void Checksum::add(const ChunkQueue& chunks) { add(bytes_of(text_of(chunks))); }

std::string text_of(const ChunkQueue& chunks) {
  std::string out(chunks.size(), '\0');
  chunks.copy_to({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

ChunkQueue queue_of(Loop& loop, std::string_view text) {
  return ChunkQueue(Chunk::copy_of(loop.pool(), bytes_of(text)));
}

Task<Result<>> write(Loop& loop, ByteStream& to, std::string text) {
  co_return co_await to.write(queue_of(loop, text));
}

Task<Result<Checksum>> send_bulk(Loop& loop, ByteStream& to, std::uint64_t size, std::uint64_t seed) {
  Checksum sum;
  for (std::uint64_t done = 0; done < size;) {
    const std::string piece =
        make_bytes(static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size - done)), seed++);
    sum.add(bytes_of(piece));
    auto written = co_await to.write(queue_of(loop, piece));
    if (!written) co_return std::unexpected(std::move(written.error()));
    done += piece.size();
  }
  co_return sum;
}

Task<Result<std::string>> read_all(ByteStream& from) { return read_at_least(from, SIZE_MAX); }

Task<Result<Checksum>> receive_bulk(ByteStream& from) {
  Checksum sum;
  for (;;) {
    auto chunks = co_await from.next();
    if (!chunks) co_return std::unexpected(std::move(chunks.error()));
    if (chunks->empty()) co_return sum;
    sum.add(*chunks);
    from.consume(chunks->size());
  }
}

Task<Result<std::string>> read_at_least(ByteStream& from, std::size_t size) {
  std::string all;
  while (all.size() < size) {
    auto chunks = co_await from.next();
    if (!chunks) co_return std::unexpected(std::move(chunks.error()));
    if (chunks->empty()) break;
    all += text_of(*chunks);
    from.consume(chunks->size());
  }
  co_return all;
}

Task<SocketPair> make_socket_pair(Loop& loop) {
  auto listener = TcpListener::open(loop, loopback(), Stage::kTcp);
  if (!listener) throw std::runtime_error(listener.error().detail);
  auto a = Socket::connect(loop, listener->endpoint(), Stage::kTcp);
  if (!a) throw std::runtime_error(a.error().detail);
  Socket b = co_await listener->accept();
  const auto connected = co_await poll([&](Waiter& w) { return a->poll_connected(w); });
  if (!connected) throw std::runtime_error(connected.error().detail);
  co_return SocketPair{std::move(*a), std::move(b)};
}

Task<TcpPair> make_tcp_pair(Loop& loop) {
  SocketPair sockets = co_await make_socket_pair(loop);
  co_return TcpPair{std::make_unique<TcpStream>(std::move(sockets.a)),
                    std::make_unique<TcpStream>(std::move(sockets.b))};
}

Task<Result<std::unique_ptr<TcpStream>>> connect_tcp(Loop& loop, Endpoint to) {
  auto socket = Socket::connect(loop, to, Stage::kTcp);
  if (!socket) co_return std::unexpected(std::move(socket.error()));
  auto connected = co_await poll([&](Waiter& w) { return socket->poll_connected(w); });
  if (!connected) co_return std::unexpected(std::move(connected.error()));
  co_return std::make_unique<TcpStream>(std::move(*socket));
}

std::uint16_t closed_port(Loop& loop) {
  return TcpListener::open(loop, loopback(), Stage::kTcp).value().endpoint().port;
}

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "culvert-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace culvert::test
