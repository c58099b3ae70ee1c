// Accepts QUIC connections at one UDP address, and sorts the packets of all of them.
//
// What cannot belong to a connection is answered without keeping anything: other versions with Version Negotiation,
// packets of forgotten connections with a stateless reset, and, while many handshakes are under way, first packets with
// Retry (RFC 9000 §6, §10.3, §8.1.2).
#pragma once

#include <functional>
#include <memory>

#include "quic/connection.h"
#include "quic/settings.h"
#include "tls/context.h"

namespace culvert::quic {

class Listener {
 public:
  // Called when a connection's streams can be opened; it has to be run() before the call returns, and not destroyed
  // in it. The handshake may still fail: Connection::poll_established().
  using Handler = std::move_only_function<void(std::unique_ptr<Connection>)>;
  // Whether a client at this address, which is not proved yet, gets a connection. If not it is told so without a
  // handshake.
  using Gate = std::move_only_function<bool(const Endpoint& client)>;

  // Port 0 lets the system choose.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(Loop& loop, const Endpoint& at, TlsContext tls,
                                                              std::string alpn, Settings settings, Handler handler,
                                                              Gate gate = {});
  ~Listener();  // accepts no more; connections that were handed over live on
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] const Endpoint& endpoint() const;

 private:
  class Impl;
  explicit Listener(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace culvert::quic
