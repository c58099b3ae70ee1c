// recvmmsg(2), and udp(7)'s UDP_SEGMENT and UDP_GRO: one call and one way through the kernel for up to 64 datagrams.
#include <netinet/in.h>
#include <netinet/udp.h>
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

constexpr std::size_t kMessages = 8;          // of one recvmmsg()
constexpr std::size_t kMessageRoom = 65'536;  // what the kernel puts together at most
constexpr std::size_t kControlRoom = 128;
// UDP_MAX_SEGMENTS of older kernels, and the largest payload of UDP over IPv4.
constexpr std::size_t kMostSegments = 64;
constexpr std::size_t kMostBytes = 65'507;
constexpr int kReceiveBuffer = 4 * 1024 * 1024;  // as much of it as the system allows: a batch must not overflow it
constexpr std::uint8_t kEcnMask = 0x03;

void set(int native, int level, int option, int value) {
  ::setsockopt(native, level, option, &value, sizeof value);  // what the kernel does not know is done without
}

Endpoint endpoint_of(const sockaddr_storage& from, socklen_t size) {
  asio::ip::udp::endpoint e;
  std::memcpy(e.data(), &from, std::min<std::size_t>(size, e.capacity()));
  e.resize(size);
  return {from_asio(e.address()), e.port()};
}

IpAddress address_of(const in_addr& a) {
  std::array<std::uint8_t, 4> bytes;
  std::memcpy(bytes.data(), &a, bytes.size());
  return IpAddress::v4(bytes);
}

IpAddress address_of(const in6_addr& a) {
  std::array<std::uint8_t, 16> bytes;
  std::memcpy(bytes.data(), &a, bytes.size());
  return IpAddress::v6(bytes);
}

template <class T>
T value_of(const cmsghdr& message) {
  T value{};
  std::memcpy(&value, CMSG_DATA(&message), sizeof value);
  return value;
}

// Where it was sent to, how it was marked, and how large each datagram is if they were put together.
void read_control(msghdr& header, Datagrams& into) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      into.local.address = address_of(value_of<in_pktinfo>(*c).ipi_addr);
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      into.local.address = address_of(value_of<in6_pktinfo>(*c).ipi6_addr);
    } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS) {
      into.ecn = value_of<std::uint8_t>(*c) & kEcnMask;
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS) {
      into.ecn = static_cast<std::uint8_t>(value_of<int>(*c)) & kEcnMask;
    } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
      into.segment = static_cast<std::size_t>(value_of<int>(*c));
    }
  }
}

// Control messages of one sendmsg().
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
    header.msg_controllen = size_;
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

// One call; `bytes` are one datagram, or several of `segment` bytes.
int send_some(int native, const Datagrams& d, std::span<const std::uint8_t> bytes, bool connected) {
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
    if (d.remote.address.is_v6()) {
      control.add(IPPROTO_IPV6, IPV6_TCLASS, mark);
    } else {
      control.add(IPPROTO_IP, IP_TOS, mark);
    }
  }
  if (bytes.size() > d.segment) control.add(SOL_UDP, UDP_SEGMENT, static_cast<std::uint16_t>(d.segment));
  control.attach(header);
  ssize_t n = 0;
  do {
    n = ::sendmsg(native, &header, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n >= 0 ? 0 : errno;
}

}  // namespace

struct Inbox {
  Inbox() : room(new std::uint8_t[kMessages * kMessageRoom]) {
    for (std::size_t i = 0; i < kMessages; ++i) {
      pieces[i] = {.iov_base = room.get() + i * kMessageRoom, .iov_len = kMessageRoom};
    }
  }
  struct alignas(cmsghdr) ControlRoom {
    std::array<std::uint8_t, kControlRoom> bytes;
  };
  std::unique_ptr<std::uint8_t[]> room;  // not initialised, so that the kernel lends pages only when they are used
  std::array<iovec, kMessages> pieces{};
  std::array<mmsghdr, kMessages> headers{};
  std::array<sockaddr_storage, kMessages> from{};
  std::array<ControlRoom, kMessages> control{};
};

InboxPtr make_inbox() { return InboxPtr(new Inbox); }
void InboxDeleter::operator()(Inbox* inbox) const { delete inbox; }

int open(bool v6, int* native) {
  *native = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
  if (*native < 0) return errno;
  if (v6) {
    set(*native, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    set(*native, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set(*native, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
    set(*native, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
  } else {
    set(*native, IPPROTO_IP, IP_PKTINFO, 1);
    set(*native, IPPROTO_IP, IP_RECVTOS, 1);
    set(*native, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
  }
  set(*native, SOL_UDP, UDP_GRO, 1);
  set(*native, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
  set(*native, SOL_SOCKET, SO_SNDBUF, kReceiveBuffer);
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
  for (std::size_t i = 0; i < kMessages; ++i) {
    msghdr& h = inbox.headers[i].msg_hdr;
    h = {};
    h.msg_name = &inbox.from[i];
    h.msg_namelen = sizeof inbox.from[i];
    h.msg_iov = &inbox.pieces[i];
    h.msg_iovlen = 1;
    h.msg_control = &inbox.control[i];
    h.msg_controllen = sizeof inbox.control[i];
  }
  int n = 0;
  do {
    n = ::recvmmsg(native, inbox.headers.data(), kMessages, 0, nullptr);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    drained = errno == EAGAIN || errno == EWOULDBLOCK;
    return {.error = drained ? 0 : errno, .would_block = drained};
  }
  drained = static_cast<std::size_t>(n) < kMessages;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    msghdr& h = inbox.headers[i].msg_hdr;
    const std::size_t size = inbox.headers[i].msg_len;
    if (size == 0 || (h.msg_flags & MSG_TRUNC) != 0) continue;
    Datagrams d{.local = local,
                .remote = endpoint_of(inbox.from[i], h.msg_namelen),
                .segment = size,
                .bytes = {static_cast<const std::uint8_t*>(inbox.pieces[i].iov_base), size}};
    read_control(h, d);
    if (d.segment == 0) d.segment = size;
    bytes += size;
    into.push_back(d);
  }
  return {.bytes = bytes};
}

socket_io::Outcome send(int native, const Datagrams& datagrams, SendOptions& options) {
  std::size_t taken = 0;
  while (taken < datagrams.bytes.size()) {
    const std::size_t left = datagrams.bytes.size() - taken;
    const std::size_t most = std::min(kMostSegments, std::max<std::size_t>(kMostBytes / datagrams.segment, 1));
    const std::size_t n = std::min(left, datagrams.segment * (options.segmentation ? most : 1));
    const int error = send_some(native, datagrams, datagrams.bytes.subspan(taken, n), options.connected);
    if (error == EAGAIN || error == EWOULDBLOCK) return {.bytes = taken, .would_block = true};
    // A card without checksums in hardware, or an older kernel, does not segment.
    if ((error == EIO || error == EINVAL || error == EOPNOTSUPP) && n > datagrams.segment) {
      options.segmentation = false;
      continue;
    }
    if (error != 0 && error != EMSGSIZE && error != ENOBUFS) return {.bytes = taken, .error = error};
    taken += n;
  }
  return {.bytes = taken};
}

}  // namespace culvert::udp_io
