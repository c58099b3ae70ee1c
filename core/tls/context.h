// What a TLS endpoint trusts, presents and offers. Verification cannot be turned off (requirement K1).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "tls/pin.h"

struct ssl_ctx_st;
struct ssl_st;

namespace culvert {

class TlsContext {
 public:
  struct Client {
    std::string ca_file;                // PEM; empty: the system's store
    std::vector<std::string> alpn;      // in order of preference
    std::vector<Pin> pins = {};         // see tls/pin.h; empty: none asked for
    std::string certificate_file = {};  // one's own, PEM, chain included; empty: none
    std::string key_file = {};
    // The secrets of every connection are added here, for whoever looks into its packets (SSLKEYLOGFILE); empty: no.
    std::string key_log_file = {};
    // Early data may be sent where a session allows it: somebody in between can send it once more (RFC 8446 §8).
    bool early_data = false;
  };
  struct Server {
    std::string certificate_file;  // PEM, chain included
    std::string key_file;
    std::vector<std::string> alpn;
    std::string client_ca_file = {};  // PEM: clients must have a certificate from here; empty: none is asked for
    // Early data is taken, from each session once. The sessions are then kept here, up to a limit, and not in tickets:
    // a session that is unknown, or was used, only costs the client a full handshake (RFC 8446 §8.1).
    bool early_data = false;
  };

  // TLS 1.2 at least. Errors: stage kTls, code kInvalid, naming the file.
  [[nodiscard]] static Result<TlsContext> client(const Client& options);
  [[nodiscard]] static Result<TlsContext> server(const Server& options);

  // Offers these protocols on one connection, or chooses from them, instead of the context's own (RFC 7301). Once.
  static void set_alpn(ssl_st* ssl, const std::vector<std::string>& protocols);

  // Server: a secret for one purpose that is the same for everybody with the same key, also after a restart. Random if
  // the key cannot be read.
  using Secret = std::array<std::uint8_t, 32>;
  [[nodiscard]] Secret derive_secret(std::string_view purpose) const;

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

  [[nodiscard]] bool takes_early_data() const;  // server

  // What the session that a client offers says of the connection that it comes from.
  struct Resumption {
    std::size_t early_data = 0;  // bytes that may be sent at once; 0: none, the handshake comes first
    std::string alpn;            // then they are of this protocol (RFC 8446 §4.2.10)
    std::string memo;            // what `memo` gave
  };
  // Client, before the handshake: offers a session with this peer if one is kept, and keeps those that it will give
  // (RFC 8446 §2.2). `peer` names transport, host and port, since a session is good for one of them only. `memo` is
  // asked when a session comes, and lives as long as `ssl`. The context outlives `ssl`.
  using Memo = std::function<std::string()>;
  Resumption resume(ssl_st* ssl, const std::string& peer, Memo memo = {}) const;

  // Client: the sessions as text that holds secrets, for a later run; and those of an earlier run, as far as they are
  // good here: made with the same trust, pins and certificate of one's own. `told` is called when there is a new one.
  [[nodiscard]] std::string sessions() const;
  void add_sessions(std::string_view text) const;
  void when_sessions_change(std::function<void()> told) const;

 private:
  struct State;
  explicit TlsContext(ssl_ctx_st* context);
  std::shared_ptr<State> state_;  // what OpenSSL's callbacks use
  std::shared_ptr<ssl_ctx_st> context_;
};

// What was negotiated (requirement V3).
struct TlsInfo {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_128_GCM_SHA256"
  std::string alpn;     // "h2"; empty if none
  std::string group;    // key exchange
  bool resumed = false;
  bool early_data = false;  // was sent, and the server took it
};

}  // namespace culvert
