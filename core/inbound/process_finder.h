// What the system says of processes and their sockets; for caller.cpp. One implementation per system:
// process_finder_linux.cpp, process_finder_mac.cpp, process_finder_win.cpp. Everything here blocks, and is called by
// one thread at a time.
#pragma once

#include <memory>
#include <optional>

#include "inbound/caller.h"

namespace culvert::inbound {

class ProcessFinder {
 public:
  ProcessFinder();
  ~ProcessFinder();
  ProcessFinder(const ProcessFinder&) = delete;
  ProcessFinder& operator=(const ProcessFinder&) = delete;

  // Who has the other end of a TCP connection between two addresses of this computer. Error: kNotFound, or the
  // system's.
  [[nodiscard]] Result<Caller> at_other_end(const Endpoint& local, const Endpoint& remote);
  [[nodiscard]] Caller process(const PeerProcess& peer);
  // Who keeps others from listening there.
  [[nodiscard]] std::optional<Caller> holder(const Endpoint& at);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert::inbound
