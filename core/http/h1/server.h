// The server's end of an HTTP/1.1 connection.
//
// A response to an upgrade request whose status says success (2xx, or 101) becomes the 101 that switches, so that
// whoever answers need not know the version; one to a classic CONNECT goes as it is, and switches as well. Any other
// response is framed by its own Content-Length, or else as what is written turns out to be: nothing at all, or chunks
// (RFC 9112 §6). Its stream must be finished; the connection then takes the next request, or closes.
//
// While an upgrade request waits for its answer, one batch is taken off the transport, no more: to hear that the client
// has gone, and so that early bytes (which a client must not send, requirement S1) are neither lost nor many. Bytes
// behind a request that is then refused might be anything an attacker made the client send: they are not parsed, and
// the connection closes (optimistic-upgrade, "Request Smuggling"). What comes after the refusal is the next request: a
// client that has seen it sends no payload any more.
#pragma once

#include "http/h1/heads.h"
#include "http/h1/session.h"

namespace culvert::h1 {

class Server final : public http::ServerConnection, private Session {
 public:
  Server(Loop& loop, std::unique_ptr<ByteStream> transport, const Settings& settings);
  ~Server() override;

  http::Version version() const override { return http::Version::kHttp11; }
  Poll<Result<std::unique_ptr<http::ServerStream>>> poll_accept(Waiter& w) override;
  std::size_t streams() const override { return stream_ != nullptr ? 1 : 0; }
  void drain() override;

 private:
  void on_head() override;
  void on_end() override;
  void on_malformed(const Error& error) override;
  void on_transport_end() override;
  void on_surplus() override {}  // a pipelined request, or early bytes: they wait
  void on_sent() override;
  void on_dropped() override;
  void on_closed() override;
  bool may_read() const override;
  void write_body(ChunkQueue chunks) override;
  bool body_writable() const override { return responded_ && !sending(); }
  void end_body() override;
  void say_continue() override;
  void respond(const http::Response& response) override;

  [[nodiscard]] Framing framing_of(const http::Response& response);
  [[nodiscard]] bool send_head(Framing framing);
  void refuse(int status, const Error& why);
  void go_on();  // once an exchange is over on both sides
  void await_request();
  // Bounds every time in which the client has to do something: to ask, to take an answer, to send what is left of a
  // body, to close.
  Task<> limit_waiting();

  // Of the exchange under way:
  bool upgrade_ = false;  // or a classic CONNECT
  bool keep_alive_ = false;
  bool head_request_ = false;               // HEAD: the answer has no body
  int minor_ = 1;                           // the client speaks HTTP/1.x
  bool responded_ = false;                  // respond() was called
  bool body_over_ = false;                  // and finish()
  bool sent_ = false;                       // and all of it went out
  std::unique_ptr<http::Response> unsent_;  // its framing waits for the first write
  Framing framing_ = Framing::kNone;
  std::size_t body_left_ = 0;  // kLength: bytes that are owed

  bool draining_ = false;
  std::unique_ptr<H1ServerStream> arrived_;  // not yet accepted
  WaitList accept_waiters_;
  Timer limit_;
  TaskSet limiting_;
};

}  // namespace culvert::h1
