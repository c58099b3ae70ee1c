#include "quic/transport.h"

#include <algorithm>
#include <utility>

#include "net/first_of.h"
#include "quic/callbacks.h"
#include "tls/peer.h"

namespace culvert::quic {

namespace {

constexpr int kBatches = 4;  // of datagrams, written before others have their turn
constexpr std::size_t kRoom = ChunkPool::kBlock;

struct Nobody final : Waiter {
  void wake() override {}
};

// Room for one batch, while it is written and sent.
class Room {
 public:
  explicit Room(ChunkPool& pool) : pool_(pool), memory_(pool.allocate(kRoom)) {}
  ~Room() { pool_.release(memory_, kRoom); }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  [[nodiscard]] std::span<std::uint8_t> bytes() const { return {memory_, kRoom}; }

 private:
  ChunkPool& pool_;
  std::uint8_t* memory_;
};

}  // namespace

void Transport::receive(const Datagrams& d) {
  for (std::size_t at = 0; at < d.bytes.size(); at += d.segment) {
    receive(d.local, d.remote, d.ecn, d.bytes.subspan(at, std::min(d.segment, d.bytes.size() - at)));
  }
}

void Transport::receive(const Endpoint& local, const Endpoint& remote, std::uint8_t ecn,
                        std::span<const std::uint8_t> datagram) {
  if (over_ || (failure_ && !close_wanted_)) return;
  Path path(local, remote);
  const ngtcp2_pkt_info info{.ecn = ecn};
  const int rv = ngtcp2_conn_read_pkt(conn_.get(), path.get(), &info, datagram.data(), datagram.size(), now());
  if (rv != 0) failed(rv);
  wanted_.set();
}

void Transport::unreachable(const Error& why) {
  // A handshake has nothing to lose. Later it may be a moment between two networks, or somebody's invention.
  if (!established_) {
    fail(why, false);
  } else if (why.code == Code::kRefused) {
    probe(settings_.doubt_limit);
  }
}

void Transport::probe(Duration limit) {
  if (over_ || probe_until_ || !established_) return;
  probe_until_ = loop_.now() + limit;
  ngtcp2_conn_set_keep_alive_timeout(conn_.get(), 1);  // at once, and back with the packet that has the PING
  asking_ = true;
  wanted_.set();
}

bool Transport::move_to(const Endpoint& local) {
  Path path(local, remote());
  if (over_ || ngtcp2_conn_initiate_immediate_migration(conn_.get(), path.get(), now()) != 0) return false;
  heard_ = loop_.now();
  wanted_.set();
  return true;
}

void Transport::offer_token(std::span<const std::uint8_t> token) {
  ngtcp2_conn_submit_new_token(conn_.get(), token.data(), token.size());
}

// ---- Writing ----

Task<> Transport::drive() {
  while (!failure_) {
    co_await first_of([this](Waiter& w) { return wanted_.poll_set(w); },
                      [this](Waiter& w) { return timer_.poll_expired(w); });
    wanted_.clear();
    look_for_signs_of_life();
    expire();
    const Room room(loop_.pool());
    for (int i = 0; !failure_ || close_wanted_; ++i) {
      if (i == kBatches) {
        i = 0;
        co_await loop_.yield();
      }
      Datagrams batch;
      const std::size_t written = write(room.bytes(), batch);
      if (std::exchange(asking_, false)) set_keep_alive();  // from here loss recovery repeats it
      if (written == 0) break;
      co_await send(batch);
    }
    if (!failure_) arm();
  }
  if (goodbye_) {
    const Room room(loop_.pool());
    Datagrams last;
    if (write_close(room.bytes(), last) != 0) co_await send(last);
  }
  end();
}

std::size_t Transport::write(std::span<std::uint8_t> room, Datagrams& into) {
  Path path;
  ngtcp2_pkt_info info{};
  std::size_t segment = 0;
  const ngtcp2_ssize n = ngtcp2_conn_write_aggregate_pkt(conn_.get(), path.get(), &info, room.data(), room.size(),
                                                         &segment, Callbacks::write_packet, now());
  if (n < 0) failed(static_cast<int>(n));
  if (n <= 0) return 0;
  const auto size = static_cast<std::size_t>(n);
  into = {path.local(), path.remote(), info.ecn, segment, room.first(size)};
  return size;
}

// One packet, filled with as many pieces as fit.
ngtcp2_ssize Transport::write_packet(ngtcp2_path* path, ngtcp2_pkt_info* info, std::uint8_t* dest, std::size_t size,
                                     ngtcp2_tstamp now) {
  std::array<std::span<const std::uint8_t>, 16> pieces;
  std::array<ngtcp2_vec, 16> vecs;
  for (;;) {
    Outgoing out;
    if (ready_ && application_ != nullptr && ngtcp2_conn_get_max_data_left(conn_.get()) != 0) {
      out = application_->next(pieces);
    }
    for (std::size_t i = 0; i < out.count; ++i) {
      vecs[i] = {const_cast<std::uint8_t*>(pieces[i].data()), pieces[i].size()};  // only read
    }
    std::uint32_t flags = NGTCP2_WRITE_STREAM_FLAG_NONE;
    if (out.stream >= 0) flags |= NGTCP2_WRITE_STREAM_FLAG_MORE;
    if (out.end) flags |= NGTCP2_WRITE_STREAM_FLAG_FIN;
    ngtcp2_ssize taken = -1;
    const ngtcp2_ssize n = ngtcp2_conn_writev_stream(conn_.get(), path, info, dest, size, &taken, flags, out.stream,
                                                     vecs.data(), out.count, now);
    if (taken >= 0 && out.stream >= 0) application_->on_sent(out.stream, static_cast<std::size_t>(taken));
    if (n == NGTCP2_ERR_WRITE_MORE) continue;
    if (n == NGTCP2_ERR_STREAM_DATA_BLOCKED) {
      application_->on_blocked(out.stream);
    } else if (n == NGTCP2_ERR_STREAM_SHUT_WR || n == NGTCP2_ERR_STREAM_NOT_FOUND) {
      application_->on_stop_sending(out.stream);
    } else {
      return n;
    }
  }
}

Task<> Transport::send(Datagrams d) {
  while (!d.bytes.empty()) {
    const auto sent = co_await poll([this, &d](Waiter& w) { return carrier_->poll_send(d, w); });
    if (!sent) {
      unreachable(sent.error());
      co_return;
    }
    d.bytes = d.bytes.subspan(*sent);
  }
}

std::size_t Transport::write_close(std::span<std::uint8_t> room, Datagrams& into) {
  Path path;
  ngtcp2_pkt_info info{};
  const ngtcp2_ssize n = ngtcp2_conn_write_connection_close(conn_.get(), path.get(), &info, room.data(), room.size(),
                                                            &close_frame_, now());
  if (n <= 0) return 0;
  const auto size = static_cast<std::size_t>(n);
  into = {path.local(), path.remote(), info.ecn, size, room.first(size)};
  return size;
}

// ---- Time ----

ngtcp2_tstamp Transport::now() const {
  return static_cast<ngtcp2_tstamp>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(loop_.now().time_since_epoch()).count());
}

// Packets that were decrypted: what anybody can send is no sign of the peer.
void Transport::look_for_signs_of_life() {
  ngtcp2_conn_info info;
  ngtcp2_conn_get_conn_info(conn_.get(), &info);
  if (std::exchange(packets_heard_, info.pkt_recv) == info.pkt_recv) return;
  heard_ = loop_.now();
  probe_until_.reset();
}

void Transport::expire() {
  const ngtcp2_tstamp time = now();
  if (ngtcp2_conn_get_expiry(conn_.get()) <= time) {
    if (const int rv = ngtcp2_conn_handle_expiry(conn_.get(), time); rv != 0) failed(rv);
  }
  const bool silent = streams_ != 0 && loop_.now() - heard_ >= settings_.silence_limit;
  if (silent || (probe_until_ && loop_.now() >= *probe_until_)) {
    fail({Stage::kQuic, Code::kTimedOut, server_ ? "the client does not answer" : "the proxy does not answer any more"},
         true);
  }
}

void Transport::set_keep_alive() {
  using namespace std::chrono;
  const auto after = duration_cast<nanoseconds>(settings_.keep_alive).count();
  ngtcp2_conn_set_keep_alive_timeout(conn_.get(), keeping_alive_ ? static_cast<ngtcp2_duration>(after) : UINT64_MAX);
}

void Transport::arm() {
  const bool keep_alive = streams_ != 0 && settings_.keep_alive != Duration::zero();
  if (keep_alive != keeping_alive_) {
    keeping_alive_ = keep_alive;
    heard_ = loop_.now();
  }
  set_keep_alive();
  const ngtcp2_tstamp expiry = ngtcp2_conn_get_expiry(conn_.get());
  const ngtcp2_tstamp time = now();
  Duration left = Duration::max();
  if (expiry != UINT64_MAX) left = std::chrono::nanoseconds(expiry > time ? expiry - time : 0);
  if (streams_ != 0) left = std::min(left, heard_ + settings_.silence_limit - loop_.now());
  if (probe_until_) left = std::min(left, *probe_until_ - loop_.now());
  if (left == Duration::max()) {
    timer_.cancel();
  } else {
    timer_.start(std::max(left, Duration::zero()));
  }
}

// ---- Streams and credit ----

void Transport::run(Application& application) {
  application_ = &application;
  if (ready_) application.on_ready();
}

Result<StreamId> Transport::open_bidirectional() {
  StreamId id = -1;
  if (over_ || ngtcp2_conn_open_bidi_stream(conn_.get(), &id, nullptr) != 0) {
    return culvert::fail(Stage::kHttp, Code::kLimit, "the peer allows no more streams now");
  }
  count_streams(id, 1);
  return id;
}

Result<StreamId> Transport::open_unidirectional() {
  StreamId id = -1;
  if (over_ || ngtcp2_conn_open_uni_stream(conn_.get(), &id, nullptr) != 0) {
    return culvert::fail(Stage::kHttp, Code::kLimit, "the peer allows no more streams now");
  }
  return id;
}

std::size_t Transport::bidirectional_left() const {
  return ready_ && !over_ ? ngtcp2_conn_get_streams_bidi_left(conn_.get()) : 0;
}

void Transport::give_credit(StreamId stream, std::size_t n) {
  ngtcp2_conn_extend_max_stream_offset(conn_.get(), stream, n);  // of a stream that is gone: nothing
  wake();
}

void Transport::give_connection_credit(std::size_t n) {
  ngtcp2_conn_extend_max_offset(conn_.get(), n);
  wake();
}

void Transport::allow_more_streams(std::size_t n) {
  ngtcp2_conn_extend_max_streams_bidi(conn_.get(), n);
  wake();
}

void Transport::reset(StreamId stream, std::uint64_t code) {
  ngtcp2_conn_shutdown_stream_write(conn_.get(), 0, stream, code);
  wake();
}

void Transport::stop_sending(StreamId stream, std::uint64_t code) {
  ngtcp2_conn_shutdown_stream_read(conn_.get(), 0, stream, code);
  wake();
}

Poll<bool> Transport::poll_established(Waiter& w) const {
  if (established_ || over_) return established_;
  established_waiters_.add(w);
  return {};
}

Result<std::string> Transport::export_key(std::string_view label, std::string_view context, std::size_t size) const {
  return culvert::export_key(handshake_->ssl(), label, context, size);
}

ConnectionFacts Transport::facts() const {
  ConnectionFacts facts;
  facts.tls = negotiated(handshake_->ssl());
  facts.local = local();
  facts.remote = remote();
  ngtcp2_conn_info info;
  ngtcp2_conn_get_conn_info(conn_.get(), &info);
  facts.smoothed_rtt = std::chrono::nanoseconds(info.smoothed_rtt);
  facts.packets_lost = info.pkt_lost;
  facts.congestion_window = info.cwnd;
  return facts;
}

// ---- The end ----

void Transport::close(std::uint64_t code, const Error& why) {
  if (failure_) return;
  ngtcp2_ccerr_set_application_error(&close_frame_, code, nullptr, 0);
  close_wanted_ = true;
  fail(why, true);
}

void Transport::fail(Error why, bool tell) {
  if (failure_) {  // the first reason counts
    goodbye_ = goodbye_ && tell;
    return;
  }
  failure_ = std::move(why);
  goodbye_ = tell;
  wanted_.set();
}

void Transport::end() {
  over_ = true;
  timer_.cancel();
  established_waiters_.notify_all();
  if (application_ != nullptr) {
    application_->on_closed(*failure_);
  } else {
    carrier_->ended_early(*this);
  }
}

Transport::~Transport() {
  if (over_) return;
  if (!failure_) ngtcp2_ccerr_set_application_error(&close_frame_, settings_.no_error, nullptr, 0);
  if (failure_ && !goodbye_) return;
  std::array<std::uint8_t, NGTCP2_MAX_UDP_PAYLOAD_SIZE> room;
  Datagrams last;
  Nobody nobody;
  if (write_close(room, last) != 0) static_cast<void>(carrier_->poll_send(last, nobody));
}

}  // namespace culvert::quic
