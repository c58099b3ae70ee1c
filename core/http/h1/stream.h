// One request and its response over HTTP/1.1, either end; after a 101, the connection itself.
#pragma once

#include <cstdint>
#include <memory>

#include "http/stream.h"

namespace culvert::h1 {

class Session;

// State and verbs; ClientStream and ServerStream below give it the two faces.
//
// Before a switch the session feeds it (end_input, receive …) and it lends copies; write() and finish() are the
// session's to frame or to hold. Once `switched_`, next() lends what the transport lends and write() hands on what it
// is given; only what the session still had to send comes first.
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
  friend class Client;
  friend class Server;
  friend class H1ServerStream;
  friend class H1ClientStream;

  // Events from the session.
  void receive(ChunkQueue body);
  void end_input();
  void end_output();
  void switch_protocols(ChunkQueue behind);  // what had come behind the head
  void fail(const Error& error);             // wakes everybody

  // Sees a finish() through after the switch, whether or not anybody waits for it: the peer may.
  void drive_finish();
  struct Finisher final : Waiter {
    explicit Finisher(StreamCore& c) : core(c) {}
    void wake() override { core.drive_finish(); }
    StreamCore& core;
  };

  // The session's error, if the transport gave one, which is everybody's.
  template <class R>
  Poll<Result<R>> checked(Poll<Result<R>> result);

  Session* session_;        // null once the exchange is over or the connection gone
  bool continued_ = false;  // client: a 100 came
  bool switched_ = false;
  bool in_ended_ = false;
  bool finishing_ = false;
  bool out_ended_ = false;
  std::unique_ptr<http::Request> request_;    // server
  std::unique_ptr<http::Response> response_;  // client: the final head, until it is taken
  ChunkQueue in_;
  std::size_t unconsumed_ = 0;  // of a body: received and not consumed
  std::unique_ptr<Error> error_;
  WaitList readers_;  // of next() and the response
  WaitList writers_;
  WaitList failure_waiters_;
  Finisher finisher_{*this};
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
  friend class Client;
  friend class Server;
  StreamCore core_;
};

class H1ClientStream final : public StreamFace<http::ClientStream> {
 public:
  using StreamFace::StreamFace;
  Poll<Result<http::Response>> poll_response(Waiter& w) override { return core_.poll_response(w); }
  bool continued() const override { return core_.continued_; }
  void cancel() override { core_.cancel(); }
  void retire() override {}  // a connection serves one tunnel anyway
};

class H1ServerStream final : public StreamFace<http::ServerStream> {
 public:
  using StreamFace::StreamFace;
  const http::Request& request() const override { return *core_.request_; }
  void say_continue() override { core_.say_continue(); }
  void respond(const http::Response& response) override { core_.respond(response); }
};

}  // namespace culvert::h1
