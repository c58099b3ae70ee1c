#include "inbound/own_address.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace culvert::inbound {

// What a socket can be bound to. Of UDP: nobody can connect to it meanwhile.
bool is_own_address(const IpAddress& address) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  std::memcpy(&v4.sin_addr, address.bytes().data(), sizeof v4.sin_addr);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  std::memcpy(&v6.sin6_addr, address.bytes().data(), sizeof v6.sin6_addr);
  const int native = ::socket(address.is_v6() ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
  if (native < 0) return true;
  const int failed = address.is_v6() ? ::bind(native, reinterpret_cast<const sockaddr*>(&v6), sizeof v6)
                                     : ::bind(native, reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
  const bool not_ours = failed != 0 && errno == EADDRNOTAVAIL;
  ::close(native);
  return !not_ours;
}

}  // namespace culvert::inbound
