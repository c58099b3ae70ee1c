// An HTTP/1.1 connection (RFC 9112) over any ByteStream: what client and server have in common.
//
// One exchange at a time. A loop takes batches off the transport and parses them, as far as the exchange lets it;
// another sends what was queued. After a 101 both loops are over, and the stream speaks to the transport itself: no
// copy, no queue in between.
//
// Ownership: the connection owns the transport. A stream's handle may outlive it and knows so (session_ is null).
// Derived destructors call fail_all() first, so that nothing here calls into a half-destroyed object.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/connection.h"
#include "http/h1/parser.h"
#include "http/h1/settings.h"
#include "http/h1/stream.h"
#include "net/loop.h"

namespace culvert::h1 {

class Session {
 public:
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 protected:
  Session(Loop& loop, std::unique_ptr<ByteStream> transport, MessageParser::Type reads, const Settings& settings);
  virtual ~Session();

  // ---- What a role makes of events ----------------------------------------------------------------------------------
  virtual void on_head() = 0;                         // parser_.head() is complete
  virtual void on_end() = 0;                          // and its message: nothing is parsed before open_message()
  virtual void on_malformed(const Error& error) = 0;  // the peer's message was
  virtual void on_transport_end() = 0;                // in good order, and not asked for
  virtual void on_surplus() = 0;                      // bytes came and no message is expected
  virtual void on_sent() = 0;                         // nothing is queued any more
  virtual void on_dropped() = 0;                      // the handle of stream_ goes, before a switch: detach() or worse
  virtual void on_closed() = 0;                       // state_ is kClosed now
  // What an error of the transport means for the connection.
  [[nodiscard]] virtual Error lost(Error error) const;
  // Whether more may be taken off the transport now.
  [[nodiscard]] virtual bool may_read() const = 0;
  // The verbs of stream_ before a switch.
  virtual void write_body(ChunkQueue chunks) = 0;
  [[nodiscard]] virtual bool body_writable() const = 0;
  virtual void end_body() = 0;
  virtual void say_continue() = 0;
  virtual void respond(const http::Response& response) = 0;

  // ---- What roles do ------------------------------------------------------------------------------------------------
  void send(ChunkQueue chunks);
  void send(std::string_view text);
  [[nodiscard]] bool sending() const { return writing_ || !out_.empty(); }
  // The peer's next message is awaited.
  void open_message();
  // Nobody wants the rest of the message: it is skipped, within limits.
  void discard_message() { discarding_ = true; }
  [[nodiscard]] bool body_has_room() const;
  void want_input() { input_waiters_.notify_all(); }  // may_read() may have become true
  // stream_'s exchange is over, or it was given an error.
  void detach();
  // The connection is stream_'s from now on. Outside of the reading loop, stop_reading() goes before.
  void switch_protocols();
  void stop_reading() { reading_.reset(); }
  // Ends it in good order: sends what is queued, then the transport's end. With `linger`, waits for the peer's.
  // Precondition: no stream_.
  void close(const Error& reason, bool linger);
  // Ends it at once. The transport is reset unless it has been finished.
  void fail_all(const Error& error);
  void changed();

  Loop& loop_;
  std::unique_ptr<ByteStream> transport_;
  const Settings settings_;
  MessageParser parser_;
  http::ConnectionState state_ = http::ConnectionState::kReady;
  Error error_;
  StreamCore* stream_ = nullptr;  // the exchange's handle, as long as it has to do with the connection
  ChunkQueue behind_;             // received and not parsed; not yet consumed at the transport either
  bool message_open_ = false;
  bool switched_ = false;
  std::unique_ptr<Error> closing_;  // why, while close() is under way
  std::uint64_t changes_ = 0;
  WaitList change_waiters_;

 private:
  friend class StreamCore;
  Task<> read_loop();
  Task<> write_loop();
  [[nodiscard]] bool parsable() const;
  Poll<bool> poll_input(Waiter& w);
  void parse();
  void parse_some();
  [[nodiscard]] bool skip_behind();
  void direction_over();  // of a stream that has switched

  ChunkQueue out_;
  bool writing_ = false;
  bool finished_ = false;  // the transport's sending direction is
  bool linger_ = false;
  bool discarding_ = false;
  std::size_t discarded_ = 0;
  WaitList input_waiters_;
  Event output_wanted_;
  Event peer_ended_;
  // Last, since their tasks use everything above. The reading one goes when a stream takes over the transport.
  std::optional<TaskSet> reading_;
  TaskSet tasks_;
};

}  // namespace culvert::h1
