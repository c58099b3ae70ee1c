#include "inbound/http_bodies.h"

#include <gtest/gtest.h>

#include "unit/bytes.h"

namespace culvert::inbound {
namespace {

using test::Bytes;
using test::bytes_of;
using State = ResponseHead::State;

std::string text_of(const ChunkQueue& chunks) {
  Bytes out(chunks.size());
  chunks.copy_to(out);
  return test::text_of(out);
}

struct Passed {
  std::string out;
  bool done = false;
  bool failed = false;
  std::size_t left = 0;
};

// The body of a request with `fields`, as the origin gets it.
Passed pass(std::string_view fields, const std::vector<Bytes>& pieces) {
  ChunkPool pool;
  HttpHandshake handshake({});
  std::string none;
  const Bytes head = test::bytes_of("POST http://a/ HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n");
  std::span<const std::uint8_t> in(head);
  EXPECT_TRUE(handshake.feed(in, none));
  auto request = handshake.take_request();
  RequestBody body(std::move(request->parser), request->chunked);
  Passed passed;
  ChunkQueue out;
  std::span<const std::uint8_t> nothing;
  EXPECT_TRUE(body.feed(pool, nothing, out));
  for (const Bytes& piece : pieces) {
    std::span<const std::uint8_t> rest(piece);
    if (!passed.failed) passed.failed = !body.feed(pool, rest, out);
    passed.left += rest.size();
    passed.out += text_of(out);
    out.clear();
  }
  passed.done = body.done();
  return passed;
}

// Chunks as they came, put together.
std::string unchunked(std::string_view text, bool* whole) {
  std::string out;
  *whole = false;
  while (!text.empty()) {
    const std::size_t line = text.find("\r\n");
    const std::size_t size = std::stoul(std::string(text.substr(0, line)), nullptr, 16);
    text.remove_prefix(line + 2);
    *whole = size == 0 && text == "\r\n";
    if (size == 0) break;
    out += text.substr(0, size);
    EXPECT_EQ(text.substr(size, 2), "\r\n");
    text.remove_prefix(size + 2);
  }
  return out;
}

TEST(RequestBody, WithALength) {
  test::for_every_split(bytes_of("hello, worldGET http://b/"), [](const std::vector<Bytes>& pieces) {
    const Passed got = pass("Content-Length: 12\r\n", pieces);
    EXPECT_EQ(got.out, "hello, world");
    EXPECT_TRUE(got.done);
    EXPECT_EQ(got.left, 13U);
  });
}

TEST(RequestBody, ChunksAreMadeAnew) {
  const std::string_view text = "5;name=value\r\nhello\r\n0007\r\n, world\r\n0\r\nX-Trailer: a\r\nY: b\r\n\r\nmore";
  test::for_every_split(bytes_of(text), [](const std::vector<Bytes>& pieces) {
    const Passed got = pass("Transfer-Encoding: chunked\r\n", pieces);
    bool whole = false;
    EXPECT_EQ(unchunked(got.out, &whole), "hello, world");
    EXPECT_TRUE(whole);
    EXPECT_TRUE(got.done);
    EXPECT_FALSE(got.failed);
    EXPECT_EQ(got.left, 4U);
  });
}

TEST(RequestBody, NoBody) {
  for (const char* fields : {"", "Content-Length: 0\r\n", "Connection: Upgrade\r\nUpgrade: x\r\n"}) {
    const Passed got = pass(fields, {bytes_of("more")});
    EXPECT_EQ(got.out, "");
    EXPECT_TRUE(got.done);
    EXPECT_EQ(got.left, 4U);
  }
}

TEST(RequestBody, WhatIsNoChunkIsAnError) {
  for (const char* text : {"x\r\n", "5\r\nhello0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "-1\r\n", "5 \r\nhello\r\n",
                           "fffffffffffffffff\r\n", "0\r\nX: \x01\r\n\r\n"}) {
    SCOPED_TRACE(text);
    test::for_every_split(bytes_of(text), [](const std::vector<Bytes>& pieces) {
      const Passed got = pass("Transfer-Encoding: chunked\r\n", pieces);
      EXPECT_TRUE(got.failed);
      EXPECT_FALSE(got.done);
    });
  }
  const std::string endless = "0\r\nX: " + std::string(100'000, 'y');
  EXPECT_TRUE(pass("Transfer-Encoding: chunked\r\n", {bytes_of(endless)}).failed);
  const std::string extension = "5;" + std::string(100'000, 'y');
  EXPECT_TRUE(pass("Transfer-Encoding: chunked\r\n", {bytes_of(extension)}).failed);
}

// ---- Responses

struct Answered {
  std::string out;
  State state;
};

Answered answer(const std::vector<Bytes>& pieces, bool upgrade) {
  ChunkPool pool;
  ResponseHead response(upgrade);
  Answered got{.out = "", .state = State::kWaiting};
  for (const Bytes& piece : pieces) got.out += text_of(response.feed(pool, ChunkQueue(Chunk::borrow(piece))));
  got.state = response.state();
  got.out += text_of(response.finish(pool));
  return got;
}

void expect_answer(std::string_view in, std::string_view out, State state = State::kAnswered, bool upgrade = false) {
  SCOPED_TRACE(in);
  test::for_every_split(bytes_of(in), [&](const std::vector<Bytes>& pieces) {
    const Answered got = answer(pieces, upgrade);
    EXPECT_EQ(got.out, out);
    EXPECT_EQ(got.state, state);
  });
}

TEST(ResponseHead, TheApplicationIsToldToClose) {
  expect_answer("HTTP/1.1 200 Fine\r\ncontent-LENGTH: 2\r\nX:  a \r\n\r\nhi",
                "HTTP/1.1 200 Fine\r\ncontent-LENGTH: 2\r\nX:  a \r\nConnection: close\r\n\r\nhi");
  expect_answer("HTTP/1.0 404\r\n\r\n", "HTTP/1.0 404\r\nConnection: close\r\n\r\n");
  expect_answer(
      "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Mine\r\nKeep-Alive: timeout=5\r\nX-Mine: 1\r\nA: b\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\n");
  expect_answer("HTTP/1.1 200 OK\r\nConnection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nhi\r\n");
}

TEST(ResponseHead, InformationalOnesPass) {
  expect_answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                "Connection: close\r\n\r\nhi");
  expect_answer("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", State::kWaiting);
}

TEST(ResponseHead, ASwitchToAnotherProtocol) {
  const std::string_view switching =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n\x01\x02";
  expect_answer(switching, switching, State::kSwitched, true);
  expect_answer(switching, switching, State::kAnswered, false);  // nobody asked for that
  expect_answer("HTTP/1.1 426 No\r\nConnection: Upgrade\r\nUpgrade: y\r\n\r\n",
                "HTTP/1.1 426 No\r\nUpgrade: y\r\nConnection: close, Upgrade\r\n\r\n", State::kAnswered, true);
}

TEST(ResponseHead, WhatIsNoHttpPassesAsItIs) {
  for (const char* text :
       {"ICY 200 OK\r\n\r\nmusic", "hello", "HTTP/1.1 200 OK\r\nbad field\r\n\r\n", "HTTP/2.0 200\r\n\r\n"}) {
    const Answered whole = answer({bytes_of(text)}, false);
    EXPECT_EQ(whole.out, text);
    test::for_every_split(bytes_of(text),
                          [&](const std::vector<Bytes>& pieces) { EXPECT_EQ(answer(pieces, false).out, text); });
  }
  std::string large = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'y') + "\r\n\r\nbody";
  EXPECT_EQ(answer({bytes_of(large)}, false).out, large);
}

TEST(ResponseHead, AnEndWithinTheHead) {
  expect_answer("HTTP/1.1 200 OK\r\nX: y\r\n", "HTTP/1.1 200 OK\r\nX: y\r\n", State::kWaiting);
}

}  // namespace
}  // namespace culvert::inbound
