#include "quic/client.h"

#include <utility>

#include "quic/transport.h"

namespace culvert::quic {

namespace {

// A socket, and the task that hands what it receives to the connection.
struct Line {
  Line(Loop& loop, UdpSocket s) : socket(std::move(s)), receiving(loop) {}
  UdpSocket socket;
  TaskSet receiving;
};

class ClientCarrier final : public Carrier {
 public:
  ClientCarrier(Loop& loop, UdpSocket socket, Resumption& resumption, Duration probe_limit)
      : loop_(loop),
        resumption_(resumption),
        limit_(probe_limit),
        current_(std::make_unique<Line>(loop, std::move(socket))) {}

  void start(Transport& transport) { receive(transport, *current_); }

  Poll<Result<std::size_t>> poll_send(const Datagrams& d, Waiter& w) override {
    const bool old = previous_ != nullptr && previous_->socket.local() == d.local;
    return (old ? previous_ : current_)->socket.poll_send(d, w);
  }

  void took_token(std::span<const std::uint8_t> token) override {
    resumption_.token.assign(token.begin(), token.end());
  }

  // A connected socket says which address the way to the peer begins at now.
  void network_changed(Transport& transport) override {
    auto socket = UdpSocket::connect(loop_, transport.remote());
    if (!socket) return;  // no network at all: the next news, or the silence, decide
    if (socket->local().address == current_->socket.local().address) {
      transport.probe(limit_);
      return;
    }
    auto next = std::make_unique<Line>(loop_, std::move(*socket));
    if (!transport.move_to(next->socket.local())) return;
    previous_ = std::exchange(current_, std::move(next));
    receive(transport, *current_);
  }

 private:
  static void receive(Transport& transport, Line& line) {
    line.receiving.spawn([](Transport& t, UdpSocket& socket, Loop& loop) -> Task<> {
      for (;;) {
        const auto batch = co_await poll([&socket](Waiter& w) { return socket.poll_receive(w); });
        if (batch) {
          for (const Datagrams& d : *batch) t.receive(d);
        } else {
          t.unreachable(batch.error());
        }
        co_await loop.yield();
      }
    }(transport, line.socket, line.socket.loop()));
  }

  Loop& loop_;
  Resumption& resumption_;
  const Duration limit_;
  std::unique_ptr<Line> current_;
  std::unique_ptr<Line> previous_;  // of the path before, where late packets arrive
};

}  // namespace

Result<std::unique_ptr<Connection>> connect(Loop& loop, const TlsContext& tls, const Origin& origin,
                                            const Settings& settings, Resumption& resumption) {
  auto socket = UdpSocket::connect(loop, origin.address);
  if (!socket) return std::unexpected(std::move(socket.error()));
  const Transport::ClientStart start{.local = socket->local(),
                                     .remote = origin.address,
                                     .tls = {.name = origin.name, .alpn = origin.alpn, .port = origin.address.port},
                                     .token = resumption.token};
  auto carrier = std::make_unique<ClientCarrier>(loop, std::move(*socket), resumption, settings.probe_limit);
  ClientCarrier& line = *carrier;
  auto transport = std::make_unique<Transport>(loop, settings, tls, std::move(carrier), start);
  line.start(*transport);
  return transport;
}

}  // namespace culvert::quic
