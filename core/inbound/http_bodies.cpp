#include "inbound/http_bodies.h"

#include <utility>

#include "http/h1/heads.h"
#include "inbound/origin_head.h"

namespace culvert::inbound {

namespace {

using Event = h1::MessageParser::Event;

const h1::Settings& response_settings() {
  static const h1::Settings instance = [] {
    h1::Settings s;
    s.max_head = 64 * 1024UL;
    s.max_fields = 500;
    return s;
  }();
  return instance;
}

}  // namespace

Result<> RequestBody::feed(ChunkPool& pool, std::span<const std::uint8_t>& in, ChunkQueue& out) {
  if (done_) return {};
  ChunkQueue body;
  const auto event = parser_->next(in, body);
  if (!event) {
    return fail(Stage::kLocal, Code::kInvalid, "the application's request is not proper HTTP: " + event.error().detail);
  }
  const bool framed = chunked_ && !body.empty();
  if (framed) out.append(to_queue(pool, h1::chunk_header(body.size())));
  out.append(std::move(body));
  if (framed) out.append(to_queue(pool, h1::kChunkEnd));
  done_ = *event == Event::kEnd;
  if (done_ && chunked_) out.append(to_queue(pool, h1::kLastChunk));
  return {};
}

ResponseHead::ResponseHead(bool upgrade)
    : upgrade_(upgrade), parser_(h1::MessageParser::Type::kResponse, response_settings()) {}

ChunkQueue ResponseHead::feed(ChunkPool& pool, ChunkQueue in) {
  ChunkQueue out;
  while (state_ == State::kWaiting && !in.empty()) {
    Chunk chunk = in.pop();
    std::span<const std::uint8_t> rest = chunk.bytes();
    while (state_ == State::kWaiting && !rest.empty()) take(pool, rest, out);
    chunk.remove_prefix(chunk.size() - rest.size());
    out.push(std::move(chunk));
  }
  out.append(std::move(in));
  return out;
}

void ResponseHead::take(ChunkPool& pool, std::span<const std::uint8_t>& rest, ChunkQueue& out) {
  const auto before = rest;
  ChunkQueue body;  // none before the head is over
  const auto event = parser_.next(rest, body);
  const auto taken = before.first(before.size() - rest.size());
  raw_.append(taken.begin(), taken.end());
  if (event && *event == Event::kMore) return;
  std::string head = std::exchange(raw_, {});
  const int status = event ? parser_.head().status : 0;
  const bool informational = status / 100 == 1 && status != 101;
  if (event && !informational && status != 101) head = close_after(head, parser_.head());
  out.append(to_queue(pool, head));
  if (informational) {
    parser_.restart();
  } else {
    state_ = status == 101 && upgrade_ ? State::kSwitched : State::kAnswered;
  }
}

ChunkQueue ResponseHead::finish(ChunkPool& pool) {
  if (state_ == State::kWaiting) state_ = State::kAnswered;
  return to_queue(pool, std::exchange(raw_, {}));
}

}  // namespace culvert::inbound
