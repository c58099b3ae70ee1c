// The only door to the core for ui/ and app/. An engine owns the core thread; commands go in from any thread and
// return at once, events come out on the core thread.
//
//   Engine engine(on_event);
//   engine.start(profile);   // Listening for each listener, then Started; or Failed
//   ...
//   engine.stop();           // running tunnels are aborted; then Stopped
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/trace.h"
#include "config/profile.h"
#include "http/connection.h"
#include "http/provisioning_domain.h"
#include "net/byte_stream.h"
#include "tunnel/tunnel.h"
#include "upstream/origin_pool.h"

namespace culvert::api {

namespace event {

struct Listening {
  std::string kind;     // "mixed": SOCKS and HTTP; "forward"
  std::string address;  // "127.0.0.1:1080"
  std::string target;   // of a forward: "host:port"
};
struct Started {};
// The profile cannot be used, or a listener cannot be opened; the engine is stopped.
struct Failed {
  Error error;
  std::string sentence;
};
struct Connected {
  ConnectionInfo connection;
};
struct Disconnected {
  ConnectionInfo connection;
  std::string sentence;
};
struct TunnelOpened {
  Tunnel::Id id = 0;
  std::string target;
  Duration setup{};  // from the application's request to the proxy's answer
};
struct TunnelFailed {
  Tunnel::Id id = 0;
  std::string target;  // empty if the application's request could not be read
  Error error;
  std::string sentence;
};
struct TunnelClosed {
  Tunnel::Id id = 0;
  std::string target;
  Traffic traffic;
  Result<> result;
  std::string sentence;  // empty for a good end
};
struct Stopped {};

}  // namespace event

using Event = std::variant<event::Listening, event::Started, event::Failed, event::Connected, event::Disconnected,
                           event::TunnelOpened, event::TunnelFailed, event::TunnelClosed, event::Stopped>;

struct Snapshot {
  struct TunnelRow {
    Tunnel::Id id = 0;
    std::string target;
    Traffic traffic;
    bool finishing = false;  // the proxy asks to wrap up (requirement C7)
  };
  // What an application waits for.
  struct OpeningRow {
    Tunnel::Id id = 0;
    std::string target;
    Step step = Step::kArrived;  // kWaiting, kRequest, kTaken (requirement S2), …
  };
  std::vector<ConnectionInfo> connections;
  std::vector<OpeningRow> opening;
  std::vector<TunnelRow> tunnels;
  Traffic total;  // past tunnels included
};

class Engine {
 public:
  using EventHandler = std::move_only_function<void(const Event&)>;

  // `on_event` is called on the core thread and must not block.
  explicit Engine(EventHandler on_event);
  ~Engine();  // stops and joins the core thread
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Ignored, with Failed, while a profile is running.
  void start(config::Profile profile);
  // Aborts what runs, closes listeners and connections; tells Stopped within a second or so.
  void stop();
  // Carries one stream of the caller's own (standard input and output) to a destination; `make` runs on the core
  // thread. Tells of it by TunnelOpened and TunnelClosed, or TunnelFailed.
  using StreamMaker = std::move_only_function<Result<std::unique_ptr<ByteStream>>(Loop&)>;
  void carry(http::HostPort target, StreamMaker make);
  void close_tunnel(Tunnel::Id id);
  // Connects to the proxy if nothing is connected, without asking it for anything. `receive` is called on the core
  // thread, with the connection that a request would be made on now.
  void reach(std::move_only_function<void(const Result<ConnectionInfo>&)> receive);
  // What a provisioning domain offers (requirement T5): `profile.proxy` is its URI, and the profile's CA, pins and
  // versions of HTTP hold; its credentials and its client certificate are for proxies only, and are not shown. Needs no
  // profile that runs. `receive` is called on the core thread, but not if the engine ends before.
  using DomainReceiver = std::move_only_function<void(const Result<http::ProvisioningDomain>&)>;
  void fetch_domain(config::Profile profile, DomainReceiver receive);
  // `receive` is called on the core thread.
  void snapshot(std::move_only_function<void(const Snapshot&)> receive);
  // The steps of one connection or tunnel that are still known, or of all; also those of profiles that ran before.
  void trace(Trace::Subject wanted, std::move_only_function<void(const std::vector<Trace::Record>&)> receive);
  // Each new one, on the core thread, until another listener is set; empty: nobody.
  void watch_trace(Trace::Listener listener);

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace culvert::api
