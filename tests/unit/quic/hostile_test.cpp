// Servers and clients that are not what they should be: each ends in a reason, within its time, and harms nobody else.

#include <random>

#include "support/quic_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

using Hostile = QuicTest;

// A UDP socket that answers every first packet as the test says.
class OddServer {
 public:
  using Answer = std::function<std::vector<std::uint8_t>(std::span<const std::uint8_t>)>;
  OddServer(Loop& loop, Answer answer)
      : socket_(UdpSocket::bind(loop, loopback()).value()), answer_(std::move(answer)), tasks_(loop) {
    tasks_.spawn(serve());
  }
  [[nodiscard]] const Endpoint& at() const { return socket_.local(); }
  int heard = 0;

 private:
  struct Nobody final : Waiter {
    void wake() override {}
  };
  Task<> serve() {
    for (;;) {
      const auto batch = co_await poll([this](Waiter& w) { return socket_.poll_receive(w); });
      if (!batch) continue;
      for (const Datagrams& d : *batch) {
        ++heard;
        const auto bytes = answer_(d.bytes.first(std::min(d.segment, d.bytes.size())));
        Nobody nobody;
        if (!bytes.empty())
          static_cast<void>(socket_.poll_send({.remote = d.remote, .segment = bytes.size(), .bytes = bytes}, nobody));
      }
      co_await socket_.loop().yield();
    }
  }
  UdpSocket socket_;
  Answer answer_;
  TaskSet tasks_;
};

// RFC 8999 §6, for the packet that came.
std::vector<std::uint8_t> version_negotiation(std::span<const std::uint8_t> packet, std::uint32_t offered) {
  const std::size_t to_size = packet[5];
  const std::size_t from_size = packet[6 + to_size];
  const auto to = packet.subspan(6, to_size);
  const auto from = packet.subspan(7 + to_size, from_size);
  std::vector<std::uint8_t> out{0x80, 0, 0, 0, 0, static_cast<std::uint8_t>(from_size)};
  out.insert(out.end(), from.begin(), from.end());
  out.push_back(static_cast<std::uint8_t>(to_size));
  out.insert(out.end(), to.begin(), to.end());
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(offered >> shift));
  return out;
}

TEST_F(Hostile, K1_ACertificateForAnotherName) {
  run([&]() -> Task<> {
    auto server = listen();
    auto client = connect(server->endpoint(), {}, kAlpn, "other.test");
    co_await client->until_closed();
    EXPECT_EQ(client->closed->stage, Stage::kTls);
    EXPECT_EQ(client->closed->code, Code::kUntrusted) << client->closed->detail;
    EXPECT_TRUE(co_await eventually(loop, [&] { return !accepted.empty() && accepted[0]->closed; }));
    EXPECT_EQ(accepted[0]->closed->stage, Stage::kTls) << accepted[0]->closed->detail;
  });
}

TEST_F(Hostile, K1_ACertificateFromNobodyKnown) {
  run([&]() -> Task<> {
    const Authority other;
    client_tls = other.client();
    auto server = listen();
    auto client = connect(server->endpoint());
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kUntrusted) << client->closed->detail;
  });
}

TEST_F(Hostile, AServerOfAnotherProtocol) {
  run([&]() -> Task<> {
    auto server = listen();
    auto client = connect(server->endpoint(), {}, "other");
    co_await client->until_closed();
    EXPECT_EQ(client->closed->stage, Stage::kTls);
    EXPECT_EQ(client->closed->code, Code::kUnsupported) << client->closed->detail;
    EXPECT_TRUE(accepted.empty());
  });
}

TEST_F(Hostile, NobodyListens) {
  run([&]() -> Task<> {
    const auto closed = listen()->endpoint();
    const TimePoint start = loop.now();
    auto client = connect(closed);
    co_await client->until_closed();
    EXPECT_EQ(client->closed->stage, Stage::kQuic);
    EXPECT_EQ(client->closed->code, Code::kRefused) << client->closed->detail;
    EXPECT_LT(loop.now() - start, 1s);
  });
}

TEST_F(Hostile, NobodyAnswers) {
  run([&]() -> Task<> {
    OddServer server(loop, [](auto) { return std::vector<std::uint8_t>{}; });
    const TimePoint start = loop.now();
    auto client = connect(server.at(), {.handshake_timeout = 300ms});
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kTimedOut) << client->closed->detail;
    EXPECT_LT(loop.now() - start, 3s);
    EXPECT_LT(server.heard, 20);
  });
}

TEST_F(Hostile, AVersionNegotiationPacket) {
  run([&]() -> Task<> {
    OddServer server(loop, [](auto packet) { return version_negotiation(packet, 0x1a2a3a4a); });
    auto client = connect(server.at());
    co_await client->until_closed();
    EXPECT_EQ(client->closed->stage, Stage::kQuic);
    EXPECT_EQ(client->closed->code, Code::kUnsupported) << client->closed->detail;
  });
}

// RFC 9000 §6.2: one that names the version that was asked for is a lie, and left alone.
TEST_F(Hostile, AVersionNegotiationPacketThatNamesOurVersion) {
  run([&]() -> Task<> {
    OddServer server(loop, [](auto packet) { return version_negotiation(packet, 1); });
    auto client = connect(server.at(), {.handshake_timeout = 300ms});
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kTimedOut) << client->closed->detail;
  });
}

TEST_F(Hostile, NoiseInsteadOfAnAnswer) {
  run([&]() -> Task<> {
    std::mt19937 random(7);
    OddServer server(loop, [&](auto packet) {
      std::vector<std::uint8_t> out(packet.begin(), packet.end());  // its own packet with other bytes
      for (int i = 0; i < 40; ++i) out[random() % out.size()] = static_cast<std::uint8_t>(random());
      return out;
    });
    auto client = connect(server.at(), {.handshake_timeout = 300ms});
    co_await client->until_closed();
    EXPECT_EQ(client->closed->stage, Stage::kQuic);
  });
}

TEST_F(Hostile, TheListenerNamesItsVersions) {
  run([&]() -> Task<> {
    auto server = listen();
    auto socket = UdpSocket::connect(loop, server->endpoint());
    CO_ASSERT(socket);
    std::vector<std::uint8_t> packet(1200, 0);
    const std::array<std::uint8_t, 10> head{0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 2, 'a', 'b', 1, 'c'};
    std::ranges::copy(head, packet.begin());
    static_cast<void>(
        co_await poll([&](Waiter& w) { return socket->poll_send({.segment = 1200, .bytes = packet}, w); }));
    const auto answer = co_await poll([&](Waiter& w) { return socket->poll_receive(w); });
    CO_ASSERT(answer);
    const auto bytes = answer->front().bytes;
    const std::vector<std::uint8_t> expected{0, 0, 0, 0, 1, 'c', 2, 'a', 'b', 0, 0, 0, 1};
    EXPECT_EQ(std::vector<std::uint8_t>(bytes.begin() + 1, bytes.end()), expected);
  });
}

// Whoever writes into a connection without its keys changes nothing.
TEST_F(Hostile, NoiseFromBothSides) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    auto client = connect(middle.at());
    co_await client->until_ready();
    const std::string text = make_bytes(2'000'000);
    const auto id = client->send(text);
    TaskSet tasks(loop);
    tasks.spawn([](Loop& l, Middle& m) -> Task<> {
      std::mt19937 random(3);
      for (int i = 0; i < 2000; ++i) {
        std::vector<std::uint8_t> noise(1 + random() % 1400);
        for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
        if (i % 3 == 0) noise[0] |= 0xc0;
        (i % 2 == 0) ? m.to_client(noise) : m.to_server(noise);
        if (i % 20 == 0) co_await sleep(l, 1ms);
      }
    }(loop, middle));
    co_await client->until_ended(id);
    EXPECT_TRUE(client->streams[id].received == text);
    EXPECT_FALSE(client->closed);
  });
}

// First packets that were cut, flipped or repeated: none makes a connection that lasts.
TEST_F(Hostile, DamagedFirstPackets) {
  run([&]() -> Task<> {
    auto server = listen({.handshake_timeout = 200ms});
    std::vector<std::uint8_t> first;
    OddServer recorder(loop, [&](auto packet) {
      if (first.empty()) first.assign(packet.begin(), packet.end());
      return std::vector<std::uint8_t>{};
    });
    auto client = connect(recorder.at(), {.handshake_timeout = 100ms});
    co_await client->until_closed();
    CO_ASSERT(first.size() >= 1200);
    auto socket = UdpSocket::connect(loop, server->endpoint());
    CO_ASSERT(socket);
    std::mt19937 random(11);
    for (int i = 0; i < 1500; ++i) {
      auto packet = first;
      if (i % 3 == 0) packet.resize(random() % packet.size() + 1);
      if (i % 3 == 1) packet[random() % 60] = static_cast<std::uint8_t>(random());
      if (i % 3 == 2) packet[random() % packet.size()] ^= static_cast<std::uint8_t>(1U << (random() % 8));
      static_cast<void>(
          co_await poll([&](Waiter& w) { return socket->poll_send({.segment = packet.size(), .bytes = packet}, w); }));
      if (i % 50 == 0) co_await sleep(loop, 1ms);
    }
    auto honest = connect(server->endpoint());
    co_await honest->until_ready();
    const auto id = honest->send("well");
    co_await honest->until_ended(id);
    EXPECT_EQ(honest->streams[id].received, "well");
    co_await sleep(loop, 400ms);
    EXPECT_LE(accepted.size(), 3U);
  });
}

}  // namespace
}  // namespace culvert::test
