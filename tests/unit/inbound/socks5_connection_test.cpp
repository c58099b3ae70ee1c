// The SOCKS5 handshake over a real connection on loopback.

#include <gtest/gtest.h>

#include "inbound/mixed.h"
#include "net/tcp_listener.h"
#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

using test::Bytes;
using test::bytes_of;
using test::from_hex;
using test::to_hex;

const std::optional<Credentials> kOpen;
const std::optional<Credentials> kSecret = Credentials{"kim", "secret"};

// An application's end and our end of one connection.
struct Connection {
  std::unique_ptr<TcpStream> application;
  std::unique_ptr<TcpStream> ours;
};

Task<Connection> connect(Loop& loop) {
  auto listener = TcpListener::open(loop, {IpAddress::v4({127, 0, 0, 1}), 0}, Stage::kLocal);
  auto socket = Socket::connect(loop, listener->endpoint(), Stage::kLocal);
  auto connected = co_await poll([&](Waiter& w) { return socket->poll_connected(w); });
  EXPECT_TRUE(connected);
  Connection c;
  c.application = std::make_unique<TcpStream>(std::move(*socket));
  c.ours = std::make_unique<TcpStream>(co_await listener->accept());
  co_return c;
}

// Runs one test as a coroutine on a loop of its own.
void run(Task<> (*test)(Loop&)) {
  Loop loop;
  TaskSet tasks(loop);
  tasks.spawn([](Loop& l, Task<> (*t)(Loop&)) -> Task<> {
    co_await t(l);
    l.stop();
  }(loop, test));
  loop.run();
}

Task<> send(Loop& loop, TcpStream& to, Bytes bytes) {
  EXPECT_TRUE(co_await to.write(ChunkQueue(Chunk::copy_of(loop.pool(), bytes))));
}

// At least `n` bytes, or all up to the end; an error gives "error".
Task<std::string> receive(TcpStream& from, std::size_t n) {
  std::string all;
  while (all.size() < n) {
    auto got = co_await from.next();
    if (!got) co_return "error";
    if (got->empty()) break;
    Bytes bytes(got->size());
    got->copy_to(bytes);
    all += test::text_of(bytes);
  }
  co_return all;
}

std::string bytes_of_reply(Loop& loop, const Arrival& arrival, const Result<>& result) {
  const ChunkQueue queue = arrival.reply(loop.pool(), result);
  Bytes out(queue.size());
  queue.copy_to(out);
  return to_hex(test::text_of(out));
}

const std::string kEverything =
    std::string("\x05\x01\x00\x05\x01\x00\x03\x0b", 8) + "example.com" + std::string("\x01\xbb", 2);

TEST(Socks5Connection, S1_SurplusComesFirst) {
  run([](Loop& loop) -> Task<> {
    Connection c = co_await connect(loop);
    co_await send(loop, *c.application, bytes_of(kEverything + "early data, "));
    auto arrival = co_await accept_mixed(loop, std::move(c.ours), kOpen);
    EXPECT_TRUE(arrival);
    if (!arrival) co_return;
    EXPECT_EQ(arrival->target, (http::HostPort{"example.com", 443}));
    EXPECT_EQ(to_hex(co_await receive(*c.application, 2)), "0500");  // and no reply yet
    auto& stream = static_cast<TcpStream&>(*arrival->stream);
    EXPECT_EQ(co_await receive(stream, 1), "early data, ");
    co_await send(loop, *c.application, bytes_of("later data"));
    EXPECT_EQ(co_await receive(stream, 10), "later data");
    EXPECT_EQ(bytes_of_reply(loop, *arrival, {}), "05000001000000000000");
    EXPECT_EQ(bytes_of_reply(loop, *arrival, fail(Stage::kDestination, Code::kRefused)), "05050001000000000000");
    EXPECT_EQ(bytes_of_reply(loop, *arrival, fail(Stage::kProxy, Code::kDenied)), "05020001000000000000");
  });
}

TEST(Socks5Connection, S1_MuchSurplusIsKeptWhole) {
  run([](Loop& loop) -> Task<> {
    Connection c = co_await connect(loop);
    std::string early;
    for (int i = 0; early.size() < 50000; ++i) early += std::to_string(i) + ",";
    co_await send(loop, *c.application, bytes_of(kEverything + early));
    auto arrival = co_await accept_mixed(loop, std::move(c.ours), kOpen);
    EXPECT_TRUE(arrival);
    if (!arrival) co_return;
    EXPECT_EQ(co_await receive(static_cast<TcpStream&>(*arrival->stream), early.size()), early);
  });
}

TEST(Socks5Connection, ByteByByte) {
  run([](Loop& loop) -> Task<> {
    Connection c = co_await connect(loop);
    TaskSet tasks(loop);
    tasks.spawn([](Loop& l, TcpStream& application) -> Task<> {
      const Bytes all = bytes_of(std::string("\x05\x01\x02\x01\x03kim\x06secret", 15) + kEverything.substr(3));
      for (const std::uint8_t byte : all) {
        co_await send(l, application, {byte});
        co_await sleep(l, std::chrono::milliseconds(1));
      }
    }(loop, *c.application));
    auto arrival = co_await accept_mixed(loop, std::move(c.ours), kSecret);
    EXPECT_TRUE(arrival);
    if (!arrival) co_return;
    EXPECT_EQ(arrival->target, (http::HostPort{"example.com", 443}));
    EXPECT_EQ(to_hex(co_await receive(*c.application, 4)), "05020100");
  });
}

// What the application reads, up to the end of the connection, after sending `bytes`.
Task<std::string> last_words(Loop& loop, std::string bytes, std::optional<Credentials> credentials, Code code) {
  Connection c = co_await connect(loop);
  co_await send(loop, *c.application, bytes_of(bytes));
  TaskSet tasks(loop);
  auto accepts = [&]() -> Task<> {
    auto arrival = co_await accept_mixed(loop, std::move(c.ours), std::move(credentials));
    EXPECT_FALSE(arrival);
    if (!arrival) {
      EXPECT_EQ(arrival.error().code, code);
      EXPECT_EQ(arrival.error().stage, Stage::kLocal);
    }
  };
  tasks.spawn(accepts());
  const std::string words = co_await receive(*c.application, 1000);
  EXPECT_TRUE(co_await c.application->finish());
  co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
  co_return to_hex(words);
}

TEST(Socks5Connection, AnErrorIsToldBeforeTheEnd) {
  run([](Loop& loop) -> Task<> {
    const std::string udp = std::string("\x05\x01\x00\x05\x03\x00\x01\x7f\x00\x00\x01\x00\x50", 13);
    EXPECT_EQ(co_await last_words(loop, udp, kOpen, Code::kUnsupported), "050005070001000000000000");
    EXPECT_EQ(co_await last_words(loop, std::string("\x05\x01\x00", 3), kSecret, Code::kUnauthorized), "05ff");
    EXPECT_EQ(
        co_await last_words(loop, std::string("\x05\x01\x02\x01\x03kim\x05wrong", 14), kSecret, Code::kUnauthorized),
        "05020101");
  });
}

TEST(Socks5Connection, AnApplicationThatLeaves) {
  run([](Loop& loop) -> Task<> {
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{5}}) {
      Connection c = co_await connect(loop);
      if (n != 0) co_await send(loop, *c.application, bytes_of(kEverything.substr(0, n)));
      EXPECT_TRUE(co_await c.application->finish());
      auto arrival = co_await accept_mixed(loop, std::move(c.ours), kOpen);
      EXPECT_FALSE(arrival);
      if (!arrival) {
        EXPECT_EQ(arrival.error().code, Code::kClosed);
      }
    }
  });
}

TEST(Socks5Connection, AnApplicationThatResets) {
  run([](Loop& loop) -> Task<> {
    Connection c = co_await connect(loop);
    c.application->reset({});
    auto arrival = co_await accept_mixed(loop, std::move(c.ours), kOpen);
    EXPECT_FALSE(arrival);
    if (!arrival) {
      EXPECT_EQ(arrival.error().code, Code::kReset);
    }
  });
}

TEST(Socks5Connection, CanBeDroppedWhileItWaits) {
  run([](Loop& loop) -> Task<> {
    Connection c = co_await connect(loop);
    {
      TaskSet tasks(loop);
      tasks.spawn([](Loop& l, std::unique_ptr<TcpStream> stream) -> Task<> {
        static_cast<void>(co_await accept_mixed(l, std::move(stream), kOpen));
        ADD_FAILURE() << "it was to wait";
      }(loop, std::move(c.ours)));
      co_await send(loop, *c.application, from_hex("05 01 00 05"));
      EXPECT_EQ(to_hex(co_await receive(*c.application, 2)), "0500");
    }
    EXPECT_EQ(co_await receive(*c.application, 1), "error");  // a reset
  });
}

}  // namespace
}  // namespace culvert::inbound
