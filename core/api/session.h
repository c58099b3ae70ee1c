// A running profile: its listeners, its proxy and its tunnels. Core thread only; inside of api/.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "api/engine.h"
#include "api/session_store.h"
#include "inbound/arrival.h"
#include "net/network_monitor.h"
#include "net/resolver.h"
#include "net/tcp_listener.h"
#include "net/tcp_stream.h"
#include "upstream/proxy_client.h"

namespace culvert::api {

class Session {
 public:
  // Opens every listener or none. `trace` and `on_event` outlive the session.
  [[nodiscard]] static Result<std::unique_ptr<Session>> start(Loop& loop, Resolver& resolver, config::Profile profile,
                                                              Trace& trace, Engine::EventHandler& on_event);
  ~Session();  // aborts the tunnels

  // Aborts the tunnels and closes the connections in good order, within a second; then the session can be destroyed.
  [[nodiscard]] Task<> shut_down();
  void carry(http::HostPort target, Engine::StreamMaker make);
  void reach(std::move_only_function<void(const Result<ConnectionInfo>&)> receive);
  void close_tunnel(Tunnel::Id id);
  [[nodiscard]] Snapshot snapshot() const;

 private:
  Session(Loop& loop, Resolver& resolver, config::Profile profile, TlsContext tls, std::unique_ptr<SessionStore> store,
          const http::UriTemplate& uri_template, http::Identity identity, Trace& trace, Engine::EventHandler& on_event);
  [[nodiscard]] Result<> listen();
  Task<> accept_loop(TcpListener& listener, const config::SocksListener* socks, const config::PlainForward* forward);
  Task<> take_mixed(std::unique_ptr<TcpStream> stream, const config::SocksListener& socks);
  Task<> serve(Arrival arrival);
  [[nodiscard]] Task<bool> answer(Arrival& arrival, Result<> outcome);
  Task<> follow_network();
  void tunnel_over(const Tunnel& tunnel);
  void tell(const Event& event) { on_event_(event); }

  Loop& loop_;
  const config::Profile profile_;
  Engine::EventHandler& on_event_;
  Trace& trace_;
  Tunnel::Id last_id_ = 0;
  struct Waiting {
    std::string target;
    ProxyClient::Opening opening;
  };
  std::map<Tunnel::Id, Waiting> waiting_;      // applications whose tunnels are not open yet
  const std::unique_ptr<SessionStore> store_;  // null: in memory only
  OriginPool pool_;
  ProxyClient proxy_;
  NetworkMonitor network_;
  TunnelSet tunnels_;
  std::vector<std::unique_ptr<TcpListener>> listeners_;
  TaskSet tasks_;  // last: its tasks use everything above
};

}  // namespace culvert::api
