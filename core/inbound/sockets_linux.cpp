#include "inbound/sockets_linux.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <functional>
#include <span>
#include <sstream>
#include <string>

namespace culvert::inbound {

namespace {

struct Row {
  Endpoint own;
  Endpoint other;
  bool listens = false;
  bool waits = false;  // TIME_WAIT: of nobody
  ListedSocket socket;
};

// How much a socket is in the way of one that wants to listen at `at`; 0: not at all.
int conflict(const Row& row, const Endpoint& at) {
  if (row.waits || row.own.port != at.port) return 0;
  const IpAddress own = row.own.address.unwrapped();
  const bool any = own.is_unspecified() || at.address.is_unspecified();
  int how = 0;
  if (own == at.address) {
    how = 3;
  } else if (any && own.is_v6() == at.address.is_v6()) {
    how = 2;
  } else if (any && own.is_v6() && own.is_unspecified()) {
    how = 1;  // it may take IPv4, too
  }
  return how != 0 && row.listens ? how + 3 : how;
}

// Takes all rows and keeps the one that is most in the way.
class Holder {
 public:
  explicit Holder(const Endpoint& at) : at_(at) {}
  void operator()(const Row& row) {
    const int how = conflict(row, at_);
    if (how <= most_) return;
    most_ = how;
    socket_ = row.socket;
  }
  [[nodiscard]] std::optional<ListedSocket> result() const { return socket_; }

 private:
  const Endpoint at_;
  int most_ = 0;
  std::optional<ListedSocket> socket_;
};

// ---- sock_diag ------------------------------------------------------------------------------------------------------

using RowTaker = std::function<void(const Row&)>;

IpAddress address_of(std::uint8_t family, const std::uint32_t (&words)[4]) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), words, bytes.size());
  return family == AF_INET6 ? IpAddress::v6(bytes) : IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

Row row_of(const inet_diag_msg& m) {
  return {.own = {address_of(m.idiag_family, m.id.idiag_src), ntohs(m.id.idiag_sport)},
          .other = {address_of(m.idiag_family, m.id.idiag_dst), ntohs(m.id.idiag_dport)},
          .listens = m.idiag_state == TCP_LISTEN,
          .waits = m.idiag_state == TCP_TIME_WAIT,
          .socket = {m.idiag_inode, m.idiag_uid}};
}

// One question to the kernel, and its answer.
class Diag {
 public:
  Diag() : netlink_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
    const timeval limit{.tv_sec = 1, .tv_usec = 0};  // the kernel answers at once, or not at all
    if (netlink_ >= 0) ::setsockopt(netlink_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Diag() {
    if (netlink_ >= 0) ::close(netlink_);
  }
  Diag(const Diag&) = delete;
  Diag& operator=(const Diag&) = delete;

  static inet_diag_req_v2 request(bool v6) {
    inet_diag_req_v2 r{};
    r.sdiag_family = v6 ? AF_INET6 : AF_INET;
    r.sdiag_protocol = IPPROTO_TCP;
    r.idiag_states = ~0U;
    r.id.idiag_cookie[0] = r.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    return r;
  }

  void ask(const inet_diag_req_v2& request, std::uint16_t flags, const RowTaker& take) const {
    struct {
      nlmsghdr head;
      inet_diag_req_v2 body;
    } message{};
    message.head.nlmsg_len = sizeof message;
    message.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message.head.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    message.body = request;
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (::sendto(netlink_, &message, sizeof message, 0, reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) <
        0) {
      return;
    }
    alignas(nlmsghdr) std::array<char, 32768> buffer{};
    for (bool more = true; more;) {
      const ssize_t n = ::recv(netlink_, buffer.data(), buffer.size(), 0);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return;
      more = take_all(std::span(buffer).first(static_cast<std::size_t>(n)), take);
    }
  }

 private:
  // False after the last one.
  static bool take_all(std::span<const char> messages, const RowTaker& take) {
    while (messages.size() >= sizeof(nlmsghdr)) {
      nlmsghdr head{};
      std::memcpy(&head, messages.data(), sizeof head);
      if (head.nlmsg_len < sizeof head || head.nlmsg_len > messages.size()) return false;
      if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY) return false;  // NLMSG_DONE, NLMSG_ERROR
      if (head.nlmsg_len >= NLMSG_LENGTH(sizeof(inet_diag_msg))) {
        inet_diag_msg body{};
        std::memcpy(&body, messages.data() + NLMSG_HDRLEN, sizeof body);
        take(row_of(body));
      }
      if ((head.nlmsg_flags & NLM_F_MULTI) == 0) return false;
      messages = messages.subspan(std::min<std::size_t>(NLMSG_ALIGN(head.nlmsg_len), messages.size()));
    }
    return true;
  }

  const int netlink_;
};

// ---- /proc ----------------------------------------------------------------------------------------------------------

// "0100007F:1F90": words as they are in memory, each written as a number.
std::optional<Endpoint> parse_endpoint(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon != 8 && colon != 32) return {};
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < colon; i += 8) {
    std::uint32_t word = 0;
    if (std::from_chars(text.data() + i, text.data() + i + 8, word, 16).ptr != text.data() + i + 8) return {};
    std::memcpy(bytes.data() + i / 2, &word, sizeof word);
  }
  std::uint16_t port = 0;
  if (std::from_chars(text.data() + colon + 1, text.data() + text.size(), port, 16).ec != std::errc{}) return {};
  return Endpoint{colon == 32 ? IpAddress::v6(bytes) : IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]}), port};
}

void read_proc(const RowTaker& take) {
  for (const char* name : {"/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"}) {
    std::ifstream file(name);
    std::string line;
    std::getline(file, line);  // the heading
    while (std::getline(file, line)) {
      std::istringstream fields(line);
      std::string slot, own, other, state, queues, timer, retransmits, timeout;
      ListedSocket socket;
      fields >> slot >> own >> other >> state >> queues >> timer >> retransmits >> socket.uid >> timeout >>
          socket.inode;
      const auto from = parse_endpoint(own);
      const auto to = parse_endpoint(other);
      if (fields && from && to) take({*from, *to, state == "0A", state == "06", socket});
    }
  }
}

}  // namespace

std::optional<ListedSocket> find_connection_by_diag(const Endpoint& own, const Endpoint& other) {
  inet_diag_req_v2 request = Diag::request(own.address.is_v6());
  request.id.idiag_sport = htons(own.port);
  request.id.idiag_dport = htons(other.port);
  std::memcpy(request.id.idiag_src, own.address.bytes().data(), own.address.bytes().size());
  std::memcpy(request.id.idiag_dst, other.address.bytes().data(), other.address.bytes().size());
  std::optional<ListedSocket> found;
  // Where there is no such connection, the kernel tells of who listens at its end.
  Diag().ask(request, 0, [&](const Row& row) {
    if (!row.listens && row.own.port == own.port && row.other.port == other.port) found = row.socket;
  });
  return found;
}

std::optional<ListedSocket> find_connection_in_proc(const Endpoint& own, const Endpoint& other) {
  std::optional<ListedSocket> found;
  const auto is = [](const Endpoint& a, const Endpoint& b) {
    return a.port == b.port && a.address.unwrapped() == b.address.unwrapped();
  };
  read_proc([&](const Row& row) {
    if (!row.listens && is(row.own, own) && is(row.other, other)) found = row.socket;
  });
  return found;
}

std::optional<ListedSocket> find_holder_by_diag(const Endpoint& at) {
  Holder holder(at);
  for (const bool v6 : {false, true}) Diag().ask(Diag::request(v6), NLM_F_DUMP, std::ref(holder));
  return holder.result();
}

std::optional<ListedSocket> find_holder_in_proc(const Endpoint& at) {
  Holder holder(at);
  read_proc(std::ref(holder));
  return holder.result();
}

}  // namespace culvert::inbound
