// Tunnels from an application through a proxy to a destination: what is carried, and what is answered.

#include <algorithm>
#include <format>

#include "capsule/capsule_parser.h"
#include "http/h2/session.h"
#include "integration/world.h"
#include "support/raw_h2.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using Tunnels = EachVersion;
using TunnelsHttp2 = World;
CULVERT_EACH_VERSION(Tunnels);

Task<> exchange(Loop& loop, ByteStream& application, std::string text) {
  CO_ASSERT(co_await write(loop, application, text));
  CO_ASSERT(co_await application.finish());
  const auto echo = co_await read_all(application);
  CO_ASSERT(echo);
  EXPECT_TRUE(*echo == text);
}

TEST_P(Tunnels, X3_AnExchangeWithHalfClose) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    co_await exchange(loop, **application, "hello");
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1 && server->tunnels() == 0; }));
    EXPECT_TRUE(client->endings.front());
    CO_ASSERT(client->connected.size() == 1);
    EXPECT_EQ(client->connected.front().tls.alpn, http::alpn_of(version()));
    EXPECT_EQ(client->connected.front().version, version());
    EXPECT_EQ(client->connected.front().remote, server->endpoint());
  });
}

TEST_P(Tunnels, R2_EveryWireRevision) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    for (const WireRevision& revision : wire_revisions()) {
      auto client = start_client({.port = server->endpoint().port, .revisions = {revision}});
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      co_await exchange(loop, **application, make_bytes(100'000));
    }
  });
}

// A revision that the proxy does not know is no crash and no hang, but a sentence.
TEST_P(Tunnels, R2_AnUnknownRevision) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    const WireRevision future{"future", "connect-tcp-99", 0x2028d7f2, 0x2028d7f3};
    auto client = start_client({.port = server->endpoint().port, .revisions = {future}});
    const auto application = co_await client->open(destination.at());
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kProxy);
    EXPECT_EQ(application.error().code, Code::kUnsupported);
    EXPECT_EQ(destination.accepted(), 0);
  });
}

TEST_P(Tunnels, F1_BulkBothWaysThroughManyTunnels) {
  constexpr std::size_t kTunnels = 40;
  constexpr std::uint64_t kBulk = 1'500'000;
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    std::size_t good = 0;
    TaskSet tasks(loop);
    auto carries = [&](std::uint64_t seed) -> Task<> {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      Result<Checksum> got;
      TaskSet reading(loop);
      auto reads = [&]() -> Task<> { got = co_await receive_bulk(**application); };
      reading.spawn(reads());
      const auto sent = co_await send_bulk(loop, **application, kBulk, seed);
      CO_ASSERT(sent);
      CO_ASSERT(co_await (*application)->finish());
      co_await poll([&](Waiter& w) { return reading.poll_empty(w); });
      CO_ASSERT(got);
      EXPECT_EQ(*got, *sent);
      ++good;
    };
    for (std::size_t i = 0; i < kTunnels; ++i) tasks.spawn(carries(i));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(good, kTunnels);
    EXPECT_EQ(client->connected.size(), shared() ? 1U : kTunnels);
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->tunnels.size() == 0 && server->tunnels() == 0; }));
    EXPECT_TRUE(std::ranges::all_of(client->endings, [](const auto& ending) { return ending.has_value(); }));
    EXPECT_EQ(client->tunnels.past().sent, kTunnels * kBulk);
    EXPECT_EQ(client->tunnels.past().received, kTunnels * kBulk);
  });
}

TEST_P(Tunnels, F2_AStalledTunnelSlowsNoOther) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    // The application sends and never reads: its tunnel stands still once every buffer is full.
    auto stalled = co_await client->open(destination.at());
    CO_ASSERT(stalled);
    TaskSet tasks(loop);
    auto floods = [&]() -> Task<> { static_cast<void>(co_await send_bulk(loop, **stalled, 1'000'000'000, 1)); };
    tasks.spawn(floods());
    std::uint64_t before = 1;
    EXPECT_TRUE(co_await eventually(loop, [&] {
      const std::uint64_t now = client->tunnels.begin()->second->traffic().sent;
      return std::exchange(before, now) == now && now > 1'000'000;
    }));
    auto application = co_await client->open(destination.at());
    CO_ASSERT(application);
    co_await exchange(loop, **application, make_bytes(200'000));
  });
}

// One among a hundred stands still. The others need no longer for the same work than before, and what the one has sent
// stays bounded: with window updates given on arrival its sender would never have been stopped.
TEST_P(Tunnels, F2_OneStalledTunnelAmongAHundredCostsTheOthersNothing) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    std::vector<std::unique_ptr<MemoryStream>> applications;
    for (int i = 0; i < 100; ++i) {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      applications.push_back(std::move(*application));
    }
    TaskSet tasks(loop);
    const std::string text = make_bytes(100'000);
    // The best of three rounds, in which all but the first send and get the same back.
    const auto work = [&]() -> Task<Duration> {
      Duration best = Duration::max();
      for (int i = 0; i < 3; ++i) {
        const TimePoint start = loop.now();
        TaskSet round(loop);
        for (std::size_t n = 1; n < applications.size(); ++n) {
          round.spawn([](Loop& l, ByteStream& to, const std::string& t) -> Task<> {
            EXPECT_TRUE(co_await write(l, to, t));
          }(loop, *applications[n], text));
          round.spawn([](ByteStream& from, const std::string& t) -> Task<> {
            EXPECT_TRUE(co_await read_at_least(from, t.size()) == t);
          }(*applications[n], text));
        }
        co_await poll([&](Waiter& w) { return round.poll_empty(w); });
        best = std::min(best, loop.now() - start);
      }
      co_return best;
    };
    const Duration without = co_await work();
    const auto& stalled =
        std::ranges::find(client->tunnels, Tunnel::Id{1}, [](const auto& entry) { return entry.first; })->second;
    auto floods = [&]() -> Task<> { static_cast<void>(co_await send_bulk(loop, *applications[0], 1'000'000'000, 1)); };
    tasks.spawn(floods());
    std::uint64_t before = 1;
    TimePoint since = loop.now();
    EXPECT_TRUE(co_await eventually(loop, [&] {  // every window and buffer on its way is full
      const std::uint64_t now = stalled->traffic().sent;
      if (std::exchange(before, now) != now) since = loop.now();
      return now > 1'000'000 && loop.now() - since > 100ms;
    }));
    const Duration with = co_await work();
    EXPECT_LT(stalled->traffic().sent, std::uint64_t{64} << 20);
    if (shared()) {
      EXPECT_EQ(client->connected.size(), 1U);
    }
    using std::chrono::milliseconds;
    EXPECT_LT(with, without * 3 / 2 + milliseconds(20))
        << std::chrono::duration_cast<milliseconds>(with) << " instead of "
        << std::chrono::duration_cast<milliseconds>(without);
  });
}

// The bytes are there before the proxy knows where the destination is.
TEST_P(Tunnels, S1_WhatTheApplicationSendsEarlyArrivesOnce) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    names.set("slow.test", {"127.0.0.1"});
    names.set_silent("slow.test");
    auto server = start_proxy();
    auto client = start_client(*server);
    const std::string text = make_bytes(50'000);
    std::optional<Result<std::unique_ptr<MemoryStream>>> application;
    TaskSet tasks(loop);
    auto opens = [&]() -> Task<> { application = co_await client->open({"slow.test", destination.at().port}, text); };
    const int asked = names.asked;
    tasks.spawn(opens());
    EXPECT_TRUE(co_await eventually(loop, [&] { return names.asked >= asked + 2; })) << "the proxy looks the name up";
    EXPECT_FALSE(application);
    names.answer();
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(application && *application);
    EXPECT_TRUE(co_await write(loop, ***application, " and later"));
    EXPECT_TRUE(co_await (**application)->finish());
    const auto echo = co_await read_all(***application);
    CO_ASSERT(echo);
    EXPECT_TRUE(*echo == text + " and later");
  });
}

// The application has sent all it has, and ended, before there is a tunnel.
TEST_P(Tunnels, S1_TheEndMayComeEarlyToo) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    auto pipe = MemoryStream::make(loop);
    pipe.b->start_write(queue_of(loop, "all"));
    pipe.b->start_finish();
    auto far = co_await client->proxy.open(destination.at(), *pipe.a);
    CO_ASSERT(far);
    client->tunnels.add(1, "x", std::move(pipe.a), std::move(*far));
    EXPECT_EQ(co_await read_all(*pipe.b), "all");
  });
}

TEST_F(TunnelsHttp2, S1_WhatWasSentEarlyIsSentAgainAfterRefusedStream) {
  const std::string text = make_bytes(20'000);
  const std::string expected = [&] {
    std::string header(capsule_header_size(default_revision().data, text.size()), '\0');
    write_capsule_header(reinterpret_cast<std::uint8_t*>(header.data()), default_revision().data, text.size());
    return header + text;
  }();
  run([&]() -> Task<> {
    std::string second_body;
    int requests = 0;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      raw::FrameReader frames(*tls, true);
      CO_ASSERT(co_await write(loop, *tls, raw::settings({{raw::kEnableConnectProtocol, 1}})));
      for (;;) {
        const auto f = co_await frames.next();
        if (!f) co_return;
        if (f->type == raw::kHeaders) ++requests;
        if (f->type != raw::kData) continue;
        if (f->stream == 1) {
          static_cast<void>(co_await write(loop, *tls, raw::rst_stream(1, raw::kRefusedStream)));
        } else {
          second_body += f->payload;
          if (second_body.size() >= expected.size()) {
            static_cast<void>(co_await write(loop, *tls, raw::headers(f->stream, 0, {{":status", "200"}})));
          }
        }
      }
    });
    auto client = start_client({.port = odd.port()});
    auto application = co_await client->open({"destination.test", 80}, text);
    EXPECT_TRUE(application);
    EXPECT_EQ(requests, 2);
    EXPECT_TRUE(second_body == expected);
    EXPECT_EQ(odd.accepted(), 1);
  });
}

// A proxy that refuses for ever is asked a few times only.
TEST_F(TunnelsHttp2, G1_RefusedStreamIsRetriedAFewTimes) {
  run([&]() -> Task<> {
    int requests = 0;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      raw::FrameReader frames(*tls, true);
      CO_ASSERT(co_await write(loop, *tls, raw::settings({{raw::kEnableConnectProtocol, 1}})));
      for (;;) {
        const auto f = co_await frames.next(raw::kHeaders);
        if (!f) co_return;
        ++requests;
        static_cast<void>(co_await write(loop, *tls, raw::rst_stream(f->stream, raw::kRefusedStream)));
      }
    });
    auto client = start_client({.port = odd.port()});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kRetryable);
    EXPECT_EQ(requests, ProxyClient::kTries);
  });
}

// Any other code may mean that the request was processed: it is not made again.
TEST_F(TunnelsHttp2, G1_NothingElseIsRetried) {
  run([&]() -> Task<> {
    int requests = 0;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      raw::FrameReader frames(*tls, true);
      CO_ASSERT(co_await write(loop, *tls, raw::settings({{raw::kEnableConnectProtocol, 1}})));
      for (;;) {
        const auto f = co_await frames.next(raw::kHeaders);
        if (!f) co_return;
        ++requests;
        static_cast<void>(co_await write(loop, *tls, raw::rst_stream(f->stream, 2)));
      }
    });
    auto client = start_client({.port = odd.port()});
    EXPECT_FALSE(co_await client->open({"destination.test", 80}));
    EXPECT_EQ(requests, 1);
  });
}

TEST_P(Tunnels, S4_WhyTheProxyDidNotConnect) {
  struct Row {
    const char* what;
    http::HostPort target;
    bool allow_private;
    Stage stage;
    Code code;
    int status;
  };
  const std::uint16_t nobody = closed_port(loop);
  names.set_silent("silent.test");
  const Row rows[] = {
      {"nobody listens", {"127.0.0.1", nobody}, true, Stage::kDestination, Code::kRefused, 502},
      {"loopback is denied", {"127.0.0.1", nobody}, false, Stage::kProxy, Code::kDenied, 403},
      {"also in disguise", {"::ffff:127.0.0.1", nobody}, false, Stage::kProxy, Code::kDenied, 403},
      {"no such name", {"nowhere.test", 80}, true, Stage::kDestination, Code::kNotFound, 502},
      {"no answer in time", {"silent.test", 80}, true, Stage::kDestination, Code::kTimedOut, 504},
  };
  run([&]() -> Task<> {
    for (const Row& row : rows) {
      proxy_events.clear();
      proxy::Options options = proxy_options();
      options.allow_private = row.allow_private;
      options.connect_timeout = 300ms;
      auto server = start_proxy(std::move(options));
      auto client = start_client(*server);
      const auto application = co_await client->open(row.target, "early bytes");
      CO_ASSERT(!application);
      EXPECT_EQ(application.error().stage, row.stage) << row.what << ": " << application.error().detail;
      EXPECT_EQ(application.error().code, row.code) << row.what << ": " << application.error().detail;
      EXPECT_FALSE(describe(application.error(), row.target.to_string()).empty());
      const auto refused = std::ranges::find_if(
          proxy_events, [](const auto& e) { return std::holds_alternative<proxy::event::Refused>(e); });
      CO_ASSERT(refused != proxy_events.end());
      EXPECT_EQ(std::get<proxy::event::Refused>(*refused).status, row.status) << row.what;
      // The connection is none the worse for it.
      EXPECT_TRUE(client->disconnected.empty());
      EXPECT_TRUE(co_await eventually(loop, [&] { return client->pool.connections().front().streams == 0; }));
    }
  });
}

TEST_P(Tunnels, S4_UnreachableIsSaid) {
  run([&]() -> Task<> {
    proxy::Options options = proxy_options();
    options.connect_timeout = 300ms;  // where the address is routed to nowhere without a word
    auto server = start_proxy(std::move(options));
    auto client = start_client(*server);
    const auto application = co_await client->open({"2001:db8::1", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kDestination);
    EXPECT_TRUE(application.error().code == Code::kUnreachable || application.error().code == Code::kTimedOut)
        << application.error().detail;
  });
}

TEST_F(TunnelsHttp2, R7_RedirectsAreNotFollowedAndCredentialsStay) {
  run([&]() -> Task<> {
    const Destination elsewhere(loop);
    std::vector<http::Request> requests;
    int status = 0;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      auto connection = h2::make_server(loop, std::move(tls), {});
      for (;;) {
        auto stream = co_await connection->accept();
        if (!stream) co_return;
        requests.push_back((*stream)->request());
        http::Response response = {.status = status, .fields = {}};
        response.fields.add("location", std::format("https://127.0.0.1:{}/", elsewhere.at().port));
        response.fields.add("www-authenticate", "Basic realm=\"elsewhere\"");
        response.fields.add("proxy-authenticate", "Basic realm=\"elsewhere\"");
        (*stream)->respond(response);
        static_cast<void>(co_await (*stream)->finish());
      }
    });
    auto client =
        start_client({.port = odd.port(), .identity = http::Password{"ann", "secret", http::PasswordScheme::kBasic}});
    std::size_t asked = 0;
    for (const int answer : {301, 302, 303, 307, 308, 401, 407}) {
      status = answer;
      const auto application = co_await client->open({"destination.test", 80}, "private bytes");
      CO_ASSERT(!application);
      EXPECT_EQ(application.error().stage, answer < 400 ? Stage::kProxy : Stage::kAuth) << answer;
      EXPECT_EQ(requests.size(), ++asked) << "asked once";
    }
    EXPECT_TRUE(requests.front().fields.has("authorization"));
    EXPECT_EQ(elsewhere.accepted(), 0);
  });
}

TEST_F(TunnelsHttp2, R5_ALongErrorBodyIsNotReadToItsEnd) {
  run([&]() -> Task<> {
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      auto connection = h2::make_server(loop, std::move(tls), {});
      auto stream = co_await connection->accept();
      CO_ASSERT(stream);
      (*stream)->respond({.status = 503, .fields = {}});
      const auto sent = co_await send_bulk(loop, **stream, 1'000'000'000, 1);
      EXPECT_FALSE(sent) << "the client has had enough";
      static_cast<void>(co_await connection->accept());
    });
    auto client = start_client({.port = odd.port()});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kLimit);
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->pool.connections().front().streams == 0; }));
  });
}

TEST_F(TunnelsHttp2, R3_AServerWithoutExtendedConnectIsNamedAsSuch) {
  run([&]() -> Task<> {
    bool asked = false;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      raw::FrameReader frames(*tls, true);
      CO_ASSERT(co_await write(loop, *tls, raw::settings({})));
      while (auto f = co_await frames.next()) asked = asked || f->type == raw::kHeaders;
    });
    auto client = start_client({.port = odd.port()});
    const auto application = co_await client->open({"destination.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kHttp);
    EXPECT_EQ(application.error().code, Code::kUnsupported);
    EXPECT_NE(application.error().detail.find("extended CONNECT"), std::string::npos);
    EXPECT_FALSE(asked);
  });
}

TEST_P(Tunnels, K1_AProxyThatIsNotTrustedGetsNoRequest) {
  run([&]() -> Task<> {
    const Authority other;
    auto server = start_proxy();
    auto client = start_client({.port = server->endpoint().port}, &other);
    const auto application = co_await client->open({"destination.test", 80}, "private bytes");
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kTls);
    EXPECT_EQ(application.error().code, Code::kUntrusted);
    EXPECT_TRUE(co_await eventually(loop, [&] { return !proxy_events.empty(); }));
    for (const auto& e : proxy_events) EXPECT_TRUE(std::holds_alternative<proxy::event::Disconnected>(e));
  });
}

TEST_F(TunnelsHttp2, AnAnswerThatDoesNotComeTimesOut) {
  run([&]() -> Task<> {
    names.set_silent("silent.test");
    auto server = start_proxy();
    auto client = start_client({.port = server->endpoint().port, .answer_timeout = 200ms});
    const auto application = co_await client->open({"silent.test", 80});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kProxy);
    EXPECT_EQ(application.error().code, Code::kTimedOut);
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->pool.connections().front().streams == 0; }));
  });
}

}  // namespace
}  // namespace culvert::test
