// New connections per second. One connection is: TCP connect, SOCKS5 handshake, 64 bytes there, 64 bytes back, close.
//
// Ports. The client closes first and with FIN: a reset would spare everybody the TIME_WAIT state but is not what
// applications do, and would favour systems that forward resets cheaply. So every connection leaves one local port in
// TIME_WAIT on the way to the SOCKS server and one on the way to the target. Linux has 28,232 such ports for each pair
// of addresses, looks first at those with the parity of the lowest, 14,116, and on loopback takes one again after a
// second. Who uses up 14,116 within a second waits milliseconds in each connect() while the kernel searches. Hence a
// run makes at most --max connections (default 12,000) and ends earlier when they are made; the rate is always
// connections over the time they really took. The bench gives every system its own target and lets a second pass
// between two runs.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include <sys/epoll.h>

#include "load.h"

namespace load {
namespace {

enum class Stage : std::uint8_t { kConnect, kMethod, kReply, kAnswer };

struct Slot {
  Fd fd;
  Stage stage = Stage::kConnect;
  std::uint64_t number = 0;  // which connection this is; the target must answer with it
  std::size_t have = 0;
  std::array<char, 512> bytes{};  // the answer of the present stage
  Clock::time_point start;
};

class Rate {
 public:
  Rate(Route route, std::size_t concurrency, double seconds, std::uint64_t most, std::uint64_t tolerated)
      : route_(std::move(route)),
        connect_(socks_connect(route_.target)),
        seconds_(seconds),
        most_(most),
        tolerated_(tolerated),
        warm_up_(std::min<std::uint64_t>(most / 10, 4 * concurrency + 50)),
        slots_(concurrency),
        epoll_(epoll_create1(EPOLL_CLOEXEC)) {}
  void run();
  void report() const;

 private:
  void begin(Slot& slot);
  void step(Slot& slot);
  void step_or_tolerate(Slot& slot);
  bool advance(Slot& slot);
  void ask(Slot& slot, std::span<const char> bytes, Stage next);
  void complete(Slot& slot);
  [[nodiscard]] bool over() const { return done_ > 0 && (done_ >= most_ || seconds_since(start_) >= seconds_); }

  Route route_;
  std::string connect_;
  double seconds_;
  std::uint64_t most_, tolerated_, warm_up_;
  std::vector<Slot> slots_;
  Fd epoll_;
  std::uint64_t begun_ = 0, failed_ = 0, warmed_ = 0, done_ = 0;
  std::size_t open_ = 0;
  Clock::time_point start_, last_;   // of the counted connections
  std::vector<float> microseconds_;  // of each counted connection, from connect to the answer
};

// Edge-triggered: each stage sends once and is woken once by the answer, so nothing is read in vain.
void Rate::begin(Slot& slot) {
  slot.start = Clock::now();
  slot.number = ++begun_;
  slot.stage = Stage::kConnect;
  slot.have = 0;
  slot.fd = start_connect(route_.first_hop());
  ++open_;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.ptr = &slot;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, slot.fd.get(), &event) != 0) throw system_failure("epoll_ctl");
}

void Rate::ask(Slot& slot, std::span<const char> bytes, Stage next) {
  const ssize_t sent = send(slot.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent < 0) throw system_failure("connection " + std::to_string(slot.number) + ": cannot send");
  if (sent != std::ssize(bytes))
    throw Failure("a fresh connection did not take " + std::to_string(bytes.size()) + " bytes");
  slot.stage = next;
  slot.have = 0;
}

void Rate::step(Slot& slot) {
  if (slot.stage == Stage::kConnect) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(slot.fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) throw Failure("cannot connect to " + route_.first_hop().text + ": " + std::strerror(error));
    if (route_.socks) {
      ask(slot, kSocksGreeting, Stage::kMethod);
    } else {
      ask(slot, make_request("RESPOND", slot.number), Stage::kAnswer);
    }
    return;
  }
  const ssize_t got = recv(slot.fd.get(), slot.bytes.data() + slot.have, slot.bytes.size() - slot.have, 0);
  if (got < 0 && would_block()) return;
  if (got < 0) throw system_failure("connection " + std::to_string(slot.number) + ": cannot receive");
  if (got == 0) throw Failure("connection " + std::to_string(slot.number) + " ended before its answer");
  slot.have += static_cast<std::size_t>(got);
  if (advance(slot)) complete(slot);
}

// A connection that breaks is not counted as made, but as failed; beyond --tolerate it ends the run.
void Rate::step_or_tolerate(Slot& slot) {
  try {
    step(slot);
  } catch (const Failure&) {
    if (failed_ >= tolerated_ || !slot.fd) throw;
    ++failed_;
    slot.fd = Fd();
    --open_;
    if (!over()) begin(slot);
  }
}

// True when the whole answer of the target is there. Until the next question nobody may send more than one answer.
bool Rate::advance(Slot& slot) {
  const auto answer = std::span(slot.bytes).first(slot.have);
  std::size_t size = kRequestSize;
  if (slot.stage == Stage::kMethod) size = 2;
  if (slot.stage == Stage::kReply) size = socks_reply_size(answer);
  if (size == 0 || slot.have < size) return false;
  if (slot.stage == Stage::kMethod) check_socks_method(answer);
  if (slot.have > size) throw Failure("more bytes arrived than were asked for");
  if (slot.stage == Stage::kMethod) {
    ask(slot, connect_, Stage::kReply);
    return false;
  }
  if (slot.stage == Stage::kReply) {
    ask(slot, make_request("RESPOND", slot.number), Stage::kAnswer);
    return false;
  }
  const Request expected = make_request("REPLY", slot.number);
  if (std::memcmp(expected.data(), answer.data(), expected.size()) != 0)
    throw Failure("the answer is not the target's");
  return true;
}

void Rate::complete(Slot& slot) {
  slot.fd = Fd();
  --open_;
  const auto now = Clock::now();
  if (warmed_ < warm_up_) {
    if (++warmed_ == warm_up_) start_ = now;
  } else if (!over()) {
    ++done_;
    last_ = now;
    microseconds_.push_back(std::chrono::duration<float, std::micro>(now - slot.start).count());
  }
  if (!over()) begin(slot);
}

void Rate::run() {
  for (Slot& slot : slots_) begin(slot);
  std::array<epoll_event, 64> events{};
  while (open_ > 0) {
    const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), kStepSeconds * 1000);
    if (ready < 0 && errno != EINTR) throw system_failure("epoll_wait");
    if (ready == 0) throw Failure("no answer for " + std::to_string(kStepSeconds) + " s");
    for (int i = 0; i < ready; ++i) {
      Slot& slot = *static_cast<Slot*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (slot.fd) step_or_tolerate(slot);
    }
  }
}

void Rate::report() const {
  std::vector<float> sorted = microseconds_;
  std::sort(sorted.begin(), sorted.end());
  const double seconds = std::chrono::duration<double>(last_ - start_).count();
  std::printf(
      "{\"mode\":\"rate\",\"concurrency\":%zu,\"connections\":%llu,\"failed\":%llu,\"seconds\":%.9f,"
      "\"per_s\":%.2f,\"p50_us\":%.1f,\"p99_us\":%.1f}\n",
      slots_.size(), static_cast<unsigned long long>(done_), static_cast<unsigned long long>(failed_), seconds,
      static_cast<double>(done_) / seconds, static_cast<double>(sorted[sorted.size() / 2]),
      static_cast<double>(sorted[sorted.size() * 99 / 100]));
}

}  // namespace

int rate(Options& options) {
  Route route = options.route();
  const std::size_t concurrency = options.count("concurrency", 1, 1, 1000);
  const double seconds = options.number("seconds", 2, 0.05, 600);
  const std::uint64_t most = options.count("max", 12000, 100, 25000);
  const std::uint64_t tolerated = options.count("tolerate", 0, 0, 1000);
  options.finish();
  Rate measurement(std::move(route), concurrency, seconds, most, tolerated);
  measurement.run();
  measurement.report();
  return 0;
}

}  // namespace load
