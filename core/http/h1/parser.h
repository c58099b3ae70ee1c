// HTTP/1.1 messages taken apart (RFC 9112), on llhttp with all of its strictness. The only header that knows there is a
// library; its callbacks record what they see, and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/chunk.h"
#include "base/error.h"
#include "http/h1/settings.h"
#include "http/message.h"

namespace culvert::h1 {

// A start line and its fields, as they came.
struct Head {
  int status = 0;      // of a response
  std::string method;  // of a request, and
  std::string target;  // RFC 9112 §3.2
  int minor = 1;       // HTTP/1.x
  http::Fields fields;
  bool has_body = false;    // a request: says that a body follows
  bool keep_alive = false;  // another message may follow on the connection (RFC 9112 §9.3)
};

class MessageParser {
 public:
  enum class Type : std::uint8_t { kRequest, kResponse };
  enum class Event : std::uint8_t {
    kMore,  // all bytes are used up
    kHead,  // head() is complete. Ask again also with no bytes: the message may be over
    kEnd,   // the message is complete; nothing more is taken before restart()
  };

  MessageParser(Type type, const Settings& settings);
  ~MessageParser();
  MessageParser(const MessageParser&) = delete;
  MessageParser& operator=(const MessageParser&) = delete;

  // Takes bytes off the front of `bytes` until something happened. What they hold of a body is added to `body`,
  // borrowed from `bytes`. An Upgrade or CONNECT changes nothing here: whoever switches stops asking.
  // Errors, after which there is only restart(): kHttp with kProtocol, or with kLimit if a limit of `settings` is
  // passed.
  [[nodiscard]] Result<Event> next(std::span<const std::uint8_t>& bytes, ChunkQueue& body);
  // The transport has ended: kEnd if that is how the body ends, kMore if no message had begun, else kTruncated.
  [[nodiscard]] Result<Event> finish();
  // Now comes the head of another message.
  void restart();

  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] bool begun() const { return begun_; }  // a byte of the message came
  [[nodiscard]] bool in_head() const { return in_head_; }
  // next() has something to say without further bytes.
  [[nodiscard]] bool pending() const { return paused_; }

 private:
  struct Llhttp;
  friend struct Callbacks;
  [[nodiscard]] std::unexpected<Error> malformed();
  [[nodiscard]] int end_field();
  void end_head();

  const Type type_;
  const Settings& settings_;
  std::unique_ptr<Llhttp> llhttp_;
  Head head_;
  bool begun_ = false;
  bool in_head_ = true;
  bool paused_ = false;
  bool ended_ = false;
  bool over_limit_ = false;
  bool trailers_ = false;
  std::size_t head_size_ = 0;
  std::size_t extra_size_ = 0;  // chunk extensions, which are skipped
  std::string name_;
  std::string value_;
  ChunkQueue* body_ = nullptr;  // while next() runs
};

}  // namespace culvert::h1
