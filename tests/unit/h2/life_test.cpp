// Peers that vanish without a word (requirement G4).

#include "unit/h2/pair.h"

namespace culvert::test {
namespace {

using namespace std::chrono_literals;

using Session = LoopTest;

h2::Settings impatient() {
  h2::Settings settings;
  settings.patience = {.keep_alive = 60ms, .silence_limit = 160ms, .probe_limit = 80ms};
  return settings;
}

TEST_F(Session, G4_ASilentServerIsAskedAndGivenUp) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, impatient());
    co_await peer.greet();
    auto stream = co_await peer.open();
    const TimePoint start = loop.now();
    const auto ping = co_await peer.frames.next(raw::kPing);
    CO_ASSERT(ping);
    EXPECT_GE(loop.now() - start, 50ms);
    co_await peer.closed();
    EXPECT_EQ(peer.session->error().code, Code::kTimedOut);
    EXPECT_EQ(peer.session->error().stage, Stage::kHttp);
    const auto response = co_await stream->response();
    CO_ASSERT(!response);
    EXPECT_EQ(response.error().code, Code::kTimedOut);
  });
}

TEST_F(Session, G4_ASilentClientIsGivenUp) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kServer, impatient());
    co_await peer.introduce();
    co_await peer.send(RawPeer::request(1));
    auto stream = co_await peer.accept();
    CO_ASSERT(stream);
    co_await peer.closed();
    EXPECT_EQ(peer.session->error().code, Code::kTimedOut);
  });
}

TEST_F(Session, G4_APeerThatAnswersLives) {
  run([&]() -> Task<> {
    SessionPair pair(loop, impatient());
    Streams streams = co_await pair.open();
    co_await sleep(loop, 600ms);
    EXPECT_EQ(pair.client->state(), http::ConnectionState::kReady);
    EXPECT_TRUE(co_await write(loop, *streams.client, "still here"));
    EXPECT_EQ(co_await read_at_least(*streams.server, 10), "still here");
  });
}

TEST_F(Session, G4_APeerThatSendsAndAnswersNoPingLives) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, impatient());
    co_await peer.greet();
    auto stream = co_await peer.open();
    for (int i = 0; i < 12; ++i) {
      co_await sleep(loop, 40ms);
      co_await peer.send(raw::frame(raw::kPing, 0, 0, "sendings"));
    }
    EXPECT_EQ(peer.session->state(), http::ConnectionState::kReady);
  });
}

TEST_F(Session, G4_WithoutStreamsNobodyIsAsked) {
  run([&]() -> Task<> {
    RawPeer peer(loop, h2::Role::kClient, impatient());
    co_await peer.greet();
    co_await sleep(loop, 400ms);
    EXPECT_EQ(peer.session->state(), http::ConnectionState::kReady);
    co_await peer.send(raw::frame(raw::kPing, 0, 0, "question"));
    const auto answer = co_await peer.frames.next(raw::kPing);  // ours would have come before
    CO_ASSERT(answer);
    EXPECT_EQ(answer->payload, "question");
  });
}

TEST_F(Session, G4_AfterNewsOfTheNetworkThePeerHasToAnswerSoon) {
  run([&]() -> Task<> {
    for (const bool answers : {true, false}) {
      h2::Settings settings = impatient();
      settings.patience.keep_alive = settings.patience.silence_limit = 60s;
      RawPeer peer(loop, h2::Role::kClient, settings);
      co_await peer.greet();
      peer.session->network_changed();
      const auto ping = co_await peer.frames.next(raw::kPing);
      CO_ASSERT(ping);
      if (answers) co_await peer.send(raw::frame(raw::kPing, raw::kAck, 0, ping->payload));
      co_await sleep(loop, 300ms);
      EXPECT_EQ(peer.session->state() == http::ConnectionState::kReady, answers);
    }
  });
}

}  // namespace
}  // namespace culvert::test
