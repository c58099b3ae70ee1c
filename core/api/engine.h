// The only door to the core for ui/ and app/. An engine owns the core thread; commands go in from any thread and return
// at once, events come out on the core thread.
//
//   Engine engine(on_event);
//   engine.apply(setup);     // Listening or ListenerFailed for each listener, ProfileFailed, … Started; Applied
//   ...
//   engine.stop();           // running tunnels are aborted; then Stopped
//
// An entry of a setup that is wrong fails by itself as well; a rule that is wrong, since what it keeps in would get
// out, or an id that is not unique makes the whole setup wrong.
//
// States: stopped until the first apply(); it runs from then on, whatever fails in it, until stop(). A wrong setup is
// answered by Failed and changes nothing, not even whether the engine runs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/event.h"
#include "api/probe.h"
#include "api/snapshot.h"
#include "api/timing.h"
#include "base/trace.h"
#include "config/setup.h"
#include "http/provisioning_domain.h"
#include "net/byte_stream.h"

namespace culvert::api {

class Engine {
 public:
  using EventHandler = std::move_only_function<void(const Event&)>;

  // `on_event` is called on the core thread and must not block.
  explicit Engine(EventHandler on_event, Timing timing = {});
  ~Engine();  // stops and joins the core thread
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // ---- What runs. Each gives the number of the change; Applied with that number, or a higher one, says that it is
  // done, and Failed with that number that it was wrong. Changes are made in the order in which they were asked for.

  // What should run from now on: what is the same as before goes on untouched, what is gone is closed, what is new is
  // opened. Of running tunnels
  //   - those that came in at a forward or listener that is gone or switched off end;
  //   - those through a profile that is gone end;
  //   - all others go on, on the connections that they have: also through a profile that is not in use any more or has
  //     changed (then new connections are made for new tunnels, and the old ones are closed with their last tunnel),
  //     and behind a forward whose target, access or profile has changed, or a rule.
  std::uint64_t apply(config::Setup setup);
  // In the setup that runs. Failed if there is none, or nothing of that id.
  std::uint64_t set_forward(std::string id, bool on);
  std::uint64_t set_application(std::string id, bool on);
  enum class Running : std::uint8_t { kGoOn, kEnd };  // tunnels through the profile that was in use
  std::uint64_t use_profile(std::string id, Running running = Running::kGoOn);
  // Aborts what runs, closes listeners and connections; tells Stopped within a second or so, also if nothing ran.
  // Changes that are not done by then are given up, without Applied.
  void stop();

  // ---- Tunnels

  // Carries one stream of the caller's own (standard input and output) to a destination, through `profile`, or as the
  // rules say if it is empty; `make` runs on the core thread, after all changes that were asked for before. Tells of it
  // by TunnelOpened and TunnelClosed, or TunnelFailed, with the id that it gives.
  using StreamMaker = std::move_only_function<Result<std::unique_ptr<ByteStream>>(Loop&)>;
  Tunnel::Id carry(http::HostPort target, StreamMaker make, std::string profile = {});
  // Aborts it, also while it is not open yet: TunnelClosed or TunnelFailed.
  void close_tunnel(Tunnel::Id id);

  // ---- Questions. `receive` is called once, on the core thread, but not if the engine ends before.

  // Connects to the first proxy of a profile that can be reached if nothing is connected, without asking it for
  // anything; gives the connection that a request would be made on now. Empty: the profile in use.
  void reach(std::string profile, std::move_only_function<void(const Result<ConnectionInfo>&)> receive);
  // A real tunnel to `target` through each proxy of the profile, side by side, on connections that are made for it and
  // closed afterwards; nothing needs to run. One for each proxy, in order.
  void probe(config::Profile profile, http::HostPort target,
             std::move_only_function<void(const std::vector<ProbeResult>&)> receive);
  // What a provisioning domain offers (requirement T5): `profile.proxy` is its URI, and the profile's CA, pins and
  // versions of HTTP hold; its credentials and its client certificate are for proxies only, and are not shown. Nothing
  // needs to run.
  using DomainReceiver = std::move_only_function<void(const Result<http::ProvisioningDomain>&)>;
  void fetch_domain(config::Profile profile, DomainReceiver receive);
  void snapshot(std::move_only_function<void(Snapshot)> receive);
  // From now on every connection's caller is looked up, not only where a rule or an application's access asks who it
  // is: for a view that shows them. Of those that are open already, one after the other, as soon as can be.
  void watch_callers(bool watch);

  // ---- Trace

  // The steps of one connection or tunnel that are still known, or of all; also those of setups that ran before.
  void trace(Trace::Subject wanted, std::move_only_function<void(const std::vector<Trace::Record>&)> receive);
  // Each new one, on the core thread, until the watcher sets another listener; empty: nobody.
  void watch_trace(Trace::Listener listener, Trace::Watcher watcher = Trace::Watcher::kOwner);

 private:
  struct Thread;
  std::unique_ptr<Thread> thread_;
};

}  // namespace culvert::api
