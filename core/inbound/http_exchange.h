// A request in absolute form, and the response to it, as the two directions of a stream: what is read is what the
// origin has to get, what is written goes to the application. One exchange to a connection.
#pragma once

#include <memory>
#include <string>

#include "inbound/http_bodies.h"
#include "net/loop.h"
#include "net/tcp_stream.h"

namespace culvert::inbound {

class HttpExchange final : public ByteStream {
 public:
  // `target` is for the sentence if the origin ends without an answer.
  HttpExchange(Loop& loop, std::unique_ptr<TcpStream> application, OriginRequest request, std::string target);

  void consume(std::size_t) override {}  // TCP's credit is given by reading
  void reset(const Error& why) override { application_->reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override;
  void start_write(ChunkQueue chunks) override;
  Poll<Result<>> poll_writable(Waiter& w) override { return application_->poll_writable(w); }
  void start_finish() override;
  Poll<Result<>> poll_finished(Waiter& w) override { return application_->poll_finished(w); }
  Poll<Error> poll_failed(Waiter& w) override { return application_->poll_failed(w); }

 private:
  [[nodiscard]] Result<ChunkQueue> take(ChunkQueue received);
  [[nodiscard]] Poll<Result<ChunkQueue>> behind_the_request(Waiter& w);
  [[nodiscard]] Result<ChunkQueue> broke(Error error);

  Loop& loop_;
  std::unique_ptr<TcpStream> application_;
  const std::string target_;
  std::string head_;  // empty once it was read
  RequestBody body_;
  const bool upgrade_;
  const bool head_only_;
  ResponseHead response_;
  ChunkQueue received_;      // what was lent last borrows from it
  ChunkQueue held_;          // came behind a request to switch protocols, before its answer
  std::size_t skipped_ = 0;  // came behind another request
  std::unique_ptr<Error> error_;
  WaitList answer_waiters_;  // for the response's head
};

}  // namespace culvert::inbound
