// The few socket calls that differ between systems. One implementation per platform: socket_io_posix.cpp,
// socket_io_win.cpp. Native sockets are given as `int` (Windows: a SOCKET's kernel handle fits).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace culvert::socket_io {

inline constexpr std::size_t kMaxPieces = 64;  // of one send

struct Outcome {
  std::size_t bytes = 0;
  int error = 0;             // system error number, 0 for none
  bool would_block = false;  // nothing happened; wait
};

[[nodiscard]] Outcome receive(int native, std::span<std::uint8_t> into);
[[nodiscard]] Outcome send(int native, std::span<const std::span<const std::uint8_t>> pieces);

// `address` is a sockaddr. would_block: under way, the socket becomes writable when it is decided.
[[nodiscard]] Outcome connect(int native, const void* address, std::size_t size);
// The next connection waiting at a listener; `*native` is then a new non-blocking socket.
[[nodiscard]] Outcome accept(int listener, int* native);

void ignore_broken_pipes();  // see net/signals.h
void set_no_delay(int native);
// close() will send RST and drop what is unsent.
void set_reset_on_close(int native);
// The pending error of the socket, cleared by asking; 0 for none.
[[nodiscard]] int take_error(int native);

}  // namespace culvert::socket_io
