// macOS, which has no flags for this in socket(2) and no accept4(2). Not tried so far.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "net/socket_io.h"
#include "net/socket_io_posix.h"

namespace culvert::socket_io {

namespace {

// The socket, or -1 and errno.
int prepared(int native) {
  const int on = 1;
  if (native >= 0 && (::fcntl(native, F_SETFD, FD_CLOEXEC) != 0 || ::fcntl(native, F_SETFL, O_NONBLOCK) != 0 ||
                      ::setsockopt(native, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on) != 0)) {
    const int error = errno;
    ::close(native);
    errno = error;
    return -1;
  }
  return native;
}

}  // namespace

int open_stream(bool v6, int* native) {
  *native = prepared(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP));
  return *native >= 0 ? 0 : errno;
}

int accept_nonblocking(int listener, sockaddr* from, socklen_t* size) {
  return prepared(::accept(listener, from, size));
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
  ::setsockopt(native, IPPROTO_TCP, TCP_KEEPALIVE, &idle, sizeof idle);
}

Answers answers(int) { return {}; }  // not told

void set_no_pacing(int) {}  // nothing here paces

std::optional<PeerProcess> peer_process(int native) {
  pid_t pid = 0;
  socklen_t size = sizeof pid;
  if (::getsockopt(native, SOL_LOCAL, LOCAL_PEERPID, &pid, &size) != 0) return {};
  uid_t uid = 0;
  gid_t gid = 0;
  if (::getpeereid(native, &uid, &gid) != 0) return {};
  return PeerProcess{.pid = static_cast<std::uint32_t>(pid), .uid = uid};
}

}  // namespace culvert::socket_io
