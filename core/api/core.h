// All that an engine is made of, on the core thread; inside of api/.
//
// There is one setup that is wanted. Changes of it only note what is wanted now; one task brings what runs to it, in
// their order, and whoever needs what runs waits for it to be done.
#pragma once

#include <optional>
#include <string>

#include "api/carrier.h"
#include "api/engine.h"
#include "api/entrances.h"
#include "api/router.h"
#include "api/tunnels.h"
#include "api/upstreams.h"
#include "net/network_monitor.h"
#include "net/resolver.h"
#include "net/workers.h"

namespace culvert::api {

class Core {
 public:
  Core(Loop& loop, Timing timing, Engine::EventHandler on_event);
  ~Core();

  // `change` gives why the setup that is wanted cannot be changed that way; empty: it was.
  using Change = std::move_only_function<config::Problems(std::optional<config::Setup>&)>;
  void change(std::uint64_t number, Change change, bool anew = false);
  void use_profile(std::uint64_t number, const std::string& id, Engine::Running running);
  void stop();
  void end();  // stops, if something runs, and then the loop

  void carry(Tunnel::Id id, http::HostPort target, Engine::StreamMaker make, std::string profile);
  void close_tunnel(Tunnel::Id id) { tunnels_.close(id, {Stage::kLocal, Code::kClosed, "closed by the user"}); }
  void reach(std::string profile, std::move_only_function<void(const Result<ConnectionInfo>&)> receive);
  [[nodiscard]] Snapshot snapshot();
  void watch_callers(bool watch) { entrances_.watch_callers(watch); }
  // Questions that take time, and need nothing that runs.
  void spawn(Task<> question) { questions_.spawn(std::move(question)); }

  [[nodiscard]] Shared& shared() { return shared_; }

 private:
  void settle_soon();
  Task<> settle();
  Task<> run(config::Setup setup, Router::Compiled compiled, bool anew);
  Task<> shut_down();
  Task<> follow_network();
  void refuse(std::uint64_t number, config::Problems problems);

  Loop& loop_;
  Engine::EventHandler on_event_;
  Trace trace_;
  SystemResolver resolver_;
  Shared shared_;
  NetworkMonitor network_;
  Workers compiling_;

  std::optional<config::Setup> wanted_;
  std::optional<config::Setup> running_;
  std::uint64_t number_ = 0;  // of the latest change
  bool anew_ = false;         // somebody asked for all of it
  std::string leaving_;       // the profile whose tunnels are to end when another is in use
  bool changed_ = false;
  bool stopping_ = false;
  bool ending_ = false;
  bool settling_ = false;
  culvert::Event settled_;

  Router router_;
  Upstreams upstreams_;
  Tunnels tunnels_;
  Carrier carrier_;
  Entrances entrances_;
  TaskSet questions_;
  TaskSet tasks_;  // last: its tasks use everything above
};

}  // namespace culvert::api
