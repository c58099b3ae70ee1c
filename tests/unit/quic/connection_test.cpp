// What two ends do with each other: handshakes, streams, credit, resets, the end, loss and other paths.

#include <filesystem>

#include "support/quic_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

TEST_F(QuicTest, V3_StreamsBothWaysAndWhatWasNegotiated) {
  run([&]() -> Task<> {
    auto server = listen();
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    CO_ASSERT(client->ready);
    const std::string text = make_bytes(3'000'000);
    const auto one = client->send(text);
    const auto two = client->send("small");
    co_await client->until_ended(one);
    co_await client->until_ended(two);
    EXPECT_TRUE(client->streams[one].received == text);
    EXPECT_EQ(client->streams[two].received, "small");
    const auto facts = client->connection().facts();
    EXPECT_EQ(facts.tls.version, "TLSv1.3");
    EXPECT_EQ(facts.tls.alpn, kAlpn);
    EXPECT_FALSE(facts.tls.resumed);
    EXPECT_EQ(facts.remote, server->endpoint());
    EXPECT_GT(facts.smoothed_rtt, 0ns);
    // What was sent is acknowledged to the last byte, and both ends are done with the streams.
    co_await client->until([&] { return client->streams[one].closed && client->streams[two].closed; });
    EXPECT_EQ(client->streams[one].acknowledged, text.size());
    EXPECT_TRUE(co_await eventually(loop, [&] { return accepted[0]->streams[one].closed; }));
  });
}

TEST_F(QuicTest, ASecondConnectionIsResumed) {
  run([&]() -> Task<> {
    auto server = listen();
    for (const bool resumed : {false, true}) {
      auto client = connect(server->endpoint());
      co_await client->until_ready();
      const auto id = client->send("x");
      co_await client->until_ended(id);  // the tickets have come by then
      EXPECT_EQ(client->connection().facts().tls.resumed, resumed);
    }
    EXPECT_FALSE(resumption.token.empty());
  });
}

TEST_F(QuicTest, ClientsProveTheirAddressWhereTheServerWants) {
  run([&]() -> Task<> {
    auto server = listen({.always_retry = true});
    Middle middle(loop, server->endpoint());
    int first = 0;
    for (int i = 0; i < 3; ++i) {
      if (i == 2) resumption.token.assign(60, 0x36);  // none of the server's
      const int before = middle.passed;
      auto client = connect(middle.at());
      co_await client->until_ready();
      CO_ASSERT(client->ready);
      if (i == 0) first = middle.passed - before;
      if (i == 1) {
        EXPECT_LT(middle.passed - before, first) << "the token spares a round trip";
      }
      const auto id = client->send("x");
      co_await client->until_ended(id);
      EXPECT_EQ(client->streams[id].received, "x");
    }
  });
}

// Handshakes that begin and never end, as somebody with many false addresses makes them.
TEST_F(QuicTest, UnderAFloodOfHandshakesClientsProveTheirAddress) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle flood(loop, server->endpoint());
    flood.deaf = true;
    Middle middle(loop, server->endpoint());
    const auto packets = [&]() -> Task<int> {  // of a handshake and a stream
      resumption.token.clear();
      client_tls = ca.client();  // nothing is resumed
      const int before = middle.passed;
      auto client = connect(middle.at());
      co_await client->until_ready();
      EXPECT_TRUE(client->ready);
      co_return middle.passed - before;
    };
    const int calm = co_await packets();
    std::vector<std::unique_ptr<QuicPeer>> clients;
    for (int i = 0; i < 300; ++i) {
      clients.push_back(connect(flood.at()));
      co_await loop.yield();
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return flood.passed >= 300; }));
    EXPECT_GE(co_await packets(), calm + 2) << "a Retry, and the first packet again";
    clients.clear();
  });
}

TEST_F(QuicTest, X4_ResetsGetThrough) {
  run([&]() -> Task<> {
    auto server = listen();
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    const auto id = client->send("begin", false);
    co_await client->until([&] { return client->streams[id].received == "begin"; });
    client->connection().reset(id, 0x10f);
    client->connection().stop_sending(id, 0x10f);
    QuicPeer& peer = *accepted[0];
    co_await peer.until([&] { return peer.streams[id].reset == 0x10f; });
    peer.connection().reset(id, 0x10f);
    co_await peer.until([&] { return peer.streams[id].closed; });
    co_await client->until([&] { return client->streams[id].closed; });
  });
}

TEST_F(QuicTest, StopSendingIsNoticedBySendingOn) {
  run([&]() -> Task<> {
    echo = false;
    auto server = listen();
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    const auto id = client->send("begin", false);
    QuicPeer* peer = nullptr;
    EXPECT_TRUE(co_await eventually(loop, [&] {
      peer = accepted.empty() ? nullptr : accepted[0].get();
      return peer != nullptr && peer->streams[id].received == "begin";
    }));
    peer->connection().stop_sending(id, 0x100);
    co_await peer->until([&] {  // the client's ngtcp2 answers by itself
      return peer->streams[id].reset == 0x100;
    });
    client->send_on(id, "more", false);
    co_await client->until([&] { return client->streams[id].stopped; });
  });
}

TEST_F(QuicTest, F2_AHoardedStreamHoldsUpNoOther) {
  run([&]() -> Task<> {
    echo = false;
    auto server = listen({.stream_window = 100'000, .max_stream_window = 100'000, .connection_window = 150'000});
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    EXPECT_TRUE(co_await eventually(loop, [&] { return !accepted.empty(); }));
    accepted[0]->hoarded = 0;  // the first one
    const auto stuck = client->send(make_bytes(400'000));
    co_await client->until([&] { return client->streams[stuck].blocked; });
    EXPECT_EQ(client->streams[stuck].sent, 100'000U);
    const auto other = client->send(make_bytes(400'000));
    co_await accepted[0]->until_ended(other);
    EXPECT_EQ(client->streams[stuck].sent, 100'000U);
    accepted[0]->connection().give_credit(stuck, 100'000);
    co_await client->until([&] { return client->streams[stuck].sent > 100'000; });
  });
}

TEST_F(QuicTest, G2_StreamsBeyondTheLimitWaitForCredit) {
  run([&]() -> Task<> {
    auto server = listen({.max_streams = 2});
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    EXPECT_EQ(client->connection().bidirectional_left(), 2U);
    const auto one = client->send("1");
    client->send("2", false);
    EXPECT_EQ(client->connection().bidirectional_left(), 0U);
    EXPECT_EQ(client->connection().open_bidirectional().error().code, Code::kLimit);
    co_await client->until_ended(one);
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->connection().bidirectional_left() == 1; }));
  });
}

TEST_F(QuicTest, ClosingSaysWhy) {
  run([&]() -> Task<> {
    auto server = listen({.no_error = 0x100});
    for (const std::uint64_t code : {0x100U, 0x102U}) {
      auto client = connect(server->endpoint(), {.no_error = 0x100});
      co_await client->until_ready();
      const auto id = client->send("x");
      co_await client->until_ended(id);
      QuicPeer& peer = *accepted.back();
      client->connection().close(code, {Stage::kHttp, Code::kClosed, "mine"});
      co_await client->until_closed();
      EXPECT_EQ(client->closed->detail, "mine");
      co_await peer.until_closed();
      EXPECT_EQ(peer.closed->code, code == 0x100 ? Code::kClosed : Code::kProtocol) << peer.closed->detail;
    }
  });
}

TEST_F(QuicTest, ADroppedConnectionSaysGoodbye) {
  run([&]() -> Task<> {
    auto server = listen();
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    const auto id = client->send("x");
    co_await client->until_ended(id);
    client->drop();
    co_await accepted[0]->until_closed();
    EXPECT_EQ(accepted[0]->closed->code, Code::kClosed);
  });
}

TEST_F(QuicTest, AnApplicationErrorClosesTheConnection) {
  run([&]() -> Task<> {
    auto server = listen();
    auto client = connect(server->endpoint());
    co_await client->until_ready();
    EXPECT_TRUE(co_await eventually(loop, [&] { return !accepted.empty(); }));
    accepted[0]->deny = true;
    client->send("x");
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kProtocol);
    EXPECT_NE(client->closed->detail.find("0x77"), std::string::npos) << client->closed->detail;
    co_await accepted[0]->until_closed();
    EXPECT_EQ(accepted[0]->closed->detail, "denied");
  });
}

TEST_F(QuicTest, LossIsMadeUpFor) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    middle.lose_each = 15;
    for (const auto congestion : {quic::CongestionControl::kCubic, quic::CongestionControl::kBbr}) {
      auto client = connect(middle.at(), {.congestion = congestion});
      co_await client->until_ready();
      CO_ASSERT(client->ready);
      const std::string text = make_bytes(1'000'000);
      const auto id = client->send(text);
      co_await client->until_ended(id);
      EXPECT_TRUE(client->streams[id].received == text);
      EXPECT_GT(client->connection().facts().packets_lost, 0U);
    }
  });
}

TEST_F(QuicTest, G5_AnotherPortOfTheClientIsTheSameConnection) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    auto client = connect(middle.at());
    co_await client->until_ready();
    const auto before = client->send("before");
    co_await client->until_ended(before);
    const Endpoint old = accepted[0]->connection().facts().remote;
    middle.move();
    const std::string text = make_bytes(500'000);
    const auto id = client->send(text);
    co_await client->until_ended(id);
    EXPECT_TRUE(client->streams[id].received == text);
    EXPECT_EQ(accepted.size(), 1U);
    EXPECT_NE(accepted[0]->connection().facts().remote, old);
  });
}

TEST_F(QuicTest, G4_ASilentPeerIsFoundDead) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    auto client = connect(middle.at(), {.keep_alive = 40ms, .silence_limit = 150ms});
    co_await client->until_ready();
    const auto id = client->send("x", false);
    co_await client->until([&] { return client->streams[id].received == "x"; });
    co_await sleep(loop, 400ms);  // nobody says anything but PING
    EXPECT_FALSE(client->closed);
    middle.drop = true;
    // What somebody else sends is no sign of the peer.
    TaskSet tasks(loop);
    tasks.spawn([](Loop& l, Middle& m) -> Task<> {
      const std::vector<std::uint8_t> noise(100, 0x40);
      for (;;) {
        m.to_client(noise);
        co_await sleep(l, 20ms);
      }
    }(loop, middle));
    const TimePoint start = loop.now();
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kTimedOut);
    EXPECT_LT(loop.now() - start, 2s);
  });
}

TEST_F(QuicTest, G4_WithoutStreamsNobodyIsAskedForASignOfLife) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    auto client = connect(middle.at(), {.keep_alive = 30ms, .silence_limit = 100ms});
    co_await client->until_ready();
    const auto id = client->send("x");
    co_await client->until([&] { return client->streams[id].closed; });
    co_await sleep(loop, 100ms);
    const int before = middle.passed;
    co_await sleep(loop, 300ms);
    EXPECT_EQ(middle.passed, before);
    EXPECT_FALSE(client->closed);
  });
}

TEST_F(QuicTest, G4_AfterNewsOfTheNetworkThePeerHasToAnswerSoon) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    auto client = connect(middle.at(), {.probe_limit = 300ms});
    co_await client->until_ready();
    client->connection().network_changed();
    co_await sleep(loop, 600ms);
    EXPECT_FALSE(client->closed) << "it did answer";
    middle.drop = true;
    const int before = middle.passed;
    client->connection().network_changed();
    const TimePoint start = loop.now();
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kTimedOut);
    EXPECT_LT(loop.now() - start, 3s);
    EXPECT_LT(middle.passed - before, 40) << "asking is no flood";
  });
}

TEST_F(QuicTest, AForgottenConnectionIsResetStatelessly) {
  run([&]() -> Task<> {
    auto server = listen();
    const Endpoint at = server->endpoint();
    Middle middle(loop, at);
    auto client = connect(middle.at());
    co_await client->until_ready();
    const auto id = client->send("x", false);
    co_await client->until([&] { return client->streams[id].received == "x"; });
    middle.drop = true;  // the server goes without a word
    server.reset();
    accepted.clear();
    auto successor = listen({}, at);
    co_await sleep(loop, 50ms);
    middle.drop = false;
    client->send_on(id, std::string(100, 'y'), false);
    co_await client->until_closed();
    EXPECT_EQ(client->closed->code, Code::kReset) << client->closed->detail;
    EXPECT_TRUE(accepted.empty());
  });
}

TEST_F(QuicTest, ADrainedListenerTakesNoMoreAndServesWhatItHas) {
  run([&]() -> Task<> {
    auto server = listen();
    const Endpoint at = server->endpoint();
    auto client = connect(at);
    co_await client->until_ready();
    server.reset();
    auto late = connect(at, {.handshake_timeout = 300ms});
    const auto id = client->send("still");
    co_await client->until_ended(id);
    EXPECT_EQ(client->streams[id].received, "still");
    co_await late->until_closed();
    EXPECT_EQ(late->closed->code, Code::kTimedOut);
    client->drop();
    co_await accepted[0]->until_closed();
    accepted.clear();  // and with it the socket
    auto successor = listen({}, at);
    EXPECT_EQ(successor->endpoint(), at);
  });
}

TEST_F(QuicTest, QlogOnRequest) {
  run([&]() -> Task<> {
    const TempDir dir;
    auto server = listen();
    {
      auto client = connect(server->endpoint(), {.qlog_directory = dir.path()});
      co_await client->until_ready();
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
      ++files;
      EXPECT_GT(entry.file_size(), 100U);
      EXPECT_EQ(entry.path().extension(), ".sqlog");
    }
    EXPECT_EQ(files, 1U);
  });
}

}  // namespace
}  // namespace culvert::test
