#include "http/h3/stream.h"

#include <nghttp3/nghttp3.h>

#include <charconv>

#include "http/h3/callbacks.h"
#include "http/h3/session.h"

namespace culvert::h3 {

StreamCore::StreamCore(Session& session)
    : session_(&session), readers_(session.loop_), writers_(session.loop_), failure_waiters_(session.loop_) {
  session.add(*this);
}

StreamCore::~StreamCore() {
  if (session_ == nullptr) return;
  if (record_ != nullptr && !over()) abort({Stage::kHttp, Code::kClosed, "dropped"}, code_for_drop());
  session_->remove(*this);
}

std::uint64_t StreamCore::code_for_drop() const {
  // A server that has answered in full needs no more of the request (RFC 9114 §4.1).
  if (session_->role_ == Role::kServer) return out_ended_ ? NGHTTP3_H3_NO_ERROR : NGHTTP3_H3_CONNECT_ERROR;
  return head_done_ && !ordinary_ ? NGHTTP3_H3_CONNECT_ERROR : NGHTTP3_H3_REQUEST_CANCELLED;
}

void StreamCore::fail(const Error& error) {
  if (error_ != nullptr) return;
  error_ = std::make_unique<Error>(error);
  in_.clear();
  readers_.notify_all();
  writers_.notify_all();
  failure_waiters_.notify_all();
}

void StreamCore::abort(const Error& why, std::uint64_t h3_code) {
  if (error_ != nullptr) return;
  if (session_ != nullptr && record_ != nullptr) {
    session_->abort_stream(*record_, h3_code, h3_code != NGHTTP3_H3_NO_ERROR);
  }
  fail(why);
}

void StreamCore::reset(const Error& why) {
  abort(why, ordinary_ ? NGHTTP3_H3_REQUEST_CANCELLED : NGHTTP3_H3_CONNECT_ERROR);
}

void StreamCore::cancel() { abort({Stage::kLocal, Code::kClosed, "no longer wanted"}, NGHTTP3_H3_REQUEST_CANCELLED); }

void StreamCore::consume(std::size_t n) {
  if (session_ != nullptr && error_ == nullptr) session_->consumed(*this, n);
}

Poll<Result<ChunkQueue>> StreamCore::poll_next(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (!in_.empty()) return std::exchange(in_, {});
  if (in_ended_) return ChunkQueue{};
  readers_.add(w);
  return {};
}

void StreamCore::start_write(ChunkQueue chunks) {
  if (error_ != nullptr || finishing_) return;
  if (out_ended_) {  // by the peer, which needs no more. A tunnel must not lose bytes without a word
    if (tunnel_ && !chunks.empty()) reset({Stage::kDestination, Code::kReset, "the proxy takes no more of the data"});
    return;
  }
  if (session_ == nullptr || record_ == nullptr) return;
  chunks.own(session_->loop_.pool());
  record_->out.append(std::move(chunks));
  resume_output();
}

void StreamCore::resume_output() {
  nghttp3_conn_resume_stream(session_->session_.get(), record_->id);
  session_->transport_->wake();
}

bool StreamCore::all_sent() const {
  return record_ == nullptr || (record_->out.empty() && record_->offered == 0 && record_->all_offered);
}

Poll<Result<>> StreamCore::poll_writable(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  // With the window shut the next write could only wait here: better that its bytes wait in their socket.
  if (out_ended_ || all_sent()) return Result<>{};
  writers_.add(w);
  return {};
}

void StreamCore::start_finish() {
  if (error_ != nullptr || finishing_ || out_ended_ || session_ == nullptr || record_ == nullptr) return;
  finishing_ = true;
  resume_output();
}

Poll<Result<>> StreamCore::poll_finished(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (out_ended_) return Result<>{};
  writers_.add(w);
  return {};
}

Poll<Error> StreamCore::poll_failed(Waiter& w) {
  if (error_ != nullptr) return *error_;
  failure_waiters_.add(w);
  return {};
}

Poll<Result<http::Response>> StreamCore::poll_response(Waiter& w) {
  if (head_done_ && response_ != nullptr) {  // also if the stream was reset behind it
    http::Response head = std::move(*response_);
    response_.reset();
    tunnel_ = !ordinary_ && head.switched();
    return head;
  }
  if (error_ != nullptr) return std::unexpected(*error_);
  readers_.add(w);
  return {};
}

void StreamCore::add_field(std::string_view name, std::string_view value) {
  if (error_ != nullptr) return;
  head_size_ += name.size() + value.size() + 32;  // RFC 9114 §4.2.2
  if (head_size_ > session_->settings_.max_head) {
    abort({Stage::kHttp, Code::kLimit, "the header section is too large"}, NGHTTP3_H3_EXCESSIVE_LOAD);
    return;
  }
  if (response_ != nullptr) {
    if (name == ":status") {
      std::from_chars(value.data(), value.data() + value.size(), response_->status);
    } else {
      response_->fields.add(name, value);
    }
    return;
  }
  if (request_ == nullptr) return;
  if (name == ":method") {
    request_->method = value;
  } else if (name == ":protocol") {
    request_->protocol = value;
  } else if (name == ":scheme") {
    request_->scheme = value;
  } else if (name == ":authority") {
    request_->authority = value;
  } else if (name == ":path") {
    request_->path = value;
  } else {
    request_->fields.add(name, value);
  }
}

void StreamCore::end_input() {
  in_ended_ = true;
  readers_.notify_all();
}

void StreamCore::end_output() {
  out_ended_ = true;
  writers_.notify_all();
}

void StreamCore::say_continue() {
  if (error_ == nullptr && !head_done_ && session_ != nullptr && record_ != nullptr) session_->submit_continue(*this);
}

void StreamCore::respond(const http::Response& response) {
  if (error_ != nullptr || head_done_ || session_ == nullptr || record_ == nullptr) return;
  head_done_ = true;
  session_->submit_response(*this, response);
}

void H3ClientStream::retire() {
  if (core_.session_ != nullptr) core_.session_->drain();
}

}  // namespace culvert::h3
