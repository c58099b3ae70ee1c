// The socket calls of the system, non-blocking. One implementation per system: socket_io_posix.cpp with what differs in
// socket_io_linux.cpp and socket_io_mac.cpp; socket_io_win.cpp. Native sockets are given as `int` (Windows: a SOCKET's
// kernel handle fits); a function that returns an int gives the system's error number, 0 for none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "net/address.h"
#include "net/peer_process.h"

namespace culvert::socket_io {

inline constexpr std::size_t kMaxPieces = 64;  // of one send

struct Outcome {
  std::size_t bytes = 0;
  int error = 0;             // system error number, 0 for none
  bool would_block = false;  // nothing happened; wait
};

[[nodiscard]] Outcome receive(int native, std::span<std::uint8_t> into);
[[nodiscard]] Outcome send(int native, std::span<const std::span<const std::uint8_t>> pieces);

// A non-blocking TCP socket that child processes do not inherit.
[[nodiscard]] int open_stream(bool v6, int* native);
// would_block: under way, the socket becomes writable when it is decided.
[[nodiscard]] Outcome connect(int native, const Endpoint& to);
// Accepted connections send small pieces at once (see set_no_delay). An IPv6 socket takes IPv6 only.
[[nodiscard]] int listen(int native, const Endpoint& at);

// A listening socket of the Unix domain at this path, for its owner (mode 0600) or also its group (0660). A socket that
// another program left there when it died is replaced; nothing else is. Not on Windows.
[[nodiscard]] int listen_local(const std::string& path, bool for_group, int* native);
void remove_local(const std::string& path);  // of a listener that is closed

struct Accepted {
  int native = -1;  // as from open_stream()
  Endpoint remote;  // of the Unix domain: none
};
// The next connection waiting at a listener.
[[nodiscard]] Outcome accept(int listener, Accepted* accepted);

// TCP keep-alive, so that a peer that does not answer is given up after about so many milliseconds of silence. (Not
// TCP_USER_TIMEOUT: it also ends connections to a peer that lives and only does not read, tcp(7).)
void set_dead_peer_detection(int native, int limit_ms);
// How a connection's peer answers, as far as the system says; keep-alive asks only while nothing is on its way.
struct Answers {
  bool awaited = false;     // something was sent and is not acknowledged
  std::uint64_t bytes = 0;  // acknowledged, ever
  int silent_ms = 0;        // since anything was heard of the peer
};
[[nodiscard]] Answers answers(int native);

void ignore_broken_pipes();     // see net/signals.h
void set_no_delay(int native);  // TCP_NODELAY
// For a connection inside this machine, before connect() or at its listener: no congestion control that paces what is
// sent, as BBR does, which is the default of some systems: where nothing can be congested its timers only cost.
void set_no_pacing(int native);
// close() will send RST and drop what is unsent.
void set_reset_on_close(int native);
void shutdown_send(int native);
void close(int native);
[[nodiscard]] Endpoint local_endpoint(int native);
// Who connected to a listener of the Unix domain; none of another socket, or where the system does not say.
[[nodiscard]] std::optional<PeerProcess> peer_process(int native);
// The pending error of the socket, cleared by asking; 0 for none.
[[nodiscard]] int take_error(int native);

}  // namespace culvert::socket_io
