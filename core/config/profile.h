// A proxy to go through, and how to prove to it who one is. Plain values, nothing of the network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/entry.h"
#include "http/version.h"

namespace culvert::config {

// Secrets are in memory only; they are never written with the profile (requirement K3).
struct Credentials {
  std::string user;
  std::string password;
  bool operator==(const Credentials&) const = default;
};

// How the client proves to the proxy who it is, besides its certificate (requirement S5).
struct Authentication {
  enum class Scheme : std::uint8_t {
    kNone,
    kPassword,   // `credentials`, by Digest or Basic, when the proxy asks
    kBasic,      // `credentials`, sent at once
    kDigest,     // `credentials`, by Digest only
    kBearer,     // `token`, sent at once
    kConcealed,  // `key_id` and the private key in `key_file`, sent at once (RFC 9729)
  };
  Scheme scheme = Scheme::kNone;
  Credentials credentials;
  std::string token;
  std::string key_id;
  std::string key_file;  // PEM; Ed25519 or ECDSA with P-256
  SecretSource secret;   // of the password or the token
  bool operator==(const Authentication&) const = default;
};

// A proxy to go through.
struct Profile {
  std::string id;                      // is_id(), in a setup; it stays when the name changes
  std::string name;                    // is_name(); shown, and may be empty
  std::string proxy;                   // a template, or host[:port] (requirement T4)
  std::vector<std::string> fallbacks;  // more proxies, in this order, with the same credentials
  std::string wire = "draft-12";       // a wire revision, "auto", or one's own: parse_wire()
  // Allowed, in order of preference (V1).
  http::Versions http{http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11};
  std::string ca_file;                  // PEM; empty: the system's certificates
  std::vector<std::string> pins;        // "sha256/…": public keys, one of which the proxy must have (K1)
  std::string client_certificate_file;  // PEM, chain included; empty: none. It goes together with the key
  std::string client_key_file;
  // Requests may go out in TLS early data, a round trip sooner. Somebody who can see and hold up the packets can then
  // make the proxy take the request, and what the application sent with it, once more (requirement S3, RFC 8470 §3).
  bool early_data = false;
  // The proxy has to say at once that it has a request, so that a proxy that hangs is told from a destination that does
  // not answer (requirement S2). Gateways may not pass that on.
  bool expect_continue = false;
  // `proxy`, then host[:port] or https://host[:port], is asked by classic CONNECT, and at its default template only if
  // it answers that this is what it wants (requirement T6). Nothing goes out early then, neither in early data nor
  // before the answer.
  bool classic_connect = false;
  // Applications are told that they are connected as soon as they ask, and what they send goes along with the request:
  // a round trip less. Whatever goes wrong then is a reset to them, without the right SOCKS reply.
  bool answer_early = false;
  // TLS sessions are kept there from one run to the next; they are secrets, and the proxy can tell that it is the same
  // client (RFC 8446 §C.4). Empty: in memory only.
  std::string session_file;
  std::string key_log_file;        // TLS secrets go there, for whoever looks into the packets; empty: no
  std::string congestion = "bbr";  // over HTTP/3: "cubic" or "bbr"
  std::string qlog_directory;      // over HTTP/3, a file for each connection; empty: none
  Authentication authentication;
  Kept kept;
  bool operator==(const Profile&) const = default;
};

// Everything that is wrong, in the order of the fields; empty for a profile that can be used. The id is not looked at.
[[nodiscard]] Problems validate(const Profile& profile, Secrets secrets = Secrets::kThere);

}  // namespace culvert::config
