// culvert-quic-load: one QUIC connection and one stream of it, without HTTP and without tunnels, for the bench.
//
//   serve DIR                      makes a certificate in DIR, says where it listens, serves until it is ended
//   down|up DIR ADDRESS BYTES      moves so many bytes from or to a server; prints what culvert-load prints
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "http/authority.h"
#include "quic/client.h"
#include "quic/listener.h"
#include "tls/certificate_maker.h"

namespace culvert {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr const char* kAlpn = "bench";

// A request is 8 bytes: how many are wanted (big endian), or zero for "count what I send". The answer is those bytes,
// or the count.
class Peer final : public quic::Application {
 public:
  explicit Peer(Loop& loop) : block_(kPiece, 'q'), news_(loop) {}
  void run(std::unique_ptr<quic::Connection> connection) {
    connection_ = std::move(connection);
    connection_->run(*this);
  }
  void request(std::uint64_t wanted, std::uint64_t to_send) {
    stream_ = connection_->open_bidirectional().value();
    put(wanted);
    body_ = to_send;
    finish_ = true;
    connection_->wake();
  }
  Poll<bool> poll_done(Waiter& w) {
    if (ended_ || closed_) return ended_;
    news_.add(w);
    return {};
  }
  Poll<bool> poll_ready(Waiter& w) {
    if (ready_ || closed_) return ready_;
    news_.add(w);
    return {};
  }
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }
  [[nodiscard]] std::uint64_t answered() const { return number_; }
  bool serves = false;

  void on_ready() override {
    ready_ = true;
    news_.notify_all();
  }
  Result<std::size_t> on_data(quic::StreamId id, std::span<const std::uint8_t> bytes, bool end) override {
    stream_ = id;
    for (const std::uint8_t byte :
         bytes.first(std::min<std::size_t>(bytes.size(), received_ < 8 ? 8 - received_ : 0))) {
      number_ = number_ << 8 | byte;
    }
    received_ += bytes.size();
    ended_ = ended_ || end;
    if (serves && received_ >= 8 && (number_ != 0 || end)) answer();
    if (end) news_.notify_all();
    return bytes.size();
  }
  void on_acknowledged(quic::StreamId, std::size_t) override {}
  void on_reset(quic::StreamId, std::uint64_t) override {}
  void on_stop_sending(quic::StreamId) override {}
  void on_stream_closed(quic::StreamId, std::uint64_t) override {}
  void on_more_streams() override {}
  void on_window(quic::StreamId) override { blocked_ = false; }
  void on_closed(const Error&) override {
    closed_ = true;
    news_.notify_all();
  }
  quic::Outgoing next(std::span<std::span<const std::uint8_t>> out) override {
    if (blocked_ || finished_ || (head_sent_ == head_.size() && body_ == 0 && !finish_)) return {};
    if (head_sent_ < head_.size()) {
      out[0] = std::span(head_).subspan(head_sent_);
      offered_end_ = finish_ && body_ == 0;
    } else {
      out[0] = std::span(block_).first(std::min<std::uint64_t>(kPiece, body_));
      offered_end_ = finish_ && body_ <= kPiece;
    }
    offered_ = out[0].size();
    return {stream_, offered_end_, 1};
  }
  void on_sent(quic::StreamId, std::size_t n) override {
    if (head_sent_ < head_.size()) {
      head_sent_ += n;
    } else {
      body_ -= n;
    }
    finished_ = offered_end_ && n == offered_;
  }
  void on_blocked(quic::StreamId) override { blocked_ = true; }
  std::uint64_t close_code() const override { return 1; }

 private:
  void put(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) head_.push_back(static_cast<std::uint8_t>(number >> shift));
  }
  void answer() {
    if (answered_) return;
    answered_ = finish_ = true;
    if (number_ != 0) {
      body_ = number_;
    } else {
      put(received_ - 8);
    }
    connection_->wake();
  }

  std::vector<std::uint8_t> block_;  // what is sent, over and over
  std::vector<std::uint8_t> head_;
  std::size_t head_sent_ = 0;
  std::uint64_t body_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t number_ = 0;  // the first eight bytes that came
  quic::StreamId stream_ = -1;
  std::size_t offered_ = 0;
  bool offered_end_ = false;
  bool finish_ = false;
  bool finished_ = false;
  bool blocked_ = false;
  bool answered_ = false;
  bool ready_ = false;
  bool ended_ = false;
  bool closed_ = false;
  WaitList news_;
  std::unique_ptr<quic::Connection> connection_;
};

int complain(const std::string& why) {
  std::fprintf(stderr, "culvert-quic-load: %s\n", why.c_str());
  return 1;
}

int serve(const std::string& directory) {
  const auto made = make_certificate(directory, {.names = {"127.0.0.1"}});
  if (!made) return complain(made.error().detail);
  auto tls = TlsContext::server({made->certificate_file, made->key_file, {}});
  if (!tls) return complain(tls.error().detail);
  Loop loop;
  std::vector<std::unique_ptr<Peer>> peers;
  auto listener = quic::Listener::open(loop, {IpAddress::v4({127, 0, 0, 1}), 0}, std::move(*tls), kAlpn, {},
                                       [&](std::unique_ptr<quic::Connection> connection) {
                                         std::erase_if(peers, [](const auto& peer) { return peer->closed(); });
                                         peers.push_back(std::make_unique<Peer>(loop));
                                         peers.back()->serves = true;
                                         peers.back()->run(std::move(connection));
                                       });
  if (!listener) return complain(listener.error().detail);
  std::printf("{\"event\":\"listening\",\"address\":\"%s\"}\n", (*listener)->endpoint().to_string().c_str());
  std::fflush(stdout);
  loop.run();
  return 0;
}

int transfer(bool down, const std::string& directory, const std::string& address, const std::string& count) {
  std::uint64_t bytes = 0;
  std::from_chars(count.data(), count.data() + count.size(), bytes);
  const auto at = http::parse_host_port(address);
  if (!at || bytes == 0) return complain("an address and a number of bytes are needed");
  auto tls = TlsContext::client({.ca_file = directory + "/ca.pem", .alpn = {}});
  if (!tls) return complain(tls.error().detail);
  Loop loop;
  quic::Resumption resumption;
  Peer peer(loop);
  auto connection =
      quic::connect(loop, *tls, {at->host, {*IpAddress::parse(at->host), at->port}, kAlpn}, {}, resumption);
  if (!connection) return complain(connection.error().detail);
  int code = 1;
  TaskSet tasks(loop);
  tasks.spawn([](Loop& l, Peer& p, bool d, std::uint64_t n, int& result) -> Task<> {
    if (co_await poll([&](Waiter& w) { return p.poll_ready(w); })) {
      const TimePoint start = l.now();
      p.request(d ? n : 0, d ? 0 : n);
      const bool done = co_await poll([&](Waiter& w) { return p.poll_done(w); });
      const std::chrono::duration<double> took = l.now() - start;
      const std::uint64_t moved = d ? p.received() : p.answered();
      if (done && moved == n) {
        std::printf("{\"connections\":1,\"bytes\":%llu,\"seconds\":%.6f,\"gbit_per_s\":%.6g}\n",
                    static_cast<unsigned long long>(moved), took.count(), static_cast<double>(n) * 8e-9 / took.count());
        result = 0;
      }
    }
    l.stop();
  }(loop, peer, down, bytes, code));
  peer.run(std::move(*connection));
  loop.run();
  return code == 0 ? 0 : complain("the transfer failed");
}

}  // namespace
}  // namespace culvert

int main(int argc, char** argv) {
  const std::vector<std::string> a(argv + 1, argv + argc);
  if (a.size() == 2 && a[0] == "serve") return culvert::serve(a[1]);
  if (a.size() == 4 && (a[0] == "down" || a[0] == "up")) return culvert::transfer(a[0] == "down", a[1], a[2], a[3]);
  std::fprintf(stderr, "usage: culvert-quic-load serve DIR | down|up DIR ADDRESS BYTES\n");
  return 2;
}
