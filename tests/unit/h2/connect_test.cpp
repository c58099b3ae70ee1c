// Classic CONNECT over HTTP/2 (RFC 9113 §8.5): a stream that is the destination's TCP connection.

#include "http/connect_stream.h"
#include "unit/h2/pair.h"

namespace culvert::test {
namespace {

http::Request connect_request() {
  http::Request request;
  request.method = "CONNECT";
  request.authority = "destination.test:443";
  return request;
}

class H2Connect : public LoopTest {
 protected:
  // A tunnel whose proxy writes its frames by hand, and offers no extended CONNECT.
  struct Rig {
    explicit Rig(Loop& loop) : peer(loop, h2::Role::kClient) {}
    RawPeer peer;
    std::unique_ptr<FarStream> tunnel;
  };
  Task<std::unique_ptr<Rig>> open() {
    auto rig = std::make_unique<Rig>(loop);
    co_await rig->peer.greet({});
    auto stream = rig->peer.session->open(connect_request());
    const auto head = co_await rig->peer.frames.next(raw::kHeaders);
    if (!head || head->ends_stream()) co_return nullptr;
    co_await rig->peer.send(raw::headers(1, 0, {{":status", "200"}}));
    if (!co_await stream->response()) co_return nullptr;
    rig->tunnel = std::make_unique<http::ConnectStream>(std::move(stream));
    co_return rig;
  }
  static auto closed(FarStream& stream) {
    return poll([&](Waiter& w) { return stream.poll_closed(w); });
  }
};

TEST_F(H2Connect, T6_TheRequestHasAMethodAndAnAuthorityOnly) {
  run([&]() -> Task<> {
    SessionPair pair(loop);
    co_await pair.ready();
    http::Request request = connect_request();
    request.fields.add("proxy-authorization", "Basic QTpC");
    const auto stream = pair.client->open(request);
    const auto accepted = co_await pair.accept();
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

TEST_F(H2Connect, T6_X1_X2_X3_EndStreamIsTheEndOfADirection) {
  for (const bool client_first : {true, false}) {
    run([&]() -> Task<> {
      const auto rig = co_await open();
      CO_ASSERT(rig);
      RawPeer& peer = rig->peer;
      EXPECT_TRUE(co_await write(loop, *rig->tunnel, "question"));
      if (client_first) {
        EXPECT_TRUE(co_await rig->tunnel->finish());
      }
      const auto question = co_await peer.frames.next(raw::kData);
      CO_ASSERT(question);
      EXPECT_EQ(question->payload, "question");
      co_await peer.send(raw::data(1, "answer", raw::kEndStream));
      EXPECT_EQ(co_await read_all(*rig->tunnel), "answer");
      if (!client_first) {
        EXPECT_TRUE(co_await write(loop, *rig->tunnel, "good bye"));
        const auto more = co_await peer.frames.next(raw::kData);
        CO_ASSERT(more);
        EXPECT_EQ(more->payload, "good bye");
        EXPECT_TRUE(co_await rig->tunnel->finish());
      }
      EXPECT_TRUE(co_await closed(*rig->tunnel));
      co_await settle(loop);
      EXPECT_EQ(peer.session->streams(), 0U);
    });
  }
}

TEST_F(H2Connect, T6_X4_AResetIsConnectError) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    rig->tunnel->reset({Stage::kLocal, Code::kReset, "the application broke"});
    const auto reset = co_await rig->peer.frames.next(raw::kRstStream);
    CO_ASSERT(reset);
    EXPECT_EQ(reset->number(), raw::kConnectError);
  });
}

// With no error as well: a stream is whole only if it ended.
TEST_F(H2Connect, T6_X5_AResetBeforeTheEndIsAnError) {
  for (const std::uint32_t code : {raw::kConnectError, std::uint32_t{0}, std::uint32_t{8}, std::uint32_t{2}}) {
    run([&]() -> Task<> {
      const auto rig = co_await open();
      CO_ASSERT(rig);
      co_await rig->peer.send(raw::data(1, "half a sent") + raw::rst_stream(1, code));
      std::string got;
      for (;;) {
        const auto bytes = co_await rig->tunnel->next();
        if (!bytes) break;
        CO_ASSERT(!bytes->empty());
        got += text_of(*bytes);
      }
      EXPECT_FALSE(co_await rig->tunnel->finish()) << code;
    });
  }
}

TEST_F(H2Connect, T6_X5_ALostConnectionIsAnError) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    EXPECT_TRUE(co_await rig->peer.pipe.b->finish());
    EXPECT_FALSE(co_await rig->tunnel->next());
  });
}

// A proxy that has ended its direction and needs nothing more says so with NO_ERROR (RFC 9113 §8.1). An application
// that goes on all the same is told, as TCP would tell it, and nothing of what it sends piles up.
TEST_F(H2Connect, T6_X5_F1_WhatNobodyTakesIsAnError) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    co_await rig->peer.send(raw::data(1, "that is all", raw::kEndStream) + raw::rst_stream(1, 0));
    EXPECT_EQ(co_await read_all(*rig->tunnel), "that is all");
    const auto more = co_await write(loop, *rig->tunnel, "more");
    CO_ASSERT(!more);
    EXPECT_EQ(more.error().code, Code::kReset);
  });
}

TEST_F(H2Connect, T6_X3_AnApplicationThatHasNothingMoreEndsWell) {
  run([&]() -> Task<> {
    const auto rig = co_await open();
    CO_ASSERT(rig);
    co_await rig->peer.send(raw::data(1, "that is all", raw::kEndStream) + raw::rst_stream(1, 0));
    EXPECT_EQ(co_await read_all(*rig->tunnel), "that is all");
    EXPECT_TRUE(co_await rig->tunnel->finish());
    EXPECT_TRUE(co_await closed(*rig->tunnel));
  });
}

// Capsules are no different in that.
TEST_F(H2Connect, X5_F1_AnUpgradedStreamThatNobodyTakesIsAnError) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient);
    co_await peer.greet();
    const auto stream = co_await peer.open();
    co_await peer.send(raw::headers(1, 0, {{":status", "200"}}) + raw::data(1, "x", raw::kEndStream) +
                       raw::rst_stream(1, 0));
    EXPECT_TRUE(co_await stream->response());
    EXPECT_EQ(co_await read_all(*stream), "x");
    EXPECT_FALSE(co_await write(loop, *stream, "more"));
  });
}

}  // namespace
}  // namespace culvert::test
