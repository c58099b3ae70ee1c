#include "net/tcp_listener.h"

#include <asio/ip/tcp.hpp>
#include <asio/ip/v6_only.hpp>

#include "net/asio_address.h"
#include "net/socket_io.h"

namespace culvert {

using asio::ip::tcp;
using namespace std::chrono_literals;

struct TcpListener::Impl : std::enable_shared_from_this<Impl> {
  Impl(Loop& l, Stage s) : loop(l), acceptor(l.io()), stage(s), waiters(l), pause(l) {}

  void wait() {
    if (armed) return;
    armed = true;
    acceptor.async_wait(AsioAcceptor::wait_read, [self = shared_from_this()](const asio::error_code& ec) {
      self->armed = false;
      if (ec || !self->acceptor.is_open()) return;
      self->waiters.notify_all();
      self->loop.turn();
    });
  }

  Loop& loop;
  AsioAcceptor acceptor;
  Stage stage;
  Endpoint endpoint;
  bool armed = false;
  WaitList waiters;
  Timer pause;
};

TcpListener::TcpListener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
TcpListener::TcpListener(TcpListener&&) noexcept = default;
TcpListener& TcpListener::operator=(TcpListener&&) noexcept = default;

TcpListener::~TcpListener() {
  if (impl_ == nullptr) return;
  asio::error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->pause.cancel();
}

Result<TcpListener> TcpListener::open(Loop& loop, const Endpoint& at, Stage stage) {
  auto impl = std::make_shared<Impl>(loop, stage);
  const tcp::endpoint endpoint = to_asio(at);
  asio::error_code ec;
  impl->acceptor.open(endpoint.protocol(), ec);
  if (!ec) impl->acceptor.set_option(AsioAcceptor::reuse_address(true), ec);
  if (!ec && at.address.is_v6()) impl->acceptor.set_option(asio::ip::v6_only(true), ec);
  if (!ec) impl->acceptor.native_non_blocking(true, ec);
  if (!ec) impl->acceptor.bind(endpoint, ec);
  if (!ec) impl->acceptor.listen(AsioAcceptor::max_listen_connections, ec);
  if (!ec) impl->endpoint = from_asio(impl->acceptor.local_endpoint(ec));
  if (ec) return std::unexpected(system_error(Stage::kLocal, ec.value(), "listening on " + at.to_string()));
  return TcpListener(std::move(impl));
}

Poll<Socket> TcpListener::poll_accept(Impl& s, Waiter& w) {
  if (!s.acceptor.is_open()) return {};
  if (s.pause.running()) {
    static_cast<void>(s.pause.poll_expired(w));
    return {};
  }
  int native = -1;
  const auto accepted = socket_io::accept(s.acceptor.native_handle(), &native);
  if (accepted.error != 0) {
    // Out of descriptors or memory, or a connection that was gone before it was taken.
    s.pause.start(50ms);
    static_cast<void>(s.pause.poll_expired(w));
    return {};
  }
  if (accepted.would_block) {
    s.waiters.add(w);
    s.wait();
    return {};
  }
  auto socket = Socket::adopt(s.loop, native, s.endpoint.address.is_v6(), s.stage);
  if (socket) return std::move(*socket);
  s.pause.start(50ms);
  static_cast<void>(s.pause.poll_expired(w));
  return {};
}

const Endpoint& TcpListener::endpoint() const { return impl_->endpoint; }

}  // namespace culvert
