// One HTTP/3 stream, either end.
#pragma once

#include <cstdint>
#include <memory>

#include "http/stream.h"
#include "quic/connection.h"

namespace culvert::h3 {

class Session;
class StreamCore;

// What the session keeps of a stream until QUIC is done with it, which may be after its handle is gone: lost packets
// are made anew from these bytes.
struct Record {
  quic::StreamId id = -1;
  StreamCore* core = nullptr;  // null: the handle is gone
  ChunkQueue out;              // not yet given to nghttp3
  ChunkQueue given;            // given and not acknowledged; the chunks do not move
  std::size_t offered = 0;     // bytes of the last offer to QUIC that were not sent
  bool all_offered = true;     // that offer held all that nghttp3 had
  bool end_offered = false;
  bool aborted = false;  // the sending side was reset
};

// State and verbs; the two faces are below.
class StreamCore {
 public:
  explicit StreamCore(Session& session);
  ~StreamCore();
  StreamCore(const StreamCore&) = delete;
  StreamCore& operator=(const StreamCore&) = delete;

  void consume(std::size_t n);
  void reset(const Error& why);
  void cancel();
  Poll<Result<ChunkQueue>> poll_next(Waiter& w);
  void start_write(ChunkQueue chunks);
  Poll<Result<>> poll_writable(Waiter& w);
  void start_finish();
  Poll<Result<>> poll_finished(Waiter& w);
  Poll<Error> poll_failed(Waiter& w);
  Poll<Result<http::Response>> poll_response(Waiter& w);
  void say_continue();
  void respond(const http::Response& response);

 private:
  friend class Session;
  friend struct SessionCallbacks;
  friend class H3ServerStream;
  friend class H3ClientStream;

  // Events from the session.
  void add_field(std::string_view name, std::string_view value);
  void end_input();
  void end_output();

  void resume_output();
  [[nodiscard]] bool all_sent() const;
  [[nodiscard]] std::uint64_t code_for_drop() const;
  void abort(const Error& why, std::uint64_t h3_code);
  void fail(const Error& error);  // wakes everybody
  [[nodiscard]] bool over() const { return in_ended_ && out_ended_; }

  Session* session_;            // null once the connection is gone
  Record* record_ = nullptr;    // null before the stream is open and once QUIC is done with it
  StreamCore* next_ = nullptr;  // the session's list of live handles
  StreamCore* prev_ = nullptr;
  bool continued_ = false;  // client: a 100 came
  bool head_done_ = false;  // the final head came (client) or was sent (server)
  bool ordinary_ = false;   // client: the request ended with its head
  bool tunnel_ = false;     // client: the answer opened one
  bool in_ended_ = false;
  bool finishing_ = false;
  bool out_ended_ = false;  // the stream's end was given to QUIC
  std::size_t head_size_ = 0;
  std::unique_ptr<http::Request> request_;    // server
  std::unique_ptr<http::Response> response_;  // client, until it is taken
  ChunkQueue in_;
  std::size_t unconsumed_ = 0;  // bytes received and not consumed: this end's part of the stream window
  std::unique_ptr<Error> error_;
  WaitList readers_;  // of next() and the response
  WaitList writers_;
  WaitList failure_waiters_;
};

// The verbs of a ByteStream, forwarded to the core; `Face` is ClientStream or ServerStream.
template <class Face>
class StreamFace : public Face {
 public:
  explicit StreamFace(Session& session) : core_(session) {}
  void consume(std::size_t n) override { core_.consume(n); }
  void reset(const Error& why) override { core_.reset(why); }
  Poll<Result<ChunkQueue>> poll_next(Waiter& w) override { return core_.poll_next(w); }
  void start_write(ChunkQueue chunks) override { core_.start_write(std::move(chunks)); }
  Poll<Result<>> poll_writable(Waiter& w) override { return core_.poll_writable(w); }
  void start_finish() override { core_.start_finish(); }
  Poll<Result<>> poll_finished(Waiter& w) override { return core_.poll_finished(w); }
  Poll<Error> poll_failed(Waiter& w) override { return core_.poll_failed(w); }

 protected:
  friend class Session;
  StreamCore core_;
};

class H3ClientStream final : public StreamFace<http::ClientStream> {
 public:
  using StreamFace::StreamFace;
  Poll<Result<http::Response>> poll_response(Waiter& w) override { return core_.poll_response(w); }
  bool continued() const override { return core_.continued_; }
  void cancel() override { core_.cancel(); }
  void retire() override;
};

class H3ServerStream final : public StreamFace<http::ServerStream> {
 public:
  using StreamFace::StreamFace;
  const http::Request& request() const override { return *core_.request_; }
  void say_continue() override { core_.say_continue(); }
  void respond(const http::Response& response) override { core_.respond(response); }
};

}  // namespace culvert::h3
