// Requests, answers, ends and misbehaviour, between two HTTP/3 sessions and against hand-written bytes.

#include <map>

#include "unit/h3/pair.h"

namespace culvert::test {
namespace {

using H3Session = LoopTest;
using http::ConnectionState;
using Codes = std::map<quic::StreamId, std::uint64_t>;  // of streams that were reset

TEST_F(H3Session, R2_TheRequestArrivesAsItWasMade) {
  run([&]() -> Task<> {
    Pair pair(loop);
    Streams s = co_await pair.open();
    CO_ASSERT(s.server != nullptr);
    EXPECT_TRUE(pair.client->extended_connect());
    const http::Request sent = tunnel_request();
    EXPECT_EQ(s.server->request().method, sent.method);
    EXPECT_EQ(s.server->request().protocol, sent.protocol);
    EXPECT_EQ(s.server->request().authority, sent.authority);
    EXPECT_EQ(s.server->request().path, sent.path);
    EXPECT_EQ(s.server->request().fields.get("capsule-protocol"), "?1");
  });
}

TEST_F(H3Session, R3_NoRoomBeforeTheSettings) {
  run([&]() -> Task<> {
    auto quic = FakeQuic::make(loop);
    h3::Session client(loop, std::move(quic.client), h3::Role::kClient, {});
    co_await settle(loop);
    EXPECT_EQ(client.state(), ConnectionState::kOpening);
    EXPECT_EQ(client.room(), 0U);
    quic.server->send(3, std::string("\x00\x04\x02\x08\x01", 5));
    co_await settle(loop);
    EXPECT_EQ(client.room(), 100U);
    EXPECT_TRUE(client.extended_connect());
  });
}

TEST_F(H3Session, X3_BothDirectionsEndInGoodOrder) {
  run([&]() -> Task<> {
    Pair pair(loop);
    Streams s = co_await pair.open();
    EXPECT_TRUE(co_await write(loop, *s.client, "question"));
    EXPECT_TRUE(co_await s.client->finish());
    EXPECT_EQ(co_await read_all(*s.server), "question");
    EXPECT_EQ(pair.client->streams(), 1U) << "half-closed, so alive";
    EXPECT_TRUE(co_await write(loop, *s.server, "answer"));
    EXPECT_TRUE(co_await s.server->finish());
    EXPECT_EQ(co_await read_all(*s.client), "answer");
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 0U);
    EXPECT_EQ(pair.server->streams(), 0U);
    EXPECT_EQ(pair.client->room(), 100U) << "the stream credit came back";
  });
}

TEST_F(H3Session, X3_BulkThroughSmallWindowsArrivesWhole) {
  run([&]() -> Task<> {
    Pair pair(loop, {.stream_window = 20'000, .connection_window = 30'000});
    Streams s = co_await pair.open();
    Result<Checksum> sent;
    TaskSet tasks(loop);
    auto sends = [&]() -> Task<> {
      sent = co_await send_bulk(loop, *s.client, 3'000'000, 4);
      EXPECT_TRUE(co_await s.client->finish());
    };
    tasks.spawn(sends());
    const auto got = co_await receive_bulk(*s.server);
    CO_ASSERT(got && sent);
    EXPECT_EQ(*got, *sent);
  });
}

TEST_F(H3Session, X4_AResetReachesTheOtherEnd) {
  run([&]() -> Task<> {
    for (const bool by_client : {true, false}) {
      Pair pair(loop);
      Streams s = co_await pair.open();
      ByteStream& resets = by_client ? static_cast<ByteStream&>(*s.client) : *s.server;
      ByteStream& hears = by_client ? static_cast<ByteStream&>(*s.server) : *s.client;
      resets.reset({Stage::kDestination, Code::kReset, "gone"});
      const auto got = co_await hears.next();
      EXPECT_FALSE(got);
      if (!got) {
        EXPECT_EQ(got.error().code, Code::kReset);
      }
      const auto& seen = (by_client ? pair.server_end : pair.client_end)->seen();
      EXPECT_EQ(seen.resets, (Codes{{0, 0x10f}}));
      EXPECT_EQ(seen.stops, (Codes{{0, 0x10f}}));
      co_await settle(loop);
      EXPECT_EQ(pair.client->streams(), 0U);
      EXPECT_EQ(pair.server->streams(), 0U);
    }
  });
}

TEST_F(H3Session, X4_ACancelledRequestSaysSo) {
  run([&]() -> Task<> {
    Pair pair(loop);
    Streams s = co_await pair.open();
    s.client->cancel();
    co_await settle(loop);
    EXPECT_EQ(pair.server_end->seen().resets, (Codes{{0, 0x10c}}));
    EXPECT_EQ(pair.server_end->seen().stops, (Codes{{0, 0x10c}}));
  });
}

TEST_F(H3Session, F2_AStalledStreamHoldsUpNoOther) {
  run([&]() -> Task<> {
    Pair pair(loop, {.stream_window = 100'000, .connection_window = 100'000});
    Streams stalled = co_await pair.open();
    Streams other = co_await pair.open();
    TaskSet tasks(loop);
    auto fills = [&]() -> Task<> { static_cast<void>(co_await send_bulk(loop, *stalled.client, 1'000'000, 1)); };
    tasks.spawn(fills());
    co_await settle(loop);  // as much as the whole connection may have at first has come, and nobody reads it
    auto sends = [&]() -> Task<> {
      EXPECT_TRUE(co_await send_bulk(loop, *other.client, 500'000, 2));
      EXPECT_TRUE(co_await other.client->finish());
    };
    tasks.spawn(sends());
    EXPECT_TRUE(co_await receive_bulk(*other.server));
    stalled.client->reset({Stage::kLocal, Code::kClosed, "enough"});
    co_await settle(loop);
  });
}

TEST_F(H3Session, G1_DrainingServesWhatRunsAndThenCloses) {
  run([&]() -> Task<> {
    Pair pair(loop);
    Streams s = co_await pair.open();
    pair.server->drain();
    co_await settle(loop);
    EXPECT_EQ(pair.client->state(), ConnectionState::kDraining);
    EXPECT_EQ(pair.client->room(), 0U);
    EXPECT_TRUE(co_await write(loop, *s.client, "still here"));
    EXPECT_TRUE(co_await s.client->finish());
    EXPECT_EQ(co_await read_all(*s.server), "still here");
    EXPECT_TRUE(co_await s.server->finish());
    co_await settle(loop);
    EXPECT_EQ(pair.client->state(), ConnectionState::kClosed);
    EXPECT_EQ(pair.client->error().code, Code::kClosed);
  });
}

// What a hostile server's bytes end in: the code of the close.
struct Hostile {
  const char* name;
  std::string control;
  std::uint64_t code;
};

TEST_F(H3Session, MisbehaviourEndsInOneErrorWithItsCode) {
  const Hostile cases[] = {
      {"SETTINGS twice", std::string("\x00\x04\x00\x04\x00", 5), 0x105},
      {"no SETTINGS first", std::string("\x00\x07\x01\x00", 4), 0x10a},
      {"DATA on the control stream", std::string("\x00\x04\x00\x00\x01x", 6), 0x105},
  };
  for (const Hostile& h : cases) {
    SCOPED_TRACE(h.name);
    run([&]() -> Task<> {
      auto quic = FakeQuic::make(loop);
      h3::Session client(loop, std::move(quic.client), h3::Role::kClient, {});
      co_await settle(loop);
      quic.server->send(3, h.control);
      co_await settle(loop);
      EXPECT_EQ(client.state(), ConnectionState::kClosed);
      EXPECT_EQ(client.error().stage, Stage::kHttp);
      EXPECT_EQ(client.error().code, Code::kProtocol) << client.error().detail;
      EXPECT_EQ(quic.server->seen().close_code, h.code);
    });
  }
}

// More HEADERS frames, as kOk.
const std::string kEarlyHints("\x01\x03\x00\x00\xd8", 5);  // :status 103
const std::string kTrailers(
    "\x01\x06\x00\x00\x21"
    "a\x01"
    "b",
    8);

TEST_F(H3Session, GOAWAYThatGrowsIsAnIdError) {
  run([&]() -> Task<> {
    RawServer raw(loop);
    co_await settle(loop);
    auto stream = raw.client->open(tunnel_request());
    raw.server->send(3, std::string("\x07\x01\x04\x07\x01\x08", 6));
    const auto response = co_await stream->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kProtocol);
    co_await settle(loop);
    EXPECT_EQ(raw.server->seen().close_code, 0x108U);
  });
}

TEST_F(H3Session, DATABeforeHEADERSIsAnUnexpectedFrame) {
  run([&]() -> Task<> {
    RawServer raw(loop);
    co_await settle(loop);
    auto stream = raw.client->open(tunnel_request());
    raw.server->send(0, std::string("\x00\x01x", 3));
    EXPECT_FALSE(co_await stream->response());
    co_await settle(loop);
    EXPECT_EQ(raw.server->seen().close_code, 0x105U);
  });
}

TEST_F(H3Session, T5_AnOrdinaryRequestEndsWithItsHead) {
  run([&]() -> Task<> {
    Pair pair(loop);
    co_await settle(loop);
    auto stream = pair.client->open(ordinary_request());
    stream->start_write(queue_of(loop, "not sent"));
    auto accepted = co_await poll([&](Waiter& w) { return pair.server->poll_accept(w); });
    CO_ASSERT(accepted);
    const http::Request& got = (*accepted)->request();
    EXPECT_EQ(got.method, "GET");
    EXPECT_EQ(got.protocol, "");
    EXPECT_EQ(got.scheme, "https");
    EXPECT_EQ(got.authority, "proxy.test");
    EXPECT_EQ(got.path, "/.well-known/pvd");
    EXPECT_EQ(co_await read_all(**accepted), "");
    EXPECT_TRUE(co_await stream->finish());
    (*accepted)->respond(answer(200));
    EXPECT_TRUE(co_await write(loop, **accepted, "the answer"));
    EXPECT_TRUE(co_await (*accepted)->finish());
    EXPECT_EQ((co_await stream->response())->status, 200);
    EXPECT_EQ(co_await read_all(*stream), "the answer");
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 0U);
    EXPECT_EQ(pair.server->streams(), 0U);
  });
}

// H3_CONNECT_ERROR would tell of a TCP connection (RFC 9114 §8.1).
TEST_F(H3Session, T5_AnOrdinaryRequestThatIsGivenUpIsCancelled) {
  enum class How { kDropped, kReset, kCancelled };
  run([&]() -> Task<> {
    for (const How how : {How::kDropped, How::kReset, How::kCancelled}) {
      RawServer raw(loop);
      co_await settle(loop);
      auto stream = raw.client->open(ordinary_request());
      raw.server->send(0, kOk);
      EXPECT_TRUE(co_await stream->response());
      if (how == How::kReset) stream->reset({Stage::kLocal, Code::kClosed, "test"});
      if (how == How::kCancelled) stream->cancel();
      stream.reset();
      co_await settle(loop);
      EXPECT_EQ(raw.server->seen().stops.at(0), 0x10cU);
    }
  });
}

TEST_F(H3Session, R5_InformationalResponsesArePassedOver) {
  run([&]() -> Task<> {
    RawServer raw(loop);
    co_await settle(loop);
    auto stream = raw.client->open(tunnel_request());
    raw.server->send(0, kEarlyHints);
    co_await settle(loop);
    EXPECT_TRUE(co_await poll([&](Waiter& w) -> Poll<bool> { return !stream->poll_response(w); }));
    raw.server->send(0, kOk);
    const auto response = co_await stream->response();
    CO_ASSERT(response);
    EXPECT_EQ(response->status, 200);
  });
}

// nghttp3 takes a second HEADERS on a CONNECT stream for an error of the connection, not of the stream alone.
TEST_F(H3Session, R6_TrailersEndTheStreamAndWithItTheConnection) {
  run([&]() -> Task<> {
    RawServer raw(loop);
    co_await settle(loop);
    auto stream = raw.client->open(tunnel_request());
    raw.server->send(0, kOk + kTrailers);
    EXPECT_TRUE(co_await stream->response());
    const auto got = co_await stream->next();
    CO_ASSERT(!got);
    EXPECT_EQ(got.error().code, Code::kProtocol);
    co_await settle(loop);
    EXPECT_EQ(raw.server->seen().close_code, 0x105U);
  });
}

TEST_F(H3Session, R6_TrailersOfAnOrdinaryAnswerEndItsStream) {
  run([&]() -> Task<> {
    RawServer raw(loop);
    co_await settle(loop);
    auto stream = raw.client->open(ordinary_request());
    raw.server->send(0, kOk + kTrailers);
    EXPECT_TRUE(co_await stream->response());
    const auto got = co_await stream->next();
    CO_ASSERT(!got);
    EXPECT_EQ(got.error().detail, "the peer sent trailers");
    EXPECT_EQ(raw.client->state(), ConnectionState::kReady);
  });
}

TEST_F(H3Session, G1_StreamsAboveTheGOAWAYAndRejectedOnesAreRetryable) {
  run([&]() -> Task<> {
    RawServer raw(loop);
    co_await settle(loop);
    auto rejected = raw.client->open(tunnel_request());
    auto kept = raw.client->open(tunnel_request());
    auto above = raw.client->open(tunnel_request());
    co_await settle(loop);
    raw.server->reset(0, 0x10b);
    raw.server->send(3, std::string("\x07\x01\x08", 3));
    const auto first = co_await rejected->response();
    const auto third = co_await above->response();
    CO_ASSERT(!first && !third);
    EXPECT_EQ(first.error().code, Code::kRetryable);
    EXPECT_EQ(third.error().code, Code::kRetryable);
    raw.server->send(4, kOk);
    EXPECT_TRUE(co_await kept->response());
    EXPECT_EQ(raw.client->state(), ConnectionState::kDraining);
  });
}

TEST_F(H3Session, F1_BytesAreKeptUntilAcknowledgedAlsoWithoutAHandle) {
  run([&]() -> Task<> {
    Pair pair(loop, {.acknowledge = false});
    Streams s = co_await pair.open();
    EXPECT_TRUE(co_await write(loop, *s.client, "question"));
    EXPECT_TRUE(co_await s.client->finish());
    EXPECT_TRUE(co_await s.server->finish());
    EXPECT_EQ(co_await read_all(*s.server), "question");
    EXPECT_EQ(co_await read_all(*s.client), "");
    s = {};
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 1U);
    pair.server_end->acknowledge();
    pair.client_end->acknowledge();
    co_await settle(loop);
    EXPECT_EQ(pair.client->streams(), 0U);
    EXPECT_TRUE(pair.server_end->seen().resets.empty());
  });
}

TEST_F(H3Session, F2_APingBesideABulkTransferIsNotStarved) {
  run([&]() -> Task<> {
    for (const bool by_client : {true, false}) {
      SCOPED_TRACE(by_client ? "client" : "server");
      Pair pair(loop);
      Streams bulk = co_await pair.open();
      Streams ping = co_await pair.open();
      const auto& order = (by_client ? pair.server_end : pair.client_end)->seen().order;
      const std::size_t before = order.size();
      ByteStream& large = by_client ? static_cast<ByteStream&>(*bulk.client) : *bulk.server;
      ByteStream& small = by_client ? static_cast<ByteStream&>(*ping.client) : *ping.server;
      large.start_write(ChunkQueue(Chunk::copy_of(loop.pool(), std::vector<std::uint8_t>(60'000))));
      small.start_write(ChunkQueue(Chunk::copy_of(loop.pool(), std::vector<std::uint8_t>(10))));
      co_await settle(loop);
      std::size_t at = before;
      while (at < order.size() && order[at].first != 4) ++at;
      EXPECT_LT(at - before, 8U) << "pieces of the bulk before the ping";
      EXPECT_GT(order.size() - before, 40U);
    }
  });
}

}  // namespace
}  // namespace culvert::test
