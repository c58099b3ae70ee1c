// Winsock. Compiled with MinGW-w64, never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <winsock2.h>
#include <ws2tcpip.h>

#include <mstcpip.h>

#include <algorithm>
#include <array>
#include <limits>

#include "net/asio_address.h"
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

int open_stream(bool v6, int* native) {
  const SOCKET opened = ::WSASocketW(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0,
                                     WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  *native = static_cast<int>(static_cast<INT_PTR>(opened));
  if (opened == INVALID_SOCKET) return ::WSAGetLastError();
  u_long on = 1;
  if (::ioctlsocket(opened, static_cast<long>(FIONBIO), &on) == 0) return 0;
  const int error = ::WSAGetLastError();
  ::closesocket(opened);
  *native = -1;
  return error;
}

Outcome connect(int native, const Endpoint& to) {
  const auto address = to_asio(to);
  if (::connect(handle_of(native), address.data(), static_cast<int>(address.size())) == 0) return {};
  return failure();
}

int listen(int native, const Endpoint& at) {
  const SOCKET listener = handle_of(native);
  const BOOL on = TRUE;
  const auto* value = reinterpret_cast<const char*>(&on);
  const auto address = to_asio(at);
  // SO_REUSEADDR would let any other program take the port over.
  if (::setsockopt(listener, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, value, sizeof on) != 0) return ::WSAGetLastError();
  if (at.address.is_v6() && ::setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, value, sizeof on) != 0) {
    return ::WSAGetLastError();
  }
  if (::bind(listener, address.data(), static_cast<int>(address.size())) != 0) return ::WSAGetLastError();
  set_no_delay(native);  // accepted sockets inherit it
  return ::listen(listener, SOMAXCONN) == 0 ? 0 : ::WSAGetLastError();
}

int listen_local(const std::string&, bool, int*) { return WSAEOPNOTSUPP; }
void remove_local(const std::string&) {}

Outcome accept(int listener, Accepted* result) {
  asio::ip::tcp::endpoint from;
  int size = static_cast<int>(from.capacity());
  const SOCKET accepted = ::accept(handle_of(listener), from.data(), &size);
  if (accepted == INVALID_SOCKET) return failure();
  // Not for child processes.
  ::SetHandleInformation(reinterpret_cast<HANDLE>(accepted), HANDLE_FLAG_INHERIT, 0);
  u_long on = 1;
  if (::ioctlsocket(accepted, static_cast<long>(FIONBIO), &on) != 0) {
    const Outcome failed = failure();
    ::closesocket(accepted);
    return failed;
  }
  from.resize(static_cast<std::size_t>(size));
  *result = {.native = static_cast<int>(static_cast<INT_PTR>(accepted)), .remote = from_asio(from)};
  return {};
}

void ignore_broken_pipes() {}  // there is no such signal

void set_dead_peer_detection(int native, int limit_ms) {
  constexpr ULONG kProbes = 10;  // Windows' own number
  const auto limit = static_cast<ULONG>(limit_ms);
  tcp_keepalive asking{.onoff = 1, .keepalivetime = limit * 2 / 3, .keepaliveinterval = limit / 3 / kProbes};
  DWORD size = 0;
  ::WSAIoctl(handle_of(native), SIO_KEEPALIVE_VALS, &asking, sizeof asking, nullptr, 0, &size, nullptr, nullptr);
}

Answers answers(int) { return {}; }  // not told

std::optional<PeerProcess> peer_process(int) { return {}; }  // there are no such listeners here

void set_no_pacing(int) {}  // nothing here paces

void set_no_delay(int native) {
  const BOOL on = TRUE;
  ::setsockopt(handle_of(native), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on);
}

void set_reset_on_close(int native) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(handle_of(native), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&now), sizeof now);
}

void shutdown_send(int native) { ::shutdown(handle_of(native), SD_SEND); }

void close(int native) { ::closesocket(handle_of(native)); }

Endpoint local_endpoint(int native) {
  asio::ip::tcp::endpoint at;
  int size = static_cast<int>(at.capacity());
  if (::getsockname(handle_of(native), at.data(), &size) != 0) return {};
  at.resize(static_cast<std::size_t>(size));
  return from_asio(at);
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
