#include "net/tcp_stream.h"

#include <array>

#include "net/socket_io.h"

namespace culvert {

namespace {
// A waiter that is never run: for a first attempt whose outcome poll_writable() will ask for again.
struct Nobody final : Waiter {
  void wake() override {}
};
}  // namespace

TcpStream::~TcpStream() {
  if (!finished_) socket_.abort();
}

void TcpStream::reset(const Error& why) {
  if (error_ != nullptr) return;
  error_ = std::make_unique<Error>(why);
  out_.clear();
  unread_.clear();
  socket_.abort();
}

Poll<Result<ChunkQueue>> TcpStream::poll_next(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (!unread_.empty()) return std::exchange(unread_, {});
  if (ended_) return ChunkQueue{};
  ChunkPool& pool = socket_.loop().pool();
  Chunk chunk = Chunk::block(pool);
  const auto got = socket_.poll_receive(chunk.tail_room(), w);
  if (!got) return {};
  if (!*got) return std::unexpected(got->error());
  ended_ = **got == 0;
  chunk.append(**got);
  chunk.shrink(pool);
  return ChunkQueue(std::move(chunk));
}

void TcpStream::start_write(ChunkQueue chunks) {
  if (error_ != nullptr || finished_) return;
  const bool idle = out_.empty();
  out_.append(std::move(chunks));
  Nobody nobody;
  if (idle) static_cast<void>(flush(nobody));
  out_.own(socket_.loop().pool());
}

Poll<Result<>> TcpStream::flush(Waiter& w) {
  while (!out_.empty()) {
    std::array<std::span<const std::uint8_t>, socket_io::kMaxPieces> pieces;
    const std::size_t count = out_.gather(pieces);
    const auto sent = socket_.poll_send(std::span(pieces).first(count), w);
    if (!sent) return {};
    if (!*sent) {
      out_.clear();
      error_ = std::make_unique<Error>(sent->error());
      return std::unexpected(*error_);
    }
    out_.consume(**sent);
  }
  return Result<>{};
}

Poll<Result<>> TcpStream::poll_writable(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  return flush(w);
}

Poll<Result<>> TcpStream::poll_finished(Waiter& w) {
  auto flushed = poll_writable(w);
  if (!flushed || !*flushed) return flushed;
  if (!finished_) end_sending();
  finished_ = true;
  return flushed;
}

// With both directions over there is nothing left to do with the socket: closing it says so, too.
void TcpStream::end_sending() {
  if (ended_ && unread_.empty()) {
    socket_.close();
  } else {
    socket_.shutdown_send();
  }
}

Poll<Error> TcpStream::poll_failed(Waiter& w) {
  if (error_ != nullptr) return *error_;
  if (!socket_.is_open()) return {};  // in good order
  return socket_.poll_failed(w);
}

}  // namespace culvert
