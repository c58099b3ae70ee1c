// What an engine tells: each change of state that a person would want to be told of. Ids are those of the Setup.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "config/setup.h"
#include "inbound/caller.h"
#include "tunnel/tunnel.h"
#include "upstream/origin_pool.h"

namespace culvert::api {

// Where connections come in. A listener for all that say where they want to go has neither application nor forward.
struct Entrance {
  std::string kind = {};         // "mixed", "forward"
  std::string address = {};      // "127.0.0.1:1080", "localhost:1080", "unix:/path"; with the port that was found
  std::string target = {};       // of a forward: "host:port"
  std::string application = {};  // id
  std::string forward = {};      // id
};

namespace event {

// ---- The setup

struct Listening {
  Entrance entrance;
};
// This one alone; the rest runs. It is tried again with the next change of the setup.
struct ListenerFailed {
  Entrance entrance;
  Error error;
  std::string sentence;                         // names who holds a busy port, and the next free one
  std::optional<std::uint16_t> free_port = {};  // where that is known
  std::optional<inbound::BusyPort> busy = {};   // the same, for whoever has words of their own
};
// It was removed, switched off, or is about to be opened anew somewhere else.
struct ListenerClosed {
  Entrance entrance;
};
// A profile that is needed cannot be used (it is wrong, or a file is missing); tunnels through it fail. The rest runs.
struct ProfileFailed {
  std::string profile;
  Error error;
  std::string sentence;
};
struct ProfileInUse {
  std::string profile;
};
// The first setup since the last Stopped runs.
struct Started {};
// All that was asked for up to the change of this number runs, or was told to have failed.
struct Applied {
  std::uint64_t number = 0;
};
// The setup of this number (0: of none) is wrong, and nothing of it is used; what ran goes on.
struct Failed {
  Error error;
  std::string sentence;
  std::uint64_t number = 0;
  std::vector<config::Problem> problems = {};
};
struct Stopped {};

// ---- The way to the proxies

struct Connected {
  ConnectionInfo connection;
  std::string profile = {};
  std::string proxy = {};  // "host:port"
};
struct Disconnected {
  ConnectionInfo connection;
  std::string sentence;
  std::string profile = {};
  std::string proxy = {};
  Error error = {};
};
// One of several proxies of a profile cannot be reached: for `pause` the others are asked first.
struct ProxyAvoided {
  std::string profile;
  std::string proxy;
  Error error;
  std::string sentence;
  Duration pause{};
};
struct ProxyBack {
  std::string profile;
  std::string proxy;
};

// ---- Connections of applications

// Somebody connected to a forward who may not: the connection was reset.
struct CallerRefused {
  std::string application;
  std::string forward;
  std::optional<inbound::Caller> caller;  // unless nobody could say who it was
  std::string sentence;
  std::string address = {};  // where
};
struct TunnelOpened {
  Tunnel::Id id = 0;
  std::string target;
  Duration setup{};  // from the application's request to the proxy's answer
  std::string application = {};
  std::string forward = {};
  std::string profile = {};  // empty: direct
  std::string rule = {};     // why it went there, in words
};
struct TunnelFailed {
  Tunnel::Id id = 0;
  std::string target;  // empty if the application's request could not be read
  Error error;
  std::string sentence;
  std::string application = {};
  std::string forward = {};
  std::string profile = {};
  std::string rule = {};
};
struct TunnelClosed {
  Tunnel::Id id = 0;
  std::string target;
  Traffic traffic;
  Result<> result;
  std::string sentence;  // empty for a good end
  std::string application = {};
  std::string forward = {};
  std::string profile = {};
};

}  // namespace event

using Event = std::variant<event::Listening, event::ListenerFailed, event::ListenerClosed, event::ProfileFailed,
                           event::ProfileInUse, event::Started, event::Applied, event::Failed, event::Stopped,
                           event::Connected, event::Disconnected, event::ProxyAvoided, event::ProxyBack,
                           event::CallerRefused, event::TunnelOpened, event::TunnelFailed, event::TunnelClosed>;

}  // namespace culvert::api
