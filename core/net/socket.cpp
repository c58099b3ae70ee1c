#include "net/socket.h"

#include <array>
#include <asio/ip/tcp.hpp>
#include <utility>

#include "net/asio_address.h"
#include "net/socket_io.h"

namespace culvert {

using asio::ip::tcp;

struct Socket::Impl : std::enable_shared_from_this<Impl> {
  Impl(Loop& l, Stage s) : loop(l), socket(l.io()), stage(s), readers(l), writers(l), failure_waiters(l) {}

  void wait(AsioSocket::wait_type what, bool Impl::* armed, WaitList Impl::* list) {
    if (this->*armed) return;
    this->*armed = true;
    socket.async_wait(what, [self = shared_from_this(), armed, list](const asio::error_code& ec) {
      self.get()->*armed = false;
      if (ec || !self->socket.is_open()) return;
      if (list == &Impl::failure_waiters) self->look_for_failure();
      if (list == &Impl::readers) self->drained = false;
      if (list == &Impl::writers && self->connecting) self->conclude_connecting();
      (self.get()->*list).notify_all();
      // They relied on the wait that is over now; if nobody waits to read again, they need one of their own.
      if (list == &Impl::readers) self->failure_waiters.notify_all();
      self->loop.turn();
    });
  }

  // Runs on an error, a hang-up (of which one after both ends finished is no failure) or urgent data. The latter two go
  // on being reported: whoever asked again at once would be told again at once, for ever.
  void look_for_failure() {
    const int e = socket_io::take_error(socket.native_handle());
    if (e != 0) set_error(e, "the connection broke");
    false_alarm = e == 0;
  }

  // Reading past urgent data ends its being reported.
  void read_on() {
    if (!std::exchange(false_alarm, false)) return;
    failure_waiters.notify_all();
  }

  void conclude_connecting() {
    connecting = false;
    if (const int e = socket_io::take_error(socket.native_handle()); e != 0) set_error(e, "connecting");
  }

  const Error& set_error(int number, std::string_view doing) {
    if (error == nullptr) {
      error = std::make_unique<Error>(system_error(stage, number, doing));
      readers.notify_all();
      writers.notify_all();
      failure_waiters.notify_all();
    }
    return *error;
  }

  Loop& loop;
  AsioSocket socket;
  Stage stage;
  bool connecting = false;
  bool drained = false;  // the last read took all there was
  bool read_armed = false;
  bool write_armed = false;
  bool failure_armed = false;
  bool false_alarm = false;  // the last event was no error; nothing has been read since
  std::unique_ptr<Error> error;
  WaitList readers;
  WaitList writers;
  WaitList failure_waiters;
};

Socket::Socket(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close();
    impl_ = std::move(other.impl_);
  }
  return *this;
}
Socket::~Socket() { close(); }

Result<Socket> Socket::connect(Loop& loop, const Endpoint& to, Stage stage) {
  auto impl = std::make_shared<Impl>(loop, stage);
  const tcp::endpoint endpoint = to_asio(to);
  asio::error_code ec;
  impl->socket.open(endpoint.protocol(), ec);
  if (!ec) impl->socket.native_non_blocking(true, ec);
  if (ec) return std::unexpected(system_error(stage, ec.value(), "opening a socket"));
  socket_io::set_no_delay(impl->socket.native_handle());
  const auto begun = socket_io::connect(impl->socket.native_handle(), endpoint.data(), endpoint.size());
  if (begun.error != 0) return std::unexpected(system_error(stage, begun.error, "connecting to " + to.to_string()));
  impl->connecting = begun.would_block;
  return Socket(std::move(impl));
}

Result<Socket> Socket::adopt(Loop& loop, int native, bool v6, Stage stage) {
  auto impl = std::make_shared<Impl>(loop, stage);
  asio::error_code ec;
  impl->socket.assign(v6 ? tcp::v6() : tcp::v4(), native, ec);
  if (!ec) impl->socket.native_non_blocking(true, ec);
  if (ec) return std::unexpected(system_error(stage, ec.value(), "taking over a connection"));
  socket_io::set_no_delay(native);
  return Socket(std::move(impl));
}

Poll<Result<>> Socket::poll_connected(Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return std::unexpected(*s.error);
  if (!s.connecting) return Result<>{};
  s.writers.add(w);
  s.wait(AsioSocket::wait_write, &Impl::write_armed, &Impl::writers);
  return {};
}

Poll<Result<std::size_t>> Socket::poll_receive(std::span<std::uint8_t> into, Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return std::unexpected(*s.error);
  if (!s.drained && !s.read_armed) {
    const auto got = socket_io::receive(s.socket.native_handle(), into);
    if (got.error != 0) return std::unexpected(s.set_error(got.error, "receiving"));
    if (!got.would_block) {
      s.drained = got.bytes != 0 && got.bytes < into.size();
      if (got.bytes != 0) s.read_on();
      return got.bytes;
    }
  }
  s.readers.add(w);
  s.wait(AsioSocket::wait_read, &Impl::read_armed, &Impl::readers);
  return {};
}

Poll<Result<std::size_t>> Socket::poll_send(std::span<const std::span<const std::uint8_t>> from, Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return std::unexpected(*s.error);
  const auto sent = socket_io::send(s.socket.native_handle(), from);
  if (sent.error != 0) return std::unexpected(s.set_error(sent.error, "sending"));
  if (!sent.would_block) return sent.bytes;
  s.writers.add(w);
  s.wait(AsioSocket::wait_write, &Impl::write_armed, &Impl::writers);
  return {};
}

Poll<Error> Socket::poll_failed(Waiter& w) {
  Impl& s = *impl_;
  if (s.error != nullptr) return *s.error;
  s.failure_waiters.add(w);
  // While somebody waits to read, a reset is noticed there.
  if (!s.read_armed && !s.false_alarm) s.wait(AsioSocket::wait_error, &Impl::failure_armed, &Impl::failure_waiters);
  return {};
}

void Socket::shutdown_send() {
  asio::error_code ignored;
  impl_->socket.shutdown(AsioSocket::shutdown_send, ignored);
}

void Socket::close() {
  if (impl_ == nullptr) return;
  asio::error_code ignored;
  impl_->socket.close(ignored);
  // Whoever waits asks again, and gets the answer of whoever closed.
  impl_->readers.notify_all();
  impl_->writers.notify_all();
  impl_->failure_waiters.notify_all();
  impl_.reset();
}

void Socket::abort() {
  if (impl_ == nullptr) return;
  socket_io::set_reset_on_close(impl_->socket.native_handle());
  close();
}

Endpoint Socket::local() const {
  asio::error_code ec;
  const auto e = impl_->socket.local_endpoint(ec);
  return ec ? Endpoint{} : from_asio(e);
}

Endpoint Socket::remote() const {
  asio::error_code ec;
  const auto e = impl_->socket.remote_endpoint(ec);
  return ec ? Endpoint{} : from_asio(e);
}

Loop& Socket::loop() const { return impl_->loop; }

}  // namespace culvert
