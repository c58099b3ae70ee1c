// The TCP byte stream inside an HTTP stream: DATA and FINAL_DATA capsules (draft-ietf-httpbis-connect-tcp §3).
//
// next() lends payload; its end is FINAL_DATA. A stream that ends otherwise is an error, so that truncation is never
// taken for an end (C6, X5). finish() sends FINAL_DATA and leaves the HTTP stream open for the other direction and for
// a later reset, unless that direction is over already; poll_closed() ends it once both are (X3).
#pragma once

#include <cstdint>
#include <memory>

#include "capsule/capsule_parser.h"
#include "http/stream.h"
#include "net/far_stream.h"
#include "net/loop.h"

namespace culvert {

class CapsuleStream final : public FarStream {
 public:
  CapsuleStream(Loop& loop, std::unique_ptr<ByteStream> http, const WireRevision& revision,
                TunnelEnd end = TunnelEnd::kClient);
  // The client's end. When the proxy asks to wrap up (C7), the request's connection gets no more of them.
  CapsuleStream(Loop& loop, std::unique_ptr<http::ClientStream> http, const WireRevision& revision);
  // The proxy's.
  CapsuleStream(Loop& loop, std::unique_ptr<http::ServerStream> http, const WireRevision& revision);
  ~CapsuleStream() override;

  void consume(std::size_t n) override { http_->consume(n); }
  void reset(const Error& why) override { http_->reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override;
  Poll<Result<>> poll_writable(Waiter& w) override { return http_->poll_writable(w); }
  void start_finish() override;
  Poll<Result<>> poll_finished(Waiter& w) override { return http_->poll_writable(w); }
  Poll<Error> poll_failed(Waiter& w) override { return http_->poll_failed(w); }

  // Once both directions are over: ends the HTTP stream and completes when the other end did so too. An error if
  // more payload came (C5).
  Poll<Result<>> poll_closed(Waiter& w) override;

  // Client: the proxy has asked to wrap up.
  bool wrapping_up() const override { return parser_.wrapping_up(); }
  // Proxy: asks the client to wrap up, once, unless the end was sent already. At any time.
  void wrap_up() override;

  std::uint64_t written() const override { return written_; }

 private:
  struct Flusher;
  void start_closing();  // of the HTTP stream's sending direction, once
  // Splits what arrived into payload, which is returned, and overhead, which is consumed.
  [[nodiscard]] Result<ChunkQueue> unwrap(ChunkQueue arrived);

  Loop* loop_;
  std::unique_ptr<ByteStream> http_;
  http::ClientStream* request_ = nullptr;  // client: http_
  std::unique_ptr<Flusher> wrap_up_;       // proxy, once it was asked for
  std::uint64_t data_;
  std::uint64_t final_data_;
  CapsuleParser parser_;
  std::uint64_t written_ = 0;
  bool finishing_ = false;
  bool closing_ = false;
};

}  // namespace culvert
