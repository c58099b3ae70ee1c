// What a TLS endpoint trusts, presents and offers. Verification cannot be turned off (requirement K1).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"

struct ssl_ctx_st;

namespace culvert {

class TlsContext {
 public:
  struct Client {
    std::string ca_file;            // PEM; empty: the system's store
    std::vector<std::string> alpn;  // in order of preference
  };
  struct Server {
    std::string certificate_file;  // PEM, chain included
    std::string key_file;
    std::vector<std::string> alpn;
  };

  // TLS 1.2 at least. Errors: stage kTls, code kInvalid, naming the file.
  [[nodiscard]] static Result<TlsContext> client(const Client& options);
  [[nodiscard]] static Result<TlsContext> server(const Server& options);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

 private:
  explicit TlsContext(ssl_ctx_st* context);
  std::shared_ptr<ssl_ctx_st> context_;
  std::shared_ptr<const std::string> alpn_;  // wire format; the server's callback reads it
};

// What was negotiated (requirement V3).
struct TlsInfo {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_128_GCM_SHA256"
  std::string alpn;     // "h2"; empty if none
  std::string group;    // key exchange
  bool resumed = false;
};

}  // namespace culvert
