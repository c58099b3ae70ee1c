// The revocation answer that a server may send along (RFC 6066 §8).
#pragma once

struct ssl_st;

namespace culvert {

// OpenSSL's status callback of a client: no answer is fine; one that is malformed, not signed by the issuer or somebody
// it charged with that, out of date, about another certificate, or that says anything but "good" ends the handshake.
[[nodiscard]] int check_stapled_ocsp(ssl_st* ssl, void* unused);

}  // namespace culvert
