// Netlink tells of links, addresses and routes (rtnetlink(7)); a timer that the setting of the clock cancels tells of
// that, and of every wake-up from sleep (timerfd_create(2)).
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <set>
#include <sstream>

#include "net/network_addresses_posix.h"
#include "net/network_news.h"
#include "net/reactor.h"

namespace culvert {

namespace {

// Default routes as the kernel prints them: those to a network of length 0, that are not "unreachable" ones.
void add_default_routes_v4(std::set<std::string>& lines) {
  std::ifstream file("/proc/net/route");
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string interface, destination, gateway, flags, count, use, metric, mask;
    fields >> interface >> destination >> gateway >> flags >> count >> use >> metric >> mask;
    if (fields && destination == "00000000" && mask == "00000000") lines.insert(interface + " " + gateway + "\n");
  }
}

void add_default_routes_v6(std::set<std::string>& lines) {
  std::ifstream file("/proc/net/ipv6_route");
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string destination, length, source, source_length, gateway, metric, count, use, flags, interface;
    fields >> destination >> length >> source >> source_length >> gateway >> metric >> count >> use >> flags >>
        interface;
    if (fields && length == "00" && interface != "lo") lines.insert(interface + " " + gateway + "\n");
  }
}

Duration reading(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

NetworkView look_at_network() {
  std::set<std::string> routes;
  add_default_routes_v4(routes);
  add_default_routes_v6(routes);
  NetworkView view;
  for (const std::string& route : routes) view.routes += route;
  view.addresses = reachable_addresses();
  return view;
}

Duration time_asleep() { return reading(CLOCK_BOOTTIME) - reading(CLOCK_MONOTONIC); }

struct NetworkNews::Impl {
  explicit Impl(Loop& loop) : netlink_watch(loop), clock_watch(loop) {
    netlink = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (netlink >= 0 && (::bind(netlink, reinterpret_cast<const sockaddr*>(&groups), sizeof groups) != 0 ||
                         netlink_watch.start(netlink, Watch::Kind::kSocket) != 0)) {
      ::close(netlink);
      netlink = -1;
    }
    clock = ::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (clock >= 0 && (!arm() || clock_watch.start(clock, Watch::Kind::kDescriptor) != 0)) {
      ::close(clock);
      clock = -1;
    }
  }
  ~Impl() {
    netlink_watch.stop();
    clock_watch.stop();
    if (netlink >= 0) ::close(netlink);
    if (clock >= 0) ::close(clock);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // For a moment that never comes; being cancelled is what it is for.
  [[nodiscard]] bool arm() const {
    constexpr time_t kNever = 9'000'000'000;  // the year 2255; the kernel takes no later one
    const itimerspec never{.it_interval = {}, .it_value = {.tv_sec = kNever, .tv_nsec = 0}};
    return ::timerfd_settime(clock, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr) == 0;
  }

  int netlink = -1;
  int clock = -1;
  Watch netlink_watch;
  Watch clock_watch;
};

NetworkNews::NetworkNews(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}
NetworkNews::~NetworkNews() = default;

// What the messages say does not matter, nor that some were lost: everything is looked at anew.
Poll<bool> NetworkNews::poll_network(Waiter& w) {
  if (impl_->netlink < 0) return {};
  bool any = false;
  std::array<char, 8192> message;
  for (;;) {
    const ssize_t n = ::recv(impl_->netlink, message.data(), message.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != ENOBUFS) break;
    any = true;
  }
  if (any) return true;
  impl_->netlink_watch.wait_readable(w);
  return {};
}

Poll<bool> NetworkNews::poll_clock(Waiter& w) {
  if (impl_->clock < 0) return {};
  std::uint64_t count = 0;
  if (::read(impl_->clock, &count, sizeof count) < 0 && errno == ECANCELED && impl_->arm()) return true;
  impl_->clock_watch.wait_readable(w);
  return {};
}

}  // namespace culvert
