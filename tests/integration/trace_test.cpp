// The steps of a request, from connect to clean-up.
#include <gmock/gmock.h>

#include "integration/answering_proxy.h"
#include "integration/world.h"

namespace culvert::test {
namespace {

using testing::ElementsAre;

class Traced : public EachVersion {
 protected:
  // Their names, those of the connection as the version has them taken out.
  [[nodiscard]] std::vector<std::string> steps(TraceSubject wanted = {}) const {
    std::vector<std::string> all;
    for (const auto& record : trace.records(wanted)) all.emplace_back(name_of(record.step));
    return all;
  }
  [[nodiscard]] std::vector<std::string> connecting() const {
    if (version() == http::Version::kHttp3) return {"lookup", "looked-up", "quic", "quic-ready", "http-ready"};
    return {"lookup", "looked-up", "tcp", "tcp-ready", "tls", "tls-ready", "http-ready"};
  }
  [[nodiscard]] std::vector<std::string> with_connection(std::vector<std::string> before,
                                                         std::vector<std::string> after) const {
    for (const auto& s : connecting()) before.push_back(s);
    before.insert(before.end(), after.begin(), after.end());
    return before;
  }
  [[nodiscard]] const Trace::Record* last(Step step) {
    kept = trace.records();
    const Trace::Record* found = nullptr;
    for (const auto& record : kept) {
      if (record.step == step) found = &record;
    }
    return found;
  }
  std::vector<Trace::Record> kept;
};

CULVERT_EACH_VERSION(Traced);

TEST_P(Traced, AGoodTunnelFromBeginningToEnd) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client(*server);
    {
      auto application = co_await client->open(destination.at());
      CO_ASSERT(application);
      EXPECT_EQ(client->opening.step, Step::kAnswer);
      CO_ASSERT(co_await write(loop, **application, "hello"));
      CO_ASSERT(co_await (*application)->finish());
      EXPECT_EQ(co_await read_all(**application), "hello");
      co_await poll([&](Waiter& w) { return client->tunnels.poll_empty(w); });
    }
    const auto mine = steps({.connection = 0, .tunnel = 1});
    auto expected = with_connection(
        {"waiting"}, {"request", "answer", "opened", "application-end", "destination-end", "tunnel-end"});
    auto without_end = mine;
    std::erase(without_end, "connection-end");  // over HTTP/1.1, at either side of the tunnel's
    EXPECT_EQ(without_end, expected);
    EXPECT_EQ(last(Step::kAnswer)->value, version() == http::Version::kHttp11 ? 101U : 200U);
    EXPECT_EQ(last(Step::kAnswer)->text(), "127.0.0.1");
    EXPECT_EQ(last(Step::kRequest)->text(), default_revision().token);
    EXPECT_EQ(last(Step::kTunnelEnd)->text(), "5 bytes sent, 5 received");
    EXPECT_EQ(last(Step::kHttpReady)->text(), http::name_of(version()));
    EXPECT_EQ(last(Step::kRequest)->subject, (TraceSubject{.connection = client->connected.front().id, .tunnel = 1}));
    TimePoint at{};
    for (const auto& record : trace.records()) {
      EXPECT_GE(record.at, at);
      at = record.at;
    }
    if (!shared()) co_return;
    const std::uint64_t seen = trace.records().back().number;
    EXPECT_TRUE(co_await client->open(destination.at()));
    std::vector<std::string> second;
    for (const auto& r : trace.records()) {
      if (r.number > seen && r.subject.tunnel == 2) second.emplace_back(name_of(r.step));
    }
    EXPECT_THAT(second, ElementsAre("waiting", "request", "answer"));
  });
}

TEST_P(Traced, S2_TheProxyHasTheRequest) {
  run([&]() -> Task<> {
    const Destination destination(loop);
    auto server = start_proxy();
    auto client = start_client({.port = server->endpoint().port, .continue_timeout = std::chrono::seconds(10)});
    EXPECT_TRUE(co_await client->open(destination.at()));
    EXPECT_EQ(steps(), with_connection({"waiting"}, {"request", "taken", "answer"}));
  });
}

TEST_P(Traced, S5_ARequestThatIsMadeAgain) {
  run([&]() -> Task<> {
    AnsweringProxy odd(loop, ca, version(), [&](const http::Request& request) {
      http::Response response = AnsweringProxy::status(request.fields.has("authorization") ? 403 : 401);
      response.fields.add("www-authenticate", "Basic realm=\"x\"");
      return response;
    });
    auto client = start_client({.port = odd.port(), .identity = http::Password{"kim", "hunter2"}});
    EXPECT_FALSE(co_await client->open({"destination.test", 80}));
    std::vector<std::string> tunnels_own;
    for (const auto& r : trace.records()) {
      if (r.subject.tunnel == 1) tunnels_own.emplace_back(name_of(r.step));
      EXPECT_FALSE(r.text().contains("hunter2")) << "K3";
    }
    EXPECT_THAT(tunnels_own, ElementsAre("waiting", "request", "answer", "again", "waiting", "request", "answer"));
  });
}

TEST_P(Traced, AnAttemptThatComesToNothing) {
  run([&]() -> Task<> {
    auto client = start_client({.port = closed_port(loop)});
    EXPECT_FALSE(co_await client->open({"destination.test", 80}));
    const auto all = steps();
    CO_ASSERT(!all.empty());
    EXPECT_EQ(all.front(), "waiting");
    EXPECT_EQ(all.back(), "given-up");
    EXPECT_FALSE(last(Step::kGivenUp)->text().empty());
  });
}

TEST_P(Traced, ReachingTheProxyAsksItForNothing) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    auto client = start_client(*server);
    const auto reached = co_await client->pool.reach();
    CO_ASSERT(reached);
    EXPECT_EQ(reached->version, version());
    EXPECT_EQ(reached->id, 1U);
    EXPECT_EQ(steps(), connecting());
    const auto again = co_await client->pool.reach();
    CO_ASSERT(again);
    EXPECT_EQ(again->id, 1U);
    EXPECT_EQ(steps(), connecting());
    auto nowhere = start_client({.port = closed_port(loop)});
    const auto none = co_await nowhere->pool.reach();
    CO_ASSERT(!none);
    EXPECT_TRUE(none.error().stage == Stage::kTcp || none.error().stage == Stage::kQuic);
  });
}

}  // namespace
}  // namespace culvert::test
