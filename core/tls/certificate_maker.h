// A certificate authority of one's own, for trying the proxy and for small circles.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"

namespace culvert {

struct MadeCertificate {
  std::string ca_file;           // what clients are told to trust
  std::string certificate_file;  // the server's, with the CA's behind it
  std::string key_file;
};

struct CertificateRequest {
  std::vector<std::string> names;                            // DNS names and IP addresses that clients use
  std::chrono::seconds not_before = std::chrono::hours(-1);  // from now
  std::chrono::seconds not_after = std::chrono::days(90);
};

// Makes, in `directory` (created with mode 0700): ca.pem and ca.key (ECDSA P-256, ten years), cert.pem and key.pem. A
// CA that is there is kept, so that clients go on trusting it, and never replaced, not even if its key is gone; the
// server's certificate is made anew each time. Files are replaced atomically, keys have mode 0600. Errors: kLocal,
// naming the file; kInvalid for what only its owner can put right.
[[nodiscard]] Result<MadeCertificate> make_certificate(const std::string& directory, const CertificateRequest& request);

}  // namespace culvert
