// The IP Helper tells of interfaces, addresses and routes, on threads of its own. Not tried so far.
#include <winsock2.h>
// after it
#include <iphlpapi.h>
#include <netioapi.h>

#include <atomic>
#include <set>
#include <vector>

#include "net/network_news.h"

namespace culvert {

namespace {

std::string bytes_of(const SOCKADDR_INET& address) {
  if (address.si_family == AF_INET) {
    return {reinterpret_cast<const char*>(&address.Ipv4.sin_addr), sizeof address.Ipv4.sin_addr};
  }
  return {reinterpret_cast<const char*>(&address.Ipv6.sin6_addr), sizeof address.Ipv6.sin6_addr};
}

std::string joined(const std::set<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line;
  return all;
}

std::string default_routes() {
  MIB_IPFORWARD_TABLE2* table = nullptr;
  if (::GetIpForwardTable2(AF_UNSPEC, &table) != NO_ERROR) return {};
  std::set<std::string> lines;
  for (ULONG i = 0; i < table->NumEntries; ++i) {
    const MIB_IPFORWARD_ROW2& row = table->Table[i];
    if (row.DestinationPrefix.PrefixLength != 0 || row.Loopback) continue;
    lines.insert(std::to_string(row.InterfaceIndex) + " " + bytes_of(row.NextHop) + "\n");
  }
  ::FreeMibTable(table);
  return joined(lines);
}

std::string reachable_addresses() {
  MIB_UNICASTIPADDRESS_TABLE* table = nullptr;
  if (::GetUnicastIpAddressTable(AF_UNSPEC, &table) != NO_ERROR) return {};
  std::set<std::string> lines;
  for (ULONG i = 0; i < table->NumEntries; ++i) {
    const MIB_UNICASTIPADDRESS_ROW& row = table->Table[i];
    const bool local = row.Address.si_family == AF_INET ? (ntohl(row.Address.Ipv4.sin_addr.s_addr) >> 24) == 127
                                                        : IN6_IS_ADDR_LOOPBACK(&row.Address.Ipv6.sin6_addr) ||
                                                              IN6_IS_ADDR_LINKLOCAL(&row.Address.Ipv6.sin6_addr);
    if (local || row.DadState != IpDadStatePreferred) continue;
    lines.insert(std::to_string(row.InterfaceIndex) + " " + bytes_of(row.Address) + "\n");
  }
  ::FreeMibTable(table);
  return joined(lines);
}

}  // namespace

NetworkView look_at_network() { return {.routes = default_routes(), .addresses = reachable_addresses()}; }

Duration time_asleep() {
  ULONGLONG awake = 0;
  ULONGLONG all = 0;
  ::QueryUnbiasedInterruptTime(&awake);
  ::QueryInterruptTime(&all);
  return std::chrono::nanoseconds((all - awake) * 100);
}

struct NetworkNews::Impl {
  explicit Impl(Loop& l) : loop(l), waiters(l) {
    ::NotifyIpInterfaceChange(AF_UNSPEC, interfaces, this, FALSE, &handles[0]);
    ::NotifyUnicastIpAddressChange(AF_UNSPEC, addresses, this, FALSE, &handles[1]);
    ::NotifyRouteChange2(AF_UNSPEC, routes, this, FALSE, &handles[2]);
  }
  ~Impl() {
    for (const HANDLE handle : handles) {
      if (handle != nullptr) ::CancelMibChangeNotify2(handle);  // returns when no callback runs any more
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static void NETIOAPI_API_ interfaces(void* self, MIB_IPINTERFACE_ROW*, MIB_NOTIFICATION_TYPE) { tell(self); }
  static void NETIOAPI_API_ addresses(void* self, MIB_UNICASTIPADDRESS_ROW*, MIB_NOTIFICATION_TYPE) { tell(self); }
  static void NETIOAPI_API_ routes(void* self, MIB_IPFORWARD_ROW2*, MIB_NOTIFICATION_TYPE) { tell(self); }
  static void tell(void* context) {
    auto* self = static_cast<Impl*>(context);
    if (self->shared->any.exchange(true)) return;
    self->loop.post([shared = self->shared] {
      if (shared->waiters != nullptr) shared->waiters->notify_all();
    });
  }

  // What is posted may run after this object is gone.
  struct Shared {
    std::atomic<bool> any = false;
    WaitList* waiters = nullptr;  // loop's thread
  };
  Loop& loop;
  WaitList waiters;
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::array<HANDLE, 3> handles{};
};

NetworkNews::NetworkNews(Loop& loop) : impl_(std::make_unique<Impl>(loop)) { impl_->shared->waiters = &impl_->waiters; }
NetworkNews::~NetworkNews() { impl_->shared->waiters = nullptr; }

Poll<bool> NetworkNews::poll_network(Waiter& w) {
  if (impl_->shared->any.exchange(false)) return true;
  impl_->waiters.add(w);
  return {};
}

Poll<bool> NetworkNews::poll_clock(Waiter&) { return {}; }

}  // namespace culvert
