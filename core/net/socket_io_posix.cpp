#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "net/asio_address.h"
#include "net/socket_io.h"
#include "net/socket_io_posix.h"

namespace culvert::socket_io {

namespace {
Outcome outcome(ssize_t n) {
  if (n >= 0) return {.bytes = static_cast<std::size_t>(n)};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {.would_block = true};
  return {.error = errno};
}
// Of a socket of the Unix domain there is none.
Endpoint endpoint_of(asio::ip::tcp::endpoint& from, socklen_t size) {
  const int family = from.data()->sa_family;
  if (size > from.capacity() || (family != AF_INET && family != AF_INET6)) return {};
  from.resize(size);
  return from_asio(from);
}

int open_local(int* native) {
  *native = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (*native < 0) return errno;
  ::fcntl(*native, F_SETFD, FD_CLOEXEC);
  ::fcntl(*native, F_SETFL, O_NONBLOCK);
  return 0;
}

}  // namespace

Outcome receive(int native, std::span<std::uint8_t> into) {
  ssize_t n = 0;
  do {
    n = ::recv(native, into.data(), into.size(), 0);
  } while (n < 0 && errno == EINTR);
  return outcome(n);
}

Outcome send(int native, std::span<const std::span<const std::uint8_t>> pieces) {
  std::array<iovec, kMaxPieces> iov;
  const std::size_t count = std::min(pieces.size(), kMaxPieces);
  for (std::size_t i = 0; i < count; ++i) {
    iov[i] = {.iov_base = const_cast<std::uint8_t*>(pieces[i].data()), .iov_len = pieces[i].size()};
  }
  msghdr message{};
  message.msg_iov = iov.data();
  message.msg_iovlen = count;
  ssize_t n = 0;
  do {
    n = ::sendmsg(native, &message, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return outcome(n);
}

Outcome connect(int native, const Endpoint& to) {
  const auto address = to_asio(to);
  if (::connect(native, address.data(), static_cast<socklen_t>(address.size())) == 0) return {};
  if (errno == EINPROGRESS || errno == EINTR) return {.would_block = true};
  return {.error = errno};
}

int listen(int native, const Endpoint& at) {
  const int on = 1;
  const auto address = to_asio(at);
  if (::setsockopt(native, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return errno;
  if (at.address.is_v6() && ::setsockopt(native, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) return errno;
  if (::bind(native, address.data(), static_cast<socklen_t>(address.size())) != 0) return errno;
  set_no_delay(native);  // accepted sockets inherit it, and what follows
  if (at.address.is_loopback()) set_no_pacing(native);
  return ::listen(native, SOMAXCONN) == 0 ? 0 : errno;
}

Outcome accept(int listener, Accepted* accepted) {
  asio::ip::tcp::endpoint from;
  auto size = static_cast<socklen_t>(from.capacity());
  do {
    accepted->native = accept_nonblocking(listener, from.data(), &size);
  } while (accepted->native < 0 && errno == EINTR);
  if (accepted->native < 0) return outcome(-1);
  accepted->remote = endpoint_of(from, size);
  return {};
}

int listen_local(const std::string& path, bool for_group, int* native) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (path.size() >= sizeof at.sun_path) return ENAMETOOLONG;
  path.copy(at.sun_path, path.size());
  const auto* address = reinterpret_cast<const sockaddr*>(&at);
  if (const int e = open_local(native); e != 0) return e;
  struct stat there{};
  if (::lstat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) {
    int probe = -1;  // is anybody behind it?
    const bool dead = open_local(&probe) == 0 && ::connect(probe, address, sizeof at) != 0 && errno == ECONNREFUSED;
    if (probe >= 0) ::close(probe);
    if (dead) ::unlink(path.c_str());
  }
  if (::bind(*native, address, sizeof at) != 0) return errno;
  if (::chmod(path.c_str(), for_group ? 0660 : 0600) != 0) return errno;  // before listen(), nobody gets in
  return ::listen(*native, SOMAXCONN) == 0 ? 0 : errno;
}

void remove_local(const std::string& path) { ::unlink(path.c_str()); }

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

void set_no_delay(int native) {
  const int on = 1;
  ::setsockopt(native, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void set_reset_on_close(int native) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(native, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void shutdown_send(int native) { ::shutdown(native, SHUT_WR); }

void close(int native) { ::close(native); }

Endpoint local_endpoint(int native) {
  asio::ip::tcp::endpoint at;
  auto size = static_cast<socklen_t>(at.capacity());
  if (::getsockname(native, at.data(), &size) != 0) return {};
  return endpoint_of(at, size);
}

int take_error(int native) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(native, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

}  // namespace culvert::socket_io
