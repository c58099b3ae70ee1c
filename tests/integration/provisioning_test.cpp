// Provisioning domains, fetched from a server over each version of HTTP.

#include "upstream/provisioning_client.h"

#include <gmock/gmock.h>

#include <format>

#include "integration/answering_proxy.h"
#include "integration/world.h"
#include "support/raw_h2.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::chrono::sys_seconds kNow(1'782'194'400s);  // 2026-06-23T06:00:00Z
constexpr std::string_view kDomain = R"({"identifier": "proxy.test.", "expires": "2026-06-24T06:00:00Z", "prefixes": [],
  "proxies": [{"protocol": "connect-tcp", "proxy": "https://proxy.test/tcp{?target_host,target_port}"}]})";

http::Response good_head() {
  http::Response response;
  response.status = 200;
  response.fields.add("content-type", "application/pvd+json");
  return response;
}
http::Response head(int status, std::string_view name = "", std::string_view value = "") {
  http::Response response;
  response.status = status;
  if (!name.empty()) response.fields.add(name, value);
  return response;
}

class Provisioning : public EachVersion {
 protected:
  using Fetched = Result<http::ProvisioningDomain>;
  Provisioning() { names.set("proxy.test", {"127.0.0.1"}); }

  [[nodiscard]] OriginPool::Options options(std::uint16_t port) const {
    OriginPool::Options options;
    options.host = "proxy.test";
    options.port = port;
    options.versions = {version()};
    return options;
  }
  Task<Fetched> fetch(OriginPool::Options options, Duration limit = kProvisioningLimit) {
    co_return co_await fetch_provisioning_domain(loop, names, ca.client(), std::move(options), kNow, limit);
  }
  // What becomes of one answer.
  Task<Fetched> outcome(http::Response response, std::string body = std::string(kDomain)) {
    AnsweringProxy server(loop, ca, version(), [&](const http::Request&) { return response; });
    server.body = std::move(body);
    auto fetched = co_await fetch(options(server.port()));
    EXPECT_EQ(server.requests, 1) << "nothing is asked for twice, or elsewhere";
    co_return fetched;
  }
};

TEST_P(Provisioning, T5_R7_ADomainIsFetchedByARequestThatSaysNothingElse) {
  run([&]() -> Task<> {
    std::optional<http::Request> seen;
    AnsweringProxy server(loop, ca, version(), [&](const http::Request& request) {
      seen = request;
      return good_head();
    });
    server.body = kDomain;
    const auto domain = co_await fetch(options(server.port()));
    CO_ASSERT(domain);
    CO_ASSERT(domain->proxies.size() == 1);
    EXPECT_EQ(domain->proxies[0].uri_template.text(), "https://proxy.test/tcp{?target_host,target_port}");
    CO_ASSERT(seen);
    EXPECT_EQ(seen->method, "GET");
    EXPECT_EQ(seen->protocol, "");
    EXPECT_EQ(seen->scheme, "https");
    EXPECT_EQ(seen->authority, std::format("proxy.test:{}", server.port()));
    EXPECT_EQ(seen->path, "/.well-known/pvd");
    EXPECT_EQ(seen->fields.get("accept"), "application/pvd+json");
    EXPECT_EQ(seen->fields.size(), 1U);
  });
}

TEST_P(Provisioning, T5_TheContentTypeMayHaveParametersAndCapitals) {
  run([&]() -> Task<> {
    EXPECT_TRUE(co_await outcome(head(200, "content-type", "Application/PvD+JSON ; charset=utf-8")));
  });
}

TEST_P(Provisioning, T5_OtherAnswersAreNoDomain) {
  run([&]() -> Task<> {
    std::vector<http::Response> wrong{
        head(200), head(200, "content-type", "application/json"), head(200, "content-type", "text/html"),
        head(200, "content-type", "application/pvd+jsonx"), head(200, "content-type", "")};
    for (const int status : {201, 206, 401, 404, 410, 500, 503}) {
      wrong.push_back(head(status, "content-type", "application/pvd+json"));
    }
    wrong.push_back(good_head());
    wrong.back().fields.add("content-encoding", "gzip");
    for (const http::Response& response : wrong) {
      const auto fetched = co_await outcome(response);
      CO_ASSERT(!fetched);
      EXPECT_EQ(fetched.error().stage, Stage::kHttp) << response.status;
      EXPECT_EQ(fetched.error().code, Code::kUnsupported) << fetched.error().detail;
    }
    const auto missing = co_await outcome(head(404));
    CO_ASSERT(!missing);
    EXPECT_THAT(missing.error().detail, HasSubstr("404"));
    EXPECT_FALSE(co_await outcome(head(204), ""));
  });
}

TEST_P(Provisioning, T5_R7_RedirectsAreNotFollowed) {
  run([&]() -> Task<> {
    for (const int status : {301, 302, 307, 308}) {
      http::Response elsewhere = head(status, "location", "/.well-known/pvd2");
      elsewhere.fields.add("content-type", "application/pvd+json");
      const auto fetched = co_await outcome(std::move(elsewhere));
      CO_ASSERT(!fetched);
      EXPECT_EQ(fetched.error().code, Code::kUnsupported);
      EXPECT_THAT(fetched.error().detail, HasSubstr("redirects"));
    }
  });
}

TEST_P(Provisioning, T5_ABodyIsTakenUpToItsLimit) {
  run([&]() -> Task<> {
    std::string longest(kDomain);
    longest.append(http::kMaxProvisioningDomain - longest.size(), ' ');
    EXPECT_TRUE(co_await outcome(good_head(), longest));
    for (const std::size_t more : {1U, 4'000'000U}) {
      const auto fetched = co_await outcome(good_head(), longest + std::string(more, ' '));
      CO_ASSERT(!fetched);
      EXPECT_EQ(fetched.error().code, Code::kLimit) << fetched.error().detail;
    }
  });
}

TEST_P(Provisioning, T5_ABodyThatIsCutOffIsNone) {
  run([&]() -> Task<> {
    AnsweringProxy server(loop, ca, version(), [](const http::Request&) { return good_head(); });
    server.body = kDomain;  // complete in itself, which nobody can know
    server.cut_off = true;
    EXPECT_FALSE(co_await fetch(options(server.port())));
  });
}

TEST_P(Provisioning, T5_WhatTheDomainSaysIsChecked) {
  run([&]() -> Task<> {
    for (const char* body :
         {R"({"identifier": "other.test", "expires": "2026-06-24T06:00:00Z"})",
          R"({"identifier": "proxy.test", "expires": "2026-06-23T05:59:59Z"})", "<html></html>", ""}) {
      const auto fetched = co_await outcome(good_head(), body);
      CO_ASSERT(!fetched);
      EXPECT_EQ(fetched.error().stage, Stage::kHttp) << body;
      EXPECT_EQ(fetched.error().code, Code::kInvalid) << body;
    }
  });
}

TEST_P(Provisioning, T5_K1_TheServerHasToBeTrusted) {
  run([&]() -> Task<> {
    const Authority other;
    AnsweringProxy server(loop, other, version(), [](const http::Request&) { return good_head(); });
    server.body = kDomain;
    const auto fetched = co_await fetch(options(server.port()));
    CO_ASSERT(!fetched);
    EXPECT_EQ(fetched.error().code, Code::kUntrusted) << fetched.error().detail;
    EXPECT_EQ(server.requests, 0);
  });
}

TEST_P(Provisioning, T5_AServerThatSaysNothingIsGivenUp) {
  run([&]() -> Task<> {
    AnsweringProxy server(loop, ca, version(), [](const http::Request&) { return AnsweringProxy::status(0); });
    const auto fetched = co_await fetch(options(server.port()), 200ms);
    CO_ASSERT(!fetched);
    EXPECT_EQ(fetched.error().code, Code::kTimedOut);
  });
}

TEST_P(Provisioning, T5_NobodyListens) {
  run([&]() -> Task<> {
    OriginPool::Options nowhere = options(closed_port(loop));
    nowhere.connect_timeout = 500ms;  // over UDP
    EXPECT_FALSE(co_await fetch(std::move(nowhere)));
  });
}

TEST_P(Provisioning, V2_T5_TheVersionsRaceAsForTunnels) {
  run([&]() -> Task<> {
    AnsweringProxy server(loop, ca, version(), [](const http::Request&) { return good_head(); });
    server.body = kDomain;
    OriginPool::Options all = options(server.port());
    all.versions = {http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11};
    EXPECT_TRUE(co_await fetch(std::move(all)));
  });
}

// An ordinary request is none of the proxy's business.
TEST_P(Provisioning, T7_TheCompanionProxyStillRefusesIt) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    const auto fetched = co_await fetch(options(server->endpoint().port));
    CO_ASSERT(!fetched);
    EXPECT_EQ(fetched.error().code, Code::kUnsupported);
    EXPECT_THAT(fetched.error().detail, HasSubstr("404"));
    const Destination destination(loop);
    auto client = start_client(*server);
    EXPECT_TRUE(co_await client->open(destination.at()));
  });
}

CULVERT_EACH_VERSION(Provisioning);

// ---- A server whose HTTP/2 knows no extended CONNECT ----------------------------------------------------------------

class PlainHttp2 : public World {
 protected:
  // Answers each request as `answer` says, which gets the number of its stream.
  [[nodiscard]] OddProxy serve(std::function<std::string(std::uint32_t)> answer) {
    return OddProxy(loop, ca,
                    [this, answer](std::unique_ptr<TlsStream> tls) -> Task<> {
                      raw::FrameReader frames(*tls, true);
                      co_await write(loop, *tls, raw::settings({}) + raw::settings_ack());
                      for (;;) {
                        const auto request = co_await frames.next(raw::kHeaders);
                        if (!request) co_return;
                        EXPECT_TRUE(request->ends_stream());
                        co_await write(loop, *tls, answer(request->stream));
                      }
                    },
                    {"h2", "http/1.1"});
  }
  Task<Result<http::ProvisioningDomain>> fetch(std::uint16_t port) {
    names.set("proxy.test", {"127.0.0.1"});
    OriginPool::Options options;
    options.host = "proxy.test";
    options.port = port;
    options.versions = {http::Version::kHttp2, http::Version::kHttp11};
    co_return co_await fetch_provisioning_domain(loop, names, ca.client(), std::move(options), kNow);
  }
  static std::string good_answer(std::uint32_t stream) {
    return raw::headers(stream, raw::kEndHeaders, {{":status", "200"}, {"content-type", "application/pvd+json"}}) +
           raw::data(stream, kDomain, raw::kEndStream);
  }
};

TEST_F(PlainHttp2, T5_R3_ServesADomainAllTheSame) {
  run([&]() -> Task<> {
    const OddProxy server = serve(good_answer);
    EXPECT_TRUE(co_await fetch(server.port()));
    EXPECT_EQ(server.accepted(), 1) << "no other version is tried";
  });
}

TEST_F(PlainHttp2, T5_G1_ARequestThatWasNotTakenIsMadeAgain) {
  run([&]() -> Task<> {
    int requests = 0;
    const OddProxy server = serve([&](std::uint32_t stream) {
      return ++requests < 3 ? raw::rst_stream(stream, raw::kRefusedStream) : good_answer(stream);
    });
    EXPECT_TRUE(co_await fetch(server.port()));
    EXPECT_EQ(requests, 3);
    const OddProxy never = serve([&](std::uint32_t stream) {
      ++requests;
      return raw::rst_stream(stream, raw::kRefusedStream);
    });
    EXPECT_FALSE(co_await fetch(never.port()));
    EXPECT_EQ(requests, 6);
  });
}

}  // namespace
}  // namespace culvert::test
