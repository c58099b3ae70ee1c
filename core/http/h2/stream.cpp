#include "http/h2/stream.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <charconv>

#include "http/h2/callbacks.h"
#include "http/h2/session.h"

namespace culvert::h2 {

StreamCore::StreamCore(Session& session)
    : session_(&session), readers_(session.loop_), writers_(session.loop_), failure_waiters_(session.loop_) {
  session.add(*this);
}

StreamCore::~StreamCore() {
  if (session_ == nullptr) return;
  if (registered_ && !over()) {
    abort({Stage::kHttp, Code::kClosed, "dropped"}, code_for_drop());
  }
  if (session_ != nullptr) session_->remove(*this);
}

std::uint32_t StreamCore::code_for_drop() const {
  // A server that has answered in full needs no more of the request (RFC 9113 §8.1).
  if (session_->role_ == Role::kServer) return out_ended_ ? NGHTTP2_NO_ERROR : NGHTTP2_CONNECT_ERROR;
  return head_done_ && !ordinary_ ? NGHTTP2_CONNECT_ERROR : NGHTTP2_CANCEL;
}

void StreamCore::fail(const Error& error) {
  if (error_ != nullptr) return;
  error_ = std::make_unique<Error>(error);
  if (session_ != nullptr) session_->unlend(*this);
  in_.clear();
  out_.clear();
  readers_.notify_all();
  writers_.notify_all();
  failure_waiters_.notify_all();
}

void StreamCore::abort(const Error& why, std::uint32_t h2_code) {
  if (error_ != nullptr) return;
  if (session_ != nullptr && registered_) {
    nghttp2_submit_rst_stream(session_->session_.get(), NGHTTP2_FLAG_NONE, id_, h2_code);
    session_->wake_writer();
  }
  fail(why);
}

void StreamCore::reset(const Error& why) { abort(why, ordinary_ ? NGHTTP2_CANCEL : NGHTTP2_CONNECT_ERROR); }

void StreamCore::cancel() { abort({Stage::kLocal, Code::kClosed, "no longer wanted"}, NGHTTP2_CANCEL); }

void H2ClientStream::cancel() { core_.cancel(); }

void StreamCore::consume(std::size_t n) {
  if (session_ != nullptr && error_ == nullptr) session_->consumed(*this, n);
}

std::size_t StreamCore::room() const {
  if (session_ == nullptr || !registered_) return 0;
  nghttp2_session* ng = session_->session_.get();
  const auto window =
      std::min(nghttp2_session_get_stream_remote_window_size(ng, id_), nghttp2_session_get_remote_window_size(ng));
  const auto open = static_cast<std::size_t>(std::max(window, 0));
  return open > out_.size() ? open - out_.size() : 0;
}

Poll<Result<ChunkQueue>> StreamCore::poll_next(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  if (!in_.empty()) {
    if (session_ != nullptr) session_->unlend(*this);
    return std::exchange(in_, {});
  }
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
  if (session_ == nullptr) return;
  chunks.own(session_->loop_.pool());
  out_.append(std::move(chunks));
  resume_output();
}

void StreamCore::resume_output() {
  if (!deferred_) return;
  deferred_ = false;
  nghttp2_session_resume_data(session_->session_.get(), id_);
  session_->wake_writer();
}

Poll<Result<>> StreamCore::poll_writable(Waiter& w) {
  if (error_ != nullptr) return std::unexpected(*error_);
  // With the window shut the next write could only wait here: better that its bytes wait in their socket.
  if (out_ended_ || (out_.empty() && (room() != 0 || !registered_))) return Result<>{};
  writers_.add(w);
  return {};
}

void StreamCore::start_finish() {
  if (error_ != nullptr || finishing_ || session_ == nullptr) return;
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

std::ptrdiff_t StreamCore::offer(std::size_t length, std::uint32_t* flags) {
  if (out_.empty()) {
    if (!finishing_) {
      deferred_ = true;
      return NGHTTP2_ERR_DEFERRED;
    }
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    return 0;
  }
  std::size_t n = std::min(length, out_.size());
  if (out_.front().size() >= kDirect) n = std::min(n, out_.front().size());
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (finishing_ && n == out_.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<std::ptrdiff_t>(n);
}

void StreamCore::begin_head() {
  // A header block behind the final head is trailers, and connect-tcp has none (requirement R6).
  if (head_done_) abort({Stage::kHttp, Code::kProtocol, "the peer sent trailers"}, NGHTTP2_PROTOCOL_ERROR);
}

void StreamCore::add_field(std::string_view name, std::string_view value) {
  if (error_ != nullptr) return;
  head_size_ += static_cast<std::uint32_t>(name.size() + value.size() + 32);  // RFC 9113 §6.5.2
  if (head_size_ > session_->settings_.max_head) {
    abort({Stage::kHttp, Code::kLimit, "the header section is too large"}, NGHTTP2_ENHANCE_YOUR_CALM);
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
  if (error_ == nullptr && !head_done_ && session_ != nullptr) session_->submit_continue(*this);
}

void StreamCore::respond(const http::Response& response) {
  if (error_ != nullptr || head_done_ || session_ == nullptr) return;
  head_done_ = true;
  session_->submit_response(*this, response);
}

void H2ClientStream::retire() {
  if (core_.session_ != nullptr) core_.session_->drain();
}

}  // namespace culvert::h2
