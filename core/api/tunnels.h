// All tunnels of an engine, from the application's request to the end, what is known of them, and the counters. Core
// thread only; inside of api/.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "api/snapshot.h"
#include "api/upstream.h"
#include "tunnel/tunnel.h"

namespace culvert::api {

class Tunnels {
  // A counter, and the traffic of what runs, which only a snapshot adds up.
  struct Tally {
    Counters counters;  // traffic: of what is over
    Traffic running;
    bool gone = false;  // of a connection that has ended
    [[nodiscard]] Counters sum() const;
  };

 public:
  class Opening;

  explicit Tunnels(Shared& shared);
  ~Tunnels();  // aborts all

  // A tunnel that is not open yet; in the frame of whoever opens it. It is one of the rows as long as it lives.
  class Opening {
   public:
    Opening(Tunnels& all, Tunnel::Id id, TunnelFacts facts, std::optional<inbound::Peer> peer = {});
    ~Opening();
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;

    [[nodiscard]] Tunnel::Id id() const { return progress.id; }
    [[nodiscard]] const TunnelFacts& facts() const;
    template <class F>
    void change(F change_facts) {
      auto changed = std::make_shared<TunnelFacts>(facts());
      change_facts(*changed);
      set_facts(std::move(changed));
    }
    void trace(Step step, std::string_view text = {});
    // True once somebody has asked for its end; why() then says who.
    Poll<bool> poll_cancelled(Waiter& w) { return cancelled_.poll_set(w); }
    [[nodiscard]] const Error& why() const { return why_; }
    // Either of these is the last that is done with it.
    void failed(Error error);
    void opened(std::unique_ptr<ByteStream> near, std::unique_ptr<FarStream> far, std::optional<Upstream::Use> use);

    ProxyClient::Opening progress;

   private:
    friend class Tunnels;
    void set_facts(std::shared_ptr<const TunnelFacts> facts);
    Tunnels& all_;
    culvert::Event cancelled_;
    Error why_;
    bool over_ = false;
  };

  void close(Tunnel::Id id, const Error& why);
  // Those of which `which` is true, open or not.
  using Which = std::function<bool(const TunnelFacts&)>;
  void close_those(const Which& which, const Error& why);
  // The first one after `after` whose caller is not known and can be asked for.
  struct Nameless {
    Tunnel::Id id = 0;
    inbound::Peer peer;
  };
  [[nodiscard]] std::optional<Nameless> next_nameless(Tunnel::Id after) const;
  void set_caller(Tunnel::Id id, inbound::Caller caller);  // if it is still there
  // Nobody of either kind is left.
  Poll<bool> poll_empty(Waiter& w);
  void connection_over(std::uint64_t connection);
  // Adds rows and counters.
  void describe_in(Snapshot& snapshot);
  [[nodiscard]] std::vector<std::string> profiles() const;  // that were used
  [[nodiscard]] Counters of_profile(const std::string& id) const;
  [[nodiscard]] Counters of_connection(std::uint64_t id) const;

 private:
  struct Row {
    std::shared_ptr<const TunnelFacts> facts;
    Opening* opening = nullptr;      // before it is open
    const Tunnel* tunnel = nullptr;  // then
    std::optional<Upstream::Use> use;
    std::optional<inbound::Peer> peer;  // none: it did not come in by a listener
    // Of those that it counts for; they stay where they are. Null: none.
    Tally* forward = nullptr;
    Tally* profile = nullptr;
    Tally* connection = nullptr;
  };
  using ForwardKey = std::pair<std::string, std::string>;  // application and forward
  void over(const Tunnel& tunnel);
  void count_running();
  template <class F>
  void each_tally(const Row& row, F f) {
    f(total_);
    if (row.forward != nullptr) f(*row.forward);
    if (row.profile != nullptr) f(*row.profile);
    if (row.connection != nullptr) f(*row.connection);
  }

  Shared& shared_;
  std::map<Tunnel::Id, Row> rows_;
  std::map<ForwardKey, Tally> forwards_;
  std::map<std::string, Tally> profiles_;
  std::unordered_map<std::uint64_t, Tally> connections_;
  Tally direct_;
  Tally total_;
  WaitList empty_;
  TunnelSet set_;
};

}  // namespace culvert::api
