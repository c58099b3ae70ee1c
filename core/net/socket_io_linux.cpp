#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

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

}  // namespace culvert::socket_io
