#include "http/h3/callbacks.h"

#include <format>

namespace culvert::h3 {

namespace {

std::string_view text(nghttp3_rcbuf* buffer) {
  const nghttp3_vec bytes = nghttp3_rcbuf_get_buf(buffer);
  return {reinterpret_cast<const char*>(bytes.base), bytes.len};
}

}  // namespace

Error stream_error(Role role, std::uint64_t code) {
  const bool client = role == Role::kClient;
  switch (code) {
    case NGHTTP3_H3_REQUEST_REJECTED:
      return {Stage::kHttp, Code::kRetryable, "the proxy did not take the request"};
    case NGHTTP3_H3_CONNECT_ERROR:
      return client ? Error{Stage::kDestination, Code::kReset, "the destination's connection was reset"}
                    : Error{Stage::kHttp, Code::kReset, "the client reset the tunnel"};
    case NGHTTP3_H3_REQUEST_CANCELLED:
    case NGHTTP3_H3_NO_ERROR:
      return {client ? Stage::kProxy : Stage::kHttp, Code::kReset,
              client ? "the proxy ended the tunnel" : "the client ended the tunnel"};
    case NGHTTP3_H3_EXCESSIVE_LOAD:
      return {Stage::kProxy, Code::kLimit, "the proxy asks for fewer requests"};
    default:
      return {Stage::kHttp, Code::kProtocol, std::format("HTTP/3 stream error {:#x}", code)};
  }
}

// They only unpack their arguments; what they mean is written in session.cpp and stream.cpp.
struct SessionCallbacks {
  static constexpr std::size_t kPiece = 16 * 1024;  // small chunks are gathered in one DATA frame up to here

  static Session& session_of(void* user) { return *static_cast<Session*>(user); }
  static StreamCore* core_of(Session& session, std::int64_t id) {
    Record* record = session.find(id);
    return record == nullptr ? nullptr : record->core;
  }

  static nghttp3_ssize read_data(nghttp3_conn*, std::int64_t id, nghttp3_vec* vec, std::size_t count,
                                 std::uint32_t* flags, void* user, void*) {
    Record* record = session_of(user).find(id);
    const bool finishing = record != nullptr && record->core != nullptr && record->core->finishing_;
    if (record == nullptr || record->aborted || (record->out.empty() && !finishing)) {
      session_of(user).turn_was_empty_ = true;
      return NGHTTP3_ERR_WOULDBLOCK;
    }
    std::size_t n = 0;
    std::size_t bytes = 0;
    while (n < count && bytes < kPiece && !record->out.empty()) {
      Chunk chunk = record->out.pop();
      bytes += chunk.size();
      // nghttp3 and QUIC only read it.
      vec[n++] = {const_cast<std::uint8_t*>(chunk.data()), chunk.size()};
      record->given.push(std::move(chunk));
    }
    if (finishing && record->out.empty()) *flags |= NGHTTP3_DATA_FLAG_EOF;
    return static_cast<nghttp3_ssize>(n);
  }

  static int acked(nghttp3_conn*, std::int64_t id, std::uint64_t n, void* user, void*) {
    if (Record* record = session_of(user).find(id); record != nullptr) record->given.consume(n);
    return 0;
  }

  static int begin_headers(nghttp3_conn*, std::int64_t id, void* user, void*) {
    Session& session = session_of(user);
    if (session.role_ == Role::kServer) session.begin_request(id);
    return 0;
  }

  static int header(nghttp3_conn*, std::int64_t id, std::int32_t, nghttp3_rcbuf* name, nghttp3_rcbuf* value,
                    std::uint8_t, void* user, void*) {
    if (StreamCore* core = core_of(session_of(user), id); core != nullptr) core->add_field(text(name), text(value));
    return 0;
  }

  static int end_headers(nghttp3_conn*, std::int64_t id, int, void* user, void*) {
    Session& session = session_of(user);
    if (StreamCore* core = core_of(session, id); core != nullptr) session.end_head(*core);
    return 0;
  }

  static int begin_trailers(nghttp3_conn*, std::int64_t id, void* user, void*) {
    // connect-tcp has no trailers (requirement R6).
    if (StreamCore* core = core_of(session_of(user), id); core != nullptr) {
      core->abort({Stage::kHttp, Code::kProtocol, "the peer sent trailers"}, NGHTTP3_H3_MESSAGE_ERROR);
    }
    return 0;
  }

  static int data(nghttp3_conn*, std::int64_t id, const std::uint8_t* bytes, std::size_t size, void* user, void*) {
    Session& session = session_of(user);
    session.received(session.find(id), {bytes, size});
    return 0;
  }

  static int deferred(nghttp3_conn*, std::int64_t id, std::size_t n, void* user, void*) {
    Session& session = session_of(user);
    session.transport_->give_credit(id, n);
    session.transport_->give_connection_credit(n);
    return 0;
  }

  static int end_stream(nghttp3_conn*, std::int64_t id, void* user, void*) {
    if (StreamCore* core = core_of(session_of(user), id); core != nullptr) core->end_input();
    return 0;
  }

  static int rejected(nghttp3_conn*, std::int64_t id, std::uint64_t code, void* user, void*) {
    // nghttp3 asks for both directions, one after the other; the first ends both.
    Session& session = session_of(user);
    if (Record* record = session.find(id); record != nullptr) {
      const Error why{Stage::kHttp, Code::kProtocol, "the peer sent a malformed HTTP/3 message"};
      if (record->core != nullptr) record->core->abort(why, code);
      return 0;
    }
    session.transport_->stop_sending(id, code);
    session.transport_->reset(id, code);
    return 0;
  }

  static int shutdown(nghttp3_conn*, std::int64_t id, void* user) {
    session_of(user).on_goaway(id);
    return 0;
  }

  static int settings(nghttp3_conn*, const nghttp3_proto_settings* theirs, void* user) {
    session_of(user).on_settings(theirs->enable_connect_protocol != 0);
    return 0;
  }
};

nghttp3_conn* Callbacks::make(Session& session, Role role, const Settings& settings) {
  using S = SessionCallbacks;
  nghttp3_callbacks c{};
  c.acked_stream_data = S::acked;
  c.recv_data = S::data;
  c.deferred_consume = S::deferred;
  c.begin_headers = S::begin_headers;
  c.recv_header = S::header;
  c.end_headers = S::end_headers;
  c.begin_trailers = S::begin_trailers;
  c.stop_sending = S::rejected;
  c.reset_stream = S::rejected;
  c.end_stream = S::end_stream;
  c.shutdown = S::shutdown;
  c.recv_settings2 = S::settings;

  nghttp3_settings ours;
  nghttp3_settings_default(&ours);
  ours.max_field_section_size = settings.max_head;
  ours.qpack_max_dtable_capacity = settings.qpack_table;
  ours.qpack_encoder_max_dtable_capacity = settings.qpack_table;
  ours.qpack_blocked_streams = 0;
  ours.enable_connect_protocol = 1;  // sent by the client too: some gateways look for it there
  nghttp3_conn* conn = nullptr;
  if (role == Role::kClient) {
    nghttp3_conn_client_new(&conn, &c, &ours, nghttp3_mem_default(), &session);
  } else {
    nghttp3_conn_server_new(&conn, &c, &ours, nghttp3_mem_default(), &session);
    nghttp3_conn_set_max_client_streams_bidi(conn, settings.max_streams);
  }
  return conn;
}

nghttp3_data_reader Callbacks::data_reader() { return {SessionCallbacks::read_data}; }

}  // namespace culvert::h3
