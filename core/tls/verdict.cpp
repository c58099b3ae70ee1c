#include "tls/verdict.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace culvert {

namespace {

const char* text_of(long verdict) {
  switch (verdict) {
    case X509_V_ERR_APPLICATION_VERIFICATION:
      return "none of the server's keys is pinned";
    case X509_V_ERR_OCSP_VERIFY_FAILED:
    case X509_V_ERR_OCSP_CERT_UNKNOWN:
      return "the server's proof that its certificate was not revoked is no proof";
    default:
      return X509_verify_cert_error_string(verdict);
  }
}

}  // namespace

Error handshake_verdict(ssl_st* ssl, const char* otherwise) {
  const long verdict = SSL_get_verify_result(ssl);
  const unsigned long code = ERR_peek_last_error();
  const int why = ERR_GET_REASON(code);
  if (verdict != X509_V_OK && (why == SSL_R_CERTIFICATE_VERIFY_FAILED || why == SSL_R_INVALID_STATUS_RESPONSE)) {
    return {Stage::kTls, Code::kUntrusted, text_of(verdict)};
  }
  const char* reason = ERR_reason_error_string(code);
  return {Stage::kTls, Code::kProtocol, reason != nullptr ? reason : otherwise};
}

}  // namespace culvert
