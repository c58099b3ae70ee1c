// An HTTP/2 connection (RFC 9113) on nghttp2, either end, over any ByteStream.
//
// Two loops: one takes batches of bytes off the transport and feeds them to nghttp2, whose callbacks only queue bytes
// and mark streams; then everybody who became ready runs; then what nobody took is copied, because the batch is
// borrowed. The other gathers what nghttp2 wants sent, large payloads as the chunks they came in, small ones together,
// and writes it as one batch.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/connection.h"
#include "http/h2/gatherer.h"
#include "http/h2/settings.h"
#include "http/h2/stream.h"
#include "http/h2/window_probe.h"
#include "net/loop.h"

struct nghttp2_session;

namespace culvert::h2 {

enum class Role : std::uint8_t { kClient, kServer };

class Session {
 public:
  Session(Loop& loop, std::unique_ptr<ByteStream> transport, Role role, const Settings& settings);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] http::ConnectionState state() const { return state_; }
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] std::size_t room() const;
  [[nodiscard]] std::size_t streams() const { return open_streams_; }
  [[nodiscard]] bool extended_connect() const;
  [[nodiscard]] std::unique_ptr<http::ClientStream> open(const http::Request& request);
  [[nodiscard]] Poll<Result<std::unique_ptr<http::ServerStream>>> poll_accept(Waiter& w);
  void network_changed();
  void drain();
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  Poll<bool> poll_changed(std::uint64_t seen, Waiter& w);

 private:
  friend class StreamCore;
  friend struct SessionCallbacks;

  Task<> read_loop();
  Task<> write_loop();
  Task<> watch_peer();  // life.cpp
  void count_streams(int change);
  [[nodiscard]] Result<> feed(const Chunk& batch);
  void own_lent();
  [[nodiscard]] ChunkQueue gather();
  void submit_continue(StreamCore& stream);
  void submit_response(StreamCore& stream, const http::Response& response);
  int send_data(StreamCore& stream, const std::uint8_t* frame_header, std::size_t length);
  void wake_writer() { output_wanted_.set(); }
  void fail_all(const Error& error);
  void changed();
  [[nodiscard]] bool over() const;  // nghttp2 has nothing left to read or write

  // Events from nghttp2.
  void begin_request(std::int32_t id);
  void end_head(StreamCore& stream);
  void on_settings();
  void on_goaway();
  void on_ping_answer(const std::uint8_t* opaque);
  void on_window(StreamCore* stream);  // null: the connection's, or everybody's
  void on_stream_close(StreamCore* stream, std::uint32_t code);

  void add(StreamCore& stream);
  void remove(StreamCore& stream);
  void lend(StreamCore& stream);
  void unlend(StreamCore& stream);
  void received(std::int32_t id, StreamCore* stream, std::span<const std::uint8_t> bytes);
  void consumed(StreamCore& stream, std::size_t n);
  void release_connection_credit();

  Loop& loop_;
  std::unique_ptr<ByteStream> transport_;
  const Role role_;
  const Settings settings_;
  std::unique_ptr<nghttp2_session, void (*)(nghttp2_session*)> session_;
  http::ConnectionState state_ = http::ConnectionState::kOpening;
  Error error_;
  std::uint64_t changes_ = 0;
  StreamCore* streams_ = nullptr;  // live handles
  StreamCore* lent_ = nullptr;
  std::size_t open_streams_ = 0;  // as nghttp2 counts them

  Gatherer out_;                // what the next write to the transport takes
  std::string protocol_error_;  // nghttp2's words

  WindowProbe probe_;
  http::LifeSigns life_;
  std::size_t buffered_ = 0;  // received, not consumed, all streams
  std::size_t owed_ = 0;      // connection credit held back since buffered_ is over its limit

  std::vector<std::unique_ptr<H2ServerStream>> arrived_;  // requests whose head is complete, not yet accepted
  std::vector<std::unique_ptr<H2ServerStream>> arriving_;
  WaitList accept_waiters_;
  WaitList change_waiters_;
  Event output_wanted_;
  Event life_news_;  // there are streams, or doubts
  TaskSet tasks_;    // last: its tasks use everything above
};

[[nodiscard]] std::unique_ptr<http::ClientConnection> make_client(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                                  const Settings& settings);
[[nodiscard]] std::unique_ptr<http::ServerConnection> make_server(Loop& loop, std::unique_ptr<ByteStream> transport,
                                                                  const Settings& settings);

}  // namespace culvert::h2
