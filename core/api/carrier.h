// Carries what arrives to where it wants to go: decides, opens the far side, tells the application, and makes a tunnel
// of both. Core thread only; inside of api/.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/router.h"
#include "api/tunnels.h"
#include "api/upstreams.h"
#include "inbound/arrival.h"

namespace culvert::api {

// How a connection came in.
struct Origin {
  std::string application = {};  // ids
  std::string forward = {};
  std::string listener = {};  // its address
  std::string profile = {};   // what it says; empty: nothing
  std::optional<inbound::Caller> caller = {};
  std::optional<inbound::Peer> peer = {};  // for whoever wants to know the caller later
};

class Carrier {
 public:
  Carrier(Shared& shared, Router& router, Upstreams& upstreams, Tunnels& tunnels);

  void take(Arrival arrival, Origin origin) { take(next_id(), std::move(arrival), std::move(origin)); }
  void take(Tunnel::Id id, Arrival arrival, Origin origin);
  // What did not say where it wants to go.
  void unreadable(Error error, const Origin& origin);
  Poll<bool> poll_empty(Waiter& w) { return tasks_.poll_empty(w); }

 private:
  using Far = Result<std::unique_ptr<FarStream>>;
  [[nodiscard]] Tunnel::Id next_id() { return ++shared_.last_tunnel; }
  Task<> serve(Tunnel::Id id, Arrival arrival, Origin origin);
  [[nodiscard]] Result<Upstream*> decide(Tunnels::Opening& opening, const http::HostPort& target, const Origin& origin);
  [[nodiscard]] Task<Far> open(Tunnels::Opening& opening, Arrival& arrival, Upstream* upstream);
  [[nodiscard]] Task<Far> dial_direct(http::HostPort target);
  [[nodiscard]] Task<bool> answer(Arrival& arrival, Result<> outcome);

  Shared& shared_;
  Router& router_;
  Upstreams& upstreams_;
  Tunnels& tunnels_;
  TaskSet tasks_;
};

}  // namespace culvert::api
