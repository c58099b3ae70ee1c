// A TCP connection as a ByteStream.
#pragma once

#include "net/byte_stream.h"
#include "net/socket.h"

namespace culvert {

// Reads go straight into pool blocks with head room; writes go straight to the socket, and only what the socket does
// not take is kept: write() completes when nothing is left of it.
class TcpStream final : public ByteStream {
 public:
  explicit TcpStream(Socket socket) : socket_(std::move(socket)) {}
  ~TcpStream() override;

  void consume(std::size_t) override {}  // TCP's credit is given by reading
  void reset(const Error& why) override;
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override;
  Poll<Result<>> poll_writable(Waiter& w) override;
  void start_finish() override { finishing_ = true; }
  Poll<Result<>> poll_finished(Waiter& w) override;
  Poll<Error> poll_failed(Waiter& w) override;

  // Bytes that a handshake read beyond its end: they come first from next().
  void unread(ChunkQueue bytes) { unread_ = std::move(bytes); }

  [[nodiscard]] const Socket& socket() const { return socket_; }

 private:
  Poll<Result<>> flush(Waiter& w);
  void end_sending();

  Socket socket_;
  ChunkQueue unread_;
  ChunkQueue out_;
  bool finishing_ = false;
  bool finished_ = false;
  bool ended_ = false;            // the peer has
  std::unique_ptr<Error> error_;  // after reset(), or a write that failed
};

}  // namespace culvert
