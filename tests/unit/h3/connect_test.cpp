// Classic CONNECT over HTTP/3 (RFC 9114 §4.4): a stream that is the destination's TCP connection.

#include "http/connect_stream.h"
#include "unit/h3/pair.h"

namespace culvert::test {
namespace {

constexpr std::uint64_t kConnectError = 0x10f;
constexpr std::uint64_t kNoError = 0x100;

http::Request connect_request() {
  http::Request request;
  request.method = "CONNECT";
  request.authority = "destination.test:443";
  return request;
}

std::string data_frame(std::string_view payload) {
  std::string frame("\x00", 1);
  frame.push_back(static_cast<char>(payload.size()));
  return frame.append(payload);
}

class H3Connect : public LoopTest {
 protected:
  // A tunnel whose proxy writes its frames by hand.
  struct Rig {
    explicit Rig(Loop& loop) : raw(loop) {}
    [[nodiscard]] const FakeQuic::Seen& seen() const { return raw.server->seen(); }
    RawServer raw;
    std::unique_ptr<FarStream> tunnel;
  };
  Task<std::unique_ptr<Rig>> open() {
    auto rig = std::make_unique<Rig>(loop);
    co_await settle(loop);
    auto stream = rig->raw.client->open(connect_request());
    rig->raw.server->send(0, kOk);
    if (!co_await stream->response()) co_return nullptr;
    rig->tunnel = std::make_unique<http::ConnectStream>(std::move(stream));
    co_return rig;
  }
  static auto closed(FarStream& stream) {
    return poll([&](Waiter& w) { return stream.poll_closed(w); });
  }
};

TEST_F(H3Connect, T6_TheRequestHasAMethodAndAnAuthorityOnly) {
  run([&]() -> Task<> {
    Pair pair(loop);
    co_await settle(loop);
    http::Request request = connect_request();
    request.fields.add("proxy-authorization", "Basic QTpC");
    const auto stream = pair.client->open(request);
    const auto accepted = co_await poll([&](Waiter& w) { return pair.server->poll_accept(w); });
    CO_ASSERT(accepted);
    const http::Request& got = (*accepted)->request();
    EXPECT_TRUE(got.is_classic_connect());
    EXPECT_EQ(got.authority, "destination.test:443");
    EXPECT_EQ(got.scheme, "");
    EXPECT_EQ(got.path, "");
    EXPECT_EQ(got.fields.get("proxy-authorization"), "Basic QTpC");
    EXPECT_EQ(got.fields.size(), 1U);
  });
}

TEST_F(H3Connect, T6_X1_X2_X3_TheStreamsEndIsTheEndOfADirection) {
  for (const bool client_first : {true, false}) {
    run([&]() -> Task<> {
      Pair pair(loop);
      co_await settle(loop);
      auto stream = pair.client->open(connect_request());
      const auto accepted = co_await poll([&](Waiter& w) { return pair.server->poll_accept(w); });
      CO_ASSERT(accepted);
      http::ServerStream& proxy = **accepted;
      proxy.respond(answer(200));
      EXPECT_TRUE(co_await stream->response());
      http::ConnectStream tunnel(std::move(stream));
      ByteStream& first = client_first ? static_cast<ByteStream&>(tunnel) : proxy;
      ByteStream& second = client_first ? static_cast<ByteStream&>(proxy) : tunnel;
      EXPECT_TRUE(co_await write(loop, first, "question"));
      EXPECT_TRUE(co_await first.finish());
      EXPECT_EQ(co_await read_all(second), "question");
      EXPECT_TRUE(co_await write(loop, second, "answer"));
      EXPECT_TRUE(co_await second.finish());
      EXPECT_EQ(co_await read_all(first), "answer");
      EXPECT_TRUE(co_await closed(tunnel));
      co_await settle(loop);
      EXPECT_EQ(pair.client->streams(), 0U);
    });
  }
}

TEST_F(H3Connect, T6_X4_AResetIsConnectErrorInBothDirections) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    rig->tunnel->reset({Stage::kLocal, Code::kReset, "the application broke"});
    co_await settle(loop);
    EXPECT_EQ(rig->seen().resets.at(0), kConnectError);
    EXPECT_EQ(rig->seen().stops.at(0), kConnectError);
  });
}

TEST_F(H3Connect, T6_X5_AResetBeforeTheEndIsAnError) {
  for (const std::uint64_t code : {kConnectError, kNoError, std::uint64_t{0x10c}}) {
    run([&]() -> Task<> {
      const auto rig = co_await open();
      CO_ASSERT(rig);
      rig->raw.server->send(0, data_frame("half a sent"));
      EXPECT_EQ(co_await read_at_least(*rig->tunnel, 11), "half a sent");
      rig->raw.server->reset(0, code);
      EXPECT_FALSE(co_await rig->tunnel->next()) << code;
      EXPECT_FALSE(co_await rig->tunnel->finish()) << code;
    });
  }
}

// As over HTTP/2: the proxy has ended its direction and needs nothing more.
TEST_F(H3Connect, T6_X5_WhatNobodyTakesIsAnError) {
  for (const bool goes_on : {true, false}) {
    run([&]() -> Task<> {
      const auto rig = co_await open();
      CO_ASSERT(rig);
      rig->raw.server->send(0, data_frame("that is all"), true);
      rig->raw.server->stop_sending(0, kNoError);
      EXPECT_EQ(co_await read_all(*rig->tunnel), "that is all");
      co_await settle(loop);
      if (goes_on) {
        const auto more = co_await write(loop, *rig->tunnel, "more");
        CO_ASSERT(!more);
        EXPECT_EQ(more.error().code, Code::kReset);
      } else {
        EXPECT_TRUE(co_await rig->tunnel->finish());
        EXPECT_TRUE(co_await closed(*rig->tunnel));
      }
    });
  }
}

}  // namespace
}  // namespace culvert::test
