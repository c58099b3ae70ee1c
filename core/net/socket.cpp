#include "net/socket.h"

#include <cerrno>
#include <utility>

#include "net/reactor.h"
#include "net/socket_io.h"

namespace culvert {

struct Socket::Impl {
  Impl(Loop& l, Stage s, int n, const Endpoint& r) : loop(l), watch(l), remote(r), native(n), stage(s) {}
  ~Impl() {
    watch.stop();
    socket_io::close(native);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const Error& set_error(int number, std::string_view doing) {
    if (error == nullptr) {
      error = std::make_unique<Error>(system_error(stage, number, doing));
      watch.notify_all();
    }
    return *error;
  }

  Loop& loop;
  Watch watch;
  Endpoint remote;
  int native;
  Stage stage;
  bool connecting = false;
  std::unique_ptr<Error> error;
  std::unique_ptr<TaskSet> watching;  // see detect_dead_peer(); last: its task uses everything above
};

Socket::Socket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Socket::Socket() noexcept = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&& other) noexcept = default;
Socket::~Socket() = default;

Result<Socket> Socket::connect(Loop& loop, const Endpoint& to, Stage stage) {
  int native = -1;
  if (const int e = socket_io::open_stream(to.address.is_v6(), &native); e != 0) {
    return std::unexpected(system_error(stage, e, "opening a socket"));
  }
  auto impl = std::make_unique<Impl>(loop, stage, native, to);
  socket_io::set_no_delay(native);
  if (to.address.is_loopback()) socket_io::set_no_pacing(native);
  const auto begun = socket_io::connect(native, to);
  if (begun.error != 0) return std::unexpected(system_error(stage, begun.error, "connecting to " + to.to_string()));
  impl->connecting = begun.would_block;
  if (const int e = impl->watch.start(native, Watch::Kind::kSocket); e != 0) {
    return std::unexpected(system_error(stage, e, "opening a socket"));
  }
  impl->watch.was_drained();  // nothing can have come yet
  return Socket(std::move(impl));
}

Result<Socket> Socket::adopt(Loop& loop, int native, const Endpoint& remote, Stage stage) {
  auto impl = std::make_unique<Impl>(loop, stage, native, remote);
  if (const int e = impl->watch.start(native, Watch::Kind::kSocket); e != 0) {
    return std::unexpected(system_error(stage, e, "taking over a connection"));
  }
  return Socket(std::move(impl));
}

Poll<Result<>> Socket::poll_connected(Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return std::unexpected(*s.error);
  if (s.connecting && !s.watch.may_write()) {
    s.watch.wait_writable(w);
    return {};
  }
  if (std::exchange(s.connecting, false) && s.watch.take_alarm()) {
    if (const int e = socket_io::take_error(s.native); e != 0) return std::unexpected(s.set_error(e, "connecting"));
  }
  return Result<>{};
}

Poll<Result<std::size_t>> Socket::poll_receive(std::span<std::uint8_t> into, Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return std::unexpected(*s.error);
  if (s.watch.may_read()) {
    const auto got = socket_io::receive(s.native, into);
    if (got.error != 0) return std::unexpected(s.set_error(got.error, "receiving"));
    if (!got.would_block) {
      if (got.bytes != 0 && got.bytes < into.size()) s.watch.was_drained();
      return got.bytes;
    }
  }
  s.watch.wait_readable(w);
  return {};
}

Poll<Result<std::size_t>> Socket::poll_send(std::span<const std::span<const std::uint8_t>> from, Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return std::unexpected(*s.error);
  const auto sent = socket_io::send(s.native, from);
  if (sent.error != 0) return std::unexpected(s.set_error(sent.error, "sending"));
  if (!sent.would_block) return sent.bytes;
  s.watch.wait_writable(w);
  return {};
}

Poll<Error> Socket::poll_failed(Waiter& w) {
  Impl& s = *impl_;
  if (s.error == nullptr && s.watch.take_alarm()) {
    if (const int e = socket_io::take_error(s.native); e != 0) s.set_error(e, "the connection broke");
  }
  if (s.error != nullptr) return *s.error;
  s.watch.wait_alarm(w);
  return {};
}

void Socket::detect_dead_peer(Duration limit) {
  const auto limit_ms = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(limit).count());
  socket_io::set_dead_peer_detection(impl_->native, limit_ms);
  impl_->watching = std::make_unique<TaskSet>(impl_->loop);
  impl_->watching->spawn([](Impl& s, Duration longest, int longest_ms) -> Task<> {
    constexpr int kLooks = 3;  // within the limit
    std::uint64_t bytes = 0;
    TimePoint since = s.loop.now();  // the peer has had to acknowledge something beyond `bytes`
    for (;;) {
      co_await sleep(s.loop, longest / kLooks);
      const socket_io::Answers now = socket_io::answers(s.native);
      if (!now.awaited || now.bytes != bytes) {
        bytes = now.bytes;
        since = s.loop.now();
      } else if (s.loop.now() - since >= longest && now.silent_ms >= longest_ms) {
        s.set_error(ETIMEDOUT, "the peer does not answer");
        co_return;
      }
    }
  }(*impl_, limit, limit_ms));
}

void Socket::shutdown_send() { socket_io::shutdown_send(impl_->native); }

void Socket::close() { impl_.reset(); }

void Socket::abort() {
  if (impl_ == nullptr) return;
  socket_io::set_reset_on_close(impl_->native);
  close();
}

Endpoint Socket::local() const { return socket_io::local_endpoint(impl_->native); }

const Endpoint& Socket::remote() const { return impl_->remote; }

std::optional<PeerProcess> Socket::peer_process() const { return socket_io::peer_process(impl_->native); }

Loop& Socket::loop() const { return impl_->loop; }

}  // namespace culvert
