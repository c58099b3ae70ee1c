// The peer of a handshake, for TCP and QUIC alike.
#pragma once

#include <string>

#include "tls/context.h"

struct ssl_st;

namespace culvert {

// Client, before the handshake: the certificate has to be for this DNS name or IP literal (RFC 9525), and SNI says it
// if it is a name.
void expect_name(ssl_st* ssl, std::string name);

// What was negotiated.
[[nodiscard]] TlsInfo negotiated(ssl_st* ssl);

}  // namespace culvert
