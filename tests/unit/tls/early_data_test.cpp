// Early data over TCP, and sessions that outlive a run (requirement S3).
#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include "net/tcp_listener.h"
#include "support/tls_pair.h"
#include "tls/session_cache.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class EarlyData : public LoopTest {
 public:
  const Authority ca;
  TcpListener listener{TcpListener::open(loop, loopback(), Stage::kTcp).value()};
  bool abrupt = false;  // how the server ends connections

  // One connection. The client writes `early` before and `late` after it started the handshake; both ends read all.
  struct Visit {
    std::string early;
    std::string late;
    std::string at_server;
    std::string at_client;
    bool server_was_early = false;  // it had bytes before the handshake was complete
    bool offered = false;
    TlsInfo info;
    Error error;
  };
  Task<Visit> visit(TlsContext client, TlsContext server, std::string early, std::string late = "bye",
                    std::vector<std::string> alpn = {"h2"}) {
    Visit v{
        .early = std::move(early), .late = std::move(late), .at_server = {}, .at_client = {}, .info = {}, .error = {}};
    TaskSet tasks(loop);
    tasks.spawn([](EarlyData& self, TlsContext tls, Visit& seen) -> Task<> {
      auto accepted = co_await TlsStream::accept(co_await self.listener.accept(), std::move(tls));
      if (!accepted) co_return;
      TlsStream& stream = **accepted;
      seen.server_was_early = stream.takes_early_data();
      if (!co_await stream.write(queue_of(self.loop, "half a round trip"))) co_return;
      seen.at_server = co_await self.everything(stream);
      if (self.abrupt) {
        stream.reset({Stage::kTcp, Code::kReset, "so the test wants it"});
      } else {
        static_cast<void>(co_await stream.finish());
      }
    }(*this, std::move(server), v));
    Socket socket = Socket::connect(loop, listener.endpoint(), Stage::kTcp).value();
    static_cast<void>(co_await poll([&](Waiter& w) { return socket.poll_connected(w); }));
    auto stream = TlsStream::begin(std::move(socket), std::move(client), "proxy.test", std::move(alpn));
    v.offered = stream->takes_early_data();
    if (!v.offered) {
      if (auto done = co_await stream->handshake(); !done) v.error = done.error();
    }
    if (!v.early.empty()) stream->start_write(queue_of(loop, v.early));
    stream->start_handshake();
    stream->start_write(queue_of(loop, v.late));
    TaskSet reading(loop);
    reading.spawn([](EarlyData& self, TlsStream& from, Visit& seen) -> Task<> {
      seen.at_client = co_await self.everything(from);
    }(*this, *stream, v));
    if (const auto done = co_await poll([&](Waiter& w) { return stream->poll_established(w); }); !done) {
      v.error = done.error();
      co_return v;
    }
    EXPECT_TRUE(co_await stream->finish());
    co_await poll([&](Waiter& w) { return reading.poll_empty(w); });
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    v.info = stream->info();
    co_return v;
  }
  Task<std::string> everything(ByteStream& from) {
    std::string all;
    for (;;) {
      const auto bytes = co_await from.next();
      if (!bytes || bytes->empty()) co_return all;
      all += text_of(*bytes);
      from.consume(bytes->size());
    }
  }
};

TEST_F(EarlyData, S3_GoesAlongWithTheFirstFlight) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    const TlsContext server = ca.server({"h2"}, true);
    const Visit first = co_await visit(client, server, "hello ");
    EXPECT_FALSE(first.offered) << "nothing is known of the server yet";
    EXPECT_FALSE(first.server_was_early);
    EXPECT_FALSE(first.info.early_data);
    EXPECT_EQ(first.at_server, "hello bye");
    const Visit second = co_await visit(client, server, "hello ");
    EXPECT_TRUE(second.offered);
    EXPECT_TRUE(second.server_was_early);
    EXPECT_TRUE(second.info.resumed);
    EXPECT_TRUE(second.info.early_data);
    EXPECT_EQ(second.at_server, "hello bye");
    EXPECT_EQ(second.at_client, "half a round trip");
  });
}

TEST_F(EarlyData, S3_OnlyWhereBothEndsWantIt) {
  run([&]() -> Task<> {
    for (const auto& [near, far] : {std::pair{false, true}, {true, false}, {false, false}}) {
      const TlsContext client = ca.client({"h2"}, near);
      const TlsContext server = ca.server({"h2"}, far);
      for (const bool resumed : {false, true}) {
        const Visit v = co_await visit(client, server, "hello ");
        EXPECT_FALSE(v.offered);
        EXPECT_FALSE(v.info.early_data);
        EXPECT_EQ(v.info.resumed, resumed);
        EXPECT_EQ(v.at_server, "hello bye");
      }
    }
  });
}

TEST_F(EarlyData, S3_WhatTheServerDoesNotTakeIsSentAgain) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    static_cast<void>(co_await visit(client, ca.server({"h2"}, true), ""));
    const Visit v = co_await visit(client, ca.server({"h2"}, true), "hello ");  // which knows nothing of the session
    EXPECT_TRUE(v.offered);
    EXPECT_FALSE(v.info.resumed);
    EXPECT_FALSE(v.info.early_data);
    EXPECT_EQ(v.at_server, "hello bye");
  });
}

TEST_F(EarlyData, S3_ASessionIsTakenOnce) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    const TlsContext server = ca.server({"h2"}, true);
    static_cast<void>(co_await visit(client, server, ""));
    const std::string sessions = client.sessions();
    for (const bool taken : {true, false}) {
      const TlsContext twin = ca.client({"h2"}, true);
      twin.add_sessions(sessions);
      const Visit v = co_await visit(twin, server, "hello ");
      EXPECT_TRUE(v.offered);
      EXPECT_EQ(v.info.early_data, taken);
      EXPECT_EQ(v.at_server, "hello bye");
    }
  });
}

TEST_F(EarlyData, S3_AResetIsNoReasonToForgetTheSession) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    const TlsContext server = ca.server({"h2"}, true);
    abrupt = true;
    for (const bool taken : {false, true, true}) {
      const Visit v = co_await visit(client, server, "hello ");
      EXPECT_EQ(v.info.early_data, taken);
    }
  });
}

TEST_F(EarlyData, WhatIsMoreThanTheServerAllowsWaits) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    const TlsContext server = ca.server({"h2"}, true);
    static_cast<void>(co_await visit(client, server, ""));
    const std::string much(300'000, 'x');
    const Visit v = co_await visit(client, server, much);
    EXPECT_EQ(v.at_server, much + "bye");
    EXPECT_FALSE(v.info.early_data) << "one piece is not split";
  });
}

TEST_F(EarlyData, ManyPiecesGoEarlyAsFarAsTheyFit) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    const TlsContext server = ca.server({"h2"}, true);
    static_cast<void>(co_await visit(client, server, ""));
    const Visit v = co_await visit(client, server, std::string(16'000, 'y'), std::string(200'000, 'z'));
    EXPECT_TRUE(v.info.early_data);
    EXPECT_EQ(v.at_server, std::string(16'000, 'y') + std::string(200'000, 'z'));
  });
}

TEST_F(EarlyData, NothingIsSentInAProtocolThatIsNotOfferedAnyMore) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    const TlsContext server = ca.server({"h2", "http/1.1"}, true);
    static_cast<void>(co_await visit(client, server, ""));
    const Visit v = co_await visit(client, server, "hello ", "bye", {"http/1.1"});
    EXPECT_FALSE(v.offered);
    EXPECT_EQ(v.info.alpn, "http/1.1");
    EXPECT_EQ(v.at_server, "hello bye");
  });
}

TEST_F(EarlyData, AServerThatChoosesAnotherProtocolThanBeforeIsAskedAgain) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2", "http/1.1"}, true);
    static_cast<void>(co_await visit(client, ca.server({"h2"}, true), "", "bye", {"h2", "http/1.1"}));
    const Visit v = co_await visit(client, ca.server({"http/1.1"}, true), "hello ", "bye", {"h2", "http/1.1"});
    EXPECT_TRUE(v.offered);
    EXPECT_EQ(v.error.code, Code::kRetryable) << v.error.detail;
    EXPECT_EQ(v.at_server, "");
  });
}

TEST_F(EarlyData, AServerThatHangsUpInTheHandshakeIsAFailure) {
  run([&]() -> Task<> {
    const TlsContext client = ca.client({"h2"}, true);
    static_cast<void>(co_await visit(client, ca.server({"h2"}, true), ""));
    TaskSet tasks(loop);
    tasks.spawn([](EarlyData& self) -> Task<> {
      Socket socket = co_await self.listener.accept();
      std::array<std::uint8_t, 4096> first{};
      static_cast<void>(co_await poll([&](Waiter& w) { return socket.poll_receive(first, w); }));
    }(*this));
    Socket socket = Socket::connect(loop, listener.endpoint(), Stage::kTcp).value();
    static_cast<void>(co_await poll([&](Waiter& w) { return socket.poll_connected(w); }));
    auto stream = TlsStream::begin(std::move(socket), client, "proxy.test", {"h2"});
    CO_ASSERT(stream->takes_early_data());
    stream->start_write(queue_of(loop, "hello"));
    stream->start_handshake();
    const auto bytes = co_await stream->next();
    CO_ASSERT(!bytes);
    EXPECT_EQ(bytes.error().stage, Stage::kTls);
    EXPECT_FALSE(co_await poll([&](Waiter& w) { return stream->poll_established(w); }));
    EXPECT_FALSE(co_await stream->finish());
  });
}

// ---- Sessions of an earlier run

TEST_F(EarlyData, S3_SessionsOutliveARun) {
  run([&]() -> Task<> {
    const TlsContext server = ca.server({"h2"}, true);
    const TlsContext before = ca.client({"h2"}, true);
    int told = 0;
    before.when_sessions_change([&told] { ++told; });
    static_cast<void>(co_await visit(before, server, ""));
    EXPECT_GT(told, 0);
    const TlsContext after = ca.client({"h2"}, true);
    after.add_sessions(before.sessions());
    const Visit v = co_await visit(after, server, "hello ");
    EXPECT_TRUE(v.info.resumed);
    EXPECT_TRUE(v.info.early_data);
  });
}

TEST_F(EarlyData, K1_SessionsAreNoGoodWithAnotherTrust) {
  run([&]() -> Task<> {
    const TlsContext server = ca.server();
    const TlsContext before = ca.client();
    static_cast<void>(co_await visit(before, server, ""));
    TlsContext::Client pinned{.ca_file = ca.made.ca_file, .alpn = {"h2"}, .pins = {Pin{1, 2, 3}}};
    const TlsContext strict = TlsContext::client(pinned).value();
    strict.add_sessions(before.sessions());
    const Visit v = co_await visit(strict, server, "");
    EXPECT_EQ(v.error.stage, Stage::kTls) << "a session must not get around the pin";
    EXPECT_FALSE(v.info.resumed);
  });
}

TEST_F(EarlyData, DamagedSessionsAreNone) {
  run([&]() -> Task<> {
    const TlsContext server = ca.server();
    const TlsContext before = ca.client();
    static_cast<void>(co_await visit(before, server, ""));
    const std::string good = before.sessions();
    for (std::size_t cut = 0; cut < good.size() - 2; cut += cut < 200 ? 1 : 37) {
      const TlsContext after = ca.client();
      after.add_sessions(good.substr(0, cut));
      EXPECT_EQ(after.sessions().find("\"peer\""), std::string::npos) << cut;
    }
    for (std::size_t at = 0; at < good.size(); at += 11) {
      std::string bad = good;
      bad[at] = bad[at] == 'A' ? '"' : 'A';
      ca.client().add_sessions(bad);  // whatever it makes of it
    }
    for (const char* odd : {"null", "[]", "{\"format\":1}", "{\"format\":\"1\",\"sessions\":{}}"}) {
      ca.client().add_sessions(odd);
    }
  });
}

SessionCache::Session session_of_age(std::time_t seconds) {
  SessionCache::Session session(SSL_SESSION_new(), SSL_SESSION_free);
  SSL_SESSION_set_time_ex(session.get(), std::time(nullptr) - seconds);
  SSL_SESSION_set_timeout(session.get(), 100);
  return session;
}

TEST(SessionCacheTime, OldSessionsAreNotOffered) {
  SessionCache cache;
  cache.keep("a", session_of_age(10));
  cache.keep("a", session_of_age(200));
  cache.keep("a", session_of_age(-200));  // of a clock that was wrong
  EXPECT_NE(cache.take("a").session, nullptr);
  EXPECT_EQ(cache.take("a").session, nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(SessionCacheTime, AClockThatIsALittleBehindIsNoHindrance) {
  SessionCache cache;
  cache.keep("a", session_of_age(-1));
  EXPECT_NE(cache.take("a").session, nullptr);
}

TEST(SessionCacheTime, OldSessionsAreNotWritten) {
  SessionCache cache;
  cache.keep("young", session_of_age(10));
  cache.keep("old", session_of_age(200));
  const std::string text = cache.to_text("trust");
  EXPECT_EQ(text.find("old"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("young"));
}

}  // namespace
}  // namespace culvert::test
