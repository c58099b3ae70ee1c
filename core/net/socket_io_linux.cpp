#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "net/socket_io.h"
#include "net/socket_io_posix.h"

namespace culvert::socket_io {

int open_stream(bool v6, int* native) {
  *native = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  return *native >= 0 ? 0 : errno;
}

int accept_nonblocking(int listener, sockaddr* from, socklen_t* size) {
  return ::accept4(listener, from, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void set_dead_peer_detection(int native, int limit_ms) {
  constexpr int kProbes = 3;
  const int on = 1;
  const int probes = kProbes;
  const int interval = std::max(limit_ms / 1000 / (2 * kProbes), 1);  // seconds
  const int idle = std::max(limit_ms / 1000 - interval * kProbes, 1);
  ::setsockopt(native, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  ::setsockopt(native, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
  ::setsockopt(native, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  ::setsockopt(native, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
}

Answers answers(int native) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(native, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  return {.awaited = info.tcpi_unacked != 0,
          .bytes = info.tcpi_bytes_acked,
          .silent_ms = static_cast<int>(std::min(info.tcpi_last_ack_recv, info.tcpi_last_data_recv))};
}

std::optional<PeerProcess> peer_process(int native) {
  int domain = 0;
  socklen_t size = sizeof domain;
  if (::getsockopt(native, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain != AF_UNIX) return {};
  ucred peer{};
  size = sizeof peer;
  if (::getsockopt(native, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return {};
  return PeerProcess{.pid = static_cast<std::uint32_t>(peer.pid), .uid = peer.uid};
}

void set_no_pacing(int native) {
  constexpr std::string_view kReno = "reno";  // in every kernel, allowed to everybody (tcp(7))
  ::setsockopt(native, IPPROTO_TCP, TCP_CONGESTION, kReno.data(), kReno.size());
}

}  // namespace culvert::socket_io
