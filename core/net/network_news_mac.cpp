// A routing socket tells of links, addresses and routes (route(4)); a wake-up brings such news along. Not tried so far.
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <set>
#include <vector>

#include "net/network_addresses_posix.h"
#include "net/network_news.h"
#include "net/reactor.h"

namespace culvert {

namespace {

// The default routes among those with a gateway, as bytes of their gateway's address.
std::string default_routes() {
  std::array<int, 6> what{CTL_NET, PF_ROUTE, 0, 0, NET_RT_FLAGS, RTF_GATEWAY};
  std::size_t size = 0;
  if (::sysctl(what.data(), what.size(), nullptr, &size, nullptr, 0) != 0) return {};
  std::vector<char> table(size);
  if (::sysctl(what.data(), what.size(), table.data(), &size, nullptr, 0) != 0) return {};
  std::set<std::string> lines;
  for (std::size_t at = 0; at + sizeof(rt_msghdr) <= size;) {
    const auto* message = reinterpret_cast<const rt_msghdr*>(table.data() + at);
    if (message->rtm_msglen == 0) break;
    const auto* destination = reinterpret_cast<const sockaddr*>(message + 1);
    const auto* gateway = reinterpret_cast<const sockaddr*>(reinterpret_cast<const char*>(destination) +
                                                            ((destination->sa_len + 3U) & ~3U));
    const bool everywhere = (destination->sa_family == AF_INET &&
                             reinterpret_cast<const sockaddr_in*>(destination)->sin_addr.s_addr == INADDR_ANY) ||
                            (destination->sa_family == AF_INET6 &&
                             IN6_IS_ADDR_UNSPECIFIED(&reinterpret_cast<const sockaddr_in6*>(destination)->sin6_addr));
    if (everywhere) {
      std::array<char, IF_NAMESIZE> name{};
      ::if_indextoname(message->rtm_index, name.data());
      lines.insert(std::string(name.data()) + " " +
                   std::string(reinterpret_cast<const char*>(gateway), gateway->sa_len) + "\n");
    }
    at += message->rtm_msglen;
  }
  std::string all;
  for (const std::string& line : lines) all += line;
  return all;
}

Duration reading(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

NetworkView look_at_network() { return {.routes = default_routes(), .addresses = reachable_addresses()}; }

// CLOCK_MONOTONIC_RAW goes on while the machine sleeps here, CLOCK_UPTIME_RAW does not.
Duration time_asleep() { return reading(CLOCK_MONOTONIC_RAW) - reading(CLOCK_UPTIME_RAW); }

struct NetworkNews::Impl {
  explicit Impl(Loop& loop) : watch(loop) {
    socket = ::socket(PF_ROUTE, SOCK_RAW, 0);
    if (socket < 0) return;
    if (::fcntl(socket, F_SETFD, FD_CLOEXEC) != 0 || ::fcntl(socket, F_SETFL, O_NONBLOCK) != 0 ||
        watch.start(socket, Watch::Kind::kDescriptor) != 0) {
      ::close(socket);
      socket = -1;
    }
  }
  ~Impl() {
    watch.stop();
    if (socket >= 0) ::close(socket);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  int socket = -1;
  Watch watch;
};

NetworkNews::NetworkNews(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}
NetworkNews::~NetworkNews() = default;

Poll<bool> NetworkNews::poll_network(Waiter& w) {
  if (impl_->socket < 0) return {};
  bool any = false;
  std::array<char, 8192> message;
  for (;;) {
    const ssize_t n = ::recv(impl_->socket, message.data(), message.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    any = true;
  }
  if (any) return true;
  impl_->watch.wait_readable(w);
  return {};
}

Poll<bool> NetworkNews::poll_clock(Waiter&) { return {}; }

}  // namespace culvert
