// The mixed port over real connections on loopback: which protocol it is, and HTTP from its request to its answer.

#include "inbound/mixed.h"

#include <gtest/gtest.h>

#include "support/loop_runner.h"
#include "support/streams.h"

namespace culvert::inbound {
namespace {

using namespace std::chrono_literals;
using test::read_all;
using test::read_at_least;
using test::text_of;

class Mixed : public test::LoopTest {
 protected:
  // Sends `said` and takes what arrives.
  Task<std::optional<Arrival>> arrive(std::string said, std::optional<Credentials> credentials = {}) {
    test::TcpPair pair = co_await test::make_tcp_pair(loop);
    application = std::move(pair.a);
    EXPECT_TRUE(co_await test::write(loop, *application, std::move(said)));
    auto arrival = co_await accept_mixed(loop, std::move(pair.b), std::move(credentials));
    EXPECT_TRUE(arrival) << arrival.error().detail;
    if (!arrival) co_return std::nullopt;
    co_return std::move(*arrival);
  }
  // All that it is told if it says `said`, which is refused.
  Task<std::string> refused(std::string said, Code code, std::optional<Credentials> credentials = {}) {
    test::TcpPair pair = co_await test::make_tcp_pair(loop);
    TaskSet tasks(loop);
    auto accepts = [&]() -> Task<> {
      const auto arrival = co_await accept_mixed(loop, std::move(pair.b), std::move(credentials));
      EXPECT_FALSE(arrival);
      if (!arrival) {
        EXPECT_EQ(arrival.error().stage, Stage::kLocal);
        EXPECT_EQ(arrival.error().code, code) << arrival.error().detail;
      }
    };
    auto sends = [&]() -> Task<> { static_cast<void>(co_await test::write(loop, *pair.a, said)); };
    tasks.spawn(accepts());
    tasks.spawn(sends());
    const auto words = co_await read_all(*pair.a);
    static_cast<void>(co_await pair.a->finish());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    co_return words ? *words : "error";
  }
  std::string reply(const Arrival& arrival, const Result<>& result) {
    return text_of(arrival.reply(loop.pool(), result));
  }

  std::unique_ptr<TcpStream> application;
};

const std::string kHead = "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n";
const std::string kOriginHead = "GET / HTTP/1.1\r\nHost: example.com\r\n";
const std::string kClose = "Connection: close\r\n\r\n";

TEST_F(Mixed, TheFirstByteTells) {
  run([&]() -> Task<> {
    auto socks4 = co_await arrive(std::string("\x04\x01\x00\x50\xc0\x00\x02\x01kim\0early", 17));
    CO_ASSERT(socks4);
    EXPECT_EQ(socks4->target.to_string(), "192.0.2.1:80");
    EXPECT_EQ(*co_await read_at_least(*socks4->stream, 5), "early");
    EXPECT_EQ(reply(*socks4, {}), std::string("\0\x5a\0\0\0\0\0\0", 8));
    EXPECT_EQ(reply(*socks4, fail(Stage::kDestination, Code::kRefused)), std::string("\0\x5b\0\0\0\0\0\0", 8));

    auto socks5 = co_await arrive(std::string("\x05\x01\x00\x05\x01\x00\x03\x01\x61\x00\x50", 11));
    CO_ASSERT(socks5);
    EXPECT_EQ(socks5->target.to_string(), "a:80");
    EXPECT_EQ(reply(*socks5, {}), std::string("\x05\0\0\x01\0\0\0\0\0\0", 10));

    auto connect = co_await arrive("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\nearly");
    CO_ASSERT(connect);
    EXPECT_EQ(connect->target.to_string(), "a:443");
    EXPECT_EQ(*co_await read_at_least(*connect->stream, 5), "early");  // requirement S1
    EXPECT_TRUE(reply(*connect, {}).starts_with("HTTP/1.1 200 "));
    EXPECT_TRUE(reply(*connect, fail(Stage::kProxy, Code::kDenied)).starts_with("HTTP/1.1 403 Forbidden\r\n"));
  });
}

TEST_F(Mixed, OtherProtocolsAreLetGo) {
  run([&]() -> Task<> {
    EXPECT_EQ(co_await refused("\x16\x03\x01\x02", Code::kInvalid), "");
    EXPECT_EQ(co_await refused(std::string(1, '\0'), Code::kInvalid), "");
    EXPECT_EQ(co_await refused("\x06", Code::kInvalid), "");
    EXPECT_TRUE((co_await refused("hello\r\n\r\n", Code::kInvalid)).starts_with("HTTP/1.1 400 "));
  });
}

TEST_F(Mixed, K2_CredentialsAreForEveryProtocol) {
  run([&]() -> Task<> {
    const Credentials kim{"kim", "secret"};
    EXPECT_EQ(co_await refused(std::string("\x04\x01\x00\x50\xc0\x00\x02\x01kim\0", 12), Code::kUnauthorized, kim),
              std::string("\0\x5b\0\0\0\0\0\0", 8));
    EXPECT_EQ(co_await refused(std::string("\x05\x01\x00", 3), Code::kUnauthorized, kim), "\x05\xff");
    EXPECT_TRUE((co_await refused(kHead + "\r\n", Code::kUnauthorized, kim)).starts_with("HTTP/1.1 407 "));
    auto arrival = co_await arrive(kHead + "Proxy-Authorization: Basic a2ltOnNlY3JldA==\r\n\r\n", kim);
    EXPECT_TRUE(arrival);
  });
}

// RFC 9112 §9.6. Much more of the body is on its way when the request is refused.
TEST_F(Mixed, ARefusalArrivesThoughABodyIsBeingSent) {
  run([&]() -> Task<> {
    const std::string body = test::make_bytes(3'000'000);
    const std::string words = co_await refused(
        "PUT ftp://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + body, Code::kUnsupported);
    EXPECT_TRUE(words.starts_with("HTTP/1.1 501 Not Implemented\r\n")) << words;
    EXPECT_TRUE(words.ends_with("</html>\n"));
  });
}

TEST_F(Mixed, ARequestAndItsAnswer) {
  run([&]() -> Task<> {
    auto arrival = co_await arrive(kHead + "\r\n");
    CO_ASSERT(arrival);
    EXPECT_EQ(arrival->target.to_string(), "example.com:80");
    EXPECT_EQ(reply(*arrival, {}), "");  // the origin replies
    EXPECT_EQ(*co_await read_at_least(*arrival->stream, 1), kOriginHead + kClose);
    EXPECT_TRUE(co_await test::write(loop, *arrival->stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
    EXPECT_TRUE(co_await arrival->stream->finish());
    EXPECT_EQ(*co_await read_all(*application), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + kClose + "hi");
    EXPECT_TRUE(co_await application->finish());
    EXPECT_EQ(*co_await read_all(*arrival->stream), "");
  });
}

TEST_F(Mixed, ARefusalIsToldInsteadOfTheAnswer) {
  run([&]() -> Task<> {
    auto arrival = co_await arrive(kHead + "\r\n");
    CO_ASSERT(arrival);
    EXPECT_TRUE(co_await arrival->stream->write(
        arrival->reply(loop.pool(), fail(Stage::kDestination, Code::kNotFound, "no such name"))));
    EXPECT_TRUE(co_await arrival->stream->finish());
    const auto words = co_await read_all(*application);
    CO_ASSERT(words);
    EXPECT_TRUE(words->starts_with("HTTP/1.1 502 Bad Gateway\r\n")) << *words;
    EXPECT_TRUE(words->contains("\r\nProxy-Status: culvert;error=dns_error\r\n"));
    EXPECT_TRUE(words->contains("The proxy could not talk to example.com:80: no such name."));
  });
}

TEST_F(Mixed, ABodyStreamsInBothFramings) {
  run([&]() -> Task<> {
    const std::string bytes = test::make_bytes(1'000'000);
    for (const bool chunked : {false, true}) {
      auto arrival = co_await arrive(
          "PUT http://a/ HTTP/1.1\r\nHost: a\r\n" +
          std::string(chunked ? "Transfer-Encoding: chunked\r\n\r\nf4240\r\n" : "Content-Length: 1000000\r\n\r\n"));
      CO_ASSERT(arrival);
      TaskSet tasks(loop);
      auto sends = [&]() -> Task<> {
        EXPECT_TRUE(co_await test::write(loop, *application, bytes + (chunked ? "\r\n0\r\n\r\n" : "")));
        EXPECT_TRUE(co_await application->finish());
      };
      tasks.spawn(sends());
      const auto got = co_await read_all(*arrival->stream);
      CO_ASSERT(got);
      std::string body = got->substr(got->find("\r\n\r\n") + 4);
      if (chunked) {
        std::string plain;
        for (std::size_t at = 0;;) {
          const std::size_t line = body.find("\r\n", at);
          CO_ASSERT(line != std::string::npos);
          const std::size_t size = std::stoul(body.substr(at, line - at), nullptr, 16);
          plain += body.substr(line + 2, size);
          at = line + 2 + size + 2;
          if (size == 0) break;
        }
        body = std::move(plain);
      }
      EXPECT_TRUE(body == bytes) << body.size();
    }
  });
}

TEST_F(Mixed, ASecondRequestGoesNowhere) {
  run([&]() -> Task<> {
    auto arrival = co_await arrive(kHead + "\r\nGET http://other.example/ HTTP/1.1\r\nHost: other.example\r\n\r\n");
    CO_ASSERT(arrival);
    EXPECT_TRUE(co_await application->finish());
    EXPECT_EQ(*co_await read_all(*arrival->stream), kOriginHead + kClose);
    auto endless = co_await arrive(kHead + "\r\n");
    CO_ASSERT(endless);
    TaskSet tasks(loop);
    auto sends = [&]() -> Task<> {
      static_cast<void>(co_await test::write(loop, *application, std::string(20'000'000, 'x')));
    };
    tasks.spawn(sends());
    const auto got = co_await read_all(*endless->stream);
    EXPECT_TRUE(!got && got.error().code == Code::kLimit);
  });
}

TEST_F(Mixed, ARequestThatIsCutOffIsNoRequest) {
  run([&]() -> Task<> {
    auto arrival = co_await arrive("PUT http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
    CO_ASSERT(arrival);
    EXPECT_TRUE(co_await application->finish());
    const auto got = co_await read_all(*arrival->stream);
    EXPECT_TRUE(!got && got.error().code == Code::kTruncated);
    const auto again = co_await read_all(*arrival->stream);  // errors are sticky
    EXPECT_TRUE(!again && again.error().code == Code::kTruncated);
  });
}

TEST_F(Mixed, BrokenChunksAreAnError) {
  run([&]() -> Task<> {
    auto arrival =
        co_await arrive("PUT http://a/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnothing\r\n");
    CO_ASSERT(arrival);
    const auto got = co_await read_all(*arrival->stream);
    EXPECT_TRUE(!got && got.error().code == Code::kInvalid);
  });
}

TEST_F(Mixed, AnOriginThatSaysNothingIsTold) {
  run([&]() -> Task<> {
    auto arrival = co_await arrive(kHead + "\r\n");
    CO_ASSERT(arrival);
    EXPECT_TRUE(co_await arrival->stream->finish());
    const auto words = co_await read_all(*application);
    CO_ASSERT(words);
    EXPECT_TRUE(words->starts_with("HTTP/1.1 502 ")) << *words;
    EXPECT_TRUE(words->contains("it closed the connection without an answer"));
  });
}

// RFC 9110 §7.8. What the application sends before the answer waits for it.
TEST_F(Mixed, ASwitchOfProtocols) {
  run([&]() -> Task<> {
    const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    auto arrival = co_await arrive(kHead + upgrade + "too early");
    CO_ASSERT(arrival);
    EXPECT_EQ(*co_await read_at_least(*arrival->stream, 1), kOriginHead + upgrade);
    std::string got;
    TaskSet tasks(loop);
    auto reads = [&]() -> Task<> { got = *co_await read_all(*arrival->stream); };
    tasks.spawn(reads());
    co_await test::settle(loop);
    EXPECT_EQ(got, "");
    const std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    EXPECT_TRUE(co_await test::write(loop, *arrival->stream, answer + "from there"));
    EXPECT_EQ(*co_await read_at_least(*application, answer.size() + 10), answer + "from there");
    EXPECT_TRUE(co_await test::write(loop, *application, ", and later"));
    EXPECT_TRUE(co_await application->finish());
    co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
    EXPECT_EQ(got, "too early, and later");
  });
}

TEST_F(Mixed, ASwitchThatIsDeclined) {
  run([&]() -> Task<> {
    const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    for (const bool early : {false, true}) {
      auto arrival = co_await arrive(kHead + upgrade + (early ? "too early" : ""));
      CO_ASSERT(arrival);
      std::string got;
      TaskSet tasks(loop);
      auto reads = [&]() -> Task<> { got = *co_await read_all(*arrival->stream); };
      tasks.spawn(reads());
      EXPECT_TRUE(co_await test::write(loop, *arrival->stream, "HTTP/1.1 200 OK\r\n\r\nno"));
      EXPECT_EQ(*co_await read_at_least(*application, 1), "HTTP/1.1 200 OK\r\n" + kClose + "no");
      EXPECT_TRUE(co_await application->finish());
      co_await poll([&](Waiter& w) { return tasks.poll_empty(w); });
      EXPECT_EQ(got, kOriginHead + upgrade);
    }
  });
}

TEST_F(Mixed, AnApplicationThatLeaves) {
  run([&]() -> Task<> {
    for (const char* said : {"", "GET http://a/ HT", "\x04\x01"}) {
      test::TcpPair pair = co_await test::make_tcp_pair(loop);
      EXPECT_TRUE(co_await test::write(loop, *pair.a, said));
      EXPECT_TRUE(co_await pair.a->finish());
      const auto arrival = co_await accept_mixed(loop, std::move(pair.b), {});
      EXPECT_TRUE(!arrival && arrival.error().code == Code::kClosed);
    }
  });
}

}  // namespace
}  // namespace culvert::inbound
