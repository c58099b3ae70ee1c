#include "quic/handshake.h"

#include <ngtcp2/ngtcp2_crypto_ossl.h>
#include <openssl/ssl.h>

#include "tls/peer.h"

namespace culvert::quic {

namespace {

ngtcp2_crypto_ossl_ctx* make_native() {
  static const int initialised = ngtcp2_crypto_ossl_init();  // fetches the ciphers once
  ngtcp2_crypto_ossl_ctx* native = nullptr;
  return initialised == 0 && ngtcp2_crypto_ossl_ctx_new(&native, nullptr) == 0 ? native : nullptr;
}

}  // namespace

Handshake::Handshake(const TlsContext& context, ngtcp2_crypto_conn_ref& ref, int (*configure)(ssl_st*))
    : native_(make_native(), ngtcp2_crypto_ossl_ctx_del), ssl_(SSL_new(context.native()), SSL_free) {
  ngtcp2_crypto_ossl_ctx_set_ssl(native_.get(), ssl_.get());
  SSL_set_app_data(ssl_.get(), &ref);
  configure(ssl_.get());
}

Handshake::Handshake(const TlsContext& context, const Client& client, TlsContext::Memo memo,
                     ngtcp2_crypto_conn_ref& ref)
    : Handshake(context, ref, ngtcp2_crypto_ossl_configure_client_session) {
  SSL_set_connect_state(ssl_.get());
  expect_name(ssl_.get(), client.name);
  TlsContext::set_alpn(ssl_.get(), {client.alpn});
  auto resumption =
      context.resume(ssl_.get(), "quic " + client.name + " " + std::to_string(client.port), std::move(memo));
  if (resumption.early_data != 0 && resumption.alpn == client.alpn) memo_ = std::move(resumption.memo);
}

void Handshake::enable_early_data() { SSL_set_quic_tls_early_data_enabled(ssl_.get(), 1); }

Handshake::Handshake(const TlsContext& context, const std::string& alpn, ngtcp2_crypto_conn_ref& ref)
    : Handshake(context, ref, ngtcp2_crypto_ossl_configure_server_session) {
  SSL_set_accept_state(ssl_.get());
  TlsContext::set_alpn(ssl_.get(), {alpn});
  if (context.takes_early_data()) {
    SSL_set_max_early_data(ssl_.get(), UINT32_MAX);  // RFC 9001 §4.6.1: QUIC has limits of its own
    SSL_set_quic_tls_early_data_enabled(ssl_.get(), 1);
  }
}

Handshake::~Handshake() {
  // OpenSSL calls back while it frees the object, when the connection may be gone.
  SSL_set_app_data(ssl_.get(), nullptr);
  keep_session(ssl_.get());
}

}  // namespace culvert::quic
