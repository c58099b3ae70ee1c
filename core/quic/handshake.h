// The TLS half of a QUIC connection (RFC 9001): an OpenSSL object that ngtcp2 drives.
#pragma once

#include <ngtcp2/ngtcp2_crypto.h>

#include <memory>
#include <string>

#include "tls/context.h"

struct ngtcp2_crypto_ossl_ctx;
struct ssl_st;

namespace culvert::quic {

class Handshake {
 public:
  // `ref` finds the connection; it and the context outlive the handshake.
  struct Client {
    std::string name;  // what the certificate has to be for; SNI
    std::string alpn;
    std::uint16_t port = 0;
  };
  Handshake(const TlsContext& context, const Client& client, TlsContext::Memo memo, ngtcp2_crypto_conn_ref& ref);
  Handshake(const TlsContext& context, const std::string& alpn, ngtcp2_crypto_conn_ref& ref);  // server
  ~Handshake();
  Handshake(const Handshake&) = delete;
  Handshake& operator=(const Handshake&) = delete;

  [[nodiscard]] ngtcp2_crypto_ossl_ctx* native() const { return native_.get(); }
  [[nodiscard]] ssl_st* ssl() const { return ssl_.get(); }
  // Client: what `memo` gave for the session that is resumed, if early data may be sent.
  [[nodiscard]] const std::string& memo() const { return memo_; }
  // Client: what was offered with the session may be sent early.
  void enable_early_data();

 private:
  Handshake(const TlsContext& context, ngtcp2_crypto_conn_ref& ref, int (*configure)(ssl_st*));
  std::unique_ptr<ngtcp2_crypto_ossl_ctx, void (*)(ngtcp2_crypto_ossl_ctx*)> native_;  // outlives ssl_
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  std::string memo_;
};

}  // namespace culvert::quic
