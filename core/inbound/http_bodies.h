// What follows the head of a request in absolute form, in both directions, without input and output.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/chunk.h"
#include "inbound/http_proxy.h"

namespace culvert::inbound {

// The request's body on its way to the origin. Chunks are taken apart and made anew, so that nothing in their framing
// can be understood in two ways; trailers are dropped.
class RequestBody {
 public:
  RequestBody(std::unique_ptr<h1::MessageParser> parser, bool chunked)
      : parser_(std::move(parser)), chunked_(chunked) {}

  // Takes bytes off the front of `in` until the request is over (with none it may turn out to be over already). What
  // goes to the origin is added to `out`, in part borrowed from `in`. Errors: kLocal.
  [[nodiscard]] Result<> feed(ChunkPool& pool, std::span<const std::uint8_t>& in, ChunkQueue& out);
  [[nodiscard]] bool done() const { return done_; }

 private:
  std::unique_ptr<h1::MessageParser> parser_;
  bool chunked_;
  bool done_ = false;
};

// The response on its way to the application: the final head gets "Connection: close"; informational responses before
// it, and all that follows it, pass as they are. So does everything if this is no proper HTTP: since the connection
// carries one exchange, nothing can be taken for another response.
class ResponseHead {
 public:
  enum class State : std::uint8_t { kWaiting, kAnswered, kSwitched };
  // `upgrade`: the request asked to switch protocols, so that a 101 does.
  explicit ResponseHead(bool upgrade);

  [[nodiscard]] ChunkQueue feed(ChunkPool& pool, ChunkQueue in);
  // The origin has not begun with its last head.
  [[nodiscard]] bool silent() const { return state_ == State::kWaiting && raw_.empty(); }
  // The origin's end: what was held back.
  [[nodiscard]] ChunkQueue finish(ChunkPool& pool);
  [[nodiscard]] State state() const { return state_; }

 private:
  void take(ChunkPool& pool, std::span<const std::uint8_t>& rest, ChunkQueue& out);

  bool upgrade_;
  State state_ = State::kWaiting;
  h1::MessageParser parser_;
  std::string raw_;  // of the head that is being parsed
};

[[nodiscard]] inline ChunkQueue to_queue(ChunkPool& pool, std::string_view bytes) {
  return ChunkQueue(Chunk::copy_of(pool, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
}

}  // namespace culvert::inbound
