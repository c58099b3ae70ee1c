#include "http/h2/session.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <span>

#include "http/h2/callbacks.h"
#include "http/h2/heads.h"

namespace culvert::h2 {

using http::ConnectionState;

namespace {

constexpr std::size_t kPingSize = 8;  // RFC 9113 §6.7; those that measure the windows hold zeros

// The transport broke under a conversation.
Error lost(Error error) {
  error.stage = Stage::kHttp;
  return error;
}

}  // namespace

Session::Session(Loop& loop, std::unique_ptr<ByteStream> transport, Role role, const Settings& settings)
    : loop_(loop),
      transport_(std::move(transport)),
      role_(role),
      settings_(settings),
      session_(Callbacks::make(*this, role), nghttp2_session_del),
      out_(loop.pool()),
      probe_(loop.now(), settings.stream_window, settings.max_stream_window),
      life_(settings.patience, loop.now()),
      accept_waiters_(loop),
      change_waiters_(loop),
      output_wanted_(loop),
      life_news_(loop),
      tasks_(loop) {
  std::vector<nghttp2_settings_entry> ours{
      // Sent by the client too: some gateways look for it there.
      {NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<std::uint32_t>(settings.stream_window)},
      {NGHTTP2_SETTINGS_MAX_FRAME_SIZE, settings.max_frame_size},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(settings.max_head)},
  };
  if (role == Role::kClient) {
    ours.push_back({NGHTTP2_SETTINGS_ENABLE_PUSH, 0});
  } else {
    ours.push_back({NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, settings.max_streams});
  }
  nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, ours.data(), ours.size());
  nghttp2_session_set_local_window_size(session_.get(), NGHTTP2_FLAG_NONE, 0,
                                        static_cast<std::int32_t>(settings.connection_window));
  tasks_.spawn(read_loop());
  tasks_.spawn(write_loop());
  tasks_.spawn(watch_peer());
}

Session::~Session() {
  arriving_.clear();
  arrived_.clear();
  fail_all({Stage::kHttp, Code::kClosed, "the connection to the proxy was closed"});
}

bool Session::over() const {
  return nghttp2_session_want_read(session_.get()) == 0 && nghttp2_session_want_write(session_.get()) == 0;
}

Task<> Session::read_loop() {
  for (;;) {
    auto batch = co_await transport_->next();
    if (!batch) {
      fail_all(lost(batch.error()));
      co_return;
    }
    if (batch->empty()) {
      const bool expected = state_ == ConnectionState::kDraining && open_streams_ == 0;
      fail_all(expected ? Error{Stage::kHttp, Code::kClosed, "the proxy closed the connection"}
                        : Error{Stage::kHttp, Code::kReset, "the proxy closed the connection"});
      co_return;
    }
    life_.heard(loop_.now());
    while (!batch->empty()) {
      const Chunk chunk = batch->pop();
      if (auto fed = feed(chunk); !fed) {
        fail_all(fed.error());
        co_return;
      }
      co_await loop_.yield();  // everybody who got bytes of this batch looks at them
      own_lent();
      transport_->consume(chunk.size());
    }
    if (state_ == ConnectionState::kClosed) co_return;
  }
}

Result<> Session::feed(const Chunk& batch) {
  const nghttp2_ssize n = nghttp2_session_mem_recv2(session_.get(), batch.data(), batch.size());
  std::erase_if(arriving_, [](const auto& stream) { return !stream->core_.registered_; });
  if (nghttp2_session_want_write(session_.get()) != 0 || over()) wake_writer();
  if (n < 0) {
    const std::string words = protocol_error_.empty() ? nghttp2_strerror(static_cast<int>(n)) : protocol_error_;
    return fail(Stage::kHttp, Code::kProtocol, "the peer does not speak proper HTTP/2: " + words);
  }
  return {};
}

Task<> Session::write_loop() {
  for (;;) {
    output_wanted_.clear();
    ChunkQueue wire = gather();
    if (!wire.empty()) {
      auto written = co_await transport_->write(std::move(wire));
      if (!written) {
        fail_all(lost(written.error()));
        co_return;
      }
      continue;
    }
    if (state_ == ConnectionState::kClosed) co_return;
    if (over()) {
      static_cast<void>(co_await transport_->finish());
      // Otherwise nghttp2 has ended it, for what the peer did.
      const bool orderly = state_ == ConnectionState::kDraining && open_streams_ == 0;
      const std::string why = protocol_error_.empty() ? "the peer broke the protocol" : protocol_error_;
      fail_all({Stage::kHttp, orderly ? Code::kClosed : Code::kProtocol,
                orderly ? "the connection to the proxy was closed" : "HTTP/2: " + why});
      co_return;
    }
    co_await output_wanted_.wait();
  }
}

ChunkQueue Session::gather() {
  while (!out_.full()) {
    const std::uint8_t* bytes = nullptr;
    const std::size_t before = out_.size();
    const nghttp2_ssize n = nghttp2_session_mem_send2(session_.get(), &bytes);
    if (n > 0) {
      out_.add({bytes, static_cast<std::size_t>(n)});
    } else if (out_.size() == before) {
      break;
    }
  }
  return out_.take();
}

int Session::send_data(StreamCore& stream, const std::uint8_t* frame_header, std::size_t length) {
  out_.add_data(std::span<const std::uint8_t, kFrameHeader>(frame_header, kFrameHeader), stream.out_, length);
  if (stream.out_.empty()) stream.writers_.notify_all();
  return out_.full() ? static_cast<int>(NGHTTP2_ERR_PAUSE) : 0;
}

std::size_t Session::room() const {
  if (state_ != ConnectionState::kReady) return 0;
  const std::size_t most = nghttp2_session_get_remote_settings(session_.get(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  return most > open_streams_ ? most - open_streams_ : 0;
}

bool Session::extended_connect() const {
  return nghttp2_session_get_remote_settings(session_.get(), NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL) == 1;
}

std::unique_ptr<http::ClientStream> Session::open(const http::Request& request) {
  auto stream = std::make_unique<H2ClientStream>(*this);
  StreamCore& core = stream->core_;
  core.response_ = std::make_unique<http::Response>();
  const std::vector<nghttp2_nv> head = head_of(request);
  const nghttp2_data_provider2 provider = Callbacks::data_provider();
  core.ordinary_ = core.finishing_ = request.ends_with_head();
  core.id_ = nghttp2_submit_request2(session_.get(), nullptr, head.data(), head.size(),
                                     core.ordinary_ ? nullptr : &provider, &core);
  if (core.id_ < 0) {
    core.fail({Stage::kHttp, Code::kRetryable, nghttp2_strerror(core.id_)});
    return stream;
  }
  core.deferred_ = false;
  core.registered_ = true;
  count_streams(1);
  wake_writer();
  return stream;
}

void Session::submit_continue(StreamCore& stream) {
  const http::Response response;
  const std::string status = "100";
  const std::vector<nghttp2_nv> head = head_of(response, status);
  nghttp2_submit_headers(session_.get(), NGHTTP2_FLAG_NONE, stream.id_, nullptr, head.data(), head.size(), nullptr);
  wake_writer();
}

void Session::submit_response(StreamCore& stream, const http::Response& response) {
  const std::string status = std::to_string(response.status);
  const std::vector<nghttp2_nv> head = head_of(response, status);
  const nghttp2_data_provider2 provider = Callbacks::data_provider();
  nghttp2_submit_response2(session_.get(), stream.id_, head.data(), head.size(), &provider);
  stream.deferred_ = false;
  wake_writer();
}

Poll<Result<std::unique_ptr<http::ServerStream>>> Session::poll_accept(Waiter& w) {
  if (!arrived_.empty()) {
    std::unique_ptr<http::ServerStream> stream = std::move(arrived_.front());
    arrived_.erase(arrived_.begin());
    return stream;
  }
  if (state_ == ConnectionState::kClosed) return std::unexpected(error_);
  accept_waiters_.add(w);
  return {};
}

void Session::drain() {
  if (state_ == ConnectionState::kClosed) return;
  nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_.get()),
                        NGHTTP2_NO_ERROR, nullptr, 0);
  state_ = ConnectionState::kDraining;
  changed();
  wake_writer();
}

void Session::changed() {
  ++changes_;
  change_waiters_.notify_all();
}

Poll<bool> Session::poll_changed(std::uint64_t seen, Waiter& w) {
  if (seen != changes_) return true;
  change_waiters_.add(w);
  return {};
}

void Session::fail_all(const Error& error) {
  if (state_ == ConnectionState::kClosed) return;
  state_ = ConnectionState::kClosed;
  error_ = error;
  while (streams_ != nullptr) {
    StreamCore& stream = *streams_;
    stream.registered_ = false;
    if (stream.over()) {  // what it still holds for its reader is no business of the connection any more
      stream.in_.own(loop_.pool());
    } else {
      stream.fail(error);
    }
    remove(stream);
    stream.session_ = nullptr;
  }
  accept_waiters_.notify_all();
  output_wanted_.set();
  life_news_.set();
  changed();
}

void Session::begin_request(std::int32_t id) {
  count_streams(1);
  auto stream = std::make_unique<H2ServerStream>(*this);
  StreamCore& core = stream->core_;
  core.request_ = std::make_unique<http::Request>();
  core.id_ = id;
  core.registered_ = true;
  nghttp2_session_set_stream_user_data(session_.get(), id, &core);
  arriving_.push_back(std::move(stream));
}

void Session::end_head(StreamCore& stream) {
  if (stream.error_ != nullptr) return;
  if (role_ == Role::kServer) {
    const auto it = std::ranges::find(arriving_, &stream, [](const auto& s) { return &s->core_; });
    if (it == arriving_.end()) {  // a second header block: trailers (requirement R6)
      stream.abort({Stage::kHttp, Code::kProtocol, "the client sent trailers"}, NGHTTP2_PROTOCOL_ERROR);
      return;
    }
    arrived_.push_back(std::move(*it));
    arriving_.erase(it);
    accept_waiters_.notify_all();
    return;
  }
  if (stream.head_done_ || stream.response_ == nullptr) return;
  if (stream.response_->status / 100 == 1) {
    stream.continued_ = stream.continued_ || stream.response_->status == 100;
    stream.readers_.notify_all();
    *stream.response_ = {};
    return;
  }
  stream.head_done_ = true;
  stream.readers_.notify_all();
}

void Session::on_settings() {
  if (state_ == ConnectionState::kOpening) state_ = ConnectionState::kReady;
  changed();
  on_window(nullptr);
}

void Session::on_window(StreamCore* stream) {
  if (stream != nullptr) {
    stream->writers_.notify_all();
    return;
  }
  for (StreamCore* s = streams_; s != nullptr; s = s->next_) s->writers_.notify_all();
}

void Session::on_goaway() {
  if (state_ != ConnectionState::kClosed) state_ = ConnectionState::kDraining;
  changed();
}

void Session::on_stream_close(StreamCore* stream, std::uint32_t code) {
  count_streams(-1);
  changed();
  wake_writer();
  if (stream == nullptr) return;
  stream->registered_ = false;
  if (code == NGHTTP2_NO_ERROR && stream->in_ended_) {
    stream->out_.clear();
    stream->end_output();
    return;
  }
  stream->fail(stream_error(role_, code));
}

void Session::add(StreamCore& stream) {
  stream.next_ = streams_;
  if (streams_ != nullptr) streams_->prev_ = &stream;
  streams_ = &stream;
}

void Session::remove(StreamCore& stream) {
  unlend(stream);
  if (stream.registered_) nghttp2_session_set_stream_user_data(session_.get(), stream.id_, nullptr);
  if (stream.unconsumed_ != 0) consumed(stream, stream.unconsumed_);
  if (stream.prev_ != nullptr) stream.prev_->next_ = stream.next_;
  if (stream.next_ != nullptr) stream.next_->prev_ = stream.prev_;
  if (streams_ == &stream) streams_ = stream.next_;
  stream.next_ = stream.prev_ = nullptr;
}

void Session::lend(StreamCore& stream) {
  if (stream.lent_) return;
  stream.lent_ = true;
  stream.next_lent_ = lent_;
  if (lent_ != nullptr) lent_->prev_lent_ = &stream;
  stream.prev_lent_ = nullptr;
  lent_ = &stream;
}

void Session::unlend(StreamCore& stream) {
  if (!stream.lent_) return;
  stream.lent_ = false;
  if (stream.prev_lent_ != nullptr) stream.prev_lent_->next_lent_ = stream.next_lent_;
  if (stream.next_lent_ != nullptr) stream.next_lent_->prev_lent_ = stream.prev_lent_;
  if (lent_ == &stream) lent_ = stream.next_lent_;
}

void Session::own_lent() {
  while (lent_ != nullptr) {
    lent_->in_.own(loop_.pool());
    unlend(*lent_);
  }
}

void Session::received(std::int32_t id, StreamCore* stream, std::span<const std::uint8_t> bytes) {
  probe_.received(bytes.size());
  if (!probe_.running() && probe_.start(loop_.now())) {
    nghttp2_submit_ping(session_.get(), NGHTTP2_FLAG_NONE, nullptr);
  }
  if (stream == nullptr || stream->error_ != nullptr) {
    nghttp2_session_consume(session_.get(), id, bytes.size());
    return;
  }
  stream->in_.push(Chunk::borrow(bytes));
  stream->unconsumed_ += bytes.size();
  lend(*stream);
  stream->readers_.notify_all();
  // Credit for the connection goes back at once, so that a stream that nobody reads holds up no other (requirement
  // F2), as long as all that is kept for slow readers stays within its limit.
  buffered_ += bytes.size();
  owed_ += bytes.size();
  release_connection_credit();
}

void Session::release_connection_credit() {
  if (owed_ == 0 || buffered_ > settings_.max_buffered) return;
  nghttp2_session_consume_connection(session_.get(), owed_);
  owed_ = 0;
}

void Session::consumed(StreamCore& stream, std::size_t n) {
  stream.unconsumed_ -= n;
  buffered_ -= n;
  if (stream.registered_) nghttp2_session_consume_stream(session_.get(), stream.id_, n);
  release_connection_credit();
  wake_writer();
}

void Session::on_ping_answer(const std::uint8_t* opaque) {
  if (std::ranges::any_of(std::span(opaque, kPingSize), [](std::uint8_t byte) { return byte != 0; })) return;
  const auto window = probe_.finish(loop_.now());
  if (!window) return;
  const nghttp2_settings_entry entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<std::uint32_t>(*window)};
  nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, &entry, 1);
}

}  // namespace culvert::h2
