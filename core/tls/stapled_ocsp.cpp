#include "tls/stapled_ocsp.h"

#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/ssl.h>

#include <memory>

namespace culvert {

namespace {

constexpr long kSkew = 300;  // seconds that clocks may differ
constexpr int kAccept = 1;
constexpr int kRefuse = 0;

template <class T, void (*Free)(T*)>
struct Freer {
  void operator()(T* t) const { Free(t); }
};
using Response = std::unique_ptr<OCSP_RESPONSE, Freer<OCSP_RESPONSE, OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Freer<OCSP_BASICRESP, OCSP_BASICRESP_free>>;
using Id = std::unique_ptr<OCSP_CERTID, Freer<OCSP_CERTID, OCSP_CERTID_free>>;

// Whether the single answer is about this certificate; the responder chose the hash that names it.
bool is_about(const OCSP_SINGLERESP* single, const X509* certificate, const X509* issuer) {
  const OCSP_CERTID* id = OCSP_SINGLERESP_get0_id(single);
  ASN1_OBJECT* algorithm = nullptr;
  OCSP_id_get0_info(nullptr, &algorithm, nullptr, nullptr, const_cast<OCSP_CERTID*>(id));
  const EVP_MD* hash = EVP_get_digestbyobj(algorithm);
  if (hash == nullptr) return false;
  const Id ours(OCSP_cert_to_id(hash, certificate, issuer));
  return ours != nullptr && OCSP_id_cmp(ours.get(), id) == 0;
}

// X509_V_OK if the answer says that the certificate is good.
long verdict(SSL* ssl, const unsigned char* der, long size, const X509* certificate, const X509* issuer) {
  const Response response(d2i_OCSP_RESPONSE(nullptr, &der, size));
  if (response == nullptr || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return X509_V_ERR_OCSP_VERIFY_FAILED;
  }
  const Basic basic(OCSP_response_get1_basic(response.get()));
  X509_STORE* trusted = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
  if (basic == nullptr || OCSP_basic_verify(basic.get(), SSL_get_peer_cert_chain(ssl), trusted, 0) != 1) {
    return X509_V_ERR_OCSP_VERIFY_FAILED;
  }
  for (int i = 0; i < OCSP_resp_count(basic.get()); ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic.get(), i);
    if (!is_about(single, certificate, issuer)) continue;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    const int status = OCSP_single_get0_status(single, nullptr, nullptr, &from, &until);
    if (OCSP_check_validity(from, until, kSkew, -1) != 1) return X509_V_ERR_OCSP_VERIFY_FAILED;
    return status == V_OCSP_CERTSTATUS_GOOD ? X509_V_OK : X509_V_ERR_CERT_REVOKED;
  }
  return X509_V_ERR_OCSP_CERT_UNKNOWN;
}

}  // namespace

int check_stapled_ocsp(SSL* ssl, void*) {
  const unsigned char* der = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &der);
  if (der == nullptr || size <= 0) return kAccept;
  const STACK_OF(X509)* chain = SSL_get0_verified_chain(ssl);
  if (chain == nullptr || sk_X509_num(chain) < 2) return kAccept;  // a pinned key: there is no issuer to ask about it
  const long outcome = verdict(ssl, der, size, sk_X509_value(chain, 0), sk_X509_value(chain, 1));
  if (outcome == X509_V_OK) return kAccept;
  SSL_set_verify_result(ssl, outcome);
  return kRefuse;
}

}  // namespace culvert
