// Between our addresses and the system's, by way of Asio's; for net/ only.
#pragma once

#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>

#include "net/address.h"

namespace culvert {

inline IpAddress from_asio(const asio::ip::address& a) {
  return a.is_v4() ? IpAddress::v4(a.to_v4().to_bytes()) : IpAddress::v6(a.to_v6().to_bytes());
}

inline asio::ip::address to_asio(const IpAddress& a) {
  const auto& b = a.bytes();
  if (a.is_v6()) return asio::ip::address_v6(b);
  return asio::ip::address_v4({b[0], b[1], b[2], b[3]});
}

inline Endpoint from_asio(const asio::ip::tcp::endpoint& e) { return {from_asio(e.address()), e.port()}; }
inline asio::ip::tcp::endpoint to_asio(const Endpoint& e) { return {to_asio(e.address), e.port}; }

}  // namespace culvert
