// Round-trip times on one tunnel, alone or beside a bulk download, and many tunnels at rest.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include <poll.h>
#include <unistd.h>

#include "load.h"

namespace load {
namespace {

// A download that goes on until it is told to stop, on its own thread and tunnel. The pings wait until it flows.
class Background {
 public:
  explicit Background(const Route& route) : fd_(open_tunnel(route)) {
    write_all(fd_.get(), make_request("SOURCE", std::numeric_limits<std::int64_t>::max()), "request to the target");
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  // After 32 MiB buffers and windows have grown.
  void wait_until_it_flows() const {
    const auto start = Clock::now();
    while (bytes() < (32U << 20)) {
      if (seconds_since(start) > kStepSeconds) throw Failure("the bulk download beside the pings does not flow");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  void stop() {
    thread_.request_stop();
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void run(const std::stop_token& stop) {
    try {
      const auto buffer = std::make_unique<char[]>(kBuffer);
      while (!stop.stop_requested()) {
        const ssize_t got = recv(fd_.get(), buffer.get(), kBuffer, MSG_TRUNC);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw Failure("the bulk download beside the pings broke off");
        bytes_.fetch_add(static_cast<std::uint64_t>(got), std::memory_order_relaxed);
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  Fd fd_;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::exception_ptr failure_;
  std::jthread thread_;  // last member: it uses the others
};

// One message there and back; the message differs each time and must come back as it was.
void exchange(int fd, std::span<char> message, std::span<char> answer, std::uint64_t number) {
  std::memcpy(message.data(), &number, sizeof number);
  write_all(fd, message, "ping");
  read_exactly(fd, answer, "ping");
  if (std::memcmp(message.data(), answer.data(), message.size()) != 0) throw Failure("ping came back changed");
}

Fd open_echo(const Route& route) {
  Fd fd = open_tunnel(route);
  write_all(fd.get(), make_request("ECHO", 0), "request to the target");
  return fd;
}

double percentile(const std::vector<double>& sorted, double part) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(part * static_cast<double>(sorted.size())))];
}

// Waits until the other end of standard input is closed.
void wait_for_end_of_input(double limit) {
  const auto start = Clock::now();
  while (seconds_since(start) < limit) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (poll(&input, 1, 200) <= 0) continue;
    std::array<char, 256> ignored{};
    if (read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) return;
  }
  throw Failure("standard input was not closed in time");
}

}  // namespace

int ping(Options& options) {
  const Route route = options.route();
  const std::uint64_t count = options.count("count", 5000, 10, 1'000'000);
  const std::size_t size = options.count("size", 64, sizeof(std::uint64_t), 16384);
  const double limit = options.number("seconds", 20, 0.05, 600);
  const bool beside_bulk = options.flag("beside-bulk");
  options.finish();

  const Fd tunnel = open_echo(route);
  std::vector<char> message(size, 'p');
  std::vector<char> answer(size);
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, 200); ++i) exchange(tunnel.get(), message, answer, i);

  std::unique_ptr<Background> background;
  if (beside_bulk) {
    background = std::make_unique<Background>(route);
    background->wait_until_it_flows();
  }
  std::vector<double> times;  // microseconds
  times.reserve(count);
  const std::uint64_t bytes_before = background ? background->bytes() : 0;
  const auto start = Clock::now();
  while (times.size() < count && seconds_since(start) < limit) {
    const auto sent = Clock::now();
    exchange(tunnel.get(), message, answer, times.size());
    times.push_back(seconds_since(sent) * 1e6);
  }
  const double seconds = seconds_since(start);
  const std::uint64_t bulk_bytes = background ? background->bytes() - bytes_before : 0;
  if (background) background->stop();
  std::sort(times.begin(), times.end());
  std::printf(
      "{\"mode\":\"ping\",\"beside_bulk\":%s,\"size\":%zu,\"count\":%zu,\"seconds\":%.6f,\"p50_us\":%.2f,"
      "\"p90_us\":%.2f,\"p99_us\":%.2f,\"max_us\":%.2f,\"bulk_gbit_per_s\":%.6g}\n",
      beside_bulk ? "true" : "false", size, times.size(), seconds, percentile(times, 0.5), percentile(times, 0.9),
      percentile(times, 0.99), times.back(), static_cast<double>(bulk_bytes) * 8e-9 / seconds);
  return 0;
}

int idle(Options& options) {
  const Route route = options.route();
  const std::size_t count = options.count("tunnels", 1000, 1, 15000);
  const double hold = options.number("hold", 60, 0.1, 3600);
  options.finish();

  std::vector<Fd> tunnels;
  std::array<char, 16> message{};
  std::array<char, 16> answer{};
  for (std::size_t i = 0; i < count; ++i) {
    tunnels.push_back(open_echo(route));
    exchange(tunnels.back().get(), message, answer, i);
  }
  std::printf("{\"event\":\"ready\",\"tunnels\":%zu}\n", tunnels.size());
  std::fflush(stdout);
  wait_for_end_of_input(hold);
  // They must still be tunnels: one echo each, then our FIN and the target's.
  for (std::size_t i = 0; i < count; ++i) exchange(tunnels[i].get(), message, answer, count + i);
  for (const Fd& tunnel : tunnels) shutdown(tunnel.get(), SHUT_WR);
  for (const Fd& tunnel : tunnels) expect_end(tunnel.get(), "closing an idle tunnel");
  std::printf("{\"mode\":\"idle\",\"tunnels\":%zu,\"alive_at_end\":%zu}\n", tunnels.size(), tunnels.size());
  return 0;
}

}  // namespace load
