#include "support/fake_quic.h"

#include <algorithm>
#include <array>

namespace culvert::test {

using quic::StreamId;

FakeQuic::Pair FakeQuic::make(Loop& loop, const FakeQuicOptions& options) {
  Pair pair{std::make_unique<FakeQuic>(loop, false, options), std::make_unique<FakeQuic>(loop, true, options)};
  pair.client->peer_ = pair.server.get();
  pair.server->peer_ = pair.client.get();
  return pair;
}

FakeQuic::FakeQuic(Loop& loop, bool server, const FakeQuicOptions& options)
    : server_(server),
      options_(options),
      window_(options.connection_window),
      bidirectional_left_(server ? 0 : options.streams),
      next_bidirectional_(server ? 1 : 0),
      next_unidirectional_(server ? 3 : 2),
      wanted_(loop),
      tasks_(loop) {
  tasks_.spawn(pump());
}

FakeQuic::~FakeQuic() {
  if (peer_ == nullptr) return;
  peer_->peer_ = nullptr;
  if (!over_) peer_->inbox_.push_back([](FakeQuic& q) { q.end({Stage::kQuic, Code::kReset, "the peer is gone"}); });
  peer_->wake();
}

void FakeQuic::run(quic::Application& application) {
  application_ = &application;
  wake();
}

FakeQuic::Stream& FakeQuic::stream(StreamId id) {
  const auto [it, fresh] = streams_.try_emplace(id);
  if (fresh) {
    it->second.window = options_.stream_window;
    if (!quic::is_bidirectional(id)) {
      const bool ours = quic::opened_by_server(id) == server_;
      (ours ? it->second.receive_done : it->second.acknowledged) = true;
      if (!ours) it->second.send_done = true;
    }
  }
  return it->second;
}

Result<StreamId> FakeQuic::open_bidirectional() {
  if (bidirectional_left_ == 0) return fail(Stage::kQuic, Code::kLimit, "no stream left");
  --bidirectional_left_;
  const StreamId id = next_bidirectional_;
  next_bidirectional_ += 4;
  stream(id);
  return id;
}

Result<StreamId> FakeQuic::open_unidirectional() {
  const StreamId id = next_unidirectional_;
  next_unidirectional_ += 4;
  stream(id);
  return id;
}

void FakeQuic::post(std::function<void(FakeQuic&)> event) {
  if (peer_ == nullptr) return;
  peer_->inbox_.push_back(std::move(event));
  peer_->wake();
}

Task<> FakeQuic::pump() {
  for (;;) {
    wanted_.clear();
    if (application_ != nullptr && !ready_told_ && !over_) {
      ready_told_ = true;
      application_->on_ready();
    }
    while (!inbox_.empty()) {
      const auto event = std::move(inbox_.front());
      inbox_.pop_front();
      event(*this);
    }
    send_all();
    if (close_wanted_ && !over_) {
      post([code = close_code_](FakeQuic& q) {
        q.seen_.close_code = code;
        const bool good = code == 0x100;
        q.end({Stage::kHttp, good ? Code::kClosed : Code::kProtocol, "the peer closed the connection"});
      });
      end(close_why_);
    }
    co_await wanted_.wait();
  }
}

void FakeQuic::send_all() {
  if (application_ == nullptr || over_) return;
  while (send_one()) {
  }
}

bool FakeQuic::send_one() {
  std::array<std::span<const std::uint8_t>, 8> spans;
  const quic::Outgoing next = application_->next(spans);
  if (next.stream < 0) return false;
  Stream& s = stream(next.stream);
  std::string bytes;
  std::size_t offered = 0;
  for (std::size_t i = 0; i < next.count; ++i) {
    bytes.append(reinterpret_cast<const char*>(spans[i].data()), spans[i].size());
    offered += spans[i].size();
  }
  const std::size_t n = std::min({offered, s.window, window_, options_.piece});
  if (s.send_done || (n == 0 && offered != 0)) {
    s.blocked = true;
    application_->on_blocked(next.stream);
    return true;
  }
  bytes.resize(n);
  s.window -= n;
  window_ -= n;
  const bool end = next.end && n == offered;
  s.send_done = end;
  application_->on_sent(next.stream, n);
  post([id = next.stream, bytes = std::move(bytes), end](FakeQuic& q) { q.arrived(id, bytes, end); });
  return true;
}

void FakeQuic::send(StreamId id, std::string bytes, bool end) {
  stream(id).send_done = end;
  post([id, bytes = std::move(bytes), end](FakeQuic& q) { q.arrived(id, bytes, end); });
}

void FakeQuic::arrived(StreamId id, const std::string& bytes, bool end) {
  if (over_) return;
  Stream& s = stream(id);
  if (s.receive_done) return;
  seen_.order.emplace_back(id, bytes.size());
  s.unacknowledged += bytes.size();
  s.end_came = s.end_came || end;
  if (application_ == nullptr) {
    seen_.data[id] += bytes;
  } else {
    // A copy that is gone afterwards, so that who keeps what was lent is caught.
    const std::vector<std::uint8_t> lent(bytes.begin(), bytes.end());
    const auto overhead = application_->on_data(id, lent, end);
    if (!overhead) {
      close(application_->close_code(), overhead.error());
      return;
    }
    give_credit(id, *overhead);
    give_connection_credit(*overhead);
  }
  if (end) s.receive_done = true;
  if (options_.acknowledge) acknowledge();
  settle(id);
}

void FakeQuic::acknowledge() {
  for (auto& [id, s] : streams_) {
    if (s.unacknowledged == 0 && !s.end_came) continue;
    post([id, n = std::exchange(s.unacknowledged, 0), end = std::exchange(s.end_came, false)](FakeQuic& q) {
      q.acked(id, n, end);
    });
  }
}

void FakeQuic::acked(StreamId id, std::size_t n, bool end) {
  Stream& s = stream(id);
  if (application_ != nullptr && !over_ && !s.closed && n != 0) application_->on_acknowledged(id, n);
  if (end) s.acknowledged = true;
  settle(id);
}

void FakeQuic::settle(StreamId id) {
  Stream& s = stream(id);
  if (s.closed || over_ || !s.receive_done || !s.acknowledged) return;
  s.closed = true;
  if (application_ != nullptr) application_->on_stream_closed(id, s.code);
}

void FakeQuic::give_credit(StreamId id, std::size_t n) {
  post([id, n](FakeQuic& q) {
    Stream& s = q.stream(id);
    s.window += n;
    if (std::exchange(s.blocked, false) && q.application_ != nullptr && !s.closed) q.application_->on_window(id);
  });
}

void FakeQuic::give_connection_credit(std::size_t n) {
  connection_given_ += n;
  post([n](FakeQuic& q) {
    q.window_ += n;
    for (auto& [id, s] : q.streams_) {
      if (s.window != 0 && !s.closed && std::exchange(s.blocked, false) && q.application_ != nullptr) {
        q.application_->on_window(id);
      }
    }
  });
}

void FakeQuic::allow_more_streams(std::size_t n) {
  post([n](FakeQuic& q) {
    q.bidirectional_left_ += n;
    if (q.application_ != nullptr) q.application_->on_more_streams();
  });
}

void FakeQuic::reset(StreamId id, std::uint64_t code) {
  Stream& s = stream(id);
  if (s.acknowledged) return;
  s.send_done = true;
  s.acknowledged = true;
  s.code = code;
  post([id, code](FakeQuic& q) {
    Stream& t = q.stream(id);
    q.seen_.resets[id] = code;
    if (t.receive_done || q.over_) return;
    t.receive_done = true;
    t.code = code;
    if (q.application_ != nullptr) q.application_->on_reset(id, code);
    q.settle(id);
  });
}

void FakeQuic::stop_sending(StreamId id, std::uint64_t code) {
  if (stream(id).receive_done) return;
  post([id, code](FakeQuic& q) {
    q.seen_.stops[id] = code;
    if (q.stream(id).acknowledged || q.over_) return;
    if (q.application_ != nullptr) q.application_->on_stop_sending(id);
    q.reset(id, code);
    q.settle(id);
  });
}

void FakeQuic::close(std::uint64_t code, const Error& why) {
  if (close_wanted_) return;
  close_wanted_ = true;
  close_code_ = code;
  close_why_ = why;
  wake();
}

void FakeQuic::end(const Error& why) {
  if (over_) return;
  over_ = true;
  seen_.closed = true;
  if (application_ != nullptr) application_->on_closed(why);
}

}  // namespace culvert::test
