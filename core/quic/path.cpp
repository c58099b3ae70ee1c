#include "quic/path.h"

#include <bit>
#include <cstring>

namespace culvert::quic {

namespace {

std::uint16_t network_order(std::uint16_t port) {
  return std::endian::native == std::endian::little ? std::byteswap(port) : port;
}

// The size of what was written.
ngtcp2_socklen write(const Endpoint& e, ngtcp2_sockaddr_union& into) {
  if (e.address.is_v6()) {
    into.in6 = {};
    into.in6.sin6_family = NGTCP2_AF_INET6;
    into.in6.sin6_port = network_order(e.port);
    std::memcpy(&into.in6.sin6_addr, e.address.bytes().data(), sizeof into.in6.sin6_addr);
    return sizeof into.in6;
  }
  into.in = {};
  into.in.sin_family = NGTCP2_AF_INET;
  into.in.sin_port = network_order(e.port);
  std::memcpy(&into.in.sin_addr, e.address.bytes().data(), sizeof into.in.sin_addr);
  return sizeof into.in;
}

}  // namespace

Endpoint endpoint_of(const ngtcp2_addr& address) {
  if (address.addr->sa_family == NGTCP2_AF_INET6) {
    ngtcp2_sockaddr_in6 in6;
    std::memcpy(&in6, address.addr, sizeof in6);
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
    return {IpAddress::v6(bytes), network_order(in6.sin6_port)};
  }
  ngtcp2_sockaddr_in in;
  std::memcpy(&in, address.addr, sizeof in);
  std::array<std::uint8_t, 4> bytes;
  std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
  return {IpAddress::v4(bytes), network_order(in.sin_port)};
}

Path::Path(const Endpoint& local, const Endpoint& remote) : Path() {
  storage_.path.local.addrlen = write(local, storage_.local_addrbuf);
  storage_.path.remote.addrlen = write(remote, storage_.remote_addrbuf);
}

Endpoint Path::local() const { return endpoint_of(storage_.path.local); }
Endpoint Path::remote() const { return endpoint_of(storage_.path.remote); }

}  // namespace culvert::quic
