// 0-RTT (RFC 9001 §4.6, requirement S3).

#include "support/quic_pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

class QuicEarlyData : public QuicTest {
 protected:
  QuicEarlyData() {
    server_tls = ca.server({}, true);
    client_tls = ca.client({}, true);
  }
  // A connection that leaves a session with this memo.
  Task<> first(const Endpoint& to, std::string memo) {
    auto client = connect(to);
    client->memo = std::move(memo);
    EXPECT_TRUE(client->connection().early_memo().empty());
    co_await client->until_ready();
    EXPECT_TRUE(client->established);
    const auto id = client->send("x");
    co_await client->until_ended(id);  // the tickets have come by then
    EXPECT_FALSE(client->connection().facts().tls.early_data);
  }
};

TEST_F(QuicEarlyData, S3_StreamsBeginWithTheHandshake) {
  run([&]() -> Task<> {
    auto server = listen();
    co_await first(server->endpoint(), "a memo");
    accepted.clear();  // which is no reason to forget the session
    auto client = connect(server->endpoint());
    EXPECT_EQ(client->connection().early_memo(), "a memo");
    EXPECT_TRUE(client->ready) << "at once";
    const auto id = client->send("hello");
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->streams[id].ended; }));
    EXPECT_EQ(client->streams[id].received, "hello");
    EXPECT_TRUE(client->established);
    EXPECT_EQ(client->rejections, 0);
    EXPECT_TRUE(client->connection().facts().tls.early_data);
    EXPECT_TRUE(client->connection().facts().tls.resumed);
  });
}

// The answer comes although nothing but the client's first flight ever gets to the server.
TEST_F(QuicEarlyData, S3_TheServerNeedsNoMoreThanTheFirstFlight) {
  run([&]() -> Task<> {
    auto server = listen();
    co_await first(server->endpoint(), "a memo");
    const auto before = accepted.size();
    auto client = connect(server->endpoint());
    const auto id = client->send("hello");
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->streams[id].sent == 5; }));
    client->connection().reset(id, 0);  // whatever it sends now, the bytes were on their way
    EXPECT_TRUE(co_await eventually(loop, [&] { return accepted.size() == before + 1; }));
    EXPECT_TRUE(co_await eventually(loop, [&] { return accepted.back()->streams[id].received == "hello"; }));
  });
}

TEST_F(QuicEarlyData, S3_WithoutAMemoThereIsNone) {
  run([&]() -> Task<> {
    auto server = listen();
    co_await first(server->endpoint(), "");
    auto client = connect(server->endpoint());
    EXPECT_FALSE(client->ready);
    co_await client->until_ready();
    EXPECT_TRUE(client->connection().facts().tls.resumed);
    EXPECT_FALSE(client->connection().facts().tls.early_data);
  });
}

TEST_F(QuicEarlyData, S3_OnlyWhereBothEndsWantIt) {
  run([&]() -> Task<> {
    for (const auto& [near, far] : {std::pair{false, true}, {true, false}}) {
      client_tls = ca.client({}, near);
      server_tls = ca.server({}, far);
      auto server = listen();
      co_await first(server->endpoint(), "a memo");
      auto client = connect(server->endpoint());
      EXPECT_FALSE(client->ready);
      co_await client->until_ready();
      EXPECT_TRUE(client->connection().facts().tls.resumed);
      EXPECT_FALSE(client->connection().facts().tls.early_data);
    }
  });
}

TEST_F(QuicEarlyData, S3_WhatTheServerDoesNotTakeIsTold) {
  run([&]() -> Task<> {
    auto server = listen();
    co_await first(server->endpoint(), "a memo");
    const Endpoint at = server->endpoint();
    server.reset();
    accepted.clear();
    server_tls = ca.server({}, true);  // knows nothing of the session
    server = listen({}, at);
    auto client = connect(at);
    CO_ASSERT(client->ready);
    client->send(std::string(50'000, 'x'));
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->established; }));
    EXPECT_EQ(client->rejections, 1);
    EXPECT_TRUE(client->ready) << "again";
    EXPECT_FALSE(client->connection().facts().tls.early_data);
    const auto id = client->send("hello");
    EXPECT_EQ(id, 0) << "as if no stream had been opened";
    co_await client->until_ended(id);
    EXPECT_EQ(client->streams[id].received, "hello");
  });
}

TEST_F(QuicEarlyData, S3_ASessionIsTakenOnce) {
  run([&]() -> Task<> {
    auto server = listen();
    co_await first(server->endpoint(), "a memo");
    const std::string sessions = client_tls.sessions();
    for (const bool taken : {true, false}) {
      client_tls = ca.client({}, true);
      client_tls.add_sessions(sessions);
      auto client = connect(server->endpoint());
      CO_ASSERT(client->ready);
      EXPECT_TRUE(co_await eventually(loop, [&] { return client->established; }));
      EXPECT_EQ(client->rejections, taken ? 0 : 1);
      EXPECT_EQ(client->connection().facts().tls.early_data, taken);
    }
  });
}

TEST_F(QuicEarlyData, ARetryDoesNotSpoilIt) {
  run([&]() -> Task<> {
    auto server = listen({.always_retry = true});
    co_await first(server->endpoint(), "a memo");
    resumption.token.clear();
    auto client = connect(server->endpoint());
    CO_ASSERT(client->ready);
    const auto id = client->send("hello");
    co_await client->until_ended(id);
    EXPECT_EQ(client->streams[id].received, "hello");
    EXPECT_TRUE(client->connection().facts().tls.early_data);
  });
}

TEST_F(QuicEarlyData, LostFirstFlightsAreRepeated) {
  run([&]() -> Task<> {
    auto server = listen();
    Middle middle(loop, server->endpoint());
    co_await first(middle.at(), "a memo");
    middle.drop = true;
    auto client = connect(middle.at());
    CO_ASSERT(client->ready);
    const auto id = client->send("hello");
    co_await sleep(loop, 50ms);
    middle.drop = false;
    co_await client->until_ended(id);
    EXPECT_EQ(client->streams[id].received, "hello");
  });
}

TEST_F(QuicEarlyData, ADamagedMemoMeansNone) {
  run([&]() -> Task<> {
    auto server = listen();
    co_await first(server->endpoint(), "a memo");
    const std::string good = client_tls.sessions();
    const std::string_view field = "\"memo\":\"";
    const auto at = good.find(field) + field.size();
    for (const char* memo : {"", "AA==", "/w==", "BQECAwQF", "BAECAwRhYWE="}) {
      std::string bad = good;
      bad.replace(at, bad.find('"', at) - at, memo);
      client_tls = ca.client({}, true);
      client_tls.add_sessions(bad);
      auto client = connect(server->endpoint());
      co_await client->until_ready();
      const auto id = client->send("hello");
      co_await client->until_ended(id);
      EXPECT_EQ(client->streams[id].received, "hello") << memo;
    }
  });
}

}  // namespace
}  // namespace culvert::test
