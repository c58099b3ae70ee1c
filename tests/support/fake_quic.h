// Two quic::Connection ends in memory, for sessions without packets: stream data with windows, resets, closes and
// acknowledgements that come when the test says so. Everything arrives through the loop, in order.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "net/loop.h"
#include "quic/connection.h"

namespace culvert::test {

struct FakeQuicOptions {
  std::size_t stream_window = 256 * 1024;
  std::size_t connection_window = 16 * 1024 * 1024;
  std::size_t streams = 100;  // bidirectional, of the client
  std::size_t piece = 1200;   // the most that one next() sends
  bool acknowledge = true;    // by itself; otherwise acknowledge()
};

class FakeQuic final : public quic::Connection {
 public:
  struct Pair {
    std::unique_ptr<FakeQuic> client;
    std::unique_ptr<FakeQuic> server;
  };
  static Pair make(Loop& loop, const FakeQuicOptions& options = {});

  FakeQuic(Loop& loop, bool server, const FakeQuicOptions& options);
  ~FakeQuic() override;

  // Of the test: an end without an application writes what it likes and looks at what came.
  void send(quic::StreamId id, std::string bytes, bool end = false);
  void acknowledge();  // to the peer: everything that has come
  struct Seen {
    std::map<quic::StreamId, std::string> data;
    std::map<quic::StreamId, std::uint64_t> resets;
    std::map<quic::StreamId, std::uint64_t> stops;
    std::uint64_t close_code = 0;
    bool closed = false;
    std::vector<std::pair<quic::StreamId, std::size_t>> order;  // of arrival
  };
  [[nodiscard]] const Seen& seen() const { return seen_; }
  [[nodiscard]] std::size_t connection_credit_given() const { return connection_given_; }

  void run(quic::Application& application) override;
  std::string_view early_memo() const override { return {}; }
  Result<quic::StreamId> open_bidirectional() override;
  Result<quic::StreamId> open_unidirectional() override;
  std::size_t bidirectional_left() const override { return bidirectional_left_; }
  void wake() override { wanted_.set(); }
  void give_credit(quic::StreamId id, std::size_t n) override;
  void give_connection_credit(std::size_t n) override;
  void allow_more_streams(std::size_t n) override;
  void reset(quic::StreamId id, std::uint64_t code) override;
  void stop_sending(quic::StreamId id, std::uint64_t code) override;
  void close(std::uint64_t code, const Error& why) override;
  Poll<bool> poll_established(Waiter&) const override { return true; }
  quic::ConnectionFacts facts() const override { return {}; }
  Result<std::string> export_key(std::string_view, std::string_view, std::size_t) const override {
    return fail(Stage::kTls, Code::kUnsupported, "there is no TLS");
  }
  void network_changed() override {}

 private:
  struct Stream {
    std::size_t window = 0;
    bool send_done = false;
    bool receive_done = false;
    bool acknowledged = false;  // the end of sending
    bool end_came = false;
    bool closed = false;
    bool blocked = false;
    std::uint64_t code = 0;
    std::size_t unacknowledged = 0;  // received, to be acknowledged
  };
  Task<> pump();
  void send_all();
  bool send_one();
  void post(std::function<void(FakeQuic&)> event);  // to the peer
  void arrived(quic::StreamId id, const std::string& bytes, bool end);
  void acked(quic::StreamId id, std::size_t n, bool end);
  void settle(quic::StreamId id);
  void end(const Error& why);
  Stream& stream(quic::StreamId id);

  const bool server_;
  const FakeQuicOptions options_;
  FakeQuic* peer_ = nullptr;
  quic::Application* application_ = nullptr;
  std::map<quic::StreamId, Stream> streams_;
  std::deque<std::function<void(FakeQuic&)>> inbox_;
  Seen seen_;
  std::size_t window_;
  std::size_t connection_given_ = 0;
  std::size_t bidirectional_left_;
  quic::StreamId next_bidirectional_;
  quic::StreamId next_unidirectional_;
  bool ready_told_ = false;
  bool over_ = false;
  bool close_wanted_ = false;
  std::uint64_t close_code_ = 0;
  Error close_why_;
  Event wanted_;
  TaskSet tasks_;  // last
};

}  // namespace culvert::test
