#include "tls/library_version.h"

#include <openssl/crypto.h>

namespace culvert {

std::string_view tls_library_version() { return OpenSSL_version(OPENSSL_VERSION); }

}  // namespace culvert
