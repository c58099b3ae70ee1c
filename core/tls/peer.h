// The peer of a handshake, for TCP and QUIC alike.
#pragma once

#include <string>
#include <string_view>

#include "tls/context.h"

struct ssl_st;

namespace culvert {

// Client, before the handshake: the certificate has to be for this DNS name or IP literal (RFC 9525), and SNI says it
// if it is a name.
void expect_name(ssl_st* ssl, std::string name);

// Before the object is freed: its session stays good, however the connection ended (RFC 8446 §6.1 asks for no more).
// OpenSSL would drop it from the cache unless close_notify was exchanged, which resets and QUIC do not do.
void keep_session(ssl_st* ssl);

// `size` bytes that only the two ends of this connection can compute (RFC 8446 §7.5, RFC 5705). Errors: kTls,
// kUnsupported, where others might as well: before the end of the handshake, or over TLS 1.2 without the extended
// master secret (RFC 7627 §6).
[[nodiscard]] Result<std::string> export_key(ssl_st* ssl, std::string_view label, std::string_view context,
                                             std::size_t size);

// What was negotiated.
[[nodiscard]] TlsInfo negotiated(ssl_st* ssl);

}  // namespace culvert
