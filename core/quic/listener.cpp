#include "quic/listener.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "quic/transport.h"

namespace culvert::quic {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kRetryFrom = 256;  // half-open connections, beyond which clients prove their address first
constexpr Duration kRetryLife = 10s;     // of a Retry's token
constexpr Duration kTokenLife = 24h;     // of a token for a later connection
constexpr int kAnswersAtOnce = 256;      // stateless ones, for each period; what is beyond is dropped
constexpr Duration kAnswersPeriod = 100ms;
constexpr std::size_t kSmallestReset = 43;  // of a packet that is answered: the answer is smaller (RFC 9000 §10.3.3)

ngtcp2_tstamp nanoseconds(Duration d) {
  return static_cast<ngtcp2_tstamp>(std::chrono::duration_cast<std::chrono::nanoseconds>(d).count());
}

struct Nobody final : Waiter {
  void wake() override {}
};

// The finaliser of SplitMix64.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Clients choose their first destination ID themselves, so the hash has a secret in it.
struct IdHash {
  std::uint64_t secret;
  std::size_t operator()(const ngtcp2_cid& id) const {
    std::uint64_t hash = secret ^ id.datalen;
    for (std::size_t at = 0; at < id.datalen; at += sizeof hash) {
      std::uint64_t part = 0;
      std::memcpy(&part, id.data + at, std::min(id.datalen - at, sizeof part));
      hash = mixed(hash ^ part);
    }
    return hash;
  }
};
struct IdEqual {
  bool operator()(const ngtcp2_cid& a, const ngtcp2_cid& b) const { return ngtcp2_cid_eq(&a, &b) != 0; }
};

ngtcp2_cid id_of(const std::uint8_t* data, std::size_t size) {
  ngtcp2_cid id;
  ngtcp2_cid_init(&id, data, size);
  return id;
}

}  // namespace

class Listener::Impl : public std::enable_shared_from_this<Listener::Impl> {
 public:
  Impl(Loop& loop, UdpSocket socket, TlsContext tls, std::string alpn, Settings settings, Handler handler, Gate gate)
      : loop_(loop),
        socket_(std::move(socket)),
        tls_(std::move(tls)),
        alpn_(std::move(alpn)),
        settings_(std::move(settings)),
        handler_(std::move(handler)),
        gate_(std::move(gate)),
        secret_(tls_.derive_secret("culvert quic tokens")),
        connections_(0, IdHash{random_number()}),
        ended_(loop),
        tasks_(loop) {}

  void start() {
    tasks_.spawn(receive());
    tasks_.spawn(bury());
  }
  void close() {
    open_ = false;
    half_open_.clear();
  }
  [[nodiscard]] UdpSocket& socket() { return socket_; }

 private:
  class ServerCarrier;
  using Bytes = std::span<const std::uint8_t>;

  static std::uint64_t random_number() {
    std::uint64_t n = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&n), sizeof n);
    return n;
  }

  Task<> receive();
  Task<> bury();
  void sort(const Datagrams& d, Bytes datagram);
  void first_packet(const Datagrams& d, Bytes datagram);
  [[nodiscard]] bool check_token(const Datagrams& d, const ngtcp2_pkt_hd& head, Transport::ServerStart& start);
  [[nodiscard]] bool may_answer();
  void answer(const Datagrams& to, Bytes packet);
  void negotiate_version(const Datagrams& d, const ngtcp2_version_cid& ids);
  void retry(const Datagrams& d, const ngtcp2_pkt_hd& head);
  void refuse(const Datagrams& d, const ngtcp2_pkt_hd& head, std::uint64_t code);
  void forget(const Datagrams& d, const ngtcp2_version_cid& ids, std::size_t size);
  void established(Transport& transport);
  std::unique_ptr<Connection> hand_over(Transport& transport);

  Loop& loop_;
  UdpSocket socket_;
  const TlsContext tls_;
  const std::string alpn_;
  const Settings settings_;
  Handler handler_;
  Gate gate_;
  bool open_ = true;
  // The same after a restart, so that connections of before can be told that they are forgotten.
  const Transport::Secret secret_;
  std::unordered_map<ngtcp2_cid, Transport*, IdHash, IdEqual> connections_;
  std::size_t unproven_ = 0;                                              // connections whose handshake is not complete
  std::unordered_map<Transport*, std::unique_ptr<Transport>> half_open_;  // that nobody has yet
  std::vector<Transport*> to_bury_;
  TimePoint answers_since_{};
  int answers_ = 0;
  Event ended_;
  TaskSet tasks_;
};

// One connection's part in the listener.
class Listener::Impl::ServerCarrier final : public Carrier {
 public:
  explicit ServerCarrier(Impl& listener) : listener_(listener) { ++listener_.unproven_; }
  ~ServerCarrier() override {
    if (!proven_) --listener_.unproven_;
    for (const ngtcp2_cid& id : ids_) listener_.connections_.erase(id);
  }
  void set_transport(Transport& transport) {
    transport_ = &transport;
    for (const ngtcp2_cid& id : ids_) listener_.connections_.emplace(id, transport_);
  }

  Poll<Result<std::size_t>> poll_send(const Datagrams& d, Waiter& w) override {
    return listener_.socket_.poll_send(d, w);
  }
  void add_id(const ngtcp2_cid& id) override {
    ids_.push_back(id);
    if (transport_ != nullptr) listener_.connections_.emplace(id, transport_);
  }
  void remove_id(const ngtcp2_cid& id) override {
    const auto it = std::ranges::find_if(ids_, [&](const ngtcp2_cid& one) { return IdEqual{}(one, id); });
    if (it == ids_.end()) return;
    listener_.connections_.erase(id);
    ids_.erase(it);
  }
  void ready(Transport& transport) override {
    auto connection = listener_.hand_over(transport);
    keep_alive_ = listener_.shared_from_this();
    listener_.handler_(std::move(connection));
  }
  void established(Transport& transport) override {
    proven_ = true;
    --listener_.unproven_;
    listener_.established(transport);
  }
  void ended_early(Transport& transport) override {
    listener_.to_bury_.push_back(&transport);
    listener_.ended_.set();
  }

 private:
  Impl& listener_;
  Transport* transport_ = nullptr;
  bool proven_ = false;
  std::vector<ngtcp2_cid> ids_;
  std::shared_ptr<Impl> keep_alive_;  // once the connection is somebody else's
};

Task<> Listener::Impl::receive() {
  for (;;) {
    const auto batch = co_await poll([this](Waiter& w) { return socket_.poll_receive(w); });
    if (batch) {
      for (const Datagrams& d : *batch) {
        for (std::size_t at = 0; at < d.bytes.size(); at += d.segment) {
          sort(d, d.bytes.subspan(at, std::min(d.segment, d.bytes.size() - at)));
        }
      }
    }
    co_await loop_.yield();
  }
}

// Connections that ended before anybody had them.
Task<> Listener::Impl::bury() {
  for (;;) {
    co_await ended_.wait();
    ended_.clear();
    co_await loop_.yield();  // out of the dead one's own task
    for (Transport* t : std::exchange(to_bury_, {})) half_open_.erase(t);
  }
}

void Listener::Impl::sort(const Datagrams& d, Bytes datagram) {
  ngtcp2_version_cid ids;
  const int rv = ngtcp2_pkt_decode_version_cid(&ids, datagram.data(), datagram.size(), Transport::kServerIdSize);
  if (rv == NGTCP2_ERR_VERSION_NEGOTIATION) {
    if (open_ && datagram.size() >= NGTCP2_MAX_UDP_PAYLOAD_SIZE) negotiate_version(d, ids);
    return;
  }
  if (rv != 0 || ids.dcidlen > NGTCP2_MAX_CIDLEN) return;
  if (const auto it = connections_.find(id_of(ids.dcid, ids.dcidlen)); it != connections_.end()) {
    it->second->receive(d.local, d.remote, d.ecn, datagram);
    return;
  }
  if (ids.version != 0) {
    if (open_) first_packet(d, datagram);
  } else {
    forget(d, ids, datagram.size());
  }
}

void Listener::Impl::first_packet(const Datagrams& d, Bytes datagram) {
  Transport::ServerStart start{
      .local = d.local, .remote = d.remote, .head = {}, .original_id = {}, .retry_id = {}, .alpn = {}};
  if (ngtcp2_accept(&start.head, datagram.data(), datagram.size()) != 0) return;
  if (unproven_ >= settings_.max_half_open) return;
  if (gate_ && !gate_(d.remote)) {
    refuse(d, start.head, NGTCP2_CONNECTION_REFUSED);
    return;
  }
  start.original_id = start.head.dcid;
  start.alpn = alpn_;
  if (!check_token(d, start.head, start)) return;
  auto carrier = std::make_unique<ServerCarrier>(*this);
  ServerCarrier& line = *carrier;
  auto transport = std::make_unique<Transport>(loop_, settings_, tls_, std::move(carrier), start, secret_);
  line.set_transport(*transport);
  Transport& made = *transport;
  half_open_.emplace(&made, std::move(transport));
  made.receive(d.local, d.remote, d.ecn, datagram);
}

// False: the client was answered, and is to come again.
bool Listener::Impl::check_token(const Datagrams& d, const ngtcp2_pkt_hd& head, Transport::ServerStart& start) {
  Path path(d.local, d.remote);
  const ngtcp2_addr& from = path.get()->remote;
  const ngtcp2_tstamp now = nanoseconds(loop_.now().time_since_epoch());
  const bool wanted = settings_.always_retry || unproven_ >= kRetryFrom;
  if (head.tokenlen != 0 && head.token[0] == NGTCP2_CRYPTO_TOKEN_MAGIC_RETRY2) {
    if (ngtcp2_crypto_verify_retry_token2(&start.original_id, head.token, head.tokenlen, secret_.data(), secret_.size(),
                                          head.version, from.addr, from.addrlen, &head.dcid, nanoseconds(kRetryLife),
                                          now) != 0) {
      refuse(d, head, NGTCP2_INVALID_TOKEN);
      return false;
    }
    start.retry_id = head.dcid;
    start.token_type = NGTCP2_TOKEN_TYPE_RETRY;
    return true;
  }
  if (head.tokenlen != 0 && head.token[0] == NGTCP2_CRYPTO_TOKEN_MAGIC_REGULAR &&
      ngtcp2_crypto_verify_regular_token(head.token, head.tokenlen, secret_.data(), secret_.size(), from.addr,
                                         from.addrlen, nanoseconds(kTokenLife), now) == 0) {
    start.token_type = NGTCP2_TOKEN_TYPE_NEW_TOKEN;
    return true;
  }
  start.head.token = nullptr;  // not ours, or too old: as if there were none
  start.head.tokenlen = 0;
  if (wanted) retry(d, head);
  return !wanted;
}

bool Listener::Impl::may_answer() {
  const TimePoint now = loop_.now();
  if (now - answers_since_ >= kAnswersPeriod) {
    answers_since_ = now;
    answers_ = 0;
  }
  return ++answers_ <= kAnswersAtOnce;
}

void Listener::Impl::answer(const Datagrams& to, Bytes packet) {
  Nobody nobody;
  const Datagrams d{.local = to.local, .remote = to.remote, .segment = packet.size(), .bytes = packet};
  static_cast<void>(socket_.poll_send(d, nobody));
}

void Listener::Impl::negotiate_version(const Datagrams& d, const ngtcp2_version_cid& ids) {
  if (!may_answer()) return;
  constexpr std::array<std::uint32_t, 1> kVersions{NGTCP2_PROTO_VER_V1};
  std::array<std::uint8_t, NGTCP2_MAX_UDP_PAYLOAD_SIZE> packet;
  const ngtcp2_ssize n = ngtcp2_pkt_write_version_negotiation(
      packet.data(), packet.size(), static_cast<std::uint8_t>(random_number()), ids.scid, ids.scidlen, ids.dcid,
      ids.dcidlen, kVersions.data(), kVersions.size());
  if (n > 0) answer(d, Bytes(packet).first(static_cast<std::size_t>(n)));
}

void Listener::Impl::retry(const Datagrams& d, const ngtcp2_pkt_hd& head) {
  if (!may_answer() && !settings_.always_retry) return;
  ngtcp2_cid ours{};
  ours.datalen = Transport::kServerIdSize;
  if (RAND_bytes(ours.data, Transport::kServerIdSize) != 1) return;
  Path path(d.local, d.remote);
  const ngtcp2_addr& to = path.get()->remote;
  std::array<std::uint8_t, NGTCP2_CRYPTO_MAX_RETRY_TOKENLEN2> token;
  const ngtcp2_ssize size =
      ngtcp2_crypto_generate_retry_token2(token.data(), secret_.data(), secret_.size(), head.version, to.addr,
                                          to.addrlen, &ours, &head.dcid, nanoseconds(loop_.now().time_since_epoch()));
  if (size < 0) return;
  std::array<std::uint8_t, NGTCP2_MAX_UDP_PAYLOAD_SIZE> packet;
  const ngtcp2_ssize n = ngtcp2_crypto_write_retry(packet.data(), packet.size(), head.version, &head.scid, &ours,
                                                   &head.dcid, token.data(), static_cast<std::size_t>(size));
  if (n > 0) answer(d, Bytes(packet).first(static_cast<std::size_t>(n)));
}

void Listener::Impl::refuse(const Datagrams& d, const ngtcp2_pkt_hd& head, std::uint64_t code) {
  if (!may_answer()) return;
  std::array<std::uint8_t, NGTCP2_MAX_UDP_PAYLOAD_SIZE> packet;
  const ngtcp2_ssize n = ngtcp2_crypto_write_connection_close(packet.data(), packet.size(), head.version, &head.scid,
                                                              &head.dcid, code, nullptr, 0);
  if (n > 0) answer(d, Bytes(packet).first(static_cast<std::size_t>(n)));
}

void Listener::Impl::forget(const Datagrams& d, const ngtcp2_version_cid& ids, std::size_t size) {
  if (size < kSmallestReset || !may_answer()) return;
  const ngtcp2_cid id = id_of(ids.dcid, ids.dcidlen);
  ngtcp2_stateless_reset_token token;
  if (ngtcp2_crypto_generate_stateless_reset_token(token.data, secret_.data(), secret_.size(), &id) != 0) return;
  std::array<std::uint8_t, kSmallestReset - 1 - NGTCP2_STATELESS_RESET_TOKENLEN> noise;
  if (RAND_bytes(noise.data(), static_cast<int>(noise.size())) != 1) return;
  std::array<std::uint8_t, kSmallestReset - 1> packet;
  const ngtcp2_ssize n =
      ngtcp2_pkt_write_stateless_reset2(packet.data(), packet.size(), &token, noise.data(), noise.size());
  if (n > 0) answer(d, Bytes(packet).first(static_cast<std::size_t>(n)));
}

// The client has proved its address: a token spares it a Retry next time.
void Listener::Impl::established(Transport& transport) {
  Path path(transport.local(), transport.remote());
  const ngtcp2_addr& to = path.get()->remote;
  std::array<std::uint8_t, NGTCP2_CRYPTO_MAX_REGULAR_TOKENLEN> token;
  const ngtcp2_ssize size = ngtcp2_crypto_generate_regular_token(
      token.data(), secret_.data(), secret_.size(), to.addr, to.addrlen, nanoseconds(loop_.now().time_since_epoch()));
  if (size > 0) transport.offer_token(Bytes(token).first(static_cast<std::size_t>(size)));
}

std::unique_ptr<Connection> Listener::Impl::hand_over(Transport& transport) {
  const auto it = half_open_.find(&transport);
  auto connection = std::move(it->second);
  half_open_.erase(it);
  return connection;
}

Listener::Listener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::~Listener() { impl_->close(); }

Result<std::unique_ptr<Listener>> Listener::open(Loop& loop, const Endpoint& at, TlsContext tls, std::string alpn,
                                                 Settings settings, Handler handler, Gate gate) {
  auto socket = UdpSocket::bind(loop, at);
  if (!socket) return std::unexpected(std::move(socket.error()));
  auto impl = std::make_shared<Impl>(loop, std::move(*socket), std::move(tls), std::move(alpn), std::move(settings),
                                     std::move(handler), std::move(gate));
  impl->start();
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

const Endpoint& Listener::endpoint() const { return impl_->socket().local(); }

}  // namespace culvert::quic
