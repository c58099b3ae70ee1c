// Two HTTP/3 sessions over a QUIC connection in memory, and one against bytes written by hand.
#pragma once

#include <memory>
#include <string>

#include "http/h3/session.h"
#include "support/fake_quic.h"
#include "support/loop_runner.h"
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

struct Pair {
  explicit Pair(Loop& loop, const FakeQuicOptions& options = {}) {
    auto quic = FakeQuic::make(loop, options);
    client_end = quic.client.get();
    server_end = quic.server.get();
    client = std::make_unique<h3::Session>(loop, std::move(quic.client), h3::Role::kClient, h3::Settings{});
    server = std::make_unique<h3::Session>(loop, std::move(quic.server), h3::Role::kServer, h3::Settings{});
  }
  Task<Streams> open() {
    while (client->state() == http::ConnectionState::kOpening) {
      co_await poll([&, seen = client->changes()](Waiter& w) { return client->poll_changed(seen, w); });
    }
    Streams s;
    s.client = client->open(tunnel_request());
    auto accepted = co_await poll([&](Waiter& w) { return server->poll_accept(w); });
    EXPECT_TRUE(accepted);
    if (!accepted) co_return s;
    s.server = std::move(*accepted);
    s.server->respond(answer(200));
    const auto response = co_await s.client->response();
    EXPECT_TRUE(response && response->status == 200);
    co_return s;
  }
  FakeQuic* client_end;
  FakeQuic* server_end;
  std::unique_ptr<h3::Session> client;
  std::unique_ptr<h3::Session> server;
};

// A client whose server is the test.
struct RawServer {
  explicit RawServer(Loop& l) : loop(l) {
    auto quic = FakeQuic::make(loop);
    server = std::move(quic.server);
    client = std::make_unique<h3::Session>(loop, std::move(quic.client), h3::Role::kClient, h3::Settings{});
    server->send(3, std::string("\x00\x04\x02\x08\x01", 5));
  }
  Loop& loop;
  std::unique_ptr<FakeQuic> server;
  std::unique_ptr<h3::Session> client;
};

// HEADERS frames, with QPACK's static table only.
inline const std::string kOk("\x01\x03\x00\x00\xd9", 5);  // :status 200

}  // namespace culvert::test
