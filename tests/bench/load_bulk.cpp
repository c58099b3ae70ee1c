// Bulk transfer. All tunnels are open before the clock starts; it stops when the last byte has arrived (down) or when
// the sink has answered with its count (up), so bytes that only lie in somebody's buffer are never counted.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

namespace load {
namespace {

constexpr int kTurnsPerEvent = 4;  // sends or receives before the other connections get their turn

struct Plan {
  Route route;
  bool upward = false;
  bool verify = false;
  std::size_t connections = 1;
  std::uint64_t bytes = 0;  // in total; 0: by time
  double seconds = 0;       // 0: by bytes
};

struct Transfer {
  Fd fd;
  std::uint64_t wanted = 0;  // bytes of this connection
  std::uint64_t moved = 0;
  std::size_t answered = 0;  // bytes of the sink's answer
  std::array<char, 8> answer{};
  bool ended = false;
  Clock::time_point end;  // last byte, or the sink's answer
};

class Bulk {
 public:
  explicit Bulk(const Plan& plan) : plan_(plan), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}
  void open();
  void run();
  void report() const;

 private:
  void watch(Transfer& transfer, std::uint32_t events, int operation) const;
  [[nodiscard]] Request request_of(const Transfer& transfer) const;
  void turn(const std::vector<epoll_event>& ready);
  void receive(Transfer& transfer);
  void transmit(Transfer& transfer);
  void read_answer(Transfer& transfer);
  void await_answer(Transfer& transfer);
  void end(Transfer& transfer);
  [[nodiscard]] bool by_time() const { return plan_.seconds > 0; }

  Plan plan_;
  Fd epoll_;
  std::vector<Transfer> transfers_;
  std::unique_ptr<char[]> buffer_ = std::make_unique<char[]>(kBuffer);
  std::size_t left_ = 0;  // transfers that have not ended
  Clock::time_point start_;
};

void Bulk::open() {
  transfers_.resize(plan_.connections);
  left_ = plan_.connections;
  for (std::size_t i = 0; i < transfers_.size(); ++i) {
    Transfer& transfer = transfers_[i];
    transfer.fd = open_tunnel(plan_.route);
    const std::uint64_t share = plan_.bytes / plan_.connections + (i == 0 ? plan_.bytes % plan_.connections : 0);
    transfer.wanted = by_time() ? std::numeric_limits<std::int64_t>::max() : share;
  }
}

// An upload of known size ends without a FIN, because some systems (shadowsocks-libev) cannot close one direction
// alone.
Request Bulk::request_of(const Transfer& transfer) const {
  if (!plan_.upward) return make_request("SOURCE", transfer.wanted);
  return make_request(plan_.verify ? "CHECK" : "SINK", by_time() ? 0 : transfer.wanted);
}

void Bulk::watch(Transfer& transfer, std::uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &transfer;
  if (epoll_ctl(epoll_.get(), operation, transfer.fd.get(), &event) != 0) throw system_failure("epoll_ctl");
}

void Bulk::run() {
  start_ = Clock::now();
  for (Transfer& transfer : transfers_) {
    write_all(transfer.fd.get(), request_of(transfer), "request to the target");
    set_blocking(transfer.fd.get(), false);
    watch(transfer, plan_.upward ? EPOLLOUT : EPOLLIN, EPOLL_CTL_ADD);
  }
  std::vector<epoll_event> events;
  bool time_is_up = false;
  while (left_ > 0) {
    events.resize(64);
    const int wait = by_time() && !time_is_up ? 100 : kStepSeconds * 1000;
    const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait);
    if (ready < 0 && errno != EINTR) throw system_failure("epoll_wait");
    if (ready == 0 && (time_is_up || !by_time())) {
      throw Failure("nothing moved for " + std::to_string(kStepSeconds) + " s");
    }
    events.resize(static_cast<std::size_t>(std::max(ready, 0)));
    turn(events);
    if (by_time() && !time_is_up && seconds_since(start_) >= plan_.seconds) {
      time_is_up = true;
      for (Transfer& transfer : transfers_) plan_.upward ? await_answer(transfer) : end(transfer);
    }
  }
}

void Bulk::turn(const std::vector<epoll_event>& ready) {
  for (const epoll_event& event : ready) {
    Transfer& transfer = *static_cast<Transfer*>(event.data.ptr);
    if (transfer.ended) continue;
    if (!plan_.upward) {
      receive(transfer);
    } else if (transfer.moved < transfer.wanted) {
      transmit(transfer);
    } else {
      read_answer(transfer);
    }
  }
}

void Bulk::receive(Transfer& transfer) {
  for (int turn = 0; turn < kTurnsPerEvent; ++turn) {
    // MSG_TRUNC on TCP discards without copying: the reader costs the machine less, for every system alike.
    const ssize_t got = recv(transfer.fd.get(), buffer_.get(), kBuffer, plan_.verify ? 0 : MSG_TRUNC);
    if (got < 0 && would_block()) return;
    if (got < 0) throw system_failure("download broken off after " + std::to_string(transfer.moved) + " bytes");
    if (got == 0) {
      if (transfer.moved != transfer.wanted) {
        throw Failure("download ended after " + std::to_string(transfer.moved) + " of " +
                      std::to_string(transfer.wanted) + " bytes");
      }
      return end(transfer);
    }
    const auto size = static_cast<std::size_t>(got);
    if (plan_.verify && std::memcmp(buffer_.get(), pattern_at(transfer.moved), size) != 0) {
      throw Failure("download differs from what was sent, near byte " + std::to_string(transfer.moved));
    }
    transfer.moved += size;
    if (transfer.moved > transfer.wanted) throw Failure("download brought more bytes than were asked for");
    if (transfer.moved == transfer.wanted) transfer.end = Clock::now();
  }
}

void Bulk::transmit(Transfer& transfer) {
  for (int turn = 0; turn < kTurnsPerEvent && transfer.moved < transfer.wanted; ++turn) {
    const std::size_t size = std::min<std::uint64_t>(kBuffer, transfer.wanted - transfer.moved);
    const ssize_t sent = send(transfer.fd.get(), pattern_at(transfer.moved), size, MSG_NOSIGNAL);
    if (sent < 0 && would_block()) return;
    if (sent < 0) throw system_failure("upload broken off after " + std::to_string(transfer.moved) + " bytes");
    transfer.moved += static_cast<std::uint64_t>(sent);
    if (static_cast<std::size_t>(sent) < size) return;
  }
  if (transfer.moved == transfer.wanted) await_answer(transfer);
}

void Bulk::await_answer(Transfer& transfer) {
  if (by_time()) shutdown(transfer.fd.get(), SHUT_WR);
  transfer.wanted = transfer.moved;
  watch(transfer, EPOLLIN, EPOLL_CTL_MOD);
}

void Bulk::read_answer(Transfer& transfer) {
  const ssize_t got = recv(transfer.fd.get(), transfer.answer.data() + transfer.answered, 8 - transfer.answered, 0);
  if (got < 0 && would_block()) return;
  if (got < 0) throw system_failure("upload broken off before the target answered with its count");
  if (got == 0) throw Failure("upload ended before the target answered with its count");
  transfer.answered += static_cast<std::size_t>(got);
  if (transfer.answered < transfer.answer.size()) return;
  std::uint64_t count = 0;
  for (const char byte : transfer.answer) count = count << 8 | static_cast<unsigned char>(byte);
  if (count != transfer.moved) {
    throw Failure("the target counted " + std::to_string(count) + " of " + std::to_string(transfer.moved) +
                  " uploaded bytes");
  }
  transfer.end = Clock::now();
  end(transfer);
}

void Bulk::end(Transfer& transfer) {
  if (transfer.end == Clock::time_point{}) transfer.end = Clock::now();  // download by time, or of no bytes
  transfer.ended = true;
  transfer.fd = Fd();
  --left_;
}

void Bulk::report() const {
  std::uint64_t bytes = 0;
  Clock::time_point last = start_;
  for (const Transfer& transfer : transfers_) {
    bytes += transfer.moved;
    last = std::max(last, transfer.end);
  }
  const double seconds = std::chrono::duration<double>(last - start_).count();
  std::printf("{\"mode\":\"%s\",\"connections\":%zu,\"bytes\":%llu,\"seconds\":%.9f,\"gbit_per_s\":%.6g}\n",
              plan_.upward ? "up" : "down", transfers_.size(), static_cast<unsigned long long>(bytes), seconds,
              static_cast<double>(bytes) * 8e-9 / seconds);
}

}  // namespace

int bulk(Options& options, bool upward) {
  Plan plan;
  plan.upward = upward;
  plan.route = options.route();
  plan.verify = options.flag("verify");
  plan.connections = options.count("connections", 1, 1, 1000);
  plan.bytes = options.count("bytes", 0, 1, std::uint64_t{1} << 40);
  plan.seconds = options.number("seconds", 0, 0.05, 600);
  options.finish();
  if ((plan.bytes == 0) == (plan.seconds == 0)) throw Failure("give either --bytes TOTAL or --seconds S");
  if (plan.bytes > 0 && plan.bytes < plan.connections) throw Failure("fewer bytes than connections");
  Bulk transfer(plan);
  transfer.open();
  transfer.run();
  transfer.report();
  return 0;
}

}  // namespace load
