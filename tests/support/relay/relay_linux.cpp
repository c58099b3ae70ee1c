// culvert-test-relay: a bad network between two interfaces. Frames that arrive at one leave at the other, later, out of
// order, or not at all. For tests, in network namespaces of their own (tests/e2e/network.py).
//
//   culvert-test-relay A B [SETTING VALUE]...    settings: delay MS, loss PERCENT, reorder PERCENT, rate MBIT, drop
//                                                none|udp|all, seed N; more of them, a line each, on standard input
//   culvert-test-relay --prepare IFACE...        no offloads: frames are complete, and as small as the MTU says
//
// Prints "ready", and at the end of its input what happened, as JSON. Exit code 1: something could not be had.
#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kLargestFrame = 65'600;
constexpr std::size_t kQueue = 2000;  // frames that wait, each way; what comes beyond is dropped, as routers do
constexpr auto kHold = 5ms;           // how much later a frame comes that loses its place
constexpr int kFramesAtOnce = 64;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

struct Settings {
  double delay_ms = 0;
  double loss = 0;     // percent
  double reorder = 0;  // percent
  double rate = 0;     // Mbit/s; 0: no limit
  std::string drop = "none";

  bool set(const std::string& name, const std::string& value) {
    if (name == "drop") {
      drop = value;
      return value == "none" || value == "udp" || value == "all";
    }
    for (auto [key, field] : {std::pair{"delay", &delay_ms}, {"loss", &loss}, {"reorder", &reorder}, {"rate", &rate}}) {
      if (name == key) {
        *field = std::atof(value.c_str());
        return true;
      }
    }
    return false;
  }
};

class Interface {
 public:
  explicit Interface(const char* name) : socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_ll at{};
    at.sll_family = AF_PACKET;
    at.sll_protocol = htons(ETH_P_ALL);
    at.sll_ifindex = static_cast<int>(::if_nametoindex(name));
    const int buffer = 8 << 20;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    if (socket_ < 0 || at.sll_ifindex == 0 || ::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) {
      give_up(name);
    }
  }
  [[nodiscard]] int socket() const { return socket_; }
  // The next frame from outside; false if there is none.
  bool receive(std::vector<std::uint8_t>& frame) {
    for (;;) {
      frame.resize(kLargestFrame);
      sockaddr_ll from{};
      socklen_t size = sizeof from;
      const ssize_t n = ::recvfrom(socket_, frame.data(), frame.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (n < 0) return false;
      if (from.sll_pkttype == PACKET_OUTGOING) continue;  // our own
      frame.resize(static_cast<std::size_t>(n));
      return true;
    }
  }
  void send(const std::vector<std::uint8_t>& frame) {
    static_cast<void>(::send(socket_, frame.data(), frame.size(), 0));
  }

 private:
  int socket_;
};

bool is_udp(const std::vector<std::uint8_t>& f) {
  if (f.size() < 34) return false;
  const int type = f[12] << 8 | f[13];
  if (type == ETHERTYPE_IP) return f[23] == IPPROTO_UDP;
  return type == ETHERTYPE_IPV6 && f[20] == IPPROTO_UDP;
}

// One way through the relay.
class Way {
 public:
  Way(Interface& from, Interface& to) : from_(from), to_(to) {}

  void take(const Settings& s, std::mt19937& random) {
    std::vector<std::uint8_t> frame;
    for (int i = 0; i < kFramesAtOnce && from_.receive(frame); ++i) {
      std::uniform_real_distribution<double> percent(0, 100);
      if (s.drop == "all" || (s.drop == "udp" && is_udp(frame)) || percent(random) < s.loss) {
        ++lost_;
        continue;
      }
      if (waiting_.size() >= kQueue) {
        ++overflowed_;
        continue;
      }
      const auto now = Clock::now();
      auto leaves = now;
      if (s.rate > 0) {
        const auto takes = std::chrono::duration<double, std::micro>(static_cast<double>(frame.size()) * 8 / s.rate);
        free_at_ = std::max(free_at_, now) + std::chrono::duration_cast<Clock::duration>(takes);
        leaves = free_at_;
      }
      leaves += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(s.delay_ms));
      if (percent(random) < s.reorder) {
        leaves += kHold;
        ++held_;
      }
      waiting_.emplace(leaves, std::move(frame));
    }
  }
  void deliver() {
    while (!waiting_.empty() && waiting_.begin()->first <= Clock::now()) {
      to_.send(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++passed_;
    }
  }
  [[nodiscard]] Clock::time_point next() const {
    return waiting_.empty() ? Clock::time_point::max() : waiting_.begin()->first;
  }
  [[nodiscard]] std::string report() const {
    std::ostringstream out;
    out << "{\"passed\":" << passed_ << ",\"lost\":" << lost_ << ",\"overflowed\":" << overflowed_
        << ",\"held\":" << held_ << "}";
    return out.str();
  }

 private:
  Interface& from_;
  Interface& to_;
  std::multimap<Clock::time_point, std::vector<std::uint8_t>> waiting_;
  Clock::time_point free_at_{};
  std::uint64_t passed_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t overflowed_ = 0;
  std::uint64_t held_ = 0;
};

void prepare(const char* name) {
  const int s = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  for (const std::uint32_t command :
       {__u32{ETHTOOL_STXCSUM}, __u32{ETHTOOL_SSG}, __u32{ETHTOOL_STSO}, __u32{ETHTOOL_SGSO}, __u32{ETHTOOL_SGRO}}) {
    ethtool_value off{.cmd = command, .data = 0};
    ifreq request{};
    std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_data = reinterpret_cast<char*>(&off);
    if (::ioctl(s, SIOCETHTOOL, &request) != 0 && errno != EOPNOTSUPP) give_up(name);
  }
  ::close(s);
}

// False at the end of the input.
bool read_settings(Settings& settings, std::string& rest) {
  std::array<char, 512> bytes;
  const ssize_t n = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  if (n <= 0) return false;
  rest.append(bytes.data(), static_cast<std::size_t>(n));
  for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
    std::istringstream line(rest.substr(0, end));
    std::string name;
    std::string value;
    line >> name >> value;
    std::printf("%s\n", settings.set(name, value) ? "set" : "what?");
    std::fflush(stdout);
  }
  return true;
}

int relay(const char* a, const char* b, Settings settings, std::uint32_t seed) {
  Interface left(a);
  Interface right(b);
  Way there(left, right);
  Way back(right, left);
  std::mt19937 random(seed);
  std::string rest;
  std::printf("ready\n");
  std::fflush(stdout);
  for (;;) {
    const auto next = std::min(there.next(), back.next());
    timespec wait{};
    if (next != Clock::time_point::max()) {
      const auto left_over = std::max<std::int64_t>((next - Clock::now()).count(), 0);
      wait = {.tv_sec = left_over / 1'000'000'000, .tv_nsec = left_over % 1'000'000'000};
    }
    std::array<pollfd, 3> fds{pollfd{left.socket(), POLLIN, 0}, {right.socket(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    ::ppoll(fds.data(), fds.size(), next == Clock::time_point::max() ? nullptr : &wait, nullptr);
    if (fds[0].revents != 0) there.take(settings, random);
    if (fds[1].revents != 0) back.take(settings, random);
    there.deliver();
    back.deliver();
    if (fds[2].revents != 0 && !read_settings(settings, rest)) break;
  }
  std::printf("{\"there\":%s,\"back\":%s}\n", there.report().c_str(), back.report().c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (argc > 2 && arguments[0] == "--prepare") {
    for (int i = 2; i < argc; ++i) prepare(argv[i]);
    return 0;
  }
  Settings settings;
  std::uint32_t seed = 1;
  bool understood = argc >= 3 && argc % 2 == 1;
  for (std::size_t i = 2; understood && i + 1 < arguments.size(); i += 2) {
    if (arguments[i] == "seed") {
      seed = static_cast<std::uint32_t>(std::atoi(arguments[i + 1].c_str()));
    } else {
      understood = settings.set(arguments[i], arguments[i + 1]);
    }
  }
  if (!understood) {
    std::fprintf(stderr, "usage: culvert-test-relay A B [SETTING VALUE]... | --prepare IFACE...\n");
    return 2;
  }
  return relay(argv[1], argv[2], settings, seed);
}
