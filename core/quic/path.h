// Between our endpoints and ngtcp2's paths.
#pragma once

#include <ngtcp2/ngtcp2.h>

#include "net/address.h"

namespace culvert::quic {

// A path that owns its addresses.
class Path {
 public:
  // To be filled by ngtcp2, which is why most of it is left as it is.
  Path() { ngtcp2_path_storage_zero(&storage_); }  // NOLINT(cppcoreguidelines-pro-type-member-init)
  Path(const Endpoint& local, const Endpoint& remote);
  [[nodiscard]] ngtcp2_path* get() { return &storage_.path; }
  [[nodiscard]] Endpoint local() const;
  [[nodiscard]] Endpoint remote() const;

 private:
  ngtcp2_path_storage storage_;
};

[[nodiscard]] Endpoint endpoint_of(const ngtcp2_addr& address);

}  // namespace culvert::quic
