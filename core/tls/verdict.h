// Why a handshake failed, for TCP and QUIC alike.
#pragma once

#include "base/error.h"

struct ssl_st;

namespace culvert {

// Looks at what OpenSSL left behind after the handshake failed: the verdict on the peer's certificate, else the reason
// in the queue of errors, else `otherwise`. Stage kTls; kUntrusted or kProtocol.
[[nodiscard]] Error handshake_verdict(ssl_st* ssl, const char* otherwise);

}  // namespace culvert
