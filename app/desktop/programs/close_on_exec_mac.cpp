#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "programs/close_on_exec.h"

namespace culvert::desktop {

void close_on_exec_from(int first) {
  const int end = std::min(::getdtablesize(), 65536);
  for (int fd = first; fd < end; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

}  // namespace culvert::desktop
