// Requests to stop, from the terminal or the service manager.
#pragma once

#include <memory>

#include "net/loop.h"

namespace culvert {

// Writing to a pipe that nobody reads becomes an error instead of the end of the process.
void ignore_broken_pipes();

// SIGINT, SIGTERM and, unless it was ignored, SIGHUP while it exists; the process then no longer dies of them. One at a
// time.
class StopSignals {
 public:
  explicit StopSignals(Loop& loop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // How many have come, once there are more than `seen`.
  [[nodiscard]] Poll<int> poll_more_than(int seen, Waiter& w);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert
