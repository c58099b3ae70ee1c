#include "inbound/mixed.h"

#include "inbound/socks4.h"
#include "inbound/socks5.h"

namespace culvert::inbound {

namespace {

constexpr std::uint8_t kSocks4 = 0x04;
constexpr std::uint8_t kSocks5 = 0x05;

ChunkQueue to_queue(ChunkPool& pool, std::string_view bytes) {
  return ChunkQueue(Chunk::copy_of(pool, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
}

std::unexpected<Error> left() {
  return fail(Stage::kLocal, Code::kClosed, "the application left before it said where to go");
}

// The first byte, which stays where it is.
Task<Result<std::uint8_t>> first_byte(Loop& loop, TcpStream& stream) {
  auto received = co_await stream.next();
  if (!received) co_return std::unexpected(std::move(received.error()));
  if (received->empty()) co_return left();
  const std::uint8_t first = received->front().bytes().front();
  received->own(loop.pool());
  stream.unread(std::move(*received));
  co_return first;
}

// A handshake on a connection, to its end; what follows it is given back to the stream.
template <class Handshake>
Task<Result<>> shake(Loop& loop, TcpStream& stream, Handshake& handshake) {
  ChunkQueue surplus;
  while (!handshake.done()) {
    auto received = co_await stream.next();
    if (!received) co_return std::unexpected(std::move(received.error()));
    if (received->empty()) co_return left();
    std::string out;
    Result<> fed;
    while (fed && !handshake.done() && !received->empty()) {
      Chunk chunk = received->pop();
      std::span<const std::uint8_t> rest = chunk.bytes();
      fed = handshake.feed(rest, out);
      chunk.remove_prefix(chunk.size() - rest.size());
      surplus.push(std::move(chunk));
    }
    surplus.append(std::move(*received));
    surplus.own(loop.pool());  // before this coroutine suspends
    if (!out.empty()) {
      auto written = co_await stream.write(to_queue(loop.pool(), out));
      if (!written) co_return std::unexpected(std::move(written.error()));
    }
    if (!fed) {
      static_cast<void>(co_await stream.finish());
      co_return std::unexpected(std::move(fed.error()));
    }
  }
  if (!surplus.empty()) stream.unread(std::move(surplus));
  co_return Result<>{};
}

Task<Result<Arrival>> accept_socks4(Loop& loop, std::unique_ptr<TcpStream> stream, bool allowed) {
  Socks4Handshake handshake(allowed);
  const auto shaken = co_await shake(loop, *stream, handshake);
  if (!shaken) co_return std::unexpected(shaken.error());
  co_return Arrival{
      .target = handshake.target(),
      .stream = std::move(stream),
      .reply =
          [](ChunkPool& pool, const Result<>& result) {
            return to_queue(pool, socks4_reply(result ? Socks4Reply::kGranted : refusal_for(result.error()).socks4));
          },
  };
}

Task<Result<Arrival>> accept_socks5(Loop& loop, std::unique_ptr<TcpStream> stream,
                                    std::optional<Credentials> credentials) {
  Socks5Handshake handshake(std::move(credentials));
  const auto shaken = co_await shake(loop, *stream, handshake);
  if (!shaken) co_return std::unexpected(shaken.error());
  co_return Arrival{
      .target = handshake.target(),
      .stream = std::move(stream),
      .reply =
          [](ChunkPool& pool, const Result<>& result) {
            return to_queue(pool, socks5_reply(result ? Socks5Reply::kSucceeded : refusal_for(result.error()).socks5));
          },
  };
}

}  // namespace

Task<Result<Arrival>> accept_mixed(Loop& loop, std::unique_ptr<TcpStream> stream,
                                   std::optional<Credentials> credentials) {
  const auto first = co_await first_byte(loop, *stream);
  if (!first) co_return std::unexpected(first.error());
  switch (*first) {
    case kSocks4:
      co_return co_await accept_socks4(loop, std::move(stream), !credentials);
    case kSocks5:
      co_return co_await accept_socks5(loop, std::move(stream), std::move(credentials));
    default:
      co_return fail(Stage::kLocal, Code::kInvalid, "the application speaks neither SOCKS4 nor SOCKS5");
  }
}

}  // namespace culvert::inbound
