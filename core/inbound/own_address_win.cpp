// The IP Helper's list: binding a socket may make the firewall ask the user. Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <winsock2.h>
#include <ws2tcpip.h>
// after these
#include <iphlpapi.h>
#include <netioapi.h>

#include <cstring>

#include "inbound/own_address.h"

namespace culvert::inbound {

bool is_own_address(const IpAddress& address) {
  MIB_UNICASTIPADDRESS_TABLE* table = nullptr;
  if (::GetUnicastIpAddressTable(address.is_v6() ? AF_INET6 : AF_INET, &table) != NO_ERROR) return true;
  bool found = address.is_loopback();
  for (ULONG i = 0; i < table->NumEntries && !found; ++i) {
    const SOCKADDR_INET& own = table->Table[i].Address;
    found = address.is_v6() ? std::memcmp(&own.Ipv6.sin6_addr, address.bytes().data(), 16) == 0
                            : std::memcmp(&own.Ipv4.sin_addr, address.bytes().data(), 4) == 0;
  }
  ::FreeMibTable(table);
  return found;
}

}  // namespace culvert::inbound
