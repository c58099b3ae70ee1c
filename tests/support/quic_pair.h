// Two ends of a QUIC connection over loopback, with somebody between them who may lose and move packets.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/udp_socket.h"
#include "quic/client.h"
#include "quic/listener.h"
#include "support/loop_runner.h"
#include "support/streams.h"
#include "support/tls_pair.h"

namespace culvert::test {

// An application that keeps what comes and sends what it is told.
class QuicPeer final : public quic::Application {
 public:
  static constexpr std::uint64_t kBroken = 0x77;
  static constexpr std::size_t kMost = 4'000'000;  // of one stream; what is on its way must not move

  explicit QuicPeer(Loop& loop) : news_(loop) {}

  struct Stream {
    std::string received;
    bool ended = false;
    std::uint64_t reset = 0;
    bool stopped = false;
    bool closed = false;
    std::string to_send;  // kept until the stream is closed
    std::size_t sent = 0;
    std::size_t acknowledged = 0;
    bool finish = false;
    bool finished = false;
    bool blocked = false;
  };

  void run(std::unique_ptr<quic::Connection> connection) {
    connection_ = std::move(connection);
    connection_->run(*this);
  }
  [[nodiscard]] quic::Connection& connection() { return *connection_; }
  void drop() { connection_.reset(); }
  [[nodiscard]] bool has_connection() const { return connection_ != nullptr; }

  quic::StreamId send(std::string bytes, bool finish = true) {
    const quic::StreamId id = connection_->open_bidirectional().value();
    send_on(id, std::move(bytes), finish);
    return id;
  }
  void send_on(quic::StreamId id, std::string bytes, bool finish = true) {
    Stream& s = streams[id];
    s.to_send.reserve(kMost);
    s.to_send += bytes;
    s.finish = finish;
    connection_->wake();
  }

  // Waits until `condition` holds.
  template <class F>
  [[nodiscard]] auto until(F condition) {
    return poll([this, condition](Waiter& w) -> Poll<bool> {
      if (condition()) return true;
      news_.add(w);
      return {};
    });
  }
  [[nodiscard]] auto until_ready() {
    return until([this] { return ready || closed; });
  }
  [[nodiscard]] auto until_closed() {
    return until([this] { return closed.has_value(); });
  }
  [[nodiscard]] auto until_ended(quic::StreamId id) {
    return until([this, id] { return closed || streams[id].ended; });
  }

  std::map<quic::StreamId, Stream> streams;
  bool ready = false;
  bool established = false;  // clients are told
  int rejections = 0;
  std::string memo;  // for the next connection
  std::optional<Error> closed;
  bool echo = false;                      // everything goes back
  bool deny = false;                      // every byte is an error
  std::optional<quic::StreamId> hoarded;  // its credit is kept

  void on_ready() override {
    ready = true;
    news_.notify_all();
  }
  void on_early_rejected() override {
    ready = false;
    ++rejections;
    streams.clear();
    news_.notify_all();
  }
  void on_established() override {
    established = true;
    news_.notify_all();
  }
  std::string early_memo() const override { return memo; }
  Result<std::size_t> on_data(quic::StreamId id, std::span<const std::uint8_t> bytes, bool end) override {
    if (deny) return fail(Stage::kHttp, Code::kProtocol, "denied");
    Stream& s = streams[id];
    s.received.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    s.ended = s.ended || end;
    if (echo) send_on(id, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), end);
    news_.notify_all();
    if (hoarded != id) return bytes.size();
    connection_->give_connection_credit(bytes.size());
    return std::size_t{0};
  }
  void on_acknowledged(quic::StreamId id, std::size_t n) override { streams[id].acknowledged += n; }
  void on_reset(quic::StreamId id, std::uint64_t code) override {
    streams[id].reset = code;
    news_.notify_all();
  }
  void on_stop_sending(quic::StreamId id) override {
    streams[id].stopped = true;
    news_.notify_all();
  }
  void on_stream_closed(quic::StreamId id, std::uint64_t) override {
    streams[id].closed = true;
    if (quic::is_bidirectional(id)) connection_->allow_more_streams(1);
    news_.notify_all();
  }
  void on_more_streams() override {}
  void on_window(quic::StreamId id) override { streams[id].blocked = false; }
  void on_closed(const Error& why) override {
    closed = why;
    news_.notify_all();
  }
  quic::Outgoing next(std::span<std::span<const std::uint8_t>> out) override {
    for (auto& [id, s] : streams) {
      const bool more = s.sent != s.to_send.size() || (s.finish && !s.finished);
      if (!more || s.blocked || s.stopped || s.closed) continue;
      out[0] = std::span(reinterpret_cast<const std::uint8_t*>(s.to_send.data()), s.to_send.size()).subspan(s.sent);
      offered_ = out[0].size();
      return {id, s.finish, 1};
    }
    return {};
  }
  void on_sent(quic::StreamId id, std::size_t n) override {
    Stream& s = streams[id];
    s.sent += n;
    s.finished = s.finish && n == offered_;
    news_.notify_all();
  }
  void on_blocked(quic::StreamId id) override {
    streams[id].blocked = true;
    news_.notify_all();
  }
  std::uint64_t close_code() const override { return kBroken; }

 private:
  WaitList news_;
  std::size_t offered_ = 0;
  std::unique_ptr<quic::Connection> connection_;
};

// Passes datagrams between a client, who thinks that this is the server, and the server.
class Middle {
 public:
  Middle(Loop& loop, const Endpoint& server)
      : loop_(loop),
        front_(UdpSocket::bind(loop, loopback()).value()),
        back_(UdpSocket::connect(loop, server).value()),
        server_(server),
        tasks_(loop),
        back_tasks_(std::make_unique<TaskSet>(loop)) {
    tasks_.spawn(from_client());
    back_tasks_->spawn(from_server());
  }
  [[nodiscard]] const Endpoint& at() const { return front_.local(); }

  bool drop = false;  // everything
  bool deaf = false;  // what comes from the server
  int lose_each = 0;  // of so many datagrams one is lost
  int passed = 0;
  // What the client sends comes from another port from now on, as after a NAT has forgotten it.
  void move() {
    back_tasks_ = std::make_unique<TaskSet>(loop_);
    back_ = UdpSocket::connect(loop_, server_).value();
    back_tasks_->spawn(from_server());
  }
  void to_client(std::span<const std::uint8_t> bytes) {
    send(front_, {.remote = client_, .segment = bytes.size(), .bytes = bytes});
  }
  void to_server(std::span<const std::uint8_t> bytes) {
    send(back_, {.remote = server_, .segment = bytes.size(), .bytes = bytes});
  }

 private:
  struct Nobody final : Waiter {
    void wake() override {}
  };
  void send(UdpSocket& socket, const Datagrams& d) {
    Nobody nobody;
    static_cast<void>(socket.poll_send(d, nobody));
  }
  void pass(UdpSocket& out, const Endpoint& to, const Datagrams& d) {
    for (std::size_t at = 0; at < d.bytes.size(); at += d.segment) {
      ++passed;
      if (drop || (lose_each != 0 && passed % lose_each == 0)) continue;
      const auto one = d.bytes.subspan(at, std::min(d.segment, d.bytes.size() - at));
      send(out, {.remote = to, .ecn = d.ecn, .segment = one.size(), .bytes = one});
    }
  }
  Task<> from_client() {
    for (;;) {
      const auto batch = co_await poll([this](Waiter& w) { return front_.poll_receive(w); });
      if (!batch) continue;
      for (const Datagrams& d : *batch) {
        client_ = d.remote;
        pass(back_, server_, d);
      }
      co_await loop_.yield();
    }
  }
  Task<> from_server() {
    for (;;) {
      const auto batch = co_await poll([this](Waiter& w) { return back_.poll_receive(w); });
      if (batch) {
        for (const Datagrams& d : *batch) {
          if (!deaf) pass(front_, client_, d);
        }
      }
      co_await loop_.yield();
    }
  }

  Loop& loop_;
  UdpSocket front_;
  UdpSocket back_;
  Endpoint server_;
  Endpoint client_;
  TaskSet tasks_;
  std::unique_ptr<TaskSet> back_tasks_;
};

class QuicTest : public LoopTest {
 protected:
  static constexpr const char* kAlpn = "test";

  std::unique_ptr<quic::Listener> listen(quic::Settings settings = {}, Endpoint at = loopback()) {
    auto listener = quic::Listener::open(loop, at, server_tls, kAlpn, std::move(settings),
                                         [this](std::unique_ptr<quic::Connection> c) {
                                           accepted.push_back(std::make_unique<QuicPeer>(loop));
                                           accepted.back()->echo = echo;
                                           accepted.back()->run(std::move(c));
                                         });
    EXPECT_TRUE(listener);
    return std::move(*listener);
  }
  std::unique_ptr<QuicPeer> connect(const Endpoint& to, const quic::Settings& settings = {}, std::string alpn = kAlpn,
                                    std::string name = "proxy.test") {
    auto peer = std::make_unique<QuicPeer>(loop);
    auto connection = quic::connect(loop, client_tls, {std::move(name), to, std::move(alpn)}, settings, resumption);
    EXPECT_TRUE(connection);
    if (connection) peer->run(std::move(*connection));
    return peer;
  }

  const Authority ca;
  TlsContext server_tls = ca.server();
  TlsContext client_tls = ca.client();
  quic::Resumption resumption;
  bool echo = true;
  std::vector<std::unique_ptr<QuicPeer>> accepted;
};

}  // namespace culvert::test
