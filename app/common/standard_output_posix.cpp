#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "common/standard_output.h"

namespace culvert::app {

std::optional<std::size_t> write_output(Output to, std::string_view text, std::chrono::milliseconds wait) {
  const int descriptor = to == Output::kStandard ? STDOUT_FILENO : STDERR_FILENO;
  pollfd out{.fd = descriptor, .events = POLLOUT, .revents = 0};
  const int ready = ::poll(&out, 1, static_cast<int>(wait.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return 0;
  if (ready < 0 || (out.revents & (POLLERR | POLLNVAL)) != 0) return {};
  // A pipe that is ready takes that much without blocking (POSIX, write(): PIPE_BUF).
  const ssize_t n = ::write(descriptor, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
  if (n >= 0) return static_cast<std::size_t>(n);
  if (errno == EINTR || errno == EAGAIN) return 0;
  return {};
}

}  // namespace culvert::app
