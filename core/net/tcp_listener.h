// Accepts TCP connections at one address.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "net/localhost.h"
#include "net/socket.h"

namespace culvert {

class TcpListener {
 public:
  ~TcpListener();
  TcpListener(TcpListener&&) noexcept;
  TcpListener& operator=(TcpListener&&) noexcept;

  // Port 0 lets the system choose; endpoint() then tells. `stage` labels the errors of accepted connections.
  [[nodiscard]] static Result<TcpListener> open(Loop& loop, const Endpoint& at, Stage stage);

  // At 127.0.0.1 and [::1] with one port number (net/localhost.h): two listeners, or one where the machine has only
  // one of the families.
  [[nodiscard]] static Result<std::vector<TcpListener>> open_localhost(Loop& loop, std::uint16_t port, Stage stage);

  // At a path of the Unix domain instead, which is removed with the listener (socket_io.h); nobody has an endpoint
  // then.
  enum class Access : std::uint8_t { kOwner, kOwnerAndGroup };
  [[nodiscard]] static Result<TcpListener> open_local(Loop& loop, const std::string& path, Stage stage,
                                                      Access access = Access::kOwner);

  // The next connection. When the process has no descriptor left, accepting pauses for a moment and goes on; the
  // connection waits in the system's queue meanwhile.
  // Whoever waits when the listener is closed waits on, until its task is dropped.
  [[nodiscard]] auto accept() {
    return poll([impl = impl_](Waiter& w) { return poll_accept(*impl, w); });
  }
  [[nodiscard]] const Endpoint& endpoint() const;

 private:
  struct Impl;
  [[nodiscard]] static Poll<Socket> poll_accept(Impl& s, Waiter& w);
  [[nodiscard]] static std::expected<TcpListener, ListenFailure> try_open(Loop& loop, const Endpoint& at, Stage stage);
  explicit TcpListener(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace culvert
