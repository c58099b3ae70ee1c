// The companion proxy: accepts HTTP/3 over QUIC, HTTP/2 and HTTP/1.1 over TLS, and HTTP/1.1 in cleartext from a
// gateway, takes connect-tcp requests that match its template, connects to their destinations and runs the tunnels.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "http/connection.h"
#include "http/h1/settings.h"
#include "http/h2/settings.h"
#include "http/h3/settings.h"
#include "net/resolver.h"
#include "net/tcp_listener.h"
#include "proxy/limits.h"
#include "proxy/policy.h"
#include "proxy/request.h"
#include "quic/listener.h"
#include "tls/context.h"
#include "tunnel/tunnel.h"

namespace culvert::proxy {

struct Options {
  Endpoint listen;
  // HTTP/1.1 without TLS, for a gateway on this machine that has ended it (requirement X4 then is a reset of TCP).
  std::optional<Endpoint> cleartext;
  std::string cleartext_path;  // the same on a socket of the Unix domain; empty: none
  // Over TCP those of the context's ALPN; HTTP/3 has the same port number over UDP.
  http::Versions versions{http::Version::kHttp3, http::Version::kHttp2, http::Version::kHttp11};
  Rules rules;
  std::string name = "culvert-proxy";  // in Proxy-Status
  h1::Settings h1;
  h2::Settings h2;
  h3::Settings h3;
  quic::Settings quic;
  Duration handshake_timeout = std::chrono::seconds(10);
  Duration connect_timeout = std::chrono::seconds(30);
  Policy policy;               // of destinations
  bool allow_private = false;  // also those that are not global unicast addresses, unless the policy denies them
  Limits limits;               // of one client
  Duration idle_timeout = std::chrono::minutes(10);  // of a connection without streams: half of it at least
};

namespace event {
struct Connected {
  std::uint64_t connection = 0;
  Endpoint client;
  http::Version version = http::Version::kHttp2;
  TlsInfo tls;  // empty in cleartext
};
struct Disconnected {  // also when the handshake failed
  std::uint64_t connection = 0;
  Endpoint client;
  Error error;
};
struct Opened {
  Tunnel::Id id = 0;
  std::uint64_t connection = 0;
  std::string destination;
  std::string next_hop;
  std::string user;
};
struct Refused {
  std::uint64_t connection = 0;
  std::string destination;  // empty if the request did not name a valid one
  int status = 0;
  Error error;
  std::string rule = {};  // of the policy, if it was that: see Policy::Denied
  bool question = false;  // the client is asked who it is
};
struct Closed {
  Tunnel::Id id = 0;
  std::string destination;
  Traffic traffic;
  Result<> result;
};
}  // namespace event
using Event = std::variant<event::Connected, event::Disconnected, event::Opened, event::Refused, event::Closed>;

class Server {
 public:
  using Listener = std::move_only_function<void(const Event&)>;
  // `loop` and `resolver` outlive the server.
  Server(Loop& loop, Resolver& resolver, TlsContext tls, Options options, Listener on_event);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Starts to listen.
  [[nodiscard]] Result<> open();
  [[nodiscard]] const Endpoint& endpoint() const;
  [[nodiscard]] const Endpoint& cleartext_endpoint() const;  // precondition: Options::cleartext

  // Graceful stop: no new connections, GOAWAY on those there are, WRAP_UP in their tunnels, which go on.
  void drain();
  // True once nothing is left after drain().
  Poll<bool> poll_drained(Waiter& w);
  [[nodiscard]] std::size_t tunnels() const { return tunnels_.size(); }

 private:
  struct Client;  // one connection
  Task<> accept_loop(TcpListener& listener, bool secure);
  Task<> serve(Socket socket, bool secure);
  Task<> serve_quic(std::unique_ptr<http::ServerConnection> connection, const quic::Connection& transport);
  Task<> serve_requests(Client& client, TlsInfo tls);
  [[nodiscard]] std::optional<ConnectionLimit::Permit> admit(const Client& client);
  void tell_of_limit(std::uint64_t connection, const Endpoint& client);
  [[nodiscard]] Result<> open_secure();
  [[nodiscard]] Result<> open_tcp();
  [[nodiscard]] Result<> open_quic();
  [[nodiscard]] Task<Result<>> begin(Client& client, Socket socket, bool secure, TlsInfo& info);
  Task<> answer(Client& client, std::unique_ptr<http::ServerStream> stream);
  Task<> refuse(const Client& client, http::ServerStream& stream, proxy::Refused refused);
  // Sees to it that the users' answer for this request is there at once; false if too many wait for one.
  [[nodiscard]] Task<bool> authenticate(const http::Request& request);
  [[nodiscard]] Task<Result<Socket>> connect(const http::HostPort& target, http::ServerStream& stream,
                                             std::string& rule);

  Loop& loop_;
  Resolver& resolver_;
  const TlsContext tls_;
  const Options options_;
  Listener on_event_;
  Workers hashing_;
  std::map<std::string, std::shared_ptr<culvert::Event>>
      asking_;  // by Authorization value: whose password is being hashed
  Endpoint endpoint_;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<quic::Listener> quic_listener_;
  std::unique_ptr<TcpListener> cleartext_;
  std::unique_ptr<TcpListener> local_;  // cleartext, too
  std::uint64_t last_connection_ = 0;
  Tunnel::Id last_tunnel_ = 0;
  bool draining_ = false;
  ConnectionLimit connection_limit_;
  TunnelLimit tunnel_limit_;
  std::unordered_map<Tunnel::Id, TunnelLimit::Permit> permits_;  // of tunnels_
  std::list<Client*> clients_;                                   // those whose handshake is done
  TunnelSet tunnels_;
  TaskSet serving_;
  TaskSet accepting_;
};

}  // namespace culvert::proxy
