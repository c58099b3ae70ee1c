#include "net/udp_socket.h"

#include <utility>

#include "net/reactor.h"
#include "net/udp_io.h"

namespace culvert {

struct UdpSocket::Impl {
  Impl(Loop& l, int n) : loop(l), watch(l), native(n), inbox(udp_io::make_inbox()) {}
  ~Impl() {
    watch.stop();
    socket_io::close(native);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Loop& loop;
  Watch watch;
  int native;
  Endpoint local;
  udp_io::InboxPtr inbox;
  udp_io::SendOptions sending;
  std::vector<Datagrams> received;
};

UdpSocket::UdpSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
UdpSocket::UdpSocket(UdpSocket&&) noexcept = default;
UdpSocket& UdpSocket::operator=(UdpSocket&&) noexcept = default;
UdpSocket::~UdpSocket() = default;

Result<UdpSocket> UdpSocket::bind(Loop& loop, const Endpoint& at) {
  int native = -1;
  int e = udp_io::open(at.address.is_v6(), &native);
  if (e != 0) return std::unexpected(system_error(Stage::kLocal, e, "opening a UDP socket"));
  auto impl = std::make_unique<Impl>(loop, native);
  e = udp_io::bind(native, at);
  if (e == 0) e = impl->watch.start(native, Watch::Kind::kSocket);
  if (e != 0) return std::unexpected(system_error(Stage::kLocal, e, "listening on UDP " + at.to_string()));
  impl->local = socket_io::local_endpoint(native);
  return UdpSocket(std::move(impl));
}

Result<UdpSocket> UdpSocket::connect(Loop& loop, const Endpoint& to) {
  int native = -1;
  int e = udp_io::open(to.address.is_v6(), &native);
  if (e != 0) return std::unexpected(system_error(Stage::kQuic, e, "opening a UDP socket"));
  auto impl = std::make_unique<Impl>(loop, native);
  impl->sending.connected = true;
  e = udp_io::connect(native, to);
  if (e == 0) e = impl->watch.start(native, Watch::Kind::kSocket);
  if (e != 0) return std::unexpected(system_error(Stage::kQuic, e, "sending to " + to.to_string()));
  impl->local = socket_io::local_endpoint(native);
  return UdpSocket(std::move(impl));
}

Poll<Result<std::span<const Datagrams>>> UdpSocket::poll_receive(Waiter& w) {
  Impl& s = *impl_;
  if (s.watch.may_read()) {
    bool drained = false;
    const auto got = udp_io::receive(s.native, *s.inbox, s.local, s.received, drained);
    if (got.error != 0) return std::unexpected(system_error(Stage::kQuic, got.error, "receiving over UDP"));
    if (drained) s.watch.was_drained();
    if (!s.received.empty()) return std::span<const Datagrams>(s.received);
  }
  s.watch.wait_readable(w);
  return {};
}

Poll<Result<std::size_t>> UdpSocket::poll_send(const Datagrams& datagrams, Waiter& w) {
  Impl& s = *impl_;
  const auto sent = udp_io::send(s.native, datagrams, s.sending);
  if (sent.error != 0) return std::unexpected(system_error(Stage::kQuic, sent.error, "sending over UDP"));
  if (sent.bytes != 0) return sent.bytes;
  s.watch.wait_writable(w);
  return {};
}

const Endpoint& UdpSocket::local() const { return impl_->local; }

Loop& UdpSocket::loop() const { return impl_->loop; }

}  // namespace culvert
