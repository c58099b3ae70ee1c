// An HTTP/3 connection (RFC 9114) on nghttp3, either end, over a QUIC connection.
//
// QUIC pushes what arrives and pulls what is to be sent; there is no loop here. Bytes that arrive are lent only for the
// call, so they are copied once; bytes that leave stay in the chunks they came in until they are acknowledged.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "http/connection.h"
#include "http/h3/settings.h"
#include "http/h3/stream.h"
#include "net/loop.h"
#include "quic/connection.h"

struct nghttp3_conn;

namespace culvert::h3 {

enum class Role : std::uint8_t { kClient, kServer };

class Session final : public quic::Application {
 public:
  Session(Loop& loop, std::unique_ptr<quic::Connection> transport, Role role, const Settings& settings);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] http::ConnectionState state() const { return state_; }
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] std::size_t room() const;
  [[nodiscard]] std::size_t streams() const { return records_.size(); }
  [[nodiscard]] bool extended_connect() const { return extended_connect_; }
  [[nodiscard]] std::unique_ptr<http::ClientStream> open(const http::Request& request);
  [[nodiscard]] Poll<Result<std::unique_ptr<http::ServerStream>>> poll_accept(Waiter& w);
  void network_changed();
  void drain();
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  Poll<bool> poll_changed(std::uint64_t seen, Waiter& w);

  // quic::Application
  void on_ready() override;
  void on_early_rejected() override;
  std::string early_memo() const override;
  Result<std::size_t> on_data(quic::StreamId id, std::span<const std::uint8_t> bytes, bool end) override;
  void on_acknowledged(quic::StreamId id, std::size_t n) override;
  void on_reset(quic::StreamId id, std::uint64_t code) override;
  void on_stop_sending(quic::StreamId id) override;
  void on_stream_closed(quic::StreamId id, std::uint64_t code) override;
  void on_more_streams() override { changed(); }
  void on_window(quic::StreamId id) override;
  void on_closed(const Error& reason) override;
  quic::Outgoing next(std::span<std::span<const std::uint8_t>> out) override;
  void on_sent(quic::StreamId id, std::size_t n) override;
  void on_blocked(quic::StreamId id) override;
  std::uint64_t close_code() const override { return close_code_; }

 private:
  friend class StreamCore;
  friend struct SessionCallbacks;

  void begin_early();
  void submit_continue(StreamCore& stream);
  void submit_response(StreamCore& stream, const http::Response& response);
  void abort_stream(Record& record, std::uint64_t code, bool both);
  void check(int nghttp3_result);  // closes the connection if it is an error
  [[nodiscard]] Error broken(int nghttp3_error);
  void close_if_drained();
  void fail_all(const Error& error);
  void changed();
  void release_connection_credit();

  // Events from nghttp3.
  void begin_request(quic::StreamId id);
  void end_head(StreamCore& stream);
  void on_settings(bool connect);
  void on_goaway(quic::StreamId id);
  void received(Record* record, std::span<const std::uint8_t> bytes);

  [[nodiscard]] Record* find(quic::StreamId id);
  Record& keep(quic::StreamId id, StreamCore& core);
  void add(StreamCore& stream);
  void remove(StreamCore& stream);
  void consumed(StreamCore& stream, std::size_t n);

  Loop& loop_;
  const Role role_;
  const Settings settings_;
  http::ConnectionState state_ = http::ConnectionState::kOpening;
  Error error_;
  bool extended_connect_ = false;
  bool early_ = false;            // its first requests go out in early data
  bool ready_ = false;            // the control streams are there
  bool drained_here_ = false;     // drain() was called
  bool closing_ = false;          // close() was called
  bool turn_was_empty_ = false;   // of next()
  std::uint64_t close_code_ = 0;  // for what went wrong in a callback
  std::uint64_t changes_ = 0;
  std::uint64_t allowed_streams_;                                        // server: ever
  StreamCore* streams_ = nullptr;                                        // live handles
  std::unordered_map<quic::StreamId, std::unique_ptr<Record>> records_;  // requests that QUIC is not done with
  std::unique_ptr<nghttp3_conn, void (*)(nghttp3_conn*)> session_;

  std::size_t buffered_ = 0;  // received, not consumed, all streams
  std::size_t owed_ = 0;      // connection credit held back since buffered_ is over its limit

  std::vector<std::unique_ptr<H3ServerStream>> arrived_;  // requests whose head is complete, not yet accepted
  std::vector<std::unique_ptr<H3ServerStream>> arriving_;
  WaitList accept_waiters_;
  WaitList change_waiters_;
  std::unique_ptr<quic::Connection> transport_;  // last: it has spans of the records
};

[[nodiscard]] std::unique_ptr<http::ClientConnection> make_client(Loop& loop,
                                                                  std::unique_ptr<quic::Connection> transport,
                                                                  const Settings& settings);
[[nodiscard]] std::unique_ptr<http::ServerConnection> make_server(Loop& loop,
                                                                  std::unique_ptr<quic::Connection> transport,
                                                                  const Settings& settings);

}  // namespace culvert::h3
