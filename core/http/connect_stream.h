// The TCP byte stream of a classic CONNECT, which is the HTTP stream itself (RFC 9110 §9.3.6, RFC 9113 §8.5, RFC 9114
// §4.4):
//
//   FIN    END_STREAM over HTTP/2, the stream's FIN over HTTP/3, close_notify (without TLS, FIN) over HTTP/1.1
//   RST    RST_STREAM with CONNECT_ERROR; RESET_STREAM and STOP_SENDING with H3_CONNECT_ERROR; the connection's RST
//
// Nothing in the stream says that it is whole: only how it ends does. Any end but these is an error.
//
// Over HTTP/1.1 one direction may end before the other (RFC 8446 §6.1), and what the proxy still sends then is taken.
// But a proxy may end both as soon as one has ended (RFC 9110 §9.3.6).
#pragma once

#include <memory>

#include "http/stream.h"
#include "net/far_stream.h"

namespace culvert::http {

class ConnectStream final : public FarStream {
 public:
  explicit ConnectStream(std::unique_ptr<ClientStream> http) : http_(std::move(http)) {}

  void consume(std::size_t n) override { http_->consume(n); }
  void reset(const Error& why) override { http_->reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override { return http_->poll_next(w); }
  void start_write(ChunkQueue chunks) override {
    written_ += chunks.size();
    http_->start_write(std::move(chunks));
  }
  Poll<Result<>> poll_writable(Waiter& w) override { return http_->poll_writable(w); }
  void start_finish() override { http_->start_finish(); }
  Poll<Result<>> poll_finished(Waiter& w) override { return http_->poll_finished(w); }
  Poll<Error> poll_failed(Waiter& w) override { return http_->poll_failed(w); }

  Poll<Result<>> poll_closed(Waiter& w) override { return http_->poll_finished(w); }
  std::uint64_t written() const override { return written_; }

 private:
  const std::unique_ptr<ClientStream> http_;
  std::uint64_t written_ = 0;
};

}  // namespace culvert::http
