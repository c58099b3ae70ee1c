#include "http/h1/server.h"

#include <charconv>

#include "net/loop.h"

namespace culvert::h1 {

using http::ConnectionState;

Server::Server(Loop& loop, std::unique_ptr<ByteStream> transport, const Settings& settings)
    : Session(loop, std::move(transport), MessageParser::Type::kRequest, settings),
      accept_waiters_(loop),
      limit_(loop),
      limiting_(loop) {
  await_request();
  limiting_.spawn(limit_waiting());
}

Server::~Server() { fail_all({Stage::kHttp, Code::kClosed, "the connection was closed"}); }

Poll<Result<std::unique_ptr<http::ServerStream>>> Server::poll_accept(Waiter& w) {
  if (arrived_ != nullptr) return std::move(arrived_);
  if (state_ == ConnectionState::kClosed) return std::unexpected(error_);
  accept_waiters_.add(w);
  return {};
}

void Server::await_request() {
  open_message();
  limit_.start(settings_.request_timeout);
}

Task<> Server::limit_waiting() {
  while (state_ != ConnectionState::kClosed) {
    co_await poll([this](Waiter& w) { return limit_.poll_expired(w); });
    limit_.cancel();
    const bool ours = stream_ != nullptr && !responded_;  // the answer may take its time
    if (switched_ || ours) continue;
    const Error late{Stage::kHttp, Code::kTimedOut, "the client did nothing for too long"};
    const bool asking = stream_ == nullptr && !responded_ && message_open_ && closing_ == nullptr;
    if (!asking) {
      fail_all(late);
      co_return;
    }
    if (parser_.begun()) {
      refuse(408, late);
    } else {
      close(late, true);
    }
    limit_.start(settings_.request_timeout);
  }
}

void Server::drain() {
  draining_ = true;
  keep_alive_ = false;
  // A request that has begun to arrive is as good as one that has not: nothing was done about it.
  if (stream_ == nullptr && message_open_ && parser_.in_head()) {
    close({Stage::kHttp, Code::kClosed, "the connection was closed"}, true);
  }
}

void Server::on_closed() {
  arrived_.reset();
  accept_waiters_.notify_all();
}

bool Server::may_read() const {
  if (message_open_) return body_has_room();
  return upgrade_ && !responded_;
}

// ---- The request ----------------------------------------------------------------------------------------------------

void Server::on_head() {
  const Head& head = parser_.head();
  auto request = read_request(head, settings_.scheme);
  if (!request) {
    refuse(400, request.error());
    return;
  }
  upgrade_ = !request->ends_with_head();
  head_request_ = head.method == "HEAD";
  minor_ = head.minor;
  // After a CONNECT that was refused its client may already send what is meant for somebody else
  // (optimistic-upgrade,
  // "Requirements for HTTP CONNECT"). A body that waits for a 100 will not come, and whether it waits is not known.
  keep_alive_ =
      head.keep_alive && !draining_ && head.method != "CONNECT" && !(head.has_body && request->fields.has("expect"));
  Session& self = *this;
  arrived_ = std::make_unique<H1ServerStream>(self);
  stream_ = &arrived_->core_;
  stream_->request_ = std::make_unique<http::Request>(std::move(*request));
  accept_waiters_.notify_all();
}

void Server::on_end() {
  if (stream_ != nullptr && !upgrade_) stream_->end_input();
  go_on();
}

void Server::on_malformed(const Error& error) {
  if (!responded_) {
    refuse(error.code == Code::kLimit ? 431 : 400, error);
  } else {  // there is no way to say it within an answer, or behind it
    fail_all(error);
  }
}

void Server::refuse(int status, const Error& why) {
  if (StreamCore* stream = stream_; stream != nullptr) {
    detach();
    stream->fail(why);
    arrived_.reset();
  }
  if (auto head = write_response({.status = status, .fields = {}}, Framing::kEmpty, After::kClose)) send(*head);
  close(why, true);
}

void Server::on_transport_end() {
  if (message_open_ && !parser_.begun()) {
    close({Stage::kHttp, Code::kClosed, "the client closed the connection"}, false);
  } else if (message_open_) {
    fail_all({Stage::kHttp, Code::kTruncated, "the client closed the connection within a request"});
  } else if (upgrade_ && !responded_) {
    fail_all({Stage::kHttp, Code::kReset, "the client closed the connection"});
  } else {
    keep_alive_ = false;
  }
}

// ---- The response ---------------------------------------------------------------------------------------------------

void Server::say_continue() {
  if (!responded_) send("HTTP/1.1 100 Continue\r\n\r\n");
}

void Server::respond(const http::Response& response) {
  if (responded_) return;
  responded_ = true;
  if (upgrade_ && response.switched()) {
    const auto head = write_switch(response, stream_->request_->protocol);
    if (!head) {
      fail_all(head.error());
      return;
    }
    send(*head);
    stop_reading();
    switch_protocols();
    return;
  }
  limit_.start(settings_.request_timeout);
  if (!behind_.empty() && upgrade_) keep_alive_ = false;
  unsent_ = std::make_unique<http::Response>(response);
  const auto length = response.fields.get("content-length");
  const bool none = head_request_ || response.status == 204 || response.status == 304;
  if (none) {
    static_cast<void>(send_head(Framing::kNone));
  } else if (length) {
    const auto [end, error] = std::from_chars(length->data(), length->data() + length->size(), body_left_);
    if (error != std::errc() || end != length->data() + length->size()) {
      fail_all({Stage::kLocal, Code::kInvalid, "not a Content-Length: " + *length});
      return;
    }
    static_cast<void>(send_head(Framing::kLength));
  } else {
    stream_->writers_.notify_all();
  }
}

bool Server::send_head(Framing framing) {
  framing_ = framing;
  if (framing == Framing::kClose) keep_alive_ = false;
  const After after = !keep_alive_ ? After::kClose : minor_ == 0 ? After::kKeepAlive10 : After::kKeepAlive;
  const auto head = write_response(*unsent_, framing, after);
  unsent_.reset();
  if (!head) {
    fail_all(head.error());
    return false;
  }
  send(*head);
  return true;
}

void Server::write_body(ChunkQueue chunks) {
  if (!responded_) {
    fail_all({Stage::kLocal, Code::kInvalid, "a body before its head"});
    return;
  }
  if (unsent_ != nullptr && !send_head(minor_ == 0 ? Framing::kClose : Framing::kChunked)) return;
  switch (framing_) {
    case Framing::kNone:
    case Framing::kEmpty:
      return;
    case Framing::kLength:
      if (chunks.size() > body_left_) {
        fail_all({Stage::kLocal, Code::kInvalid, "a body longer than its Content-Length"});
        return;
      }
      body_left_ -= chunks.size();
      break;
    case Framing::kChunked:
      send(chunk_header(chunks.size()));
      send(std::move(chunks));
      send(kChunkEnd);
      return;
    case Framing::kClose:
      break;
  }
  send(std::move(chunks));
}

void Server::end_body() {
  if (!responded_) {
    fail_all({Stage::kLocal, Code::kInvalid, "finished without a response"});
    return;
  }
  if (unsent_ != nullptr && !send_head(Framing::kEmpty)) return;
  if (framing_ == Framing::kLength && body_left_ != 0) {
    fail_all({Stage::kLocal, Code::kInvalid, "a body shorter than its Content-Length"});
    return;
  }
  if (framing_ == Framing::kChunked) send(kLastChunk);
  body_over_ = true;
  if (!sending()) on_sent();
}

void Server::on_sent() {
  if (!body_over_ || sent_) return;
  sent_ = true;
  if (stream_ != nullptr) stream_->end_output();
  go_on();
}

// A response that is on its way goes on; any other breaks off, which only the connection's end can say.
void Server::on_dropped() {
  if (!body_over_) {
    fail_all({Stage::kHttp, Code::kClosed, "dropped"});
    return;
  }
  detach();
  discard_message();
  want_input();
  go_on();
}

void Server::go_on() {
  // Somebody may still read the request's body; nobody skips one for a connection that ends here.
  if (!sent_ || (message_open_ && (stream_ != nullptr || keep_alive_))) return;
  detach();
  upgrade_ = responded_ = body_over_ = sent_ = false;
  if (keep_alive_) {
    await_request();
  } else {
    close({Stage::kHttp, Code::kClosed, "the connection was closed"}, true);
  }
}

}  // namespace culvert::h1
