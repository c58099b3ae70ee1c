#include "tls/context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <system_error>

namespace culvert {

namespace {

// As browsers order them: AES-128 is as safe here as AES-256 and a quarter cheaper.
constexpr const char* kTls13Ciphers = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
// TLS 1.2: forward secrecy and AEAD only (RFC 9113 §9.2.2 forbids the rest for HTTP/2).
constexpr const char* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

// Of the first error: those after it say where it has been passed on.
std::string openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown error";
}

std::unexpected<Error> bad_file(const char* what, const std::string& file) {
  return fail(Stage::kTls, Code::kInvalid, std::string(what) + " " + file + ": " + openssl_reason());
}

std::string wire_format(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& p : protocols) {
    wire.push_back(static_cast<char>(p.size()));
    wire += p;
  }
  return wire;
}

const unsigned char* bytes_of(const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); }

int select_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                unsigned int offered_size, void* ours) {
  const auto& wire = *static_cast<const std::string*>(ours);
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_size, bytes_of(wire), static_cast<unsigned>(wire.size()),
                                          offered, offered_size);
  *out = chosen;
  // RFC 7301 §3.2: no protocol in common is fatal.
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void set_common(SSL_CTX* ctx) {
  ERR_clear_error();  // of other connections of this thread
  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_set_ciphersuites(ctx, kTls13Ciphers);
  SSL_CTX_set_cipher_list(ctx, kTls12Ciphers);
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

}  // namespace

TlsContext::TlsContext(ssl_ctx_st* context) : context_(context, SSL_CTX_free) {}

Result<TlsContext> TlsContext::client(const Client& options) {
  TlsContext self(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* ctx = self.native();
  set_common(ctx);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
  if (options.ca_file.empty()) {
    if (SSL_CTX_set_default_verify_paths(ctx) != 1) return bad_file("reading", "the system's certificates");
  } else if (SSL_CTX_load_verify_file(ctx, options.ca_file.c_str()) != 1) {
    return bad_file("reading the CA file", options.ca_file);
  }
  const std::string wire = wire_format(options.alpn);
  SSL_CTX_set_alpn_protos(ctx, bytes_of(wire), static_cast<unsigned>(wire.size()));
  return self;
}

Result<TlsContext> TlsContext::server(const Server& options) {
  TlsContext self(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* ctx = self.native();
  set_common(ctx);
  if (SSL_CTX_use_certificate_chain_file(ctx, options.certificate_file.c_str()) != 1) {
    return bad_file("reading the certificate", options.certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(ctx, options.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return bad_file("reading the key", options.key_file);
  }
  if (SSL_CTX_check_private_key(ctx) != 1) return bad_file("matching the certificate with the key", options.key_file);
  self.alpn_ = std::make_shared<const std::string>(wire_format(options.alpn));
  SSL_CTX_set_alpn_select_cb(ctx, select_alpn, const_cast<std::string*>(self.alpn_.get()));
  return self;
}

}  // namespace culvert
