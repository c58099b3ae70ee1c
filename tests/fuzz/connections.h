// Connections whose peer is the fuzzer, used as the programs use them.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "fuzz.h"
#include "http/connection.h"
#include "support/loop_runner.h"
#include "support/memory_pipe.h"
#include "support/streams.h"

namespace culvert::fuzz {

inline constexpr int kTurns = 12;  // of the loop, after each piece of input

inline Task<> take_all(ByteStream& stream) {
  for (;;) {
    const auto bytes = co_await stream.next();
    if (!bytes || bytes->empty()) co_return;
    stream.consume(bytes->size());
  }
}

inline Task<> answer(Loop& loop, std::unique_ptr<http::ServerStream> stream) {
  const http::Request& request = stream->request();
  FUZZ_CHECK(!request.method.empty());
  http::Response response;
  const bool tunnel = !request.ends_with_head();
  response.status = tunnel ? 200 : 404;
  stream->respond(response);
  static_cast<void>(co_await stream->write(test::queue_of(loop, "an answer")));
  if (!tunnel) {
    static_cast<void>(co_await stream->finish());
  } else {
    co_await take_all(*stream);
  }
}

inline Task<> serve(Loop& loop, http::ServerConnection& connection, TaskSet& tasks) {
  for (;;) {
    auto stream = co_await connection.accept();
    if (!stream) co_return;
    tasks.spawn(answer(loop, std::move(*stream)));
  }
}

inline http::Request tunnel_request() {
  http::Request request;
  request.method = "CONNECT";
  request.protocol = "connect-tcp-12";
  request.scheme = "https";
  request.authority = "proxy.test";
  request.path = "/.well-known/masque/tcp/example.com/443/";
  request.fields.add("capsule-protocol", "?1");
  return request;
}

inline http::Request connect_request() {
  http::Request request;
  request.method = "CONNECT";
  request.authority = "example.com:443";
  return request;
}

// Requests, as long as there is room for them, each with a payload; every other one is a classic CONNECT.
inline Task<> ask(Loop& loop, http::ClientConnection& connection, TaskSet& tasks, bool classic) {
  for (int requests = 0; requests < 4; ++requests) {
    while (connection.room() == 0) {
      if (connection.state() == http::ConnectionState::kClosed) co_return;
      co_await poll([&, seen = connection.changes()](Waiter& w) { return connection.poll_changed(seen, w); });
    }
    tasks.spawn([](Loop& l, std::unique_ptr<http::ClientStream> stream) -> Task<> {
      stream->start_write(test::queue_of(l, "early bytes"));
      if (const auto response = co_await stream->response()) FUZZ_CHECK(response->status >= 200);
      co_await take_all(*stream);
      static_cast<void>(co_await stream->write(test::queue_of(l, "late bytes")));
    }(loop, connection.open(classic ? connect_request() : tunnel_request())));
    classic = !classic;
  }
}

// One connection over a byte stream. What the input says is sent to it in pieces; `make` gets its end, and returns what
// lives as long as the connection.
template <class Make>
void feed(Bytes input, const std::string& before, Make make) {
  Loop loop;
  test::run(loop, [&]() -> Task<> {
    auto pipe = test::MemoryStream::make(loop, {.lend = test::PipeOptions::Lend::kUntilNext});
    TaskSet reading(loop);
    reading.spawn(take_all(*pipe.b));
    {
      const auto connection = make(loop, std::move(pipe.a));
      if (!before.empty()) pipe.b->start_write(test::queue_of(loop, before));
      Splits splits(static_cast<std::uint32_t>(input.size()));
      for (Input left(input); !left.empty();) {
        pipe.b->start_write(test::queue_of(loop, text_of(left.take(1 + splits.next() * 16))));
        co_await test::settle(loop, kTurns);
      }
      pipe.b->start_finish();
      co_await test::settle(loop, kTurns);
    }
    co_await test::settle(loop, 2);
  });
}

struct Serving {
  std::unique_ptr<http::ServerConnection> connection;
  TaskSet tasks;
  Serving(Loop& loop, std::unique_ptr<http::ServerConnection> c) : connection(std::move(c)), tasks(loop) {
    tasks.spawn(serve(loop, *connection, tasks));
  }
};
struct Asking {
  std::unique_ptr<http::ClientConnection> connection;
  TaskSet tasks;
  Asking(Loop& loop, std::unique_ptr<http::ClientConnection> c, bool classic = false)
      : connection(std::move(c)), tasks(loop) {
    tasks.spawn(ask(loop, *connection, tasks, classic));
  }
};

}  // namespace culvert::fuzz
