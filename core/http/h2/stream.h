// One HTTP/2 stream, either end.
#pragma once

#include <cstdint>
#include <memory>

#include "http/stream.h"

namespace culvert::h2 {

class Session;

// State and verbs; ClientStream and ServerStream below give it the two faces.
class StreamCore {
 public:
  explicit StreamCore(Session& session);
  ~StreamCore();
  StreamCore(const StreamCore&) = delete;
  StreamCore& operator=(const StreamCore&) = delete;

  void consume(std::size_t n);
  [[nodiscard]] std::size_t room() const;
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
  friend class H2ServerStream;
  friend class H2ClientStream;

  // Events from the session.
  void begin_head();
  void add_field(std::string_view name, std::string_view value);
  void end_input();
  void end_output();
  // How many of the queued bytes to send next, at most `length`; nghttp2's data source flags and errors.
  std::ptrdiff_t offer(std::size_t length, std::uint32_t* flags);

  void resume_output();
  [[nodiscard]] std::uint32_t code_for_drop() const;
  void abort(const Error& why, std::uint32_t h2_code);
  void fail(const Error& error);  // wakes everybody
  [[nodiscard]] bool over() const { return in_ended_ && out_ended_; }

  Session* session_;            // null once the connection is gone
  StreamCore* next_ = nullptr;  // the session's list of live handles
  StreamCore* prev_ = nullptr;
  StreamCore* next_lent_ = nullptr;  // the session's list of streams with borrowed bytes
  StreamCore* prev_lent_ = nullptr;
  std::int32_t id_ = -1;
  bool registered_ = false;  // nghttp2 knows the stream and points at this object
  bool lent_ = false;
  bool continued_ = false;  // client: a 100 came
  bool head_done_ = false;  // the final head came (client) or was sent (server)
  bool ordinary_ = false;   // client: the request ended with its head
  bool tunnel_ = false;     // client: the answer opened one
  bool in_ended_ = false;
  bool finishing_ = false;
  bool out_ended_ = false;  // END_STREAM went out
  bool deferred_ = true;    // nghttp2 waits to be told that there is data
  std::uint32_t head_size_ = 0;
  std::unique_ptr<http::Request> request_;    // server
  std::unique_ptr<http::Response> response_;  // client, until it is taken
  ChunkQueue in_;
  ChunkQueue out_;
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

class H2ClientStream final : public StreamFace<http::ClientStream> {
 public:
  using StreamFace::StreamFace;
  Poll<Result<http::Response>> poll_response(Waiter& w) override { return core_.poll_response(w); }
  bool continued() const override { return core_.continued_; }
  void cancel() override;
  void retire() override;
};

class H2ServerStream final : public StreamFace<http::ServerStream> {
 public:
  using StreamFace::StreamFace;
  const http::Request& request() const override { return *core_.request_; }
  void say_continue() override { core_.say_continue(); }
  void respond(const http::Response& response) override { core_.respond(response); }
};

}  // namespace culvert::h2
