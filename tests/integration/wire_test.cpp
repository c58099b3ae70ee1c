// Wire revisions against proxies that know only some of them.

#include "capsule/capsule_parser.h"
#include "integration/answering_proxy.h"
#include "integration/world.h"

namespace culvert::test {
namespace {

class Wire : public EachVersion {
 protected:
  const http::HostPort target{"example.com", 443};
  std::vector<std::string> offered;  // upgrade tokens, in order

  // Knows one token, and refuses others like this.
  [[nodiscard]] std::unique_ptr<AnsweringProxy> knows(std::string token, http::Response refusal) {
    return std::make_unique<AnsweringProxy>(
        loop, ca, version(), [this, token = std::move(token), refusal = std::move(refusal)](const http::Request& r) {
          offered.push_back(r.protocol);
          return r.protocol == token ? AnsweringProxy::status(200) : refusal;
        });
  }
  [[nodiscard]] std::unique_ptr<Client> client_of(const AnsweringProxy& proxy, std::string_view wire) {
    return start_client({.port = proxy.port(), .revisions = parse_wire(wire).value()});
  }
  [[nodiscard]] static std::string data_capsule(const WireRevision& revision, std::string_view payload) {
    std::string capsule(capsule_header_size(revision.data, payload.size()), '\0');
    write_capsule_header(reinterpret_cast<std::uint8_t*>(capsule.data()), revision.data, payload.size());
    return capsule.append(payload);
  }
};

TEST_P(Wire, R2_AutoOffersTheNextWhereOneIsNotKnownAndRemembers) {
  run([&]() -> Task<> {
    for (const int status : {400, 404, 405, 426, 501}) {
      offered.clear();
      auto proxy = knows("connect-tcp-07", AnsweringProxy::status(status));
      auto client = client_of(*proxy, "auto");
      EXPECT_TRUE(co_await client->open(target, "first bytes")) << status;
      CO_ASSERT(offered == (std::vector<std::string>{"connect-tcp-12", "connect-tcp-07"}) && !proxy->taken.empty());
      const auto& revision = *find_revision("draft-08");
      EXPECT_TRUE(co_await eventually(loop, [&] {
        return proxy->taken.back().received.starts_with(data_capsule(revision, "first bytes"));
      })) << "in capsules of that revision";
      EXPECT_TRUE(co_await client->open(target));
      EXPECT_EQ(offered.size(), 3U) << "the second tunnel begins with what is known";
      EXPECT_EQ(offered.back(), "connect-tcp-07");
    }
  });
}

TEST_P(Wire, R1_R2_ARequestSaysThatCapsulesFollow) {
  run([&]() -> Task<> {
    std::vector<http::Request> seen;
    AnsweringProxy proxy(loop, ca, version(), [&seen](const http::Request& request) {
      seen.push_back(request);
      return AnsweringProxy::status(200);
    });
    auto client = client_of(proxy, "draft-12");
    EXPECT_TRUE(co_await client->open(target));
    CO_ASSERT(seen.size() == 1);
    const http::Request& request = seen.front();
    const bool http11 = version() == http::Version::kHttp11;
    EXPECT_EQ(request.method, http11 ? "GET" : "CONNECT");
    EXPECT_EQ(request.protocol, "connect-tcp-12");
    EXPECT_EQ(request.fields.get("capsule-protocol"), "?1");
    EXPECT_EQ(request.fields.has("connection"), http11);
    EXPECT_EQ(request.fields.has("upgrade"), http11);
    EXPECT_FALSE(request.fields.has("host")) << "over HTTP/1.1 it is the authority";
  });
}

TEST_P(Wire, R5_AnyAnswerOf2xxIsATunnel) {
  run([&]() -> Task<> {
    int status = 0;
    AnsweringProxy proxy(loop, ca, version(), [&](const http::Request&) { return AnsweringProxy::status(status); });
    auto client = client_of(proxy, "draft-12");
    for (const int success : {200, 201, 202, 299}) {
      status = success;
      EXPECT_TRUE(co_await client->open(target)) << success;
    }
  });
}

TEST_P(Wire, R2_AutoGivesUpWhenNothingIsKnown) {
  run([&]() -> Task<> {
    auto proxy = knows("websocket", AnsweringProxy::status(501));
    auto client = client_of(*proxy, "auto");
    const auto application = co_await client->open(target);
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kUnsupported);
    EXPECT_EQ(offered, (std::vector<std::string>{"connect-tcp-12", "connect-tcp-07", "connect-tcp"}));
  });
}

TEST_P(Wire, R2_AutoTakesAProxysOwnWordForIt) {
  run([&]() -> Task<> {
    // These are about the destination, the user, or the load.
    http::Response about_the_destination = AnsweringProxy::status(400);
    about_the_destination.fields.add("proxy-status", "p; error=http_request_error");
    for (const http::Response& refusal :
         {about_the_destination, AnsweringProxy::status(401), AnsweringProxy::status(403), AnsweringProxy::status(429),
          AnsweringProxy::status(502)}) {
      offered.clear();
      auto proxy = knows("connect-tcp-07", refusal);
      auto client = client_of(*proxy, "auto");
      EXPECT_FALSE(co_await client->open(target));
      EXPECT_EQ(offered.size(), 1U) << refusal.status;
    }
  });
}

TEST_P(Wire, R2_ANamedRevisionIsTheOnlyOne) {
  run([&]() -> Task<> {
    auto proxy = knows("connect-tcp-12", AnsweringProxy::status(501));
    auto client = client_of(*proxy, "draft-08");
    EXPECT_FALSE(co_await client->open(target));
    EXPECT_EQ(offered, std::vector<std::string>{"connect-tcp-07"});
  });
}

TEST_P(Wire, R2_OnesOwnCodePoints) {
  run([&]() -> Task<> {
    auto proxy = knows("connect-tcp", AnsweringProxy::status(501));
    auto client = client_of(*proxy, "connect-tcp,0x2028d7f4,0x2028d7f5");
    EXPECT_TRUE(co_await client->open(target, "first bytes"));
    const WireRevision own{"", "", 0x2028d7f4, 0x2028d7f5};
    EXPECT_TRUE(co_await eventually(
        loop, [&] { return proxy->taken.back().received.starts_with(data_capsule(own, "first bytes")); }));
  });
}

CULVERT_EACH_VERSION(Wire);

class WireHttp11 : public World {
 protected:
  [[nodiscard]] http::Version version() const override { return http::Version::kHttp11; }
};

// A web server that knows nothing of Upgrade answers the request as any other (requirement R4).
TEST_F(WireHttp11, R4_A200WithoutASwitchMeansThatTheProtocolIsNotKnown) {
  run([&]() -> Task<> {
    std::string received;
    const auto serves = [&](std::unique_ptr<TlsStream> tls) -> Task<> {
      for (;;) {
        const auto bytes = co_await tls->next();
        if (!bytes || bytes->empty()) co_return;
        received += text_of(*bytes);
        if (!co_await write(loop, *tls, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) co_return;
      }
    };
    const OddProxy proxy(loop, ca, serves, {"http/1.1"});
    auto client = start_client({.port = proxy.port(), .revisions = parse_wire("auto").value()});
    const auto application = co_await client->open({"example.com", 443});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().code, Code::kUnsupported);
    for (const WireRevision& revision : wire_revisions()) {
      EXPECT_NE(received.find("pgrade: " + revision.token + "\r\n"), std::string::npos) << revision.token;
    }
  });
}

}  // namespace
}  // namespace culvert::test
