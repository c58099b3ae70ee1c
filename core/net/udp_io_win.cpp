// Winsock, a call for each datagram. Never run so far.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <array>

#include "net/asio_address.h"
#include "net/udp_io.h"

namespace culvert::udp_io {

namespace {

constexpr std::size_t kMessages = 32;  // of one receive()
constexpr std::size_t kMessageRoom = 9216;
constexpr int kBuffer = 1024 * 1024;

SOCKET handle_of(int native) { return static_cast<SOCKET>(static_cast<INT_PTR>(native)); }

void set(int native, int level, int option, int value) {
  ::setsockopt(handle_of(native), level, option, reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

// The address that a datagram was sent to is not asked for: a proxy that listens on all addresses of a machine with
// several answers from the one that the system chooses.
struct Inbox {
  Inbox() : room(new std::uint8_t[kMessages * kMessageRoom]) {}
  std::unique_ptr<std::uint8_t[]> room;
};

InboxPtr make_inbox() { return InboxPtr(new Inbox); }
void InboxDeleter::operator()(Inbox* inbox) const { delete inbox; }

int open(bool v6, int* native) {
  const SOCKET handle = ::WSASocketW(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0,
                                     WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  if (handle == INVALID_SOCKET) return ::WSAGetLastError();
  *native = static_cast<int>(static_cast<INT_PTR>(handle));
  u_long on = 1;
  ::ioctlsocket(handle, FIONBIO, &on);
  if (v6) {
    set(*native, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    set(*native, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
  } else {
    set(*native, IPPROTO_IP, IP_DONTFRAGMENT, 1);
  }
  set(*native, SOL_SOCKET, SO_RCVBUF, kBuffer);
  set(*native, SOL_SOCKET, SO_SNDBUF, kBuffer);
  return 0;
}

int bind(int native, const Endpoint& at) {
  const auto address = asio::ip::udp::endpoint(to_asio(at.address), at.port);
  return ::bind(handle_of(native), address.data(), static_cast<int>(address.size())) == 0 ? 0 : ::WSAGetLastError();
}

int connect(int native, const Endpoint& to) {
  const auto address = asio::ip::udp::endpoint(to_asio(to.address), to.port);
  return ::connect(handle_of(native), address.data(), static_cast<int>(address.size())) == 0 ? 0 : ::WSAGetLastError();
}

socket_io::Outcome receive(int native, Inbox& inbox, const Endpoint& local, std::vector<Datagrams>& into,
                           bool& drained) {
  into.clear();
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < kMessages; ++i) {
    std::uint8_t* room = inbox.room.get() + i * kMessageRoom;
    asio::ip::udp::endpoint from;
    int from_size = static_cast<int>(from.capacity());
    const int n = ::recvfrom(handle_of(native), reinterpret_cast<char*>(room), static_cast<int>(kMessageRoom), 0,
                             from.data(), &from_size);
    if (n == SOCKET_ERROR) {
      const int error = ::WSAGetLastError();
      if (error == WSAEMSGSIZE) continue;  // larger than anything we let a peer send
      drained = error == WSAEWOULDBLOCK;
      return {.bytes = bytes, .error = drained || bytes != 0 ? 0 : error, .would_block = drained};
    }
    if (n == 0) continue;
    from.resize(static_cast<std::size_t>(from_size));
    const auto size = static_cast<std::size_t>(n);
    into.push_back(
        {.local = local, .remote = {from_asio(from.address()), from.port()}, .segment = size, .bytes = {room, size}});
    bytes += size;
  }
  return {.bytes = bytes};
}

socket_io::Outcome send(int native, const Datagrams& datagrams, SendOptions& options) {
  const auto to = asio::ip::udp::endpoint(to_asio(datagrams.remote.address), datagrams.remote.port);
  std::size_t taken = 0;
  while (taken < datagrams.bytes.size()) {
    const std::size_t n = std::min(datagrams.segment, datagrams.bytes.size() - taken);
    const auto* bytes = reinterpret_cast<const char*>(datagrams.bytes.data() + taken);
    const int sent = options.connected ? ::send(handle_of(native), bytes, static_cast<int>(n), 0)
                                       : ::sendto(handle_of(native), bytes, static_cast<int>(n), 0, to.data(),
                                                  static_cast<int>(to.size()));
    const int error = sent == SOCKET_ERROR ? ::WSAGetLastError() : 0;
    if (error == WSAEWOULDBLOCK) return {.bytes = taken, .would_block = true};
    if (error != 0 && error != WSAEMSGSIZE && error != WSAENOBUFS) return {.bytes = taken, .error = error};
    taken += n;
  }
  return {.bytes = taken};
}

}  // namespace culvert::udp_io
