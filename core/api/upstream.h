// A running profile: its proxies, the connections to them, and which of them is asked first. Core thread only; inside
// of api/.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/engine.h"
#include "api/session_store.h"
#include "api/timing.h"
#include "net/resolver.h"
#include "tls/context.h"
#include "upstream/proxy_client.h"

namespace culvert::api {

// What all parts of an engine share; it outlives them.
struct Shared {
  Loop& loop;
  Resolver& resolver;
  Trace& trace;
  Engine::EventHandler& on_event;
  Timing timing;
  std::uint64_t last_connection = 0;  // ids count up over all profiles
  std::atomic<Tunnel::Id> last_tunnel = 0;

  void tell(const Event& event) { on_event(event); }
};

// One proxy of a profile is asked first as long as it can be reached. When it cannot, the tunnel goes to the next at
// once, before anything of it was taken, and so do those that come after it; when its pause is over it is tried beside
// the next tunnel, and takes new ones again once it answers. What a proxy or a destination has answered (401, 403, a
// refused connection) is an answer, and nobody else is asked. Credentials that were asked for are remembered for each
// proxy by itself.
class Upstream {
 public:
  // What has to be read from files before.
  struct Parts {
    config::Profile profile;
    std::vector<http::UriTemplate> proxies;
    TlsContext tls;
    http::Identity identity;
  };
  // Any thread; it waits for the disk. Errors: those of the profile and of its files.
  [[nodiscard]] static Result<Parts> prepare(config::Profile profile);

  Upstream(Shared& shared, Parts parts);
  ~Upstream();  // connections are cut
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  [[nodiscard]] const config::Profile& profile() const { return profile_; }

  struct Opened {
    std::unique_ptr<FarStream> far;
    std::string proxy;  // "host:port"
    std::optional<http::Version> version;
  };
  // See ProxyClient::open(). `application` may be another object afterwards, and while
  // it goes on.
  [[nodiscard]] Task<Result<Opened>> open(http::HostPort target, std::unique_ptr<ByteStream>& application,
                                          ProxyClient::Opening& opening);
  [[nodiscard]] Task<Result<ConnectionInfo>> reach();
  void network_changed(const std::string& network);
  struct Carrier {
    ConnectionInfo info;
    std::string proxy;
  };
  [[nodiscard]] std::vector<Carrier> connections() const;
  [[nodiscard]] std::vector<Snapshot::ProxyRow> proxies() const;

  // Held by each tunnel and each request for one: it may be destroyed when nobody does.
  class Use {
   public:
    explicit Use(Upstream& of) : of_(&of) { ++of.users_; }
    Use(Use&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    Use& operator=(Use&& other) noexcept {
      std::swap(of_, other.of_);
      return *this;
    }
    ~Use();

   private:
    Upstream* of_;
  };
  Poll<bool> poll_unused(Waiter& w);
  // No new requests; those that wait for a connection fail.
  void drain();
  // Closes the connections in good order, within the farewell's limit; then it can be destroyed.
  [[nodiscard]] Task<> shut_down();

 private:
  struct Proxy;
  [[nodiscard]] std::vector<Proxy*> in_turn();
  [[nodiscard]] Task<Result<std::unique_ptr<FarStream>>> ask(Proxy& proxy, const http::HostPort& target,
                                                             ByteStream& application, ProxyClient::Opening& opening);
  void avoid(Proxy& proxy, const Error& why);
  void back(Proxy& proxy);
  Task<> try_beside(Proxy& proxy);

  Shared& shared_;
  const config::Profile profile_;
  const TlsContext tls_;
  const std::unique_ptr<SessionStore> store_;    // null: in memory only
  std::vector<std::unique_ptr<Proxy>> proxies_;  // in the order of the profile
  std::size_t users_ = 0;
  WaitList unused_;
  TaskSet tasks_;  // last: its tasks use everything above
};

}  // namespace culvert::api
