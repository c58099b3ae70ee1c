// The connections to one origin.
//
// A request takes a stream on a connection that has room. If none has, it starts an attempt to connect, and then
// takes whichever connection has room first, its own or another; only the failure of its own attempt fails it
// (requirement G3). Connections that got GOAWAY serve their streams to the end and take no more (G1); when all are
// full another one is opened, up to a limit, and beyond that requests wait (G2).
//
// Over HTTP/1.1 every stream needs a connection of its own. Whether the origin speaks HTTP/2, and lets its streams
// switch protocols, is known from the last connection that was made (R3, V1).
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "http/connection.h"
#include "http/h1/settings.h"
#include "http/h2/settings.h"
#include "net/resolver.h"
#include "net/socket.h"
#include "tls/context.h"

namespace culvert {

// One connection as people see it (requirement V3).
struct ConnectionInfo {
  std::uint64_t id = 0;
  http::Version version = http::Version::kHttp2;
  TlsInfo tls;
  Endpoint remote;
  std::size_t streams = 0;
  Duration setup{};  // from the start of the lookup to the server's settings
};

class OriginPool {
 public:
  struct Options {
    std::string host;  // DNS name or IP literal
    std::uint16_t port = 443;
    http::Versions versions{http::Version::kHttp2, http::Version::kHttp11};  // allowed, in order of preference
    h1::Settings h1;
    h2::Settings h2;
    Duration connect_timeout = std::chrono::seconds(15);  // lookup, TCP, TLS and settings together
    Duration wait_timeout = std::chrono::seconds(30);     // for room, when no more connections may be opened
    Duration idle_timeout = std::chrono::seconds(60);     // of connections beyond the first
    std::size_t max_connections = 8;
    std::size_t max_single_connections = 1024;  // of those with one stream each
  };
  struct Listener {
    std::move_only_function<void(const ConnectionInfo&)> on_connected;
    std::move_only_function<void(const ConnectionInfo&, const Error&)> on_disconnected;
  };

  OriginPool(Loop& loop, Resolver& resolver, TlsContext tls, Options options, Listener listener);
  ~OriginPool();  // streams that are left fail
  OriginPool(const OriginPool&) = delete;
  OriginPool& operator=(const OriginPool&) = delete;

  // `request` lives until the task is done.
  [[nodiscard]] Task<Result<std::unique_ptr<http::ClientStream>>> open(const http::Request& request);
  [[nodiscard]] std::vector<ConnectionInfo> connections() const;
  // No new requests; completes when all connections are closed.
  void drain();
  Poll<bool> poll_empty(Waiter& w);

 private:
  struct Connection;
  struct Attempt;
  [[nodiscard]] http::ClientConnection* with_room() const;
  [[nodiscard]] bool may_connect() const;
  [[nodiscard]] std::shared_ptr<Attempt> start_attempt();
  Task<> attempt(std::shared_ptr<Attempt> self);
  [[nodiscard]] Task<Result<std::unique_ptr<Connection>>> connect(Stage& stage);
  [[nodiscard]] Task<Result<std::unique_ptr<Connection>>> connect_over_tcp(Stage& stage, bool without_http2);
  [[nodiscard]] Result<> speak(Connection& made, std::unique_ptr<ByteStream> transport, bool without_http2);
  Task<> watch(std::list<std::unique_ptr<Connection>>::iterator place);
  void changed();

  Loop& loop_;
  Resolver& resolver_;
  TlsContext tls_;
  const Options options_;
  Listener listener_;
  std::list<std::unique_ptr<Connection>> connections_;
  std::size_t attempts_ = 0;
  bool one_stream_each_ = false;  // the origin speaks HTTP/1.1
  bool avoid_http2_ = false;      // it does not let streams of HTTP/2 switch protocols
  std::uint64_t last_id_ = 0;
  std::uint64_t changes_ = 0;
  bool draining_ = false;
  Error last_loss_;  // why the last connection that was lost was lost
  WaitList change_waiters_;
  TaskSet tasks_;
};

}  // namespace culvert
