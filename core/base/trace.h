// What happened to each connection and each tunnel, step by step: a ring in memory, always on. A record costs no
// allocation; old ones give way to new ones. Core thread only. Nothing that is secret goes in (requirement K3); texts
// may be of a peer's making, and are escaped where they are shown (K4).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

namespace culvert {

enum class Step : std::uint8_t {
  // Of a connection to the proxy, which is an attempt at first.
  kLookup,         // text: the name
  kLookedUp,       // value: how many addresses
  kTcp,            // text: the address
  kTcpReady,       // text: the address
  kTls,            // the handshake begins
  kTlsReady,       // text: what was negotiated
  kQuic,           // text: the address
  kQuicReady,      // text: what was negotiated
  kQuicFailed,     // text: why; TCP goes on
  kHttpReady,      // requests may be made; text: the version
  kGivenUp,        // text: why there is no connection
  kConnectionEnd,  // text: why
  // Of a tunnel.
  kArrived,         // an application wants to go somewhere; text: where
  kDecided,         // where it goes; text: the rule
  kWaiting,         // for a connection with room
  kRequest,         // sent, on `connection`; text: the upgrade token
  kTaken,           // 100 (Continue): the proxy has the request
  kAnswer,          // value: the status
  kAgain,           // the request is made once more; text: why
  kNextProxy,       // another of the profile is asked; text: the one that cannot be reached
  kOpened,          // both ways
  kApplicationEnd,  // the application sends no more
  kDestinationEnd,  // nor does the destination
  kTunnelEnd,       // text: how many bytes, or what broke it
  kFailed,          // text: why there is no tunnel
};
// "looked-up", "request", …
[[nodiscard]] std::string_view name_of(Step step);
// What `value` is: "status", "addresses"; empty where it is nothing.
[[nodiscard]] std::string_view value_name_of(Step step);

// Of whom a record tells; 0: of none. A request on a connection is both's.
struct TraceSubject {
  std::uint64_t connection = 0;
  std::uint64_t tunnel = 0;
  bool operator==(const TraceSubject&) const = default;
};

class Trace {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Subject = TraceSubject;

  struct Record {
    std::uint64_t number = 0;  // counts up from 1
    TimePoint at;
    Subject subject;
    std::uint64_t value = 0;
    Step step = Step::kLookup;
    std::uint8_t size = 0;
    std::array<char, 61> bytes{};
    [[nodiscard]] std::string_view text() const { return {bytes.data(), size}; }
  };

  // The records of one connection or one tunnel, the latter with those of the connections that carried it. Stateful:
  // shown every record in order, it takes those of a connection from the tunnel's request on.
  class Filter {
   public:
    Filter() = default;  // takes everything
    explicit Filter(Subject wanted) : wanted_(wanted) {}
    [[nodiscard]] bool takes(const Record& record);

   private:
    Subject wanted_;
    std::set<std::uint64_t> carriers_;
  };

  static constexpr std::size_t kCapacity = 4096;  // records, 112 bytes each
  explicit Trace(std::size_t capacity = kCapacity) : capacity_(capacity) {}
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  // A text that is too long is cut.
  void add(TimePoint at, Subject subject, Step step, std::string_view text = {}, std::uint64_t value = 0);

  // What is left, the oldest first. Here the connection's records from before the tunnel's request are taken as well.
  [[nodiscard]] std::vector<Record> records(Subject wanted = {}) const;
  // Called with each new record, until the watcher sets another; empty: nobody.
  using Listener = std::move_only_function<void(const Record&)>;
  enum class Watcher : std::uint8_t { kOwner, kControl };
  void watch(Listener listener, Watcher watcher = Watcher::kOwner) {
    listeners_.at(static_cast<std::size_t>(watcher)) = std::move(listener);
  }

 private:
  const std::size_t capacity_;
  std::vector<Record> ring_;
  std::size_t next_ = 0;  // where the next one goes, once the ring is full
  std::uint64_t count_ = 0;
  std::array<Listener, 2> listeners_;
};

}  // namespace culvert
