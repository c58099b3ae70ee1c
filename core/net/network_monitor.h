// Tells that the way out of this machine has changed: another network, other addresses, or a sleep that every peer may
// have slept through (requirement G5). Core thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/loop.h"

namespace culvert {

// What the system says of its network, as text that is compared and never taken apart.
struct NetworkView {
  std::string routes;     // each default route: interface and gateway
  std::string addresses;  // each address that others can reach, with its interface
  bool operator==(const NetworkView&) const = default;
};

class NetworkMonitor {
 public:
  // News come in bursts: they are looked at when this much time has passed.
  static constexpr Duration kSettle = std::chrono::milliseconds(200);
  // A sleep shorter than this is none: no peer gave up on us.
  static constexpr Duration kNap = std::chrono::seconds(2);

  // Never fails: on a system that cannot be asked, nothing is ever told.
  explicit NetworkMonitor(Loop& loop);
  ~NetworkMonitor();
  NetworkMonitor(const NetworkMonitor&) = delete;
  NetworkMonitor& operator=(const NetworkMonitor&) = delete;

  // Names the network this machine is in, for what is remembered of it (V2); empty without a way out.
  [[nodiscard]] const std::string& network() const { return view_.routes; }
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  [[nodiscard]] std::uint64_t sleeps() const { return sleeps_; }  // of changes(), those that were a sleep
  // True once changes() is no longer `seen`.
  Poll<bool> poll_changed(std::uint64_t seen, Waiter& w);

 private:
  Task<> watch();

  Loop& loop_;
  NetworkView view_;
  Duration slept_;
  std::uint64_t changes_ = 0;
  std::uint64_t sleeps_ = 0;
  WaitList waiters_;
  TaskSet tasks_;
};

}  // namespace culvert
