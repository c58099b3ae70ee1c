// The connection after the 101: the tunnel's own, over a pipe in memory and over TLS.
#include "capsule/capsule_stream.h"
#include "capsule/wire_revision.h"
#include "support/tls_pair.h"
#include "unit/h1/pair.h"

namespace culvert::test {
namespace {

class H1Switched : public LoopTest {
 protected:
  static std::unique_ptr<CapsuleStream> capsules(Loop& loop, std::unique_ptr<ByteStream> stream) {
    return std::make_unique<CapsuleStream>(loop, std::move(stream), default_revision());
  }
};

TEST_F(H1Switched, BytesGoBothWays) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    EXPECT_TRUE(co_await streams.client->write(queue_of(loop, "question")));
    EXPECT_EQ(co_await read_at_least(*streams.server, 8), "question");
    EXPECT_TRUE(co_await streams.server->write(queue_of(loop, "answer")));
    EXPECT_EQ(co_await read_at_least(*streams.client, 6), "answer");
    EXPECT_EQ(pair.client->state(), http::ConnectionState::kDraining);
    EXPECT_EQ(pair.client->streams(), 1U);
  });
}

TEST_F(H1Switched, BulkThroughASmallPipe) {
  constexpr std::uint64_t kBulk = 4 << 20;
  run([&]() -> Task<> {
    H1Pair pair(loop, {}, {.capacity = 10'000, .piece = 777, .lend = PipeOptions::Lend::kUntilNext});
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    Result<Checksum> sent;
    Result<Checksum> received;
    TaskSet tasks(loop);
    auto send = [&]() -> Task<> {
      sent = co_await send_bulk(loop, *streams.client, kBulk, 3);
      EXPECT_TRUE(co_await streams.client->finish());
    };
    auto receive = [&]() -> Task<> { received = co_await receive_bulk(*streams.server); };
    tasks.spawn(send());
    tasks.spawn(receive());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    CO_ASSERT(sent && received);
    EXPECT_EQ(*sent, *received);
  });
}

TEST_F(H1Switched, X3_TheConnectionEndsWithTheTunnel) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    EXPECT_TRUE(co_await streams.client->finish());
    EXPECT_EQ(co_await read_all(*streams.server), "");
    EXPECT_TRUE(co_await streams.server->write(queue_of(loop, "half-closed")));
    EXPECT_EQ(co_await read_at_least(*streams.client, 11), "half-closed");
    EXPECT_EQ(pair.client->state(), http::ConnectionState::kDraining) << "the other direction lives on";
    EXPECT_TRUE(co_await streams.server->finish());
    EXPECT_EQ(co_await read_all(*streams.client), "");
    EXPECT_EQ(pair.client->state(), http::ConnectionState::kClosed);
    EXPECT_EQ(pair.client->error().code, Code::kClosed);
    EXPECT_EQ((co_await pair.server->accept()).error().code, Code::kClosed);
  });
}

TEST_F(H1Switched, X4_AResetIsTheTransports) {
  run([&]() -> Task<> {
    for (const bool by_client : {true, false}) {
      H1Pair pair(loop);
      Streams streams = co_await pair.open();
      CO_ASSERT(streams.server);
      ByteStream& near = by_client ? static_cast<ByteStream&>(*streams.client) : *streams.server;
      ByteStream& far = by_client ? static_cast<ByteStream&>(*streams.server) : *streams.client;
      near.reset({Stage::kLocal, Code::kReset, "cut"});
      EXPECT_FALSE(co_await far.next());
      EXPECT_TRUE(co_await eventually(loop, [&] { return pair.client->state() == http::ConnectionState::kClosed; }));
    }
  });
}

TEST_F(H1Switched, ADroppedHandleIsAReset) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    streams.client.reset();
    EXPECT_FALSE(co_await streams.server->next());
  });
}

TEST_F(H1Switched, AHandleOutlivesItsConnection) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    pair.client.reset();
    EXPECT_FALSE(co_await streams.client->next());
    EXPECT_FALSE(co_await streams.client->write(queue_of(loop, "x")));
    EXPECT_FALSE(co_await streams.server->next());
  });
}

TEST_F(H1Switched, C6_TheEndWithoutFinalDataIsTruncation) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    auto near = capsules(loop, std::move(streams.client));
    EXPECT_TRUE(co_await streams.server->finish());
    EXPECT_EQ((co_await near->next()).error().code, Code::kTruncated);
  });
}

TEST_F(H1Switched, X1_X2_X3_ATunnelOfCapsulesEndsInGoodOrder) {
  run([&]() -> Task<> {
    H1Pair pair(loop);
    Streams streams = co_await pair.open();
    CO_ASSERT(streams.server);
    auto near = capsules(loop, std::move(streams.client));
    auto far = capsules(loop, std::move(streams.server));
    EXPECT_TRUE(co_await near->write(queue_of(loop, "question")));
    EXPECT_TRUE(co_await near->finish());
    EXPECT_EQ(co_await read_all(*far), "question");
    EXPECT_TRUE(co_await far->write(queue_of(loop, "answer")));
    EXPECT_TRUE(co_await far->finish());
    EXPECT_EQ(co_await read_all(*near), "answer");
    EXPECT_TRUE(co_await poll([&](Waiter& w) { return near->poll_closed(w); }));
    EXPECT_TRUE(co_await poll([&](Waiter& w) { return far->poll_closed(w); }));
    EXPECT_EQ(pair.client->error().code, Code::kClosed);
  });
}

// ---- Over TLS

struct TlsRig {
  Result<std::unique_ptr<TlsStream>> server_end = fail(Stage::kTls, Code::kClosed, "");
  std::unique_ptr<http::ClientConnection> client;
  std::unique_ptr<http::ServerConnection> server;
  Streams streams;
};

Task<std::unique_ptr<TlsRig>> open_over_tls(Loop& loop, const Authority& ca, bool raw_server = false) {
  auto rig = std::make_unique<TlsRig>();
  TlsPair tls = co_await make_tls_pair(loop, ca.client({"http/1.1"}), ca.server({"http/1.1"}));
  if (!tls.client || !tls.server) co_return nullptr;
  rig->client = h1::make_client(loop, std::move(*tls.client), {});
  rig->streams.client = rig->client->open(tunnel_request());
  if (raw_server) {
    rig->server_end = std::move(tls.server);
    static_cast<void>(co_await read_at_least(**rig->server_end, kUpgrade.size()));
    static_cast<void>(co_await (*rig->server_end)->write(queue_of(loop, kSwitch)));
  } else {
    rig->server = h1::make_server(loop, std::move(*tls.server), {});
    auto accepted = co_await rig->server->accept();
    if (!accepted) co_return nullptr;
    rig->streams.server = std::move(*accepted);
    rig->streams.server->respond(answer(200));
  }
  const auto response = co_await rig->streams.client->response();
  if (!response || response->status != 101) co_return nullptr;
  co_return rig;
}

class H1OverTls : public H1Switched {
 protected:
  const Authority ca;
};

TEST_F(H1OverTls, ATunnelEndsInGoodOrder) {
  run([&]() -> Task<> {
    auto rig = co_await open_over_tls(loop, ca);
    CO_ASSERT(rig);
    auto near = capsules(loop, std::move(rig->streams.client));
    auto far = capsules(loop, std::move(rig->streams.server));
    EXPECT_TRUE(co_await near->write(queue_of(loop, "question")));
    EXPECT_TRUE(co_await near->finish());
    EXPECT_EQ(co_await read_all(*far), "question");
    EXPECT_TRUE(co_await far->finish());
    EXPECT_EQ(co_await read_all(*near), "");
    EXPECT_TRUE(co_await poll([&](Waiter& w) { return near->poll_closed(w); }));
    EXPECT_TRUE(co_await poll([&](Waiter& w) { return far->poll_closed(w); }));
  });
}

// Neither waits for the other to say the last word.
TEST_F(H1OverTls, X3_BothEndsFinishAtOnce) {
  run([&]() -> Task<> {
    auto rig = co_await open_over_tls(loop, ca);
    CO_ASSERT(rig);
    auto near = capsules(loop, std::move(rig->streams.client));
    auto far = capsules(loop, std::move(rig->streams.server));
    EXPECT_TRUE(co_await near->finish());
    EXPECT_TRUE(co_await far->finish());
    int closed = 0;
    TaskSet tasks(loop);
    auto ends = [&](CapsuleStream& stream) -> Task<> {
      EXPECT_EQ(co_await read_all(stream), "");
      EXPECT_TRUE(co_await poll([&](Waiter& w) { return stream.poll_closed(w); }));
      ++closed;
    };
    tasks.spawn(ends(*near));
    tasks.spawn(ends(*far));
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(closed, 2);
  });
}

TEST_F(H1OverTls, X4_AResetClosesWithoutCloseNotify) {
  run([&]() -> Task<> {
    auto rig = co_await open_over_tls(loop, ca, true);
    CO_ASSERT(rig);
    rig->streams.client->reset({Stage::kLocal, Code::kReset, "cut"});
    const auto end = co_await (*rig->server_end)->next();
    EXPECT_FALSE(end) << "cut, and seen to be cut";
  });
}

TEST_F(H1OverTls, X6_AMissingCloseNotifyIsAnAbruptEnd) {
  run([&]() -> Task<> {
    auto rig = co_await open_over_tls(loop, ca, true);
    CO_ASSERT(rig);
    // Even a FINAL_DATA that came before does not make it an end.
    auto near = capsules(loop, std::move(rig->streams.client));
    EXPECT_TRUE(co_await near->finish());
    std::string final_data(16, '\0');
    const std::size_t size = capsule_header_size(default_revision().final_data, 0);
    write_capsule_header(reinterpret_cast<std::uint8_t*>(final_data.data()), default_revision().final_data, 0);
    final_data.resize(size);
    EXPECT_TRUE(co_await (*rig->server_end)->write(queue_of(loop, final_data)));
    EXPECT_EQ(co_await read_all(*near), "");
    (*rig->server_end)->reset({Stage::kLocal, Code::kReset, "cut"});
    EXPECT_FALSE(co_await poll([&](Waiter& w) { return near->poll_closed(w); }));
  });
}

}  // namespace
}  // namespace culvert::test
