// What QUIC has to say to an HTTP/3 session, and asks of it.
#include <nghttp3/nghttp3.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "http/h3/callbacks.h"
#include "http/h3/session.h"

namespace culvert::h3 {

using http::ConnectionState;
using quic::StreamId;

namespace {
// Of a server that lets streams switch protocols (RFC 9114 §7.2.4.2: what it offered once holds for early data).
constexpr std::string_view kMemo = "extended connect";
}  // namespace

void Session::begin_early() {
  early_ = role_ == Role::kClient && transport_->early_memo() == kMemo;
  if (!early_) return;
  extended_connect_ = true;
  state_ = ConnectionState::kReady;
}

void Session::on_closed(const Error& reason) {
  Error why = reason;
  if (state_ != ConnectionState::kOpening) why.stage = Stage::kHttp;  // there was a connection, and it was lost
  if (why.code != Code::kClosed || closing_) {
    fail_all(why);
    return;
  }
  // A good end for the connection cuts off what was still to come. A stream that has all needs no more: the peer has
  // asked for nothing further (see on_stream_closed()), and this may be the first that is heard of it.
  for (StreamCore* stream = streams_; stream != nullptr; stream = stream->next_) {
    if (stream->in_ended_) {
      stream->end_output();
    } else {
      stream->fail({why.stage, Code::kReset, why.detail});
    }
  }
  fail_all(why);
}

void Session::on_ready() {
  std::array<StreamId, 3> ids{};
  for (StreamId& id : ids) {
    const auto opened = transport_->open_unidirectional();
    if (!opened) {  // RFC 9114 §6.2: the peer has to let us open three
      closing_ = true;
      transport_->close(NGHTTP3_H3_GENERAL_PROTOCOL_ERROR,
                        {Stage::kHttp, Code::kProtocol, "the peer does not let HTTP/3 open its control streams"});
      return;
    }
    id = *opened;
  }
  check(nghttp3_conn_bind_control_stream(session_.get(), ids[0]));
  check(nghttp3_conn_bind_qpack_streams(session_.get(), ids[1], ids[2]));
  ready_ = true;
  transport_->wake();
}

// The server knows nothing of what was sent, so the requests may be made again.
void Session::on_early_rejected() {
  const Error why{Stage::kHttp, Code::kRetryable, "the proxy did not take the early request"};
  while (streams_ != nullptr) {
    StreamCore& stream = *streams_;
    if (!stream.over()) stream.fail(why);
    remove(stream);
    stream.record_ = nullptr;
    stream.session_ = nullptr;
  }
  records_.clear();
  session_.reset(Callbacks::make(*this, role_, settings_));
  early_ = ready_ = extended_connect_ = false;
  buffered_ = owed_ = 0;
  if (state_ == ConnectionState::kReady) state_ = ConnectionState::kOpening;
  changed();
}

std::string Session::early_memo() const {
  return extended_connect_ && state_ == ConnectionState::kReady ? std::string(kMemo) : std::string();
}

Result<std::size_t> Session::on_data(StreamId id, std::span<const std::uint8_t> bytes, bool end) {
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(loop_.now().time_since_epoch()).count();
  const nghttp3_ssize n = nghttp3_conn_read_stream2(session_.get(), id, bytes.data(), bytes.size(), end ? 1 : 0,
                                                    static_cast<nghttp3_tstamp>(now));
  std::erase_if(arriving_, [](const auto& stream) { return stream->core_.error_ != nullptr; });
  if (n < 0) {
    closing_ = true;
    return std::unexpected(broken(static_cast<int>(n)));
  }
  transport_->wake();
  return static_cast<std::size_t>(n);
}

void Session::on_acknowledged(StreamId id, std::size_t n) { check(nghttp3_conn_add_ack_offset(session_.get(), id, n)); }

void Session::on_reset(StreamId id, std::uint64_t code) {
  Record* record = find(id);
  if (record == nullptr) return;
  StreamCore* core = record->core;
  if (core != nullptr && core->in_ended_) return;
  abort_stream(*record, code, true);
  if (core != nullptr) core->fail(stream_error(role_, code));
  std::erase_if(arriving_, [](const auto& stream) { return stream->core_.error_ != nullptr; });
}

// With which code is not known. A proxy that says so and does not reset the stream needs no more of the request (RFC
// 9114 §4.1.1), and its answer counts.
void Session::on_stop_sending(StreamId id) {
  nghttp3_conn_shutdown_stream_write(session_.get(), id);
  Record* record = find(id);
  if (record == nullptr) return;
  record->aborted = true;
  record->out.clear();
  StreamCore* core = record->core;
  if (core == nullptr) return;
  if (role_ == Role::kClient) {
    core->end_output();
    return;
  }
  abort_stream(*record, NGHTTP3_H3_CONNECT_ERROR, false);
  core->fail(stream_error(role_, NGHTTP3_H3_NO_ERROR));
}

void Session::on_stream_closed(StreamId id, std::uint64_t code) {
  check(nghttp3_conn_close_stream(session_.get(), id, code == 0 ? NGHTTP3_H3_NO_ERROR : code));
  if (!quic::is_bidirectional(id)) return;
  if (role_ == Role::kServer) {
    nghttp3_conn_set_max_client_streams_bidi(session_.get(), ++allowed_streams_);
    transport_->allow_more_streams(1);
  }
  if (const auto it = records_.find(id); it != records_.end()) {
    if (StreamCore* core = it->second->core; core != nullptr) {
      // All has come, and the peer needs no more of what is sent.
      if (code == NGHTTP3_H3_NO_ERROR && core->in_ended_) core->end_output();
      if (!core->over()) core->fail(stream_error(role_, code == 0 ? NGHTTP3_H3_NO_ERROR : code));
      core->record_ = nullptr;
    }
    records_.erase(it);
  }
  std::erase_if(arriving_, [](const auto& stream) { return stream->core_.error_ != nullptr; });
  changed();
  close_if_drained();
}

void Session::on_window(StreamId id) {
  check(nghttp3_conn_unblock_stream(session_.get(), id));
  transport_->wake();
}

quic::Outgoing Session::next(std::span<std::span<const std::uint8_t>> out) {
  std::array<nghttp3_vec, 16> vecs;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
  const std::size_t most = std::min(out.size(), vecs.size());
  StreamId id = -1;
  int end = 0;
  nghttp3_ssize n = 0;
  // Nothing may mean only that the stream whose turn it was has nothing more, and others wait behind it.
  do {
    turn_was_empty_ = false;
    n = nghttp3_conn_writev_stream(session_.get(), &id, &end, vecs.data(), most);
    if (n < 0) {
      check(static_cast<int>(n));
      return {};
    }
  } while (id < 0 && turn_was_empty_);
  if (id < 0) return {};
  const auto count = static_cast<std::size_t>(n);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = {vecs[i].base, vecs[i].len};
    bytes += vecs[i].len;
  }
  if (Record* record = find(id); record != nullptr) {
    record->offered = bytes;
    record->all_offered = count < most;
    record->end_offered = end != 0;
  }
  return {id, end != 0, count};
}

void Session::on_sent(StreamId id, std::size_t n) {
  check(nghttp3_conn_add_write_offset(session_.get(), id, n));
  Record* record = find(id);
  if (record == nullptr) return;
  record->offered -= std::min(n, record->offered);
  StreamCore* core = record->core;
  if (core == nullptr || !core->all_sent()) return;
  if (record->end_offered) core->end_output();
  core->writers_.notify_all();
}

void Session::on_blocked(StreamId id) { nghttp3_conn_block_stream(session_.get(), id); }

}  // namespace culvert::h3
