// A TCP connection as the system sees it: non-blocking reads and writes of the caller's own memory. TcpStream and
// TlsStream stand on it. Core thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/error.h"
#include "net/address.h"
#include "net/loop.h"
#include "net/peer_process.h"

namespace culvert {

class Socket {
 public:
  Socket() noexcept;  // closed
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;
  ~Socket();  // closes, without a reset

  // Begins to connect; the result comes from poll_connected(). `stage` labels every error of this socket.
  [[nodiscard]] static Result<Socket> connect(Loop& loop, const Endpoint& to, Stage stage);
  // Takes over a connected, non-blocking native socket.
  [[nodiscard]] static Result<Socket> adopt(Loop& loop, int native, const Endpoint& remote, Stage stage);

  [[nodiscard]] Poll<Result<>> poll_connected(Waiter& w);
  // Bytes received, at least one; 0 is the end.
  [[nodiscard]] Poll<Result<std::size_t>> poll_receive(std::span<std::uint8_t> into, Waiter& w);
  // Bytes taken, at least one.
  [[nodiscard]] Poll<Result<std::size_t>> poll_send(std::span<const std::span<const std::uint8_t>> from, Waiter& w);
  // The connection broke (reset, time-out), noticed even while nobody reads.
  [[nodiscard]] Poll<Error> poll_failed(Waiter& w);

  // From now on a peer that is silent for about that long, although it was asked or has something to acknowledge,
  // counts as gone (ETIMEDOUT): where nothing above TCP asks. One that lives and only does not read stays.
  void detect_dead_peer(Duration limit);

  void shutdown_send();  // FIN
  void close();
  void abort();  // RST: SO_LINGER 0 and close

  [[nodiscard]] bool is_open() const { return impl_ != nullptr; }
  [[nodiscard]] Endpoint local() const;
  [[nodiscard]] const Endpoint& remote() const;
  // Who connected to a listener of the Unix domain; none of another socket, or where the system does not say.
  [[nodiscard]] std::optional<PeerProcess> peer_process() const;
  [[nodiscard]] Loop& loop() const;

 private:
  struct Impl;
  explicit Socket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert
