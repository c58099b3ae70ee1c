// What an engine does at one moment. Plain values: they may be taken to another thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/event.h"
#include "base/trace.h"
#include "config/setup.h"
#include "inbound/caller.h"
#include "tunnel/tunnel.h"
#include "upstream/origin_pool.h"

namespace culvert::api {

// Of a forward, a profile, a connection: those that are over are part of it.
struct Counters {
  Traffic traffic;
  std::uint64_t opened = 0;
  std::uint64_t failed = 0;
  std::size_t open = 0;  // now
};

// What is known of a tunnel besides what changes all the time.
struct TunnelFacts {
  std::string target = {};
  std::string application = {};  // ids, empty where it did not come in at a forward
  std::string forward = {};
  std::string listener = {};  // its address; empty for a stream of the program's own
  std::optional<inbound::Caller> caller = {};
  config::Rule::Action action = config::Rule::Action::kTunnel;
  std::string rule = {};         // why it goes there, in words; empty before that is decided
  std::string profile = {};      // id; empty: direct
  std::string proxy = {};        // "host:port"
  std::uint64_t connection = 0;  // that carries it; 0: not yet known, or direct
  std::optional<http::Version> version = {};
  TimePoint start = {};  // of the application's request
  std::chrono::system_clock::time_point wall_start = {};
};

struct Snapshot {
  struct TunnelRow {
    Tunnel::Id id = 0;
    std::shared_ptr<const TunnelFacts> facts;  // the same object as long as nothing in it has changed; never null
    Traffic traffic;
    Step step = Step::kArrived;  // kWaiting, kRequest, kTaken (requirement S2), …; kOpened: it is open
    bool finishing = false;      // the proxy asks to wrap up (requirement C7)
    [[nodiscard]] bool open() const { return step == Step::kOpened; }
  };
  struct ConnectionRow {
    ConnectionInfo info = {};
    std::string profile = {};
    std::string proxy = {};
    Counters counters = {};
  };
  struct EntranceRow {
    Entrance entrance = {};
    std::string sentence = {};  // why it is not open; empty: it is
    std::optional<Error> error = {};
    std::optional<inbound::BusyPort> busy = {};
  };
  struct ForwardRow {
    std::string application = {};
    std::string forward = {};
    Counters counters = {};
  };
  struct ProxyRow {
    std::string proxy = {};
    std::optional<Duration> avoided = {};  // for how much longer; zero: until it has been tried
    std::string sentence = {};             // why
  };
  struct ProfileRow {
    std::string profile = {};
    bool in_use = false;
    std::string sentence = {};  // why it cannot be used; empty: it can
    std::optional<Error> error = {};
    std::vector<ProxyRow> proxies = {};
    Counters counters = {};
  };
  bool running = false;
  std::vector<EntranceRow> entrances;
  std::vector<ProfileRow> profiles;  // those that are needed, or were used
  std::vector<ForwardRow> forwards;  // those that were used since the start
  std::vector<ConnectionRow> connections;
  std::vector<TunnelRow> tunnels;  // by id; those that are not open yet are among them
  Counters direct;
  Counters total;
};

}  // namespace culvert::api
