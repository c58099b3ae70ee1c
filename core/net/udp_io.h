// The system's calls for UDP sockets; one implementation per system: udp_io_linux.cpp (recvmmsg, segmentation and
// coalescing in the kernel), udp_io_mac.cpp, udp_io_win.cpp (a call for each datagram). For net/ only.
#pragma once

#include <memory>
#include <vector>

#include "net/socket_io.h"
#include "net/udp_socket.h"

namespace culvert::udp_io {

// Where datagrams of one socket are received. Untouched until something comes.
struct Inbox;
struct InboxDeleter {
  void operator()(Inbox* inbox) const;
};
using InboxPtr = std::unique_ptr<Inbox, InboxDeleter>;
[[nodiscard]] InboxPtr make_inbox();

// A non-blocking UDP socket that child processes do not inherit; never fragments, tells of ECN and of local addresses.
[[nodiscard]] int open(bool v6, int* native);
[[nodiscard]] int bind(int native, const Endpoint& at);
[[nodiscard]] int connect(int native, const Endpoint& to);

// Fills `into` with what is waiting, up to the inbox's room; `bytes` of the outcome is how much that is. `drained` says
// that there was no more. `local` is the socket's own endpoint; the address is each datagram's own where the system
// says.
[[nodiscard]] socket_io::Outcome receive(int native, Inbox& inbox, const Endpoint& local, std::vector<Datagrams>& into,
                                         bool& drained);

struct SendOptions {
  bool connected = false;
  bool segmentation = true;  // cleared when the kernel turns out not to do it
};
// Outcome::bytes: of whole datagrams that were taken, also if it would block behind them.
[[nodiscard]] socket_io::Outcome send(int native, const Datagrams& datagrams, SendOptions& options);

}  // namespace culvert::udp_io
