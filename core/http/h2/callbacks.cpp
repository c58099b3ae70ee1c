#include "http/h2/callbacks.h"

#include <algorithm>
#include <charconv>

namespace culvert::h2 {

namespace {

std::string_view text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

Error stream_error(Role role, std::uint32_t code) {
  const bool client = role == Role::kClient;
  switch (code) {
    case NGHTTP2_REFUSED_STREAM:
      return {Stage::kHttp, Code::kRetryable, "the proxy did not take the request"};
    case NGHTTP2_CONNECT_ERROR:
      return client ? Error{Stage::kDestination, Code::kReset, "the destination's connection was reset"}
                    : Error{Stage::kHttp, Code::kReset, "the client reset the tunnel"};
    case NGHTTP2_CANCEL:
    case NGHTTP2_NO_ERROR:
      return {client ? Stage::kProxy : Stage::kHttp, Code::kReset,
              client ? "the proxy ended the tunnel" : "the client ended the tunnel"};
    case NGHTTP2_ENHANCE_YOUR_CALM:
      return {Stage::kProxy, Code::kLimit, "the proxy asks for fewer requests"};
    default:
      return {Stage::kHttp, Code::kProtocol, std::string("HTTP/2 stream error ") + nghttp2_http2_strerror(code)};
  }
}

// They only unpack their arguments; what they mean is written in session.cpp and stream.cpp.
struct SessionCallbacks {
  static Session& session_of(void* user_data) { return *static_cast<Session*>(user_data); }

  // Null when the stream's handle is gone.
  static StreamCore* stream_of(nghttp2_session* ng, std::int32_t id) {
    return static_cast<StreamCore*>(nghttp2_session_get_stream_user_data(ng, id));
  }

  static nghttp2_ssize read_length(nghttp2_session*, std::uint8_t, std::int32_t, std::int32_t session_window,
                                   std::int32_t stream_window, std::uint32_t max_frame, void*) {
    // One frame fills whole TLS records with its header: a 16 KiB limit leaves 16,375 bytes of payload.
    const std::size_t records = std::max<std::size_t>(max_frame / 16384, 1) * 16384 - kFrameHeader;
    return std::min({static_cast<nghttp2_ssize>(records), static_cast<nghttp2_ssize>(session_window),
                     static_cast<nghttp2_ssize>(stream_window)});
  }

  static nghttp2_ssize read_data(nghttp2_session* ng, std::int32_t id, std::uint8_t*, std::size_t length,
                                 std::uint32_t* flags, nghttp2_data_source*, void*) {
    StreamCore* stream = stream_of(ng, id);
    if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // its handle is gone
    return stream->offer(length, flags);
  }

  static int send_data(nghttp2_session* ng, nghttp2_frame* frame, const std::uint8_t* header, std::size_t length,
                       nghttp2_data_source*, void* user_data) {
    StreamCore* stream = stream_of(ng, frame->hd.stream_id);
    if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    return session_of(user_data).send_data(*stream, header, length);
  }

  static int on_begin_headers(nghttp2_session* ng, const nghttp2_frame* frame, void* user_data) {
    if (frame->hd.type != NGHTTP2_HEADERS) return 0;
    Session& session = session_of(user_data);
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
      session.begin_request(frame->hd.stream_id);
    } else if (StreamCore* stream = stream_of(ng, frame->hd.stream_id); stream != nullptr) {
      stream->begin_head();
    }
    return 0;
  }

  static int on_header(nghttp2_session* ng, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                       const std::uint8_t* value, std::size_t value_size, std::uint8_t, void*) {
    StreamCore* stream = stream_of(ng, frame->hd.stream_id);
    if (stream != nullptr) stream->add_field(text(name, name_size), text(value, value_size));
    return 0;
  }

  static int on_frame_recv(nghttp2_session* ng, const nghttp2_frame* frame, void* user_data) {
    Session& session = session_of(user_data);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
      case NGHTTP2_DATA:
        if (StreamCore* stream = stream_of(ng, frame->hd.stream_id); stream != nullptr) {
          if (frame->hd.type == NGHTTP2_HEADERS) session.end_head(*stream);
          if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) stream->end_input();
        }
        break;
      case NGHTTP2_SETTINGS:
        if ((frame->hd.flags & NGHTTP2_FLAG_ACK) == 0) session.on_settings();
        break;
      case NGHTTP2_WINDOW_UPDATE:
        session.on_window(frame->hd.stream_id == 0 ? nullptr : stream_of(ng, frame->hd.stream_id));
        break;
      case NGHTTP2_PING:
        if ((frame->hd.flags & NGHTTP2_FLAG_ACK) != 0) session.on_ping_answer(frame->ping.opaque_data);
        break;
      case NGHTTP2_GOAWAY:
        session.on_goaway();
        break;
      default:
        break;
    }
    return 0;
  }

  static int on_data(nghttp2_session* ng, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size,
                     void* user_data) {
    session_of(user_data).received(id, stream_of(ng, id), {data, size});
    return 0;
  }

  static int on_frame_send(nghttp2_session* ng, const nghttp2_frame* frame, void*) {
    const bool head = frame->hd.type == NGHTTP2_HEADERS;
    if (!head && frame->hd.type != NGHTTP2_DATA) return 0;
    StreamCore* stream = stream_of(ng, frame->hd.stream_id);
    if (stream == nullptr) return 0;
    if (head) stream->writers_.notify_all();  // only now has the stream a window
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) stream->end_output();
    return 0;
  }

  static int on_stream_close(nghttp2_session* ng, std::int32_t id, std::uint32_t code, void* user_data) {
    session_of(user_data).on_stream_close(stream_of(ng, id), code);
    return 0;
  }

  static int on_error(nghttp2_session*, int, const char* message, std::size_t size, void* user_data) {
    session_of(user_data).protocol_error_.assign(message, size);
    return 0;
  }

  static int on_invalid_frame(nghttp2_session*, const nghttp2_frame*, int code, void* user_data) {
    session_of(user_data).protocol_error_ = nghttp2_strerror(code);
    return 0;
  }
};

nghttp2_session* Callbacks::make(Session& session, Role role) {
  nghttp2_session_callbacks* c = nullptr;
  nghttp2_session_callbacks_new(&c);
  using S = SessionCallbacks;
  nghttp2_session_callbacks_set_data_source_read_length_callback2(c, S::read_length);
  nghttp2_session_callbacks_set_send_data_callback(c, S::send_data);
  nghttp2_session_callbacks_set_on_begin_headers_callback(c, S::on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(c, S::on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(c, S::on_frame_recv);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(c, S::on_data);
  nghttp2_session_callbacks_set_on_frame_send_callback(c, S::on_frame_send);
  nghttp2_session_callbacks_set_on_stream_close_callback(c, S::on_stream_close);
  nghttp2_session_callbacks_set_error_callback2(c, S::on_error);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(c, S::on_invalid_frame);

  nghttp2_option* o = nullptr;
  nghttp2_option_new(&o);
  nghttp2_option_set_no_auto_window_update(o, 1);
  nghttp2_option_set_no_closed_streams(o, 1);
  nghttp2_option_set_peer_max_concurrent_streams(o, 100);

  nghttp2_session* ng = nullptr;
  if (role == Role::kClient) {
    nghttp2_session_client_new2(&ng, c, &session, o);
  } else {
    nghttp2_session_server_new2(&ng, c, &session, o);
  }
  nghttp2_option_del(o);
  nghttp2_session_callbacks_del(c);
  return ng;
}

nghttp2_data_provider2 Callbacks::data_provider() {
  nghttp2_data_provider2 provider{};
  provider.read_callback = SessionCallbacks::read_data;
  return provider;
}

}  // namespace culvert::h2
