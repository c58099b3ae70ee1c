// Classic CONNECT proxies (requirement T6): tunnels without capsules, what such a proxy may ask for, and the way from
// there to connect-tcp.
#include <format>

#include "http/auth/base64.h"
#include "http/auth/challenge.h"
#include "http/auth/user_file.h"
#include "integration/answering_proxy.h"
#include "integration/world.h"
#include "support/raw_h2.h"

namespace culvert::test {
namespace {

using http::Password;
using http::PasswordScheme;

class Classic : public EachVersion {
 protected:
  [[nodiscard]] std::unique_ptr<Client> client_of(std::uint16_t port, http::Identity identity = {},
                                                  std::string_view wire = "draft-12") {
    return start_client(
        {.port = port, .identity = std::move(identity), .revisions = parse_wire(wire).value(), .classic = true});
  }
  [[nodiscard]] std::unique_ptr<AnsweringProxy> proxy_that(AnsweringProxy::Answer answers) {
    return std::make_unique<AnsweringProxy>(loop, ca, version(),
                                            [this, answers = std::move(answers)](const http::Request& r) {
                                              requests.push_back(r);
                                              return answers(r);
                                            });
  }
  // What the proxy knows of the test's requests.
  [[nodiscard]] std::vector<std::string> kinds() const {
    std::vector<std::string> out;
    for (const http::Request& r : requests) out.push_back(r.is_classic_connect() ? "CONNECT" : r.protocol);
    return out;
  }
  [[nodiscard]] int refusals(int status) const {
    int n = 0;
    for (const auto& e : proxy_events) {
      const auto* refused = std::get_if<proxy::event::Refused>(&e);
      if (refused != nullptr && refused->status == status) ++n;
    }
    return n;
  }
  [[nodiscard]] int no_classic() const { return version() == http::Version::kHttp11 ? 426 : 501; }

  const http::HostPort target{"destination.test", 443};
  std::vector<http::Request> requests;
};

CULVERT_EACH_VERSION(Classic);

http::Response answer(int status, std::string_view name = {}, std::string_view value = {}) {
  http::Response response = AnsweringProxy::status(status);
  if (!name.empty()) response.fields.add(name, value);
  return response;
}

// ---- The tunnel

TEST_P(Classic, T6_BareBytesBothWaysToTheEndOfEach) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request&) { return answer(200); });
    std::string question;
    proxy->script = [&](http::ServerStream& stream) -> Task<> {
      question = (co_await read_all(stream)).value_or("cut");
      EXPECT_TRUE(co_await write(loop, stream, "half-closed, and the answer comes"));
      EXPECT_TRUE(co_await stream.finish());
      static_cast<void>(co_await stream.failed());
    };
    auto client = client_of(proxy->port());
    auto application = co_await client->open(target, "the question");
    CO_ASSERT(application);
    EXPECT_TRUE(co_await (*application)->finish());
    EXPECT_EQ(co_await read_all(**application), "half-closed, and the answer comes");
    EXPECT_EQ(question, "the question");
    CO_ASSERT(requests.size() == 1);
    EXPECT_TRUE(requests[0].is_classic_connect());
    EXPECT_EQ(requests[0].authority, "destination.test:443");
    for (const char* name : {"capsule-protocol", "expect", "upgrade", "authorization", "proxy-authorization"}) {
      EXPECT_FALSE(requests[0].fields.has(name)) << name;
    }
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1; }));
    EXPECT_TRUE(client->endings[0]);
  });
}

TEST_P(Classic, T6_BulkBothWays) {
  constexpr std::uint64_t kBulk = 6'000'000;
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request&) { return answer(200); });
    std::optional<Result<Checksum>> up;
    proxy->script = [&](http::ServerStream& stream) -> Task<> {
      TaskSet both(loop);
      both.spawn([](Loop& l, ByteStream& to) -> Task<> {
        EXPECT_TRUE(co_await send_bulk(l, to, kBulk, 7));
        EXPECT_TRUE(co_await to.finish());
      }(loop, stream));
      up = co_await receive_bulk(stream);
      co_await poll([&](Waiter& w) { return both.poll_empty(w); });
      static_cast<void>(co_await stream.failed());
    };
    auto client = client_of(proxy->port());
    auto application = co_await client->open(target);
    CO_ASSERT(application);
    Result<Checksum> sent;
    TaskSet tasks(loop);
    auto sends = [&]() -> Task<> {
      sent = co_await send_bulk(loop, **application, kBulk, 8);
      EXPECT_TRUE(co_await (*application)->finish());
    };
    tasks.spawn(sends());
    const auto down = co_await receive_bulk(**application);
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1 && up.has_value(); }));
    CO_ASSERT(down && sent && up && *up);
    EXPECT_EQ(down->size(), kBulk);
    EXPECT_EQ(**up, *sent);
  });
}

// Over any version: only connect-tcp asks a proxy to keep what comes before its answer.
TEST_P(Classic, T6_S1_NothingGoesOutBeforeTheAnswer) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request&) { return answer(0); });
    auto client = client_of(proxy->port());
    auto pipe = MemoryStream::make(loop);
    EXPECT_TRUE(co_await write(loop, *pipe.b, "early"));
    TaskSet tasks(loop);
    std::optional<Result<std::unique_ptr<FarStream>>> far;
    auto opens = [&]() -> Task<> { far = co_await client->proxy.open(target, *pipe.a); };
    tasks.spawn(opens());
    EXPECT_TRUE(co_await eventually(loop, [&] { return requests.size() == 1; }));
    co_await settle(loop);
    EXPECT_EQ(pipe.a->handed_over(), 0U) << "it is not even read";
    // An application that breaks off meanwhile ends the request.
    pipe.b->reset({Stage::kLocal, Code::kReset, "test"});
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(far && !*far);
    EXPECT_EQ((*far).error().code, Code::kReset);
  });
}

TEST_P(Classic, T6_X4_AnApplicationThatBreaksIsNoEnd) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request&) { return answer(200); });
    std::string received;
    std::optional<bool> ended;
    proxy->script = [&](http::ServerStream& stream) -> Task<> {
      received = (co_await read_at_least(stream, 4)).value_or("nothing");
      ended = (co_await stream.next()).has_value();
    };
    auto client = client_of(proxy->port());
    auto application = co_await client->open(target, "half");
    CO_ASSERT(application);
    EXPECT_TRUE(co_await eventually(loop, [&] { return received == "half"; }));
    (*application)->reset({Stage::kLocal, Code::kReset, "test"});
    EXPECT_TRUE(co_await eventually(loop, [&] { return ended.has_value(); }));
    EXPECT_EQ(ended, false);
  });
}

TEST_P(Classic, T6_X5_AnAbruptEndIsAResetToTheApplication) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request&) { return answer(200); });
    proxy->script = [&](http::ServerStream& stream) -> Task<> {
      EXPECT_TRUE(co_await write(loop, stream, "half a sent"));
      EXPECT_EQ(co_await read_at_least(stream, 3), "got");
      stream.reset({Stage::kDestination, Code::kReset, "test"});
    };
    auto client = client_of(proxy->port());
    auto application = co_await client->open(target);
    CO_ASSERT(application);
    EXPECT_EQ(co_await read_at_least(**application, 11), "half a sent");
    EXPECT_TRUE(co_await write(loop, **application, "got"));
    EXPECT_TRUE(co_await eventually(loop, [&] { return client->endings.size() == 1; }));
    EXPECT_FALSE(client->endings[0]);
    EXPECT_TRUE((*application)->reset_by_peer());
  });
}

// ---- Who asks

TEST_P(Classic, T6_S5_TheProxyAsksInItsOwnWay) {
  constexpr std::string_view kBasic = "Basic realm=\"x\"";
  constexpr std::string_view kDigest = "Digest realm=\"x\", qop=\"auth\", algorithm=SHA-256, nonce=\"n\"";
  const struct {
    const char* what;
    http::Identity identity;
    std::string_view challenge;
    std::vector<std::string> sent;  // beginnings of Proxy-Authorization, request by request
    bool good;
  } rows[] = {
      {"when asked, Basic", Password{"ann", "secret"}, kBasic, {"", "Basic YW5uOnNlY3JldA=="}, true},
      {"when asked, Digest", Password{"ann", "secret"}, kDigest, {"", "Digest username=\"ann\""}, true},
      {"at once", Password{"ann", "secret", PasswordScheme::kBasic}, kBasic, {"Basic YW5uOnNlY3JldA=="}, true},
      {"a token", http::BearerToken{"t0ken"}, "Bearer", {"Bearer t0ken"}, true},
      {"wrong", Password{"ann", "wrong"}, kBasic, {"", "Basic YW5uOndyb25n"}, false},
      {"nobody", {}, kBasic, {""}, false},
      {"Digest only", Password{"ann", "secret", PasswordScheme::kDigest}, kBasic, {""}, false},
  };
  for (const auto& row : rows) {
    requests.clear();
    run([&]() -> Task<> {
      auto proxy = proxy_that([&](const http::Request& r) {
        const std::string sent = r.fields.get("proxy-authorization").value_or("");
        const bool right = !sent.empty() && !sent.ends_with("d3Jvbmc=") && !sent.ends_with("Ondyb25n");
        return right ? answer(200) : answer(407, "proxy-authenticate", row.challenge);
      });
      auto client = client_of(proxy->port(), row.identity);
      const auto application = co_await client->open(target);
      EXPECT_EQ(application.has_value(), row.good) << row.what;
      if (!application) {
        EXPECT_EQ(application.error().stage, Stage::kAuth) << row.what;
        EXPECT_EQ(application.error().detail.find("secret"), std::string::npos) << "K3";
      }
      CO_ASSERT(requests.size() == row.sent.size());
      for (std::size_t i = 0; i < requests.size(); ++i) {
        EXPECT_FALSE(requests[i].fields.has("authorization")) << row.what;
        EXPECT_TRUE(requests[i].fields.get("proxy-authorization").value_or("").starts_with(row.sent[i])) << row.what;
      }
      if (row.sent.back().starts_with("Digest")) {
        EXPECT_NE(requests.back().fields.get("proxy-authorization")->find("uri=\"destination.test:443\""),
                  std::string::npos);
      }
      if (!row.good) co_return;
      const std::size_t before = requests.size();
      EXPECT_TRUE(co_await client->open(target));
      EXPECT_EQ(requests.size(), before + 1) << row.what << ": sent at once from then on";
    });
  }
}

// A 401 is none of a proxy's questions; it must not draw the credentials out.
TEST_P(Classic, T6_R7_S5_AQuestionThatIsNotTheProxysIsNotAnswered) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request&) { return answer(401, "www-authenticate", "Basic realm=\"x\""); });
    auto client = client_of(proxy->port(), Password{"ann", "secret"});
    EXPECT_FALSE(co_await client->open(target));
    EXPECT_EQ(requests.size(), 1U);
  });
}

// ---- From there to connect-tcp

TEST_P(Classic, T6_OurProxySaysWhatItWantsAndThatIsRemembered) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = client_of(server->endpoint().port);
    for (int i = 0; i < 3; ++i) {
      auto application = co_await client->open(destination.at(), "through capsules");
      CO_ASSERT(application);
      EXPECT_TRUE(co_await (*application)->finish());
      EXPECT_EQ(co_await read_all(**application), "through capsules");
    }
    EXPECT_EQ(refusals(no_classic()), 1) << "it is asked once";
    EXPECT_EQ(destination.accepted(), 3);
  });
}

// What was given for the proxy is shown to it again only as its template asks for it.
TEST_P(Classic, T6_S5_CredentialsAreAskedForAnew) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    proxy::Options options = proxy_options();
    options.rules.users = std::make_shared<http::UserFile>(
        http::UserFile::parse(std::format("ann:{}\n", http::hash_password("secret").value())).value());
    auto server = start_proxy(std::move(options));
    auto client = client_of(server->endpoint().port, Password{"ann", "secret"});
    EXPECT_TRUE(co_await client->open(destination.at()));
    EXPECT_EQ(refusals(no_classic()), 1);
    EXPECT_EQ(refusals(401), 1);
  });
}

TEST_P(Classic, T6_S5_ProxyAuthorizationStaysWithTheClassicProxy) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request& r) {
      if (!r.is_classic_connect()) return answer(200);
      return r.fields.has("proxy-authorization") ? answer(501) : answer(407, "proxy-authenticate", "Basic realm=\"x\"");
    });
    auto client = client_of(proxy->port(), Password{"ann", "secret"});
    EXPECT_TRUE(co_await client->open(target));
    EXPECT_EQ(kinds(), (std::vector<std::string>{"CONNECT", "CONNECT", "connect-tcp-12"}));
    EXPECT_FALSE(requests.back().fields.has("proxy-authorization"));
    EXPECT_FALSE(requests.back().fields.has("authorization"));
    EXPECT_EQ(requests.back().authority, std::format("127.0.0.1:{}", proxy->port()));
    EXPECT_EQ(requests.back().path, "/.well-known/masque/tcp/destination.test/443/");
  });
}

TEST_P(Classic, T6_WhatTheApplicationSaysFirstIsNotLostOnTheWay) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request& r) { return answer(r.is_classic_connect() ? 501 : 200); });
    auto client = client_of(proxy->port());
    EXPECT_TRUE(co_await client->open(target, "first bytes"));
    EXPECT_TRUE(co_await eventually(
        loop, [&] { return !proxy->taken.empty() && proxy->taken.back().received.contains("first bytes"); }));
  });
}

TEST_P(Classic, T6_OtherRefusalsAreFinal) {
  for (const int status : {400, 403, 404, 405, 426, 500, 502, 503}) {
    requests.clear();
    run([&]() -> Task<> {
      auto proxy = proxy_that([&](const http::Request&) { return answer(status); });
      auto client = client_of(proxy->port(), {}, "auto");
      EXPECT_FALSE(co_await client->open(target));
      EXPECT_EQ(kinds(), std::vector<std::string>{"CONNECT"}) << status;
    });
  }
}

// A proxy that knows neither: the error is about what the profile says that it is.
TEST_P(Classic, T6_WhereNothingWorksTheFirstRefusalIsTold) {
  run([&]() -> Task<> {
    auto proxy = proxy_that([](const http::Request& r) { return answer(r.is_classic_connect() ? 501 : 404); });
    auto client = client_of(proxy->port());
    for (int i = 1; i <= 2; ++i) {
      const auto application = co_await client->open(target);
      CO_ASSERT(!application);
      EXPECT_EQ(application.error().code, Code::kUnsupported);
      EXPECT_EQ(requests.size(), 2U * static_cast<std::size_t>(i)) << "nothing was learnt";
    }
  });
}

class ClassicHttp11 : public Classic {};
INSTANTIATE_TEST_SUITE_P(Over, ClassicHttp11, testing::Values(http::Version::kHttp11),
                         [](const auto& over) { return test_name(over.param); });

TEST_P(ClassicHttp11, T6_AnyTokenOfTheTableCountsAndNoOther) {
  const struct {
    const char* upgrade;
    bool goes_on;
  } rows[] = {{"connect-tcp", true},    {"Connect-TCP-12", true},  {"websocket, connect-tcp-07", true},
              {"connect-tcp-08", true}, {"h2c, websocket", false}, {"connect-tcp-12-not", false},
              {"connect-udp", false}};
  for (const auto& row : rows) {
    requests.clear();
    run([&]() -> Task<> {
      auto proxy = proxy_that([&](const http::Request& r) {
        return r.is_classic_connect() ? answer(426, "upgrade", row.upgrade) : answer(200);
      });
      auto client = client_of(proxy->port());
      EXPECT_EQ((co_await client->open(target)).has_value(), row.goes_on) << row.upgrade;
      EXPECT_EQ(requests.size(), row.goes_on ? 2U : 1U) << row.upgrade;
    });
  }
}

// Alt-Svc is an origin's word, and of whose origin a classic proxy speaks nobody knows; at a template it counts.
TEST_F(World, T6_V2_AClassicProxyNamesNoOtherPlace) {
  for (const bool classic : {true, false}) {
    run([&]() -> Task<> {
      AnsweringProxy elsewhere(loop, ca, http::Version::kHttp3, [](const http::Request&) { return answer(200); });
      const std::string services = std::format("h3=\":{}\"; ma=60", elsewhere.port());
      AnsweringProxy proxy(loop, ca, http::Version::kHttp11,
                           [&](const http::Request&) { return answer(200, "alt-svc", services); });
      auto client = start_client(
          {.port = proxy.port(), .versions = {http::Version::kHttp3, http::Version::kHttp11}, .classic = classic});
      const auto first = co_await client->open({"destination.test", 443});
      client->pool.network_changed("another, where nothing is known against HTTP/3");
      const auto second = co_await client->open({"destination.test", 443});
      CO_ASSERT(first && second && client->connected.size() == 2);
      EXPECT_EQ(client->connected[0].version, http::Version::kHttp11);
      EXPECT_EQ(client->connected[1].version, classic ? http::Version::kHttp11 : http::Version::kHttp3);
      EXPECT_EQ(elsewhere.requests, classic ? 0 : 1);
    });
  }
}

// Without extended CONNECT a 501 is no hint (connect-tcp §5.2), and nothing is asked that the server did not offer.
TEST_F(World, T6_R3_NotWithoutExtendedConnect) {
  run([&]() -> Task<> {
    int requests = 0;
    const OddProxy odd(loop, ca, [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      raw::FrameReader frames(*tls, true);
      CO_ASSERT(co_await write(loop, *tls, raw::settings({}) + raw::settings_ack()));
      while (auto f = co_await frames.next()) {
        if (f->type != raw::kHeaders) continue;
        ++requests;
        CO_ASSERT(co_await write(loop, *tls, raw::headers(f->stream, raw::kEndStream, {{":status", "501"}})));
      }
    });
    auto client = start_client({.port = odd.port(), .classic = true});
    const auto application = co_await client->open({"destination.test", 443});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kUnsupported);
    EXPECT_EQ(requests, 1);
  });
}

}  // namespace
}  // namespace culvert::test
