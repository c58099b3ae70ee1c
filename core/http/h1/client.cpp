#include "http/h1/client.h"

#include "http/h1/heads.h"

namespace culvert::h1 {

using http::ConnectionState;

Client::Client(Loop& loop, std::unique_ptr<ByteStream> transport, const Settings& settings)
    : Session(loop, std::move(transport), MessageParser::Type::kResponse, settings) {}

Client::~Client() { fail_all({Stage::kHttp, Code::kClosed, "the connection to the proxy was closed"}); }

std::unique_ptr<http::ClientStream> Client::open(const http::Request& request) {
  Session& self = *this;
  auto stream = std::make_unique<H1ClientStream>(self);
  const auto head = write_request(request);
  if (!head) {
    stream->core_.session_ = nullptr;
    stream->core_.fail(head.error());
    return stream;
  }
  stream_ = &stream->core_;
  busy_ = true;
  answered_ = false;
  informational_ = 0;
  ordinary_ = request.ends_with_head();
  token_ = request.protocol;
  repeatable_ = !ordinary_ || request.method == "GET";
  open_message();
  send(*head);
  changed();
  return stream;
}

Poll<bool> Client::poll_changed(std::uint64_t seen, Waiter& w) {
  if (seen != changes_) return true;
  change_waiters_.add(w);
  return {};
}

void Client::drain() {
  if (state_ == ConnectionState::kClosed || closing_ != nullptr) return;
  state_ = ConnectionState::kDraining;
  changed();
  if (!busy_) close({Stage::kHttp, Code::kClosed, "the connection to the proxy was closed"}, false);
}

void Client::on_head() {
  const Head& head = parser_.head();
  if (head.status == 101) {
    if (stream_ != nullptr && !token_.empty() && switches_to(head, token_)) {
      switched();
    } else {
      fail_all({Stage::kHttp, Code::kProtocol, "the proxy switched to a protocol that nobody asked for"});
    }
    return;
  }
  if (head.status / 100 == 1) {
    if (++informational_ > settings_.max_informational) {
      fail_all({Stage::kHttp, Code::kProtocol, "the proxy does not come to an answer"});
    } else {
      if (head.status == 100 && stream_ != nullptr) {
        stream_->continued_ = true;
        stream_->readers_.notify_all();
      }
      parser_.restart();  // these have no body, whatever their fields say
    }
    return;
  }
  if (!ordinary_ && token_.empty() && head.status / 100 == 2) {
    switched();
    return;
  }
  answered_ = true;
  held_.clear();
  StreamCore& stream = *stream_;
  if (!token_.empty() && head.status / 100 == 2) {
    // Nobody shall take it for the start of a tunnel (requirement R4). The connection may still be good.
    detach();
    discard_message();
    stream.fail({Stage::kHttp, Code::kUnsupported,
                 "the proxy answered " + std::to_string(head.status) + " and did not switch protocols"});
    return;
  }
  stream.response_ = std::make_unique<http::Response>(http::Response{head.status, head.fields});
  stream.readers_.notify_all();
  stream.writers_.notify_all();
}

void Client::switched() {
  const Head& head = parser_.head();
  stream_->response_ = std::make_unique<http::Response>(http::Response{head.status, head.fields});
  send(std::exchange(held_, {}));
  switch_protocols();
}

void Client::on_end() {
  const bool good = parser_.head().keep_alive && behind_.empty() && !sending() && state_ == ConnectionState::kReady;
  used_ = true;
  busy_ = false;
  if (stream_ != nullptr) {
    stream_->end_input();
    stream_->end_output();
    detach();
  }
  if (good) {
    changed();
  } else {
    close({Stage::kHttp, Code::kClosed, "the connection to the proxy ended with its answer"}, false);
  }
}

void Client::on_transport_end() {
  if (!message_open_) {
    close({Stage::kHttp, Code::kClosed, "the proxy closed the connection"}, false);
    return;
  }
  const auto ended = parser_.finish();
  if (ended && *ended == MessageParser::Event::kEnd) {
    message_open_ = false;
    on_end();
  } else {
    fail_all(ended ? lost({Stage::kHttp, Code::kReset, "the proxy closed the connection"}) : ended.error());
  }
}

Error Client::lost(Error error) const {
  if (may_repeat()) error.code = Code::kRetryable;
  return Session::lost(std::move(error));
}

void Client::on_surplus() {
  fail_all({Stage::kHttp, Code::kProtocol, "the proxy sent something that nobody asked for"});
}

// An ordinary request ends with its head.
void Client::on_sent() {
  if (stream_ != nullptr && ordinary_) stream_->end_output();
}

void Client::end_body() {
  if (ordinary_ && !sending()) stream_->end_output();
}

void Client::on_dropped() {
  detach();
  close({Stage::kHttp, Code::kClosed, "a request on the connection was given up"}, false);
}

void Client::write_body(ChunkQueue chunks) {
  if (answered_) return;  // the server wants none of it
  if (ordinary_) {
    fail_all({Stage::kLocal, Code::kUnsupported, "requests with a body are not sent over HTTP/1.1"});
    return;
  }
  chunks.own(loop_.pool());
  held_.append(std::move(chunks));
  if (held_.size() > settings_.max_held) {
    fail_all({Stage::kLocal, Code::kLimit, "too much was written before the proxy answered"});
  }
}

}  // namespace culvert::h1
