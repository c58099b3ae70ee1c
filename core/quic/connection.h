// A QUIC connection (RFC 9000) as an application protocol sees it, either end. ngtcp2 stays behind this header.
//
// The connection pulls: whenever packets may be sent it asks the application for stream data, one piece after the
// other, and what it was given must stay where it is until it is acknowledged, since lost packets are made anew from
// it. What arrives is pushed. Flow-control credit never goes back by itself: the application gives back a stream's
// credit and the connection's, separately (requirement F2). Core thread only. Everything an application calls here may
// be called from inside its own callbacks; packets are written later, once for all that was queued meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/address.h"
#include "net/loop.h"
#include "tls/context.h"

namespace culvert::quic {

using StreamId = std::int64_t;  // RFC 9000 §2.1: the low bits tell who opened it and whether it has one direction

[[nodiscard]] constexpr bool is_bidirectional(StreamId id) { return (id & 2) == 0; }
[[nodiscard]] constexpr bool opened_by_server(StreamId id) { return (id & 1) != 0; }

// A piece of stream data to send: `count` spans of those that were offered, in order. No stream: nothing to send.
struct Outgoing {
  StreamId stream = -1;
  bool end = false;  // the stream's end comes right behind
  std::size_t count = 0;
};

// What runs over a connection. It is told in the order in which things happened, never after on_closed(), and must not
// destroy the connection from inside.
class Application {
 public:
  virtual ~Application() = default;

  // Streams may be opened and written: at the client when the handshake is complete or early data may be sent
  // (Connection::early_memo()), at the server when its own 1-RTT keys are there. Once, but see on_early_rejected().
  virtual void on_ready() = 0;
  // Client: the server did not take the early data. All streams are as if they had never been opened; on_ready()
  // follows once more.
  virtual void on_early_rejected() {}
  // Client: the handshake is complete. Early data, if any was sent, has been taken unless on_early_rejected() said no.
  virtual void on_established() {}
  // Client, when the server gives a session: what the application of a connection that resumes it has to know to send
  // early data. Empty: it is not to send any.
  [[nodiscard]] virtual std::string early_memo() const { return {}; }
  // In order and without gaps; `bytes` are lent. An error closes the connection with the application error code
  // Application::close_code(). The result: how many of the bytes are overhead, for which stream and connection credit
  // go back at once; credit for the rest is the application's to give back.
  [[nodiscard]] virtual Result<std::size_t> on_data(StreamId stream, std::span<const std::uint8_t> bytes, bool end) = 0;
  // The next `n` bytes of the stream have been acknowledged: their memory may be reused.
  virtual void on_acknowledged(StreamId stream, std::size_t n) = 0;
  virtual void on_reset(StreamId stream, std::uint64_t code) = 0;  // RESET_STREAM came
  // STOP_SENDING came, and RESET_STREAM has answered it. Told when something was to be sent; on_stream_closed() may
  // come instead.
  virtual void on_stop_sending(StreamId stream) = 0;
  // Both directions are over, and everything sent was acknowledged. `code` is 0 if in good order.
  virtual void on_stream_closed(StreamId stream, std::uint64_t code) = 0;
  virtual void on_more_streams() = 0;           // the peer lets us open more
  virtual void on_window(StreamId stream) = 0;  // a stream that was on_blocked() may go on
  // The connection is over, for whatever reason; kClosed with Code::kClosed if in good order. Last of all.
  virtual void on_closed(const Error& why) = 0;

  // The next data to send, if any: spans into `out`. Asked again after each on_sent() or on_blocked().
  [[nodiscard]] virtual Outgoing next(std::span<std::span<const std::uint8_t>> out) = 0;
  // The first `n` bytes of what next() last gave for the stream, and its end if all of it and `end`, are on their way.
  virtual void on_sent(StreamId stream, std::size_t n) = 0;
  // The stream's flow-control window is used up: do not offer it before on_window().
  virtual void on_blocked(StreamId stream) = 0;

  // The code to close the connection with when a callback gave an error (RFC 9114 §8.1).
  [[nodiscard]] virtual std::uint64_t close_code() const = 0;
};

// What was negotiated, and how it goes (requirement V3).
struct ConnectionFacts {
  TlsInfo tls;
  Endpoint local;
  Endpoint remote;
  Duration smoothed_rtt{};
  std::uint64_t packets_lost = 0;
  std::uint64_t congestion_window = 0;  // bytes
};

class Connection {
 public:
  virtual ~Connection() = default;  // closes at once, with CONNECTION_CLOSE if there is anybody to tell

  // Once, before anything happens; `application` outlives the connection or its on_closed().
  virtual void run(Application& application) = 0;
  // Client: what Application::early_memo() of an earlier connection gave. If not empty, streams are opened and written
  // before the handshake is complete, in 0-RTT packets (RFC 9001 §4.6), which somebody in between can send once more.
  [[nodiscard]] virtual std::string_view early_memo() const = 0;

  // Streams of our own. kLimit: the peer lets us open no more now (on_more_streams() will say).
  [[nodiscard]] virtual Result<StreamId> open_bidirectional() = 0;
  [[nodiscard]] virtual Result<StreamId> open_unidirectional() = 0;
  [[nodiscard]] virtual std::size_t bidirectional_left() const = 0;  // how many open_bidirectional() would succeed now

  virtual void wake() = 0;  // next() has something to say
  // Of the stream's window, which grows with the bandwidth-delay product by itself (requirement F3).
  virtual void give_credit(StreamId stream, std::size_t n) = 0;
  virtual void give_connection_credit(std::size_t n) = 0;
  virtual void allow_more_streams(std::size_t n) = 0;  // server: n bidirectional streams of the peer are done with
  virtual void reset(StreamId stream, std::uint64_t code) = 0;         // RESET_STREAM; acknowledges nothing more
  virtual void stop_sending(StreamId stream, std::uint64_t code) = 0;  // STOP_SENDING
  // CONNECTION_CLOSE with an application code, once what is queued has been sent; then on_closed(why).
  virtual void close(std::uint64_t code, const Error& why) = 0;

  // Whether the handshake was completed, once that is decided; if not, on_closed() told why.
  [[nodiscard]] virtual Poll<bool> poll_established(Waiter& w) const = 0;
  [[nodiscard]] virtual ConnectionFacts facts() const = 0;
  // See tls/peer.h.
  [[nodiscard]] virtual Result<std::string> export_key(std::string_view label, std::string_view context,
                                                       std::size_t size) const = 0;
  // Clients: the machine's addresses or routes have changed, or it has slept. If the way to the peer begins at another
  // address now, the connection moves there (RFC 9000 §9, requirement G5); otherwise it asks whether the peer is there.
  virtual void network_changed() = 0;
};

}  // namespace culvert::quic
