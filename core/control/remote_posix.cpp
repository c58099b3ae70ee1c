#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

#include "control/remote.h"
#include "net/signals.h"
#include "net/socket_io.h"

namespace culvert::control {

struct Remote::Pipe {
  explicit Pipe(int n) : native(n) {}
  ~Pipe() { ::close(native); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  const int native;
};

Remote::Remote(std::unique_ptr<Pipe> pipe) : pipe_(std::move(pipe)) {}
Remote::~Remote() = default;
Remote::Remote(Remote&&) noexcept = default;
Remote& Remote::operator=(Remote&&) noexcept = default;

Result<Remote> Remote::connect(const std::string& place) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  if (place.size() >= sizeof at.sun_path) {
    return std::unexpected(system_error(Stage::kLocal, ENAMETOOLONG, "connecting to " + place));
  }
  place.copy(at.sun_path, place.size());
  ignore_broken_pipes();
  const int native = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (native < 0) return std::unexpected(system_error(Stage::kLocal, errno, "opening a socket"));
  ::fcntl(native, F_SETFD, FD_CLOEXEC);
  auto pipe = std::make_unique<Pipe>(native);
  int connected = 0;
  do {
    connected = ::connect(native, reinterpret_cast<const sockaddr*>(&at), sizeof at);
  } while (connected != 0 && errno == EINTR);
  if (connected != 0 && (errno == ENOENT || errno == ENOTDIR || errno == ECONNREFUSED)) {
    return fail(Stage::kLocal, Code::kNotFound, "Culvert does not run");
  }
  if (connected != 0) return std::unexpected(system_error(Stage::kLocal, errno, "connecting to " + place));
  // Somebody else's would be told what this user wants.
  if (const auto who = socket_io::peer_process(native); !who || who->uid != ::geteuid()) {
    return fail(Stage::kLocal, Code::kDenied, "what listens at " + place + " belongs to another user");
  }
  return Remote(std::move(pipe));
}

Result<> Remote::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(pipe_->native, bytes.data(), bytes.size(), 0);
    if (n >= 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return {};  // it may have said why
    if (n < 0 && errno != EINTR) return std::unexpected(system_error(Stage::kLocal, errno, "asking Culvert"));
  }
  return {};
}

Result<std::string> Remote::receive(std::chrono::milliseconds patience) {
  std::string bytes(std::size_t{64} * 1024, '\0');
  for (;;) {
    pollfd one{.fd = pipe_->native, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&one, 1, patience.count() == 0 ? -1 : static_cast<int>(patience.count()));
    if (ready == 0) return fail(Stage::kLocal, Code::kTimedOut, "Culvert does not answer");
    const ssize_t n = ready < 0 ? -1 : ::recv(pipe_->native, bytes.data(), bytes.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != ECONNRESET) return std::unexpected(system_error(Stage::kLocal, errno, "asking Culvert"));
    bytes.resize(static_cast<std::size_t>(n < 0 ? 0 : n));
    return bytes;
  }
}

}  // namespace culvert::control
