#include "http/h3/session.h"

#include <nghttp3/nghttp3.h>

#include <algorithm>

#include "http/h3/callbacks.h"
#include "http/h3/heads.h"

namespace culvert::h3 {

using http::ConnectionState;
using quic::StreamId;

Session::Session(Loop& loop, std::unique_ptr<quic::Connection> transport, Role role, const Settings& settings)
    : loop_(loop),
      role_(role),
      settings_(settings),
      allowed_streams_(settings.max_streams),
      session_(Callbacks::make(*this, role, settings), nghttp3_conn_del),
      accept_waiters_(loop),
      change_waiters_(loop),
      transport_(std::move(transport)) {
  begin_early();
  transport_->run(*this);
}

Session::~Session() {
  arriving_.clear();
  arrived_.clear();
  fail_all({Stage::kHttp, Code::kClosed, "the connection to the proxy was closed"});
}

Error Session::broken(int nghttp3_error) {
  close_code_ = nghttp3_err_infer_quic_app_error_code(nghttp3_error);
  return {Stage::kHttp, Code::kProtocol,
          std::string("the peer does not speak proper HTTP/3: ") + nghttp3_strerror(nghttp3_error)};
}

void Session::check(int nghttp3_result) {
  if (nghttp3_result == 0 || closing_ || nghttp3_result == NGHTTP3_ERR_STREAM_NOT_FOUND) return;
  closing_ = true;
  const Error why = broken(nghttp3_result);
  transport_->close(close_code_, why);
}

std::size_t Session::room() const {
  return state_ == ConnectionState::kReady && !closing_ ? transport_->bidirectional_left() : 0;
}

std::unique_ptr<http::ClientStream> Session::open(const http::Request& request) {
  auto stream = std::make_unique<H3ClientStream>(*this);
  StreamCore& core = stream->core_;
  core.response_ = std::make_unique<http::Response>();
  const auto id = transport_->open_bidirectional();
  if (!id) {
    core.fail({Stage::kHttp, Code::kRetryable, id.error().detail});
    return stream;
  }
  keep(*id, core);
  const std::vector<nghttp3_nv> head = head_of(request);
  const nghttp3_data_reader reader = Callbacks::data_reader();
  core.ordinary_ = core.finishing_ = request.ends_with_head();
  const int rv = nghttp3_conn_submit_request(session_.get(), *id, head.data(), head.size(),
                                             core.ordinary_ ? nullptr : &reader, nullptr);
  if (rv != 0) {
    core.abort({Stage::kHttp, Code::kRetryable, nghttp3_strerror(rv)}, NGHTTP3_H3_REQUEST_CANCELLED);
    return stream;
  }
  transport_->wake();
  return stream;
}

void Session::submit_continue(StreamCore& stream) {
  const http::Response response;
  const std::string status = "100";
  const std::vector<nghttp3_nv> head = head_of(response, status);
  check(nghttp3_conn_submit_info(session_.get(), stream.record_->id, head.data(), head.size()));
  transport_->wake();
}

void Session::submit_response(StreamCore& stream, const http::Response& response) {
  const std::string status = std::to_string(response.status);
  const std::vector<nghttp3_nv> head = head_of(response, status);
  const nghttp3_data_reader reader = Callbacks::data_reader();
  check(nghttp3_conn_submit_response(session_.get(), stream.record_->id, head.data(), head.size(), &reader));
  transport_->wake();
}

Poll<Result<std::unique_ptr<http::ServerStream>>> Session::poll_accept(Waiter& w) {
  if (!arrived_.empty()) {
    std::unique_ptr<http::ServerStream> stream = std::move(arrived_.front());
    arrived_.erase(arrived_.begin());
    return stream;
  }
  if (state_ == ConnectionState::kClosed) return std::unexpected(error_);
  accept_waiters_.add(w);
  return {};
}

void Session::network_changed() {
  if (state_ != ConnectionState::kClosed) transport_->network_changed();
}

void Session::drain() {
  if (state_ == ConnectionState::kClosed || drained_here_) return;
  drained_here_ = true;
  if (ready_) check(nghttp3_conn_shutdown(session_.get()));
  state_ = ConnectionState::kDraining;
  changed();
  transport_->wake();
  close_if_drained();
}

void Session::close_if_drained() {
  // A server only ends what it drains itself; a client also what the server drains.
  const bool done = drained_here_ || (role_ == Role::kClient && state_ == ConnectionState::kDraining);
  if (!done || closing_ || !records_.empty()) return;
  closing_ = true;
  transport_->close(NGHTTP3_H3_NO_ERROR, {Stage::kHttp, Code::kClosed, "the connection to the proxy was closed"});
}

void Session::changed() {
  ++changes_;
  change_waiters_.notify_all();
}

Poll<bool> Session::poll_changed(std::uint64_t seen, Waiter& w) {
  if (seen != changes_) return true;
  change_waiters_.add(w);
  return {};
}

void Session::fail_all(const Error& error) {
  if (state_ == ConnectionState::kClosed) return;
  state_ = ConnectionState::kClosed;
  error_ = error;
  while (streams_ != nullptr) {
    StreamCore& stream = *streams_;
    if (!stream.over()) stream.fail(error);
    if (stream.record_ != nullptr) stream.record_->core = nullptr;
    stream.record_ = nullptr;
    remove(stream);
    stream.session_ = nullptr;
  }
  accept_waiters_.notify_all();
  changed();
}

void Session::begin_request(StreamId id) {
  if (find(id) != nullptr) return;
  auto stream = std::make_unique<H3ServerStream>(*this);
  StreamCore& core = stream->core_;
  core.request_ = std::make_unique<http::Request>();
  keep(id, core);
  // Tunnels take turns (RFC 9218 §4.2): a ping beside a bulk transfer is not starved.
  const nghttp3_pri priority{.urgency = NGHTTP3_DEFAULT_URGENCY, .inc = 1};
  nghttp3_conn_set_server_stream_priority(session_.get(), id, &priority);
  arriving_.push_back(std::move(stream));
}

void Session::end_head(StreamCore& stream) {
  if (stream.error_ != nullptr) return;
  if (role_ == Role::kServer) {
    const auto it = std::ranges::find(arriving_, &stream, [](const auto& s) { return &s->core_; });
    if (it == arriving_.end()) return;
    arrived_.push_back(std::move(*it));
    arriving_.erase(it);
    accept_waiters_.notify_all();
    return;
  }
  if (stream.head_done_ || stream.response_ == nullptr) return;
  if (stream.response_->status / 100 == 1) {
    stream.continued_ = stream.continued_ || stream.response_->status == 100;
    stream.readers_.notify_all();
    *stream.response_ = {};
    return;
  }
  stream.head_done_ = true;
  stream.readers_.notify_all();
}

void Session::on_settings(bool connect) {
  if (early_ && !connect && !closing_) {
    closing_ = true;
    transport_->close(NGHTTP3_H3_SETTINGS_ERROR, {Stage::kHttp, Code::kProtocol,
                                                  "the proxy takes back what it offered before (extended CONNECT)"});
  }
  extended_connect_ = connect;
  if (state_ == ConnectionState::kOpening) state_ = ConnectionState::kReady;
  changed();
}

void Session::on_goaway(StreamId id) {
  if (state_ == ConnectionState::kClosed) return;
  state_ = ConnectionState::kDraining;
  if (role_ == Role::kClient) {
    for (StreamCore* stream = streams_; stream != nullptr; stream = stream->next_) {
      if (stream->record_ == nullptr || stream->record_->id < id) continue;
      stream->abort({Stage::kHttp, Code::kRetryable, "the proxy did not take the request"},
                    NGHTTP3_H3_REQUEST_CANCELLED);
    }
  }
  changed();
  close_if_drained();
}

// `both`: the sending side as well.
void Session::abort_stream(Record& record, std::uint64_t code, bool both) {
  nghttp3_conn_shutdown_stream_read(session_.get(), record.id);
  transport_->stop_sending(record.id, code);
  if (both && !record.aborted) {
    record.aborted = true;
    record.out.clear();  // what was given stays until QUIC is done with the stream
    nghttp3_conn_shutdown_stream_write(session_.get(), record.id);
    transport_->reset(record.id, code);
  }
  transport_->wake();
}

Record* Session::find(StreamId id) {
  const auto it = records_.find(id);
  return it == records_.end() ? nullptr : it->second.get();
}

Record& Session::keep(StreamId id, StreamCore& core) {
  auto& record = records_[id];
  record = std::make_unique<Record>();
  record->id = id;
  record->core = &core;
  core.record_ = record.get();
  return *record;
}

void Session::add(StreamCore& stream) {
  stream.next_ = streams_;
  if (streams_ != nullptr) streams_->prev_ = &stream;
  streams_ = &stream;
}

void Session::remove(StreamCore& stream) {
  if (stream.unconsumed_ != 0) consumed(stream, stream.unconsumed_);
  if (stream.record_ != nullptr) stream.record_->core = nullptr;
  if (stream.prev_ != nullptr) stream.prev_->next_ = stream.next_;
  if (stream.next_ != nullptr) stream.next_->prev_ = stream.prev_;
  if (streams_ == &stream) streams_ = stream.next_;
  stream.next_ = stream.prev_ = nullptr;
}

void Session::received(Record* record, std::span<const std::uint8_t> bytes) {
  StreamCore* stream = record == nullptr ? nullptr : record->core;
  if (stream == nullptr || stream->error_ != nullptr) {
    if (record != nullptr) transport_->give_credit(record->id, bytes.size());
    transport_->give_connection_credit(bytes.size());
    return;
  }
  stream->in_.push(Chunk::copy_of(loop_.pool(), bytes));
  stream->unconsumed_ += bytes.size();
  stream->readers_.notify_all();
  // Credit for the connection goes back at once, so that a stream that nobody reads holds up no other (requirement
  // F2), as long as all that is kept for slow readers stays within its limit.
  buffered_ += bytes.size();
  owed_ += bytes.size();
  release_connection_credit();
}

void Session::release_connection_credit() {
  if (owed_ == 0 || buffered_ > settings_.max_buffered || state_ == ConnectionState::kClosed) return;
  transport_->give_connection_credit(owed_);
  owed_ = 0;
}

void Session::consumed(StreamCore& stream, std::size_t n) {
  stream.unconsumed_ -= n;
  buffered_ -= n;
  if (stream.record_ != nullptr) transport_->give_credit(stream.record_->id, n);
  release_connection_credit();
}

}  // namespace culvert::h3
