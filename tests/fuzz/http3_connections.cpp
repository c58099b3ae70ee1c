// HTTP/3 connections (core/http/h3) over QUIC streams without packets: a hostile client, and a hostile proxy. The input
// is a list of pieces: which stream, whether it ends, how long, the bytes.

#include "connections.h"
#include "http/h3/session.h"
#include "support/fake_quic.h"

namespace culvert::fuzz {
namespace {

// RFC 9114 §6.2.1, §7.2.4: the control stream with SETTINGS that offer extended CONNECT.
const std::string kControl("\0\x04\x02\x08\x01", 5);

void feed_streams(test::FakeQuic& peer, Input& input, bool server) {
  const std::uint8_t head = input.byte();
  const std::uint8_t length = input.byte();
  const bool own = (head & 1) == 0;  // else on a stream that the other end opened
  const bool bidirectional = (head & 2) != 0;
  const quic::StreamId number = (head >> 2) & 7;
  const quic::StreamId id = number * 4 + (bidirectional ? 0 : 2) + (own == server ? 1 : 0);
  if ((head & 0x40) != 0) {
    peer.reset(id, length);
    return;
  }
  peer.send(id, std::string(text_of(input.take(length))), (head & 0x80) != 0);
}

template <class Use>
void feed_pieces(Input input, bool hostile_server, Use use) {
  Loop loop;
  test::run(loop, [&]() -> Task<> {
    auto pair = test::FakeQuic::make(loop);
    auto& peer = hostile_server ? pair.server : pair.client;
    const auto connection = use(loop, std::move(hostile_server ? pair.client : pair.server));
    peer->send(hostile_server ? 3 : 2, kControl);
    co_await test::settle(loop, kTurns);
    for (int pieces = 0; !input.empty() && pieces < 64; ++pieces) {
      feed_streams(*peer, input, hostile_server);
      co_await test::settle(loop, kTurns);
    }
    co_await test::settle(loop, kTurns);
  });
}

}  // namespace
}  // namespace culvert::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace culvert;
  using namespace culvert::fuzz;
  Input input({data, size});
  const bool hostile_server = (input.byte() & 1) != 0;
  if (hostile_server) {
    feed_pieces(input, true, [](Loop& loop, std::unique_ptr<quic::Connection> transport) {
      return std::make_unique<Asking>(loop, h3::make_client(loop, std::move(transport), {}));
    });
  } else {
    feed_pieces(input, false, [](Loop& loop, std::unique_ptr<quic::Connection> transport) {
      return std::make_unique<Serving>(loop, h3::make_server(loop, std::move(transport), {}));
    });
  }
  return 0;
}
