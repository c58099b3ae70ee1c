// Where applications come in: listeners for all that say where they want to go, and the forwards of applications. Core
// thread only; inside of api/.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/carrier.h"
#include "api/router.h"
#include "api/tunnels.h"
#include "api/upstream.h"
#include "inbound/caller.h"
#include "net/tcp_listener.h"
#include "net/tcp_stream.h"

namespace culvert::api {

class Entrances {
 public:
  Entrances(Shared& shared, Router& router, Carrier& carrier, Tunnels& tunnels);
  ~Entrances();

  using Programs = std::map<std::string, std::vector<std::string>>;  // of each application
  // Opens what is new, closes what is gone; those that listen where they did before stay open, whatever else has
  // changed of them. Tells Listening, ListenerFailed and ListenerClosed; that one fails again for the same reason is
  // told only if `anew`.
  [[nodiscard]] Task<> apply(const config::Setup& setup, const Programs& programs, bool anew);
  void close_all();
  // Whether what came in there would still come in there.
  [[nodiscard]] bool has(const TunnelFacts& tunnel) const;
  void watch_callers(bool watch);
  void describe_in(Snapshot& snapshot) const;

 private:
  // What a setup says of one.
  struct Wanted {
    Entrance entrance = {};  // with the address that was asked for
    config::ListenAddress listen = {};
    std::optional<config::Credentials> credentials = {};
    http::HostPort target = {};
    std::string profile = {};
    std::string application_name = {};
    config::Application::Access access = config::Application::Access::kEveryone;
    std::vector<std::string> programs = {};
    std::optional<std::string> problem = {};  // it cannot be opened: the setup is wrong about it
  };
  struct Door {
    Door(Loop& loop, Wanted w) : wanted(std::move(w)), told(wanted.entrance), tasks(loop) {}
    Wanted wanted;
    Entrance told;               // with the address that was found
    std::optional<Error> error;  // why it is not open
    std::string sentence;
    std::optional<inbound::BusyPort> busy;                // the reason, if that is it
    std::vector<std::unique_ptr<TcpListener>> listeners;  // of localhost two
    TaskSet tasks;                                        // last: they use everything above
    [[nodiscard]] bool is_open() const { return !listeners.empty(); }
  };
  [[nodiscard]] static std::vector<Wanted> wanted(const config::Setup& setup, const Programs& programs);
  [[nodiscard]] static bool is_same(const Wanted& wanted, const Door& door);
  void open(Door& door);
  void shut(Door& door);
  [[nodiscard]] Result<> listen(Door& door);
  [[nodiscard]] Task<> explain(Door& door, bool anew);
  Task<> accept_loop(Door& door, TcpListener& listener);
  Task<> welcome(Door& door, std::unique_ptr<TcpStream> stream);
  [[nodiscard]] Task<std::optional<inbound::Caller>> caller_of(inbound::Peer peer);
  Task<> name_callers();
  [[nodiscard]] static bool may_enter(const Wanted& at, const std::optional<inbound::Caller>& caller);
  void refuse(const Wanted& at, ByteStream& stream, std::optional<inbound::Caller> caller);
  void tell_router();

  Shared& shared_;
  Router& router_;
  Carrier& carrier_;
  Tunnels& tunnels_;
  inbound::CallerLookup callers_;
  bool watching_ = false;
  bool naming_ = false;  // name_callers() is under way
  std::vector<std::unique_ptr<Door>> doors_;
  TaskSet tasks_;  // last: its task uses everything above
};

}  // namespace culvert::api
