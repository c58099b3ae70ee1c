// The connections to one origin.
//
// A request takes a stream on a connection that has room. If none has, it starts an attempt to connect, and then
// takes whichever connection has room first, its own or another; only the failure of its own attempt fails it
// (requirement G3). Connections that got GOAWAY serve their streams to the end and take no more (G1); when all are
// full another one is opened, up to a limit, and beyond that requests wait (G2).
//
// Over HTTP/1.1 every stream needs a connection of its own. How a connection is made, and over which version, is the
// Connector's; where there are several, the version that comes first in the order of preference is used.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "http/connection.h"
#include "upstream/connector.h"

namespace culvert {

class OriginPool {
 public:
  struct Options : Connector::Options {
    Duration wait_timeout = std::chrono::seconds(30);  // for room, when no more connections may be opened
    Duration idle_timeout = std::chrono::seconds(60);  // of connections beyond the first
    // A shared connection that was lost with tunnels in it is made anew, whether or not somebody asks: after this much
    // time, and twice as long after each failure, up to the second; at once when the network has changed. It never
    // gives up.
    Duration first_pause = std::chrono::milliseconds(500);
    Duration longest_pause = std::chrono::seconds(60);
    std::size_t max_connections = 8;
    std::size_t max_single_connections = 1024;  // of those with one stream each
    Trace* trace = nullptr;                     // outlives the pool
    // Where ids of connections are counted, for several pools that share a trace; outlives the pool. Null: the pool's
    // own.
    std::uint64_t* last_id = nullptr;
  };
  struct Listener {
    std::move_only_function<void(const ConnectionInfo&)> on_connected;
    std::move_only_function<void(const ConnectionInfo&, const Error&)> on_disconnected;
  };

  OriginPool(Loop& loop, Resolver& resolver, TlsContext tls, Options options, Listener listener);
  ~OriginPool();  // streams that are left fail
  OriginPool(const OriginPool&) = delete;
  OriginPool& operator=(const OriginPool&) = delete;

  // A connection that was not established when the request was made on it.
  struct Early {
    explicit Early(Loop& loop) : superseded(loop) {}
    bool pending = true;  // nor is it now
    Event superseded;     // another was quicker: the request is better made again there
  };
  struct Opened {
    std::unique_ptr<http::ClientStream> stream;
    std::shared_ptr<Early> early;  // not null if the request went out in early data
    std::uint64_t connection = 0;  // its id; 0 for early data, before the connection counts
  };
  // What a request may depend on of the connection that is to carry it.
  struct Carrier {
    http::Version version;
    bool extended_connect;              // streams may switch protocols there (requirement R3)
    const http::KeyExporter* exporter;  // null before the handshake is complete
    const ConnectionInfo* info;         // so is this
  };
  // Makes the request when there is room for it. An error of its own is that of open().
  using MakeRequest = std::function<Result<http::Request>(const Carrier&)>;
  // kEarly: it may go out in early data (requirement S3). One that was lost in early data is made again without,
  // kAfterEarly, and then shares the fate of the attempt to connect that it was lost in.
  enum class Timing : std::uint8_t { kEarly, kAfterEarly, kAfterHandshake };
  [[nodiscard]] Task<Result<Opened>> open(MakeRequest make, Timing timing = Timing::kEarly);
  // A connection that takes requests, which is made if there is none; no request.
  [[nodiscard]] Task<Result<ConnectionInfo>> reach();
  // One that is the same for all. It lives until the task is done.
  [[nodiscard]] Task<Result<Opened>> open(const http::Request& request, Timing timing = Timing::kEarly) {
    return open([&request](const Carrier&) -> Result<http::Request> { return request; }, timing);
  }
  // The machine is in this network now (NetworkMonitor), or was asleep: connections find out what that means for them.
  void network_changed(const std::string& network);
  // The origin's own word on where else it can be reached, from any response (RFC 7838 §3).
  void told(const http::AltSvc& services) { connector_.told(services); }
  [[nodiscard]] std::vector<ConnectionInfo> connections() const;
  // No new requests; completes when all connections are closed.
  void drain();
  Poll<bool> poll_empty(Waiter& w);

 private:
  using Connection = Connector::Made;
  struct Attempt;
  struct EarlyConnection {
    http::ClientConnection* http;
    std::shared_ptr<Early> fate;
  };
  [[nodiscard]] Connection* with_room() const;
  [[nodiscard]] const EarlyConnection* early_with_room() const;
  void offer_early(http::ClientConnection& http);
  void end_early(const http::ClientConnection& http, bool established);
  [[nodiscard]] bool may_connect() const;
  [[nodiscard]] std::shared_ptr<Attempt> start_attempt();
  Task<> attempt(std::shared_ptr<Attempt> self);
  void add(std::unique_ptr<Connection> connection);
  Task<> reconnect();
  Task<> watch(std::list<std::unique_ptr<Connection>>::iterator place);
  void changed();

  Loop& loop_;
  const Options options_;
  Listener listener_;
  std::vector<EarlyConnection> early_;  // the connector's, for as long as it says
  Connector connector_;
  std::list<std::unique_ptr<Connection>> connections_;
  std::size_t attempts_ = 0;
  std::shared_ptr<Attempt> last_attempt_;
  bool one_stream_each_ = false;  // the origin speaks HTTP/1.1
  std::uint64_t own_last_id_ = 0;
  std::uint64_t& last_id_;
  std::uint64_t changes_ = 0;
  bool draining_ = false;
  bool reconnecting_ = false;
  Event network_news_;
  Error last_loss_;  // why the last connection that was lost was lost
  WaitList change_waiters_;
  TaskSet tasks_;
};

}  // namespace culvert
