// What network_monitor.cpp asks the system, and for that file only. One implementation per system.
#pragma once

#include <memory>

#include "net/network_monitor.h"

namespace culvert {

[[nodiscard]] NetworkView look_at_network();

// How long the machine has slept since it started.
[[nodiscard]] Duration time_asleep();

// The system's own word that routes, addresses or the clock may have changed; nothing is asked for in between.
class NetworkNews {
 public:
  explicit NetworkNews(Loop& loop);
  ~NetworkNews();
  NetworkNews(const NetworkNews&) = delete;
  NetworkNews& operator=(const NetworkNews&) = delete;

  // True if there were any since this was last asked: of links, addresses and routes; of the clock, which also jumps
  // when the machine wakes up.
  Poll<bool> poll_network(Waiter& w);
  Poll<bool> poll_clock(Waiter& w);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert
