#include "net/network_addresses_posix.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <set>

namespace culvert {

std::string reachable_addresses() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  std::set<std::string> lines;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_LOOPBACK) != 0) continue;
    const int family = one->ifa_addr->sa_family;
    socklen_t size = 0;
    if (family == AF_INET) size = sizeof(sockaddr_in);
    if (family == AF_INET6) size = sizeof(sockaddr_in6);
    if (size == 0) continue;
    if (family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr)) {
      continue;
    }
    std::array<char, 64> text{};
    if (::getnameinfo(one->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) continue;
    lines.insert(std::string(one->ifa_name) + " " + text.data() + "\n");
  }
  ::freeifaddrs(all);
  std::string result;
  for (const std::string& line : lines) result += line;
  return result;
}

}  // namespace culvert
