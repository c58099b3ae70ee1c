#include "tls/peer.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/address.h"

namespace culvert {

void expect_name(ssl_st* ssl, std::string name) {
  if (IpAddress::parse(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str());
    return;
  }
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  SSL_set1_host(ssl, name.c_str());
  // SSL_set_tlsext_host_name, whose macro has a C cast.
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
}

void keep_session(ssl_st* ssl) { SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); }

Result<std::string> export_key(ssl_st* ssl, std::string_view label, std::string_view context, std::size_t size) {
  const bool bound = SSL_is_init_finished(ssl) == 1 &&
                     (SSL_version(ssl) >= TLS1_3_VERSION || SSL_ctrl(ssl, SSL_CTRL_GET_EXTMS_SUPPORT, 0, nullptr) == 1);
  std::string out(size, '\0');
  if (!bound ||
      SSL_export_keying_material(ssl, reinterpret_cast<unsigned char*>(out.data()), size, label.data(), label.size(),
                                 reinterpret_cast<const unsigned char*>(context.data()), context.size(), 1) != 1) {
    return fail(Stage::kTls, Code::kUnsupported, "this connection has no keys of its own to export");
  }
  return out;
}

TlsInfo negotiated(ssl_st* ssl) {
  TlsInfo info;
  info.version = SSL_get_version(ssl);
  info.cipher = SSL_get_cipher_name(ssl);
  const unsigned char* alpn = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &size);
  info.alpn.assign(reinterpret_cast<const char*>(alpn), size);
  if (const char* group = SSL_get0_group_name(ssl); group != nullptr) info.group = group;
  info.resumed = SSL_session_reused(ssl) == 1;
  info.early_data = SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED;
  return info;
}

}  // namespace culvert
