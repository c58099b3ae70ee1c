#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

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

void set_no_pacing(int native) {
  constexpr std::string_view kReno = "reno";  // in every kernel, allowed to everybody (tcp(7))
  ::setsockopt(native, IPPROTO_TCP, TCP_CONGESTION, kReno.data(), kReno.size());
}

}  // namespace culvert::socket_io
