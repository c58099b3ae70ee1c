// A tunnel: two byte streams and two loops, one a direction: next, write, consume. The near stream is the TCP
// connection of an application (client) or to a destination (proxy); the far one leads to the other end of the tunnel:
// capsules in an HTTP stream, a classic CONNECT, or the destination itself.
//
//   near's end      -> finish() on the far stream (with capsules FINAL_DATA, requirement X1)
//   far's end       -> finish() on the near stream (FIN, X2)
//   both ended      -> the far stream closes gracefully (X3)
//   either broke    -> both are reset, even while a direction waits for a slow reader (X4, X5, X7)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/trace.h"
#include "net/byte_stream.h"
#include "net/far_stream.h"
#include "net/loop.h"

namespace culvert {

struct Traffic {
  std::uint64_t sent = 0;      // payload bytes near -> far
  std::uint64_t received = 0;  // payload bytes far -> near
};

class TunnelSet;

class Tunnel {
 public:
  using Id = std::uint64_t;

  [[nodiscard]] Id id() const { return id_; }
  [[nodiscard]] const std::string& label() const { return label_; }  // "host:port"
  [[nodiscard]] const Traffic& traffic() const { return traffic_; }
  // The proxy has asked to wrap up: the tunnel goes on, and will be closed before long (requirement C7).
  [[nodiscard]] bool finishing() const { return far_->wrapping_up(); }
  // How it ended; no error means that both directions came to their end.
  [[nodiscard]] Result<> result() const;

 private:
  friend class TunnelSet;
  Tunnel(TunnelSet& owner, Id id, std::string label, std::unique_ptr<ByteStream> near, std::unique_ptr<FarStream> far);

  class Either;
  Task<> pump(ByteStream& from, ByteStream& to, std::uint64_t& count);
  bool received(ByteStream& from, ByteStream& to, Either& wait, ChunkQueue& bytes);
  bool written(ByteStream& from, ByteStream& to, Either& wait);
  bool finished(ByteStream& from, ByteStream& to, Either& wait);
  bool watch(ByteStream& other, Either& wait);
  void start();
  void tell(Step step, std::string_view text = {}) const;
  void tell_end() const;
  Task<> close_far();
  void broke(const Error& why);

  TunnelSet& owner_;
  const Id id_;
  const std::string label_;
  std::unique_ptr<ByteStream> near_;
  std::unique_ptr<FarStream> far_;
  Traffic traffic_;
  std::unique_ptr<Error> error_;
  int running_ = 2;  // directions
  Task<> up_;        // last: the tasks use everything above
  Task<> down_;
};

// The tunnels of one engine or proxy; their sole owner.
class TunnelSet {
 public:
  // Called when a tunnel is over, before it is destroyed.
  using Listener = std::move_only_function<void(const Tunnel&)>;

  TunnelSet(Loop& loop, Listener on_over, Trace* trace = nullptr);  // `trace` outlives the set
  ~TunnelSet();                                                     // aborts all
  TunnelSet(const TunnelSet&) = delete;
  TunnelSet& operator=(const TunnelSet&) = delete;

  // Starts at the loop's next turn.
  void add(Tunnel::Id id, std::string label, std::unique_ptr<ByteStream> near, std::unique_ptr<FarStream> far);
  // Aborts one; false if there is none of that id.
  bool close(Tunnel::Id id, const Error& why);
  void close_all(const Error& why);
  void wrap_up();  // proxy: asks all clients to, see FarStream::wrap_up()

  [[nodiscard]] std::size_t size() const { return tunnels_.size(); }
  // Null if there is none of that id; the pointer holds until the listener has been told that it is over.
  [[nodiscard]] const Tunnel* find(Tunnel::Id id) const {
    const auto it = tunnels_.find(id);
    return it == tunnels_.end() ? nullptr : it->second.get();
  }
  [[nodiscard]] auto begin() const { return tunnels_.begin(); }
  [[nodiscard]] auto end() const { return tunnels_.end(); }
  // Bytes of the tunnels that are over.
  [[nodiscard]] const Traffic& past() const { return past_; }
  // True once none is left.
  Poll<bool> poll_empty(Waiter& w);

 private:
  friend class Tunnel;
  struct Sweeper;  // starts what was added and deletes what is over, outside of every coroutine
  void over(Tunnel& tunnel);
  void sweep();

  Loop& loop_;
  Listener on_over_;
  Trace* const trace_;
  std::unordered_map<Tunnel::Id, std::unique_ptr<Tunnel>> tunnels_;
  std::vector<Tunnel::Id> fresh_;
  std::vector<Tunnel::Id> over_;
  Traffic past_;
  WaitList empty_waiters_;
  std::unique_ptr<Sweeper> sweeper_;
};

}  // namespace culvert
