#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "net/reactor.h"
#include "net/signals.h"
#include "net/socket_io.h"

namespace culvert {

namespace {

// The one thing that a signal handler can reach is a global: the writing end of the pipe below.
std::atomic<int> signal_pipe = -1;

void on_signal(int) {
  const int before = errno;
  const char byte = 0;
  static_cast<void>(::write(signal_pipe, &byte, 1) == 1);  // a full pipe has been told already
  errno = before;
}

}  // namespace

struct StopSignals::Impl {
  explicit Impl(Loop& loop) : watch(loop) {
    if (::pipe(pipe.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    for (const int end : pipe) {
      ::fcntl(end, F_SETFD, FD_CLOEXEC);
      ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    if (const int e = watch.start(pipe[0], Watch::Kind::kDescriptor); e != 0) {
      throw std::system_error(e, std::generic_category(), "signals");
    }
    signal_pipe = pipe[1];
    struct sigaction action{};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &before_int);
    ::sigaction(SIGTERM, &action, &before_term);
    ::sigaction(SIGHUP, nullptr, &before_hup);
    if (before_hup.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);  // nohup(1) wants it ignored
  }
  ~Impl() {
    ::sigaction(SIGINT, &before_int, nullptr);
    ::sigaction(SIGTERM, &before_term, nullptr);
    ::sigaction(SIGHUP, &before_hup, nullptr);
    signal_pipe = -1;
    watch.stop();
    for (const int end : pipe) ::close(end);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::array<int, 2> pipe{-1, -1};
  Watch watch;
  struct sigaction before_int{};
  struct sigaction before_term{};
  struct sigaction before_hup{};
  int count = 0;
};

void ignore_broken_pipes() { socket_io::ignore_broken_pipes(); }

StopSignals::StopSignals(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}

StopSignals::~StopSignals() = default;

Poll<int> StopSignals::poll_more_than(int seen, Waiter& w) {
  std::array<char, 16> bytes;
  ssize_t n = 0;
  while ((n = ::read(impl_->pipe[0], bytes.data(), bytes.size())) > 0) impl_->count += static_cast<int>(n);
  if (impl_->count > seen) return impl_->count;
  impl_->watch.wait_readable(w);
  return {};
}

}  // namespace culvert
