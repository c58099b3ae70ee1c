// Two HTTP/1.1 connections over a pipe in memory, and one against bytes written by hand.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "http/h1/connection.h"
#include "support/loop_runner.h"
#include "support/memory_pipe.h"
#include "support/streams.h"

namespace culvert::test {

inline constexpr std::string_view kToken = "connect-tcp-12";
inline constexpr std::string_view kSwitch =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\ncapsule-protocol: "
    "?1\r\n\r\n";
inline constexpr std::string_view kUpgrade =
    "GET /tcp/192.0.2.1/443/ HTTP/1.1\r\nHost: proxy.test\r\nConnection: Upgrade\r\nUpgrade: connect-tcp-12\r\n"
    "capsule-protocol: ?1\r\n\r\n";

inline http::Request tunnel_request() {
  http::Request request;
  request.method = "CONNECT";  // as ProxyClient says it for every version
  request.protocol = kToken;
  request.scheme = "https";
  request.authority = "proxy.test";
  request.path = "/tcp/192.0.2.1/443/";
  request.fields.add("capsule-protocol", "?1");
  return request;
}

inline http::Request plain_request(std::string method = "GET") {
  http::Request request = tunnel_request();
  request.method = std::move(method);
  request.protocol = "";
  return request;
}

inline http::Response answer(int status) {
  http::Response response;
  response.status = status;
  return response;
}

inline http::Response answer(int status, std::string_view name, std::string_view value) {
  http::Response response = answer(status);
  response.fields.add(name, value);
  return response;
}

struct Streams {
  std::unique_ptr<http::ClientStream> client;
  std::unique_ptr<http::ServerStream> server;
};

// As over TLS, what the transport lends is valid until its next call.
inline constexpr PipeOptions kLikeTls{.lend = PipeOptions::Lend::kUntilNext};

struct H1Pair {
  explicit H1Pair(Loop& loop, const h1::Settings& settings = {}, PipeOptions options = kLikeTls) {
    auto pipe = MemoryStream::make(loop, options);
    client_end = pipe.a.get();
    server_end = pipe.b.get();
    client = h1::make_client(loop, std::move(pipe.a), settings);
    server = h1::make_server(loop, std::move(pipe.b), settings);
  }
  // A request that has reached the server.
  Task<Streams> ask(http::Request request = tunnel_request()) {
    Streams streams;
    EXPECT_EQ(client->room(), 1U);
    streams.client = client->open(request);
    auto accepted = co_await server->accept();
    EXPECT_TRUE(accepted);
    if (accepted) streams.server = std::move(*accepted);
    co_return streams;
  }
  // Both ends after the 101.
  Task<Streams> open() {
    Streams streams = co_await ask();
    if (!streams.server) co_return streams;
    streams.server->respond(answer(200));
    const auto response = co_await streams.client->response();
    EXPECT_TRUE(response && response->status == 101);
    co_return streams;
  }

  MemoryStream* client_end = nullptr;  // of the transport; they live as long as the connections
  MemoryStream* server_end = nullptr;
  std::unique_ptr<http::ClientConnection> client;
  std::unique_ptr<http::ServerConnection> server;
};

// The test's end of a pipe to a connection.
class Wire {
 public:
  Wire(Loop& loop, std::unique_ptr<MemoryStream> end) : loop_(loop), end_(std::move(end)) {}
  MemoryStream& operator*() { return *end_; }
  MemoryStream* operator->() { return end_.get(); }
  Task<> send(std::string bytes) { static_cast<void>(co_await write(loop_, *end_, std::move(bytes))); }
  // In pieces of `size`, each of them seen by the connection by itself.
  Task<> send_in_pieces(std::string bytes, std::size_t size) {
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      co_await send(bytes.substr(at, size));
      co_await settle(loop_, 3);
    }
  }
  // Up to and with `mark`, or everything to the end if that does not come; the rest is kept.
  Task<std::string> read_to(std::string_view mark) {
    while (!bytes_.contains(mark)) {
      auto more = co_await end_->next();
      if (!more || more->empty()) co_return std::exchange(bytes_, {});
      bytes_ += text_of(*more);
      end_->consume(more->size());
    }
    const std::size_t end = bytes_.find(mark) + mark.size();
    std::string out = bytes_.substr(0, end);
    bytes_.erase(0, end);
    co_return out;
  }
  Task<std::string> read_head() { co_return co_await read_to("\r\n\r\n"); }
  Task<std::string> read_all() { co_return co_await read_to("\xff no such bytes \xff"); }

 private:
  Loop& loop_;
  std::unique_ptr<MemoryStream> end_;
  std::string bytes_;
};

// A client whose server is the test.
struct ClientRig {
  explicit ClientRig(Loop& loop, const h1::Settings& settings = {}, PipeOptions options = kLikeTls)
      : ClientRig(loop, MemoryStream::make(loop, options), settings) {}
  ClientRig(Loop& loop, MemoryStream::Pair pipe, const h1::Settings& settings)
      : transport(pipe.a.get()),
        wire(loop, std::move(pipe.b)),
        client(h1::make_client(loop, std::move(pipe.a), settings)) {}
  // A request whose head has reached us.
  Task<std::unique_ptr<http::ClientStream>> ask(http::Request request = tunnel_request()) {
    EXPECT_EQ(client->room(), 1U);
    auto stream = client->open(request);
    head = co_await wire.read_head();
    co_return stream;
  }
  Task<> closed() {
    while (client->state() != http::ConnectionState::kClosed) {
      co_await poll([&, seen = client->changes()](Waiter& w) { return client->poll_changed(seen, w); });
    }
  }

  MemoryStream* transport;  // the client's end
  Wire wire;
  std::unique_ptr<http::ClientConnection> client;
  std::string head;  // of the last request
};

// A server whose client is the test.
struct ServerRig {
  explicit ServerRig(Loop& loop, const h1::Settings& settings = {}, PipeOptions options = kLikeTls)
      : ServerRig(loop, MemoryStream::make(loop, options), settings) {}
  ServerRig(Loop& loop, MemoryStream::Pair pipe, const h1::Settings& settings)
      : transport(pipe.a.get()),
        wire(loop, std::move(pipe.b)),
        server(h1::make_server(loop, std::move(pipe.a), settings)) {}
  // A request that was read.
  Task<std::unique_ptr<http::ServerStream>> ask(std::string request = std::string(kUpgrade)) {
    co_await wire.send(std::move(request));
    auto stream = co_await server->accept();
    EXPECT_TRUE(stream) << stream.error().detail;
    if (!stream) co_return nullptr;
    co_return std::move(*stream);
  }

  MemoryStream* transport;  // the server's end
  Wire wire;
  std::unique_ptr<http::ServerConnection> server;
};

}  // namespace culvert::test
