#include "inbound/mixed.h"

#include "inbound/farewell.h"
#include "inbound/http_exchange.h"
#include "inbound/http_reply.h"
#include "inbound/socks4.h"
#include "inbound/socks5.h"

namespace culvert::inbound {

namespace {

constexpr std::uint8_t kSocks4 = 0x04;
constexpr std::uint8_t kSocks5 = 0x05;
constexpr std::uint8_t kTlsHandshake = 0x16;  // RFC 8446 §5.1

// As methods of HTTP begin.
bool is_letter(std::uint8_t byte) { return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'); }

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

// A handshake on a connection, to its end; what follows it is given back to the stream. Errors, after the last words.
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
      stream.unread(std::move(surplus));
      co_await let_go(loop, stream);
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

Task<Result<Arrival>> accept_http(Loop& loop, std::unique_ptr<TcpStream> stream,
                                  std::optional<Credentials> credentials) {
  HttpHandshake handshake(std::move(credentials));
  const auto shaken = co_await shake(loop, *stream, handshake);
  if (!shaken) co_return std::unexpected(shaken.error());
  Arrival arrival{.target = handshake.target(), .stream = {}, .reply = {}};
  auto request = handshake.take_request();
  const bool connect = !request;
  const bool head_only = request && request->head_only;
  std::string target = arrival.target.to_string();
  if (request) {
    arrival.stream = std::make_unique<HttpExchange>(loop, std::move(stream), std::move(*request), target);
  } else {
    arrival.stream = std::move(stream);
  }
  arrival.reply = [connect, head_only, target = std::move(target)](ChunkPool& pool, const Result<>& result) {
    if (!result) return to_queue(pool, http_refusal(result.error(), target, head_only));
    return connect ? to_queue(pool, http_connected()) : ChunkQueue();  // otherwise the origin replies
  };
  co_return arrival;
}

}  // namespace

Task<Result<Arrival>> accept_mixed(Loop& loop, std::unique_ptr<TcpStream> stream,
                                   std::optional<Credentials> credentials) {
  const auto first = co_await first_byte(loop, *stream);
  if (!first) co_return std::unexpected(first.error());
  if (*first == kSocks4) co_return co_await accept_socks4(loop, std::move(stream), !credentials);
  if (*first == kSocks5) co_return co_await accept_socks5(loop, std::move(stream), std::move(credentials));
  if (is_letter(*first)) co_return co_await accept_http(loop, std::move(stream), std::move(credentials));
  co_await let_go(loop, *stream);
  co_return fail(Stage::kLocal, Code::kInvalid,
                 *first == kTlsHandshake
                     ? "the application speaks TLS to this port, which takes SOCKS and HTTP (http://, not https://)"
                     : "the application speaks neither SOCKS nor HTTP");
}

}  // namespace culvert::inbound
