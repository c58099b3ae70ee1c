#include "http/h1/stream.h"

#include <algorithm>

#include "http/h1/session.h"

namespace culvert::h1 {

StreamCore::StreamCore(Session& session)
    : session_(&session), readers_(session.loop_), writers_(session.loop_), failure_waiters_(session.loop_) {}

StreamCore::~StreamCore() {
  if (session_ == nullptr) return;
  if (switched_) {
    session_->fail_all({Stage::kHttp, Code::kClosed, "dropped"});
  } else {
    session_->on_dropped();
  }
}

void StreamCore::fail(const Error& error) {
  if (error_ != nullptr) return;
  error_ = std::make_unique<Error>(error);
  in_.clear();
  readers_.notify_all();
  writers_.notify_all();
  failure_waiters_.notify_all();
}

// HTTP/1.1 has no other way to end one exchange than to end its connection.
void StreamCore::reset(const Error& why) {
  if (error_ != nullptr) return;
  if (session_ != nullptr) {
    session_->fail_all(why);
  } else {
    fail(why);
  }
}

void StreamCore::cancel() {
  const Error why{Stage::kLocal, Code::kClosed, "no longer wanted"};
  if (error_ != nullptr) return;
  if (session_ != nullptr && !switched_) {
    session_->on_dropped();
    fail(why);
  } else {
    reset(why);
  }
}

void StreamCore::consume(std::size_t n) {
  if (session_ == nullptr || error_ != nullptr) return;
  if (switched_) {
    session_->transport_->consume(n);
    return;
  }
  unconsumed_ -= std::min(n, unconsumed_);
  session_->want_input();
}

template <class R>
Poll<Result<R>> StreamCore::checked(Poll<Result<R>> result) {
  if (!result || *result) return result;
  session_->fail_all(session_->lost(std::move(result->error())));
  return std::unexpected(*error_);
}

Poll<Result<ChunkQueue>> StreamCore::poll_next(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (!in_.empty()) return std::exchange(in_, {});
  if (in_ended_) return ChunkQueue{};
  if (!switched_) {
    readers_.add(w);
    return {};
  }
  auto lent = checked(session_->transport_->poll_next(w));
  if (lent && *lent && (*lent)->empty()) {
    in_ended_ = true;
    session_->direction_over();
  }
  return lent;
}

void StreamCore::start_write(ChunkQueue chunks) {
  if (error_ != nullptr || finishing_ || session_ == nullptr || chunks.empty()) return;
  if (!switched_) {
    session_->write_body(std::move(chunks));
  } else if (session_->sending()) {
    session_->send(std::move(chunks));
  } else {
    session_->transport_->start_write(std::move(chunks));
  }
}

Poll<Result<>> StreamCore::poll_writable(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (out_ended_ || session_ == nullptr) return Result<>{};
  if (switched_ && !session_->sending()) return checked(session_->transport_->poll_writable(w));
  if (!switched_ && session_->body_writable()) return Result<>{};
  writers_.add(w);
  return {};
}

void StreamCore::start_finish() {
  if (error_ != nullptr || finishing_ || session_ == nullptr) return;
  finishing_ = true;
  if (switched_) {
    drive_finish();
  } else {
    session_->end_body();
  }
}

void StreamCore::drive_finish() {
  if (error_ != nullptr || session_ == nullptr || out_ended_) return;
  if (session_->sending()) {  // that comes first
    writers_.add(finisher_);
    return;
  }
  session_->transport_->start_finish();
  const auto finished = checked(session_->transport_->poll_finished(finisher_));
  if (!finished || !*finished) return;
  end_output();
  session_->direction_over();
}

Poll<Result<>> StreamCore::poll_finished(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (out_ended_ || session_ == nullptr) return Result<>{};
  writers_.add(w);
  return {};
}

Poll<Error> StreamCore::poll_failed(Waiter& w) {
  if (error_ != nullptr) return *error_;
  if (session_ == nullptr || !switched_) {
    failure_waiters_.add(w);
    return {};
  }
  if (auto broken = session_->transport_->poll_failed(w)) {
    session_->fail_all(session_->lost(std::move(*broken)));
    return *error_;
  }
  return {};
}

Poll<Result<http::Response>> StreamCore::poll_response(Waiter& w) {
  if (response_ != nullptr) {  // also if the connection was lost behind it
    http::Response head = std::move(*response_);
    response_.reset();
    return head;
  }
  if (error_ != nullptr) return std::unexpected(*error_);
  readers_.add(w);
  return {};
}

void StreamCore::say_continue() {
  if (error_ == nullptr && session_ != nullptr) session_->say_continue();
}

void StreamCore::respond(const http::Response& response) {
  if (error_ == nullptr && session_ != nullptr) session_->respond(response);
}

void StreamCore::receive(ChunkQueue body) {
  if (body.empty()) return;
  unconsumed_ += body.size();
  in_.append(std::move(body));
  readers_.notify_all();
}

void StreamCore::end_input() {
  in_ended_ = true;
  readers_.notify_all();
}

void StreamCore::end_output() {
  out_ended_ = true;
  writers_.notify_all();
}

void StreamCore::switch_protocols(ChunkQueue behind) {
  switched_ = true;
  in_ = std::move(behind);
  readers_.notify_all();
  writers_.notify_all();
  failure_waiters_.notify_all();  // from now on they hang at the transport
}

}  // namespace culvert::h1
