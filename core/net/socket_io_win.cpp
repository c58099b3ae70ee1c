// Winsock. Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <winsock2.h>

#include <algorithm>
#include <array>
#include <limits>

#include "net/socket_io.h"

namespace culvert::socket_io {

namespace {

// The value of a socket is a kernel handle, which has 32 significant bits; INVALID_SOCKET is -1 in either width.
SOCKET handle_of(int native) { return static_cast<SOCKET>(static_cast<INT_PTR>(native)); }

// WSABUF counts with 32 bits. A shorter read or write than was asked for is within the contract.
ULONG limited(std::size_t n) { return static_cast<ULONG>(std::min<std::size_t>(n, std::numeric_limits<LONG>::max())); }

// Of a call that failed.
Outcome failure() {
  const int error = ::WSAGetLastError();
  if (error == WSAEWOULDBLOCK) return {.would_block = true};
  return {.error = error};
}

}  // namespace

Outcome receive(int native, std::span<std::uint8_t> into) {
  WSABUF buffer{.len = limited(into.size()), .buf = reinterpret_cast<char*>(into.data())};
  DWORD received = 0;
  DWORD flags = 0;
  if (::WSARecv(handle_of(native), &buffer, 1, &received, &flags, nullptr, nullptr) != 0) return failure();
  return {.bytes = received};
}

Outcome send(int native, std::span<const std::span<const std::uint8_t>> pieces) {
  std::array<WSABUF, kMaxPieces> buffers{};
  DWORD count = 0;
  for (const auto& piece : pieces.first(std::min(pieces.size(), kMaxPieces))) {
    // WSASend() does not write through the pointer; WSABUF is the one type for both directions.
    char* begin = reinterpret_cast<char*>(const_cast<std::uint8_t*>(piece.data()));
    buffers[count++] = {.len = limited(piece.size()), .buf = begin};
    if (limited(piece.size()) != piece.size()) break;  // nothing may follow a piece that was cut
  }
  DWORD sent = 0;
  if (::WSASend(handle_of(native), buffers.data(), count, &sent, 0, nullptr, nullptr) != 0) return failure();
  return {.bytes = sent};
}

Outcome connect(int native, const void* address, std::size_t size) {
  if (::connect(handle_of(native), static_cast<const sockaddr*>(address), static_cast<int>(size)) == 0) return {};
  return failure();
}

Outcome accept(int listener, int* native) {
  const SOCKET accepted = ::accept(handle_of(listener), nullptr, nullptr);
  *native = static_cast<int>(static_cast<INT_PTR>(accepted));
  if (accepted == INVALID_SOCKET) return failure();
  // Not for child processes.
  ::SetHandleInformation(reinterpret_cast<HANDLE>(accepted), HANDLE_FLAG_INHERIT, 0);
  u_long on = 1;
  if (::ioctlsocket(accepted, static_cast<long>(FIONBIO), &on) == 0) return {};
  const Outcome failed = failure();
  ::closesocket(accepted);
  *native = -1;
  return failed;
}

void ignore_broken_pipes() {}  // there is no such signal

void set_no_delay(int native) {
  const BOOL on = TRUE;
  ::setsockopt(handle_of(native), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on);
}

void set_reset_on_close(int native) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(handle_of(native), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&now), sizeof now);
}

int take_error(int native) {
  int error = 0;
  int size = sizeof error;
  if (::getsockopt(handle_of(native), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size) != 0) {
    return ::WSAGetLastError();
  }
  return error;
}

}  // namespace culvert::socket_io
