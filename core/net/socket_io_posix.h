// What socket_io_posix.cpp needs from the system it runs on; for that file only.
#pragma once

#include <sys/socket.h>

namespace culvert::socket_io {

// accept(2), the new socket being non-blocking and not inherited by child processes; -1 and errno.
[[nodiscard]] int accept_nonblocking(int listener, sockaddr* from, socklen_t* size);

}  // namespace culvert::socket_io
