// TCP sockets as the kernel lists them, of all processes: by sock_diag(7), or else as in proc_pid_net(5), which every
// kernel has, and which is slow where there are many. For process_finder_linux.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "net/address.h"

namespace culvert::inbound {

struct ListedSocket {
  std::uint64_t inode = 0;  // 0: no process has it any more; then there is no uid either
  std::uint32_t uid = 0;    // who made it
};

// The socket of a connection: its own end, and the one that it is connected to.
[[nodiscard]] std::optional<ListedSocket> find_connection_by_diag(const Endpoint& own, const Endpoint& other);
[[nodiscard]] std::optional<ListedSocket> find_connection_in_proc(const Endpoint& own, const Endpoint& other);

// The socket that keeps others from listening there: one that listens, or else a connection that has this port.
[[nodiscard]] std::optional<ListedSocket> find_holder_by_diag(const Endpoint& at);
[[nodiscard]] std::optional<ListedSocket> find_holder_in_proc(const Endpoint& at);

}  // namespace culvert::inbound
