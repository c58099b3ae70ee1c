// Two sessions over a pipe in memory, and a session against hand-written frames.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/h2/session.h"
#include "support/loop_runner.h"
#include "support/memory_pipe.h"
#include "support/raw_h2.h"
#include "support/streams.h"

namespace culvert::test {

inline http::Request tunnel_request() {
  http::Request request;
  request.method = "CONNECT";
  request.protocol = "connect-tcp-12";
  request.scheme = "https";
  request.authority = "proxy.test";
  request.path = "/.well-known/masque/tcp/192.0.2.1/443/";
  request.fields.add("capsule-protocol", "?1");
  return request;
}

inline http::Request ordinary_request() {
  http::Request request;
  request.method = "GET";
  request.scheme = "https";
  request.authority = "proxy.test";
  request.path = "/.well-known/pvd";
  return request;
}

inline http::Response answer(int status) {
  http::Response response;
  response.status = status;
  return response;
}

struct Streams {
  std::unique_ptr<http::ClientStream> client;
  std::unique_ptr<http::ServerStream> server;
};

// As over TLS, what the transport lends is valid until its next call.
inline constexpr PipeOptions kLikeTls{.lend = PipeOptions::Lend::kUntilNext};

struct SessionPair {
  explicit SessionPair(Loop& loop, const h2::Settings& settings = {}, PipeOptions options = kLikeTls) {
    auto pipe = MemoryStream::make(loop, options);
    client_end = pipe.a.get();
    server_end = pipe.b.get();
    client = std::make_unique<h2::Session>(loop, std::move(pipe.a), h2::Role::kClient, settings);
    server = std::make_unique<h2::Session>(loop, std::move(pipe.b), h2::Role::kServer, settings);
  }
  Task<> ready() {
    while (client->state() == http::ConnectionState::kOpening) {
      co_await poll([&, seen = client->changes()](Waiter& w) { return client->poll_changed(seen, w); });
    }
  }
  Task<Result<std::unique_ptr<http::ServerStream>>> accept() {
    co_return co_await poll([&](Waiter& w) { return server->poll_accept(w); });
  }
  // A request that was answered with 200.
  Task<Streams> open() {
    co_await ready();
    Streams streams;
    streams.client = client->open(tunnel_request());
    auto accepted = co_await accept();
    EXPECT_TRUE(accepted);
    if (!accepted) co_return streams;
    streams.server = std::move(*accepted);
    streams.server->respond(answer(200));
    const auto response = co_await streams.client->response();
    EXPECT_TRUE(response && response->status == 200);
    co_return streams;
  }

  MemoryStream* client_end = nullptr;  // of the transport; they live as long as the sessions
  MemoryStream* server_end = nullptr;
  std::unique_ptr<h2::Session> client;
  std::unique_ptr<h2::Session> server;
};

// A session whose peer is the test.
struct RawPeer {
  RawPeer(Loop& l, h2::Role role, const h2::Settings& settings = {}, PipeOptions options = kLikeTls)
      : loop(l), pipe(MemoryStream::make(l, options)), frames(*pipe.b, role == h2::Role::kClient) {
    session = std::make_unique<h2::Session>(loop, std::move(pipe.a), role, settings);
  }
  Task<> send(std::string bytes) { static_cast<void>(co_await write(loop, *pipe.b, std::move(bytes))); }
  // What a server says first, and the client's acknowledgement.
  Task<> greet(std::initializer_list<std::pair<std::uint16_t, std::uint32_t>> settings = {
                   {raw::kEnableConnectProtocol, 1}}) {
    co_await send(raw::settings(settings) + raw::settings_ack());
    while (session->state() == http::ConnectionState::kOpening) {
      co_await poll([&, seen = session->changes()](Waiter& w) { return session->poll_changed(seen, w); });
    }
  }
  // A request that has reached us.
  Task<std::unique_ptr<http::ClientStream>> open() {
    auto stream = session->open(tunnel_request());
    EXPECT_TRUE(co_await frames.next(raw::kHeaders));
    co_return stream;
  }
  // What a client says first.
  Task<> introduce() { co_await send(std::string(raw::kPreface) + raw::settings({}) + raw::settings_ack()); }
  [[nodiscard]] static std::string request(std::uint32_t stream, std::uint8_t flags = 0,
                                           const std::vector<std::pair<std::string, std::string>>& more = {}) {
    std::vector<std::pair<std::string, std::string>> fields{{":method", "CONNECT"},
                                                            {":protocol", "connect-tcp-12"},
                                                            {":scheme", "https"},
                                                            {":authority", "proxy.test"},
                                                            {":path", "/"}};
    fields.insert(fields.end(), more.begin(), more.end());
    return raw::headers(stream, flags, fields);
  }
  Task<Result<std::unique_ptr<http::ServerStream>>> accept() {
    co_return co_await poll([&](Waiter& w) { return session->poll_accept(w); });
  }
  Task<> closed() {
    while (session->state() != http::ConnectionState::kClosed) {
      co_await poll([&, seen = session->changes()](Waiter& w) { return session->poll_changed(seen, w); });
    }
  }

  Loop& loop;
  MemoryStream::Pair pipe;  // `b` is ours
  raw::FrameReader frames;
  std::unique_ptr<h2::Session> session;
};

}  // namespace culvert::test
