// A client's QUIC connection, with sockets of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "quic/connection.h"
#include "quic/settings.h"
#include "tls/context.h"

namespace culvert::quic {

// What one connection to an origin leaves for the next (RFC 9000 §8.1.3). Outlives its connections.
struct Resumption {
  std::vector<std::uint8_t> token;
};

struct Origin {
  std::string name;  // DNS name or IP literal: what the certificate has to be for
  Endpoint address;
  std::string alpn;
};

// Begins to connect: the handshake starts with the loop's next turn. Errors here: kQuic, there is no way to that
// address. `tls` outlives the connection.
[[nodiscard]] Result<std::unique_ptr<Connection>> connect(Loop& loop, const TlsContext& tls, const Origin& origin,
                                                          const Settings& settings, Resumption& resumption);

}  // namespace culvert::quic
