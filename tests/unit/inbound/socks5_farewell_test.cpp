// How a refused application is let go: its last words arrive, and then the end of the stream.

#include <gtest/gtest.h>

#include "inbound/mixed.h"
#include "net/tcp_listener.h"
#include "net/with_timeout.h"
#include "support/loop_runner.h"
#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

using namespace std::chrono_literals;
using test::from_hex;
using test::to_hex;

class Socks5Farewell : public test::LoopTest {
 protected:
  Task<> connect() {
    auto listener = TcpListener::open(loop, {IpAddress::v4({127, 0, 0, 1}), 0}, Stage::kLocal);
    auto socket = Socket::connect(loop, listener->endpoint(), Stage::kLocal);
    const auto connected = co_await poll([&](Waiter& w) { return socket->poll_connected(w); });
    CO_ASSERT(connected);
    application = std::make_unique<TcpStream>(std::move(*socket));
    ours = std::make_unique<TcpStream>(co_await listener->accept());
  }

  // Everything that the application reads, in hexadecimal, and then how its reading ended.
  Task<std::string> what_it_reads() {
    std::string all;
    for (;;) {
      const auto got = co_await application->next();
      if (!got) co_return all + " error";
      if (got->empty()) co_return all + " end";
      test::Bytes bytes(got->size());
      got->copy_to(bytes);
      all += to_hex(test::text_of(bytes));
    }
  }

  std::unique_ptr<TcpStream> application;
  std::unique_ptr<TcpStream> ours;
};

// RFC 1928 §6. The application sent its payload along (requirement S1), more of it than one read takes. Closing over
// unread bytes sends an RST; the FIN has to be on its way before it, or the reply is lost.
TEST_F(Socks5Farewell, S1_TheReplyArrivesThoughPayloadWasSentAlong) {
  struct Row {
    const char* said;  // in hexadecimal
    const char* reads;
    std::optional<Credentials> credentials;
  };
  const Row rows[] = {
      {"050100 05020001c00002010050", "050005070001000000000000 end", {}},  // BIND
      {"050100 05010003036120620050", "050005010001000000000000 end", {}},  // the name "a b"
      {"050100 05010002c00002010050", "050005080001000000000000 end", {}},  // no such address type
      {"050100", "05ff end", Credentials{"kim", "secret"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.said);
    run([&]() -> Task<> {
      co_await connect();
      test::Bytes said = from_hex(row.said);
      said.resize(said.size() + 300'000, 'x');
      std::optional<Result<Arrival>> result;
      std::string reads;
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> {
        static_cast<void>(co_await application->write(ChunkQueue(Chunk::copy_of(loop.pool(), said))));
      };
      auto accepts = [&]() -> Task<> { result = co_await accept_mixed(loop, std::move(ours), row.credentials); };
      auto listens = [&]() -> Task<> {
        reads = co_await what_it_reads();
        static_cast<void>(co_await application->finish());
      };
      tasks.spawn(sends());
      tasks.spawn(accepts());
      tasks.spawn(listens());
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
      EXPECT_EQ(reads, row.reads);
      EXPECT_TRUE(result && !*result);
    });
  }
}

// "No more than 10 seconds after detecting the condition" (RFC 1928 §6), whatever the application does meanwhile.
TEST_F(Socks5Farewell, AnApplicationThatStaysIsNotWaitedForLong) {
  run([&]() -> Task<> {
    co_await connect();
    CO_ASSERT(co_await application->write(ChunkQueue(Chunk::copy_of(loop.pool(), from_hex("050101")))));
    const auto result = co_await with_timeout(loop, 10s, accept_mixed(loop, std::move(ours), {}));
    CO_ASSERT(result);
    EXPECT_FALSE(*result);
  });
}

}  // namespace
}  // namespace culvert::inbound
