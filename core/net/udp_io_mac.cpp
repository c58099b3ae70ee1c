// A call for each datagram: macOS has neither segmentation nor batches in its public interface. Compiled by nobody so
// far.
#define __APPLE_USE_RFC_3542  // IPV6_PKTINFO
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "net/asio_address.h"
#include "net/udp_io.h"

namespace culvert::udp_io {

namespace {

constexpr std::size_t kMessages = 32;  // of one receive()
constexpr std::size_t kMessageRoom = 9216;
constexpr std::size_t kControlRoom = 128;
constexpr int kBuffer = 1024 * 1024;
constexpr std::uint8_t kEcnMask = 0x03;

void set(int native, int level, int option, int value) {
  ::setsockopt(native, level, option, &value, sizeof value);  // what the kernel does not know is done without
}

template <class T>
T value_of(const cmsghdr& message) {
  T value{};
  std::memcpy(&value, CMSG_DATA(&message), sizeof value);
  return value;
}

template <std::size_t N, class A>
std::array<std::uint8_t, N> bytes_of(const A& a) {
  static_assert(sizeof a == N);
  std::array<std::uint8_t, N> bytes;
  std::memcpy(bytes.data(), &a, N);
  return bytes;
}

void read_control(msghdr& header, Datagrams& into) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      into.local.address = IpAddress::v4(bytes_of<4>(value_of<in_pktinfo>(*c).ipi_addr));
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      into.local.address = IpAddress::v6(bytes_of<16>(value_of<in6_pktinfo>(*c).ipi6_addr));
    } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVTOS) {
      into.ecn = value_of<std::uint8_t>(*c) & kEcnMask;
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS) {
      into.ecn = static_cast<std::uint8_t>(value_of<int>(*c)) & kEcnMask;
    }
  }
}

class Control {
 public:
  template <class T>
  void add(int level, int type, const T& value) {
    auto* c = reinterpret_cast<cmsghdr*>(room_.data() + size_);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(CMSG_DATA(c), &value, sizeof value);
    size_ += CMSG_SPACE(sizeof value);
  }
  void attach(msghdr& header) {
    header.msg_control = size_ != 0 ? room_.data() : nullptr;
    header.msg_controllen = static_cast<socklen_t>(size_);
  }

 private:
  alignas(cmsghdr) std::array<std::uint8_t, kControlRoom> room_{};
  std::size_t size_ = 0;
};

void add_source(Control& control, const IpAddress& from) {
  if (from.is_unspecified()) return;
  if (from.is_v6()) {
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, from.bytes().data(), sizeof info.ipi6_addr);
    control.add(IPPROTO_IPV6, IPV6_PKTINFO, info);
  } else {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, from.bytes().data(), sizeof info.ipi_spec_dst);
    control.add(IPPROTO_IP, IP_PKTINFO, info);
  }
}

int send_one(int native, const Datagrams& d, std::span<const std::uint8_t> bytes, bool connected) {
  const auto to = asio::ip::udp::endpoint(to_asio(d.remote.address), d.remote.port);
  iovec piece{.iov_base = const_cast<std::uint8_t*>(bytes.data()), .iov_len = bytes.size()};
  msghdr header{};
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  Control control;
  if (!connected) {
    header.msg_name = const_cast<sockaddr*>(to.data());
    header.msg_namelen = static_cast<socklen_t>(to.size());
    add_source(control, d.local.address);
  }
  if (d.ecn != 0) {
    const int mark = d.ecn;
    control.add(d.remote.address.is_v6() ? IPPROTO_IPV6 : IPPROTO_IP, d.remote.address.is_v6() ? IPV6_TCLASS : IP_TOS,
                mark);
  }
  control.attach(header);
  ssize_t n = 0;
  do {
    n = ::sendmsg(native, &header, 0);
  } while (n < 0 && errno == EINTR);
  return n >= 0 ? 0 : errno;
}

}  // namespace

struct Inbox {
  Inbox() : room(new std::uint8_t[kMessages * kMessageRoom]) {}
  std::unique_ptr<std::uint8_t[]> room;
};

InboxPtr make_inbox() { return InboxPtr(new Inbox); }
void InboxDeleter::operator()(Inbox* inbox) const { delete inbox; }

int open(bool v6, int* native) {
  *native = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (*native < 0) return errno;
  ::fcntl(*native, F_SETFD, FD_CLOEXEC);
  ::fcntl(*native, F_SETFL, O_NONBLOCK);
  if (v6) {
    set(*native, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    set(*native, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set(*native, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
    set(*native, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
  } else {
    set(*native, IPPROTO_IP, IP_RECVPKTINFO, 1);
    set(*native, IPPROTO_IP, IP_RECVTOS, 1);
    set(*native, IPPROTO_IP, IP_DONTFRAG, 1);
  }
  set(*native, SOL_SOCKET, SO_RCVBUF, kBuffer);
  set(*native, SOL_SOCKET, SO_SNDBUF, kBuffer);
  return 0;
}

int bind(int native, const Endpoint& at) {
  const auto address = asio::ip::udp::endpoint(to_asio(at.address), at.port);
  return ::bind(native, address.data(), static_cast<socklen_t>(address.size())) == 0 ? 0 : errno;
}

int connect(int native, const Endpoint& to) {
  const auto address = asio::ip::udp::endpoint(to_asio(to.address), to.port);
  return ::connect(native, address.data(), static_cast<socklen_t>(address.size())) == 0 ? 0 : errno;
}

socket_io::Outcome receive(int native, Inbox& inbox, const Endpoint& local, std::vector<Datagrams>& into,
                           bool& drained) {
  into.clear();
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < kMessages; ++i) {
    std::uint8_t* room = inbox.room.get() + i * kMessageRoom;
    asio::ip::udp::endpoint from;
    iovec piece{.iov_base = room, .iov_len = kMessageRoom};
    alignas(cmsghdr) std::array<std::uint8_t, kControlRoom> control;
    msghdr header{};
    header.msg_name = from.data();
    header.msg_namelen = static_cast<socklen_t>(from.capacity());
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t n = ::recvmsg(native, &header, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      drained = errno == EAGAIN || errno == EWOULDBLOCK;
      return {.bytes = bytes, .error = drained || bytes != 0 ? 0 : errno, .would_block = drained};
    }
    if (n == 0 || (header.msg_flags & MSG_TRUNC) != 0) continue;
    from.resize(header.msg_namelen);
    const auto size = static_cast<std::size_t>(n);
    Datagrams d{
        .local = local, .remote = {from_asio(from.address()), from.port()}, .segment = size, .bytes = {room, size}};
    read_control(header, d);
    bytes += size;
    into.push_back(d);
  }
  return {.bytes = bytes};
}

socket_io::Outcome send(int native, const Datagrams& datagrams, SendOptions& options) {
  std::size_t taken = 0;
  while (taken < datagrams.bytes.size()) {
    const std::size_t n = std::min(datagrams.segment, datagrams.bytes.size() - taken);
    const int error = send_one(native, datagrams, datagrams.bytes.subspan(taken, n), options.connected);
    if (error == EAGAIN || error == EWOULDBLOCK) return {.bytes = taken, .would_block = true};
    if (error != 0 && error != EMSGSIZE && error != ENOBUFS) return {.bytes = taken, .error = error};
    taken += n;
  }
  return {.bytes = taken};
}

}  // namespace culvert::udp_io
