// The client's end of an HTTP/1.1 connection.
//
// Ready from the start, with room for one request. After an answer that leaves the connection in HTTP it is ready
// again, if the framing and the server allow that (RFC 9112 §9.3); after a 101, or a 2xx to a classic CONNECT, it is
// kDraining, and kClosed when the tunnel is over. A handle that is dropped before its answer is complete closes the
// connection, since HTTP/1.1 cannot reset a stream.
#pragma once

#include "http/h1/session.h"

namespace culvert::h1 {

class Client final : public http::ClientConnection, private Session {
 public:
  Client(Loop& loop, std::unique_ptr<ByteStream> transport, const Settings& settings);
  ~Client() override;

  http::Version version() const override { return http::Version::kHttp11; }
  http::ConnectionState state() const override { return state_; }
  const Error& error() const override { return error_; }
  std::size_t room() const override { return state_ == http::ConnectionState::kReady && !busy_ ? 1 : 0; }
  bool extended_connect() const override { return true; }
  std::size_t streams() const override { return busy_ ? 1 : 0; }
  std::unique_ptr<http::ClientStream> open(const http::Request& request) override;
  Poll<bool> poll_changed(std::uint64_t seen, Waiter& w) override;
  std::uint64_t changes() const override { return changes_; }
  void network_changed() override {}  // there is no PING: TCP's own (Socket::detect_dead_peer()) has to do
  void drain() override;

 private:
  void on_head() override;
  void on_end() override;
  void on_malformed(const Error& error) override { fail_all(error); }
  void on_transport_end() override;
  void on_surplus() override;
  void on_sent() override;
  void on_dropped() override;
  void on_closed() override { busy_ = false; }
  Error lost(Error error) const override;
  bool may_read() const override { return body_has_room(); }
  void write_body(ChunkQueue chunks) override;
  bool body_writable() const override { return answered_; }
  void end_body() override;
  void say_continue() override {}
  void respond(const http::Response&) override {}

  void switched();

  // Of the exchange under way:
  bool busy_ = false;
  bool answered_ = false;  // its final head came, and opens no tunnel
  int informational_ = 0;  // 1xx heads so far
  bool repeatable_ = false;
  bool ordinary_ = false;  // it asks for no tunnel
  std::string token_;      // what it asks to switch to; empty for a classic CONNECT as well
  ChunkQueue held_;        // what was written before the tunnel is there (requirement S1)

  bool used_ = false;  // an exchange came to its end here
  // The server may have closed the idle connection at the moment the request was sent: it may be sent again, since GET
  // is idempotent, and so is a CONNECT behind which no payload went (RFC 9112 §9.3.1).
  [[nodiscard]] bool may_repeat() const { return used_ && repeatable_ && message_open_ && !parser_.begun(); }
};

}  // namespace culvert::h1
