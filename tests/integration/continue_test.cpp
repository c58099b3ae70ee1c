// Expect: 100-continue (connect-tcp §4, requirements S2 and S7): the proxy says at once that it has the request.

#include "integration/answering_proxy.h"
#include "integration/world.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

class Continue : public EachVersion {
 protected:
  const Destination destination{loop};
};

TEST_P(Continue, S7_TheProxyAnswers100BeforeItHasConnected) {
  run([&]() -> Task<> {
    names.set("slow.test", {"127.0.0.1"});
    names.set_silent("slow.test");
    auto server = start_proxy();
    auto client = start_client(*server);
    http::Request request = tunnel_request(*server, {"slow.test", destination.at().port});
    request.fields.add("expect", "100-Continue");  // in any case
    const auto opened = co_await client->pool.open(request);
    CO_ASSERT(opened);
    EXPECT_TRUE(co_await eventually(loop, [&] { return opened->stream->continued(); }));
    struct Nobody final : Waiter {
      void wake() override {}
    } nobody;
    EXPECT_FALSE(opened->stream->poll_response(nobody)) << "no other answer before the destination has";
    names.answer();
    const auto response = co_await opened->stream->response();
    CO_ASSERT(response);
    EXPECT_TRUE(response->switched());
    EXPECT_EQ(destination.accepted(), 1);
  });
}

TEST_P(Continue, S7_WithoutBeingAskedItSaysNothing) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    auto client = start_client(*server);
    for (const char* expect : {"", "something"}) {
      http::Request request = tunnel_request(*server, destination.at());
      if (*expect != '\0') request.fields.add("expect", expect);
      const auto opened = co_await client->pool.open(request);
      CO_ASSERT(opened);
      const auto response = co_await opened->stream->response();
      CO_ASSERT(response);
      EXPECT_TRUE(response->switched());
      EXPECT_FALSE(opened->stream->continued()) << expect;
    }
  });
}

TEST_P(Continue, S7_ARequestThatIsRefusedAtOnceGetsTheRefusalOnly) {
  run([&]() -> Task<> {
    auto server = start_proxy();
    auto client = start_client(*server);
    http::Request request = tunnel_request(*server, destination.at());
    request.path = "/elsewhere";
    request.fields.add("expect", "100-continue");
    const auto opened = co_await client->pool.open(request);
    CO_ASSERT(opened);
    const auto response = co_await opened->stream->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 404);
    EXPECT_FALSE(opened->stream->continued());
  });
}

TEST_P(Continue, S2_ATunnelWithBothTimeouts) {
  run([&]() -> Task<> {
    names.set("slow.test", {"127.0.0.1"});
    names.set_silent("slow.test");
    auto server = start_proxy();
    auto client = start_client({.port = server->endpoint().port, .answer_timeout = 1500ms, .continue_timeout = 1s});
    auto good = co_await client->open(destination.at(), "hello");
    CO_ASSERT(good);
    EXPECT_EQ(co_await read_at_least(**good, 5), "hello");
    // The proxy has the request, the destination takes its time.
    const TimePoint start = loop.now();
    const auto slow = co_await client->open({"slow.test", destination.at().port});
    CO_ASSERT(!slow);
    EXPECT_EQ(slow.error().code, Code::kTimedOut);
    EXPECT_GE(loop.now() - start, 1490ms) << "the first limit was kept to";
  });
}

TEST_P(Continue, S2_AProxyThatHangsIsFoundSooner) {
  run([&]() -> Task<> {
    std::vector<std::string> expected;
    AnsweringProxy proxy(loop, ca, version(), [&](const http::Request& r) {
      expected.push_back(r.fields.get("expect").value_or(""));
      return AnsweringProxy::status(0);  // none
    });
    auto client = start_client({.port = proxy.port(), .continue_timeout = 100ms});
    const TimePoint start = loop.now();
    const auto application = co_await client->open({"example.com", 443});
    CO_ASSERT(!application);
    EXPECT_EQ(application.error().stage, Stage::kProxy);
    EXPECT_EQ(application.error().code, Code::kTimedOut);
    EXPECT_EQ(application.error().detail, "the proxy did not take the request in time");
    EXPECT_LT(loop.now() - start, 5s);
    EXPECT_EQ(expected, std::vector<std::string>{"100-continue"});
  });
}

CULVERT_EACH_VERSION(Continue);

}  // namespace
}  // namespace culvert::test
