#include <fcntl.h>
#include <unistd.h>

#include "programs/close_on_exec.h"

namespace culvert::desktop {

void close_on_exec_from(int first) {
  constexpr int kCloexec = 1 << 2;  // CLOSE_RANGE_CLOEXEC of <linux/close_range.h>, since Linux 5.11
  if (::close_range(static_cast<unsigned>(first), ~0U, kCloexec) == 0) return;
  for (int fd = first; fd < 65536; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

}  // namespace culvert::desktop
