#include "http/h1/session.h"

#include "net/first_of.h"

namespace culvert::h1 {

using http::ConnectionState;

Session::Session(Loop& loop, std::unique_ptr<ByteStream> transport, MessageParser::Type reads, const Settings& settings)
    : loop_(loop),
      transport_(std::move(transport)),
      settings_(settings),
      parser_(reads, settings_),
      change_waiters_(loop),
      input_waiters_(loop),
      output_wanted_(loop),
      peer_ended_(loop),
      tasks_(loop) {
  reading_.emplace(loop);
  reading_->spawn(read_loop());
  tasks_.spawn(write_loop());
}

Session::~Session() = default;

Error Session::lost(Error error) const {
  error.stage = Stage::kHttp;
  return error;
}

// ---- Reading --------------------------------------------------------------------------------------------------------

bool Session::body_has_room() const { return stream_ == nullptr || stream_->unconsumed_ < settings_.max_body; }

bool Session::parsable() const {
  return message_open_ && closing_ == nullptr && body_has_room() && (!behind_.empty() || parser_.pending());
}

Poll<bool> Session::poll_input(Waiter& w) {
  const bool readable = behind_.empty() && (closing_ != nullptr || may_read());
  if (state_ == ConnectionState::kClosed || parsable() || readable) return true;
  input_waiters_.add(w);
  return {};
}

Task<> Session::read_loop() {
  for (;;) {
    co_await poll([this](Waiter& w) { return poll_input(w); });
    if (state_ == ConnectionState::kClosed) co_return;
    if (!parsable()) {
      auto batch = co_await transport_->next();
      if (!batch) {
        fail_all(lost(std::move(batch.error())));
        co_return;
      }
      if (batch->empty()) {
        peer_ended_.set();
        if (closing_ == nullptr) on_transport_end();
        co_return;
      }
      batch->own(loop_.pool());
      behind_.append(std::move(*batch));
    }
    if (closing_ != nullptr) {
      if (skip_behind()) continue;
      peer_ended_.set();  // as good as
      co_return;
    }
    parse();
    if (switched_) co_return;
  }
}

void Session::parse() {
  while (parsable()) parse_some();
  if (!behind_.empty() && !message_open_ && !switched_ && closing_ == nullptr && state_ != ConnectionState::kClosed) {
    on_surplus();
  }
}

void Session::parse_some() {
  std::span<const std::uint8_t> bytes;
  if (!behind_.empty()) bytes = behind_.front().bytes();
  const std::size_t before = bytes.size();
  ChunkQueue body;
  const auto event = parser_.next(bytes, body);
  const std::size_t used = before - bytes.size();
  body.own(loop_.pool());
  if (used != 0) {
    behind_.consume(used);
    transport_->consume(used);
  }
  if (!event) {
    on_malformed(event.error());
    return;
  }
  if (discarding_) {
    discarded_ += used;
  } else if (stream_ != nullptr) {
    stream_->receive(std::move(body));
  }
  if (*event == MessageParser::Event::kHead) {
    on_head();
  } else if (*event == MessageParser::Event::kEnd) {
    message_open_ = false;
    on_end();
  } else if (discarded_ > settings_.max_discard) {
    close({Stage::kHttp, Code::kLimit, "too much that nobody wants to read"}, true);
  }
}

void Session::open_message() {
  parser_.restart();
  message_open_ = true;
  discarding_ = false;
  discarded_ = 0;
  want_input();
}

// What comes while the connection is closing; false when it was enough.
bool Session::skip_behind() {
  discarded_ += behind_.size();
  transport_->consume(behind_.size());
  behind_.clear();
  return discarded_ <= settings_.max_discard;
}

// ---- Writing --------------------------------------------------------------------------------------------------------

void Session::send(ChunkQueue chunks) {
  chunks.own(loop_.pool());
  out_.append(std::move(chunks));
  output_wanted_.set();
}

void Session::send(std::string_view text) {
  send(ChunkQueue(Chunk::borrow({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})));
}

Task<> Session::write_loop() {
  while (state_ != ConnectionState::kClosed) {
    output_wanted_.clear();
    if (!out_.empty()) {
      writing_ = true;
      auto written = co_await transport_->write(std::exchange(out_, {}));
      writing_ = false;
      if (!written) {
        fail_all(lost(std::move(written.error())));
        co_return;
      }
      if (!out_.empty()) continue;
      if (stream_ != nullptr) stream_->writers_.notify_all();
      on_sent();
      continue;
    }
    if (switched_) co_return;
    if (closing_ != nullptr) break;
    co_await output_wanted_.wait();
  }
  if (state_ == ConnectionState::kClosed) co_return;
  finished_ = (co_await transport_->finish()).has_value();
  if (linger_ && finished_) {
    Timer limit(loop_);
    limit.start(settings_.linger);
    co_await first_of([&](Waiter& w) { return peer_ended_.poll_set(w); },
                      [&](Waiter& w) { return limit.poll_expired(w); });
  }
  fail_all(*closing_);
}

// ---- Ends -----------------------------------------------------------------------------------------------------------

void Session::detach() {
  if (stream_ != nullptr) stream_->session_ = nullptr;
  stream_ = nullptr;
}

void Session::switch_protocols() {
  switched_ = true;
  message_open_ = false;
  state_ = ConnectionState::kDraining;
  stream_->switch_protocols(std::exchange(behind_, {}));
  output_wanted_.set();
  changed();
}

void Session::direction_over() {
  if (!stream_->in_ended_ || !stream_->out_ended_) return;
  finished_ = true;
  detach();
  fail_all({Stage::kHttp, Code::kClosed, "the tunnel on the connection is over"});
}

void Session::close(const Error& reason, bool linger) {
  if (closing_ != nullptr || state_ == ConnectionState::kClosed) return;
  closing_ = std::make_unique<Error>(reason);
  linger_ = linger;
  state_ = ConnectionState::kDraining;
  discarded_ = 0;
  static_cast<void>(skip_behind());
  want_input();
  output_wanted_.set();
  changed();
}

void Session::fail_all(const Error& error) {
  if (state_ == ConnectionState::kClosed) return;
  state_ = ConnectionState::kClosed;
  message_open_ = false;  // what has come and was not parsed never is
  error_ = error;
  if (!finished_) transport_->reset(error);
  if (StreamCore* stream = stream_; stream != nullptr) {
    detach();
    stream->fail(error);
  }
  want_input();
  output_wanted_.set();
  on_closed();
  changed();
}

void Session::changed() {
  ++changes_;
  change_waiters_.notify_all();
}

}  // namespace culvert::h1
