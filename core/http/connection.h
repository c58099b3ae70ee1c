// A connection that carries streams; implemented in h1/, h2/ and h3/. Core thread only.
//
// A client connection goes through: kOpening (its settings are not known yet), kReady, kDraining (the server sent
// GOAWAY or is about to close: streams live on, none is added), kClosed. It never goes back.
#pragma once

#include <memory>

#include "http/stream.h"
#include "http/version.h"

namespace culvert::http {

enum class ConnectionState : std::uint8_t { kOpening, kReady, kDraining, kClosed };

class ClientConnection {
 public:
  virtual ~ClientConnection() = default;  // streams that are left fail with kClosed
  [[nodiscard]] virtual Version version() const = 0;
  [[nodiscard]] virtual ConnectionState state() const = 0;
  // Why it is kClosed.
  [[nodiscard]] virtual const Error& error() const = 0;
  // How many more streams open() would take now. Zero unless kReady.
  [[nodiscard]] virtual std::size_t room() const = 0;
  // The server lets this client switch protocols (RFC 8441 §3, RFC 9220 §3; always true over HTTP/1.1).
  [[nodiscard]] virtual bool extended_connect() const = 0;
  [[nodiscard]] virtual std::size_t streams() const = 0;  // of a connection that is kClosed: those that it took along
  // Precondition: room() > 0.
  [[nodiscard]] virtual std::unique_ptr<ClientStream> open(const Request& request) = 0;
  // True once state() or room() may differ from when `seen` was read off changes().
  virtual Poll<bool> poll_changed(std::uint64_t seen, Waiter& waiter) = 0;
  [[nodiscard]] virtual std::uint64_t changes() const = 0;
  // The machine's addresses or routes have changed, or it was asleep: a connection that cannot live on finds that out
  // soon, instead of when somebody misses it (requirement G4); over HTTP/3 it moves to the new path (G5).
  virtual void network_changed() = 0;
  // Takes no new streams and closes when the last one is over. Completes as kClosed.
  virtual void drain() = 0;
};

class ServerConnection {
 public:
  virtual ~ServerConnection() = default;
  [[nodiscard]] virtual Version version() const = 0;
  // The next request, its head complete; an error when the connection is over (kClosed if in good order).
  virtual Poll<Result<std::unique_ptr<ServerStream>>> poll_accept(Waiter& waiter) = 0;
  [[nodiscard]] auto accept() {
    return poll([this](Waiter& w) { return poll_accept(w); });
  }
  [[nodiscard]] virtual std::size_t streams() const = 0;
  // GOAWAY: requests under way are served, no new ones taken; then the connection ends.
  virtual void drain() = 0;
};

}  // namespace culvert::http
