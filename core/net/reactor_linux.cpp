// epoll, edge-triggered: a socket is registered once and costs no further call however often it is waited for. (Asio
// asks for every wait anew: five calls and five allocations a tunnel; docs/architecture.md has the figures.)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "net/loop.h"
#include "net/reactor.h"

namespace culvert {

namespace {

constexpr std::size_t kEvents = 256;  // of one look
constexpr std::uint64_t kWake = UINT64_MAX;

[[noreturn]] void no_reactor() { throw std::system_error(errno, std::generic_category(), "epoll"); }

}  // namespace

struct Reactor::Impl {
  // An event names a place in this list and how often the place was given away: what a closed socket left behind in the
  // kernel (a child process may hold it open for a moment) then reaches nobody else.
  struct Place {
    Watch* watch = nullptr;
    std::uint32_t generation = 0;
  };

  Impl() : epoll(::epoll_create1(EPOLL_CLOEXEC)), wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = kWake}};
    if (epoll < 0 || wake < 0 || ::epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) != 0) no_reactor();
  }
  ~Impl() {
    ::close(epoll);
    ::close(wake);
  }

  std::uint32_t take_place(Watch& watch) {
    if (free.empty()) {
      free.push_back(static_cast<std::uint32_t>(places.size()));
      places.emplace_back();
    }
    const std::uint32_t place = free.back();
    free.pop_back();
    places[place].watch = &watch;
    return place;
  }
  void leave(std::uint32_t place) {
    places[place].watch = nullptr;
    ++places[place].generation;
    free.push_back(place);
  }

  int look(TimePoint until, std::span<epoll_event> events);

  int epoll;
  int wake;
  bool coarse = false;  // the kernel has no epoll_pwait2
  std::vector<Place> places;
  std::vector<std::uint32_t> free;
};

Reactor::Reactor() : impl_(std::make_unique<Impl>()) {}
Reactor::~Reactor() = default;

int Reactor::Impl::look(TimePoint until, std::span<epoll_event> events) {
  using namespace std::chrono;
  const int room = static_cast<int>(events.size());
  if (until == TimePoint::min()) return ::epoll_wait(epoll, events.data(), room, 0);
  if (until == TimePoint::max()) return ::epoll_wait(epoll, events.data(), room, -1);
  const auto left = std::max(until - steady_clock::now(), Duration::zero());
  if (!coarse) {
    const auto whole = duration_cast<seconds>(left);
    const timespec limit{.tv_sec = whole.count(), .tv_nsec = duration_cast<nanoseconds>(left - whole).count()};
    const int n = ::epoll_pwait2(epoll, events.data(), room, &limit, nullptr);
    if (n >= 0 || errno == EINTR) return n;
    coarse = true;
  }
  const auto limit = std::min<std::int64_t>(ceil<milliseconds>(left).count(), INT32_MAX);
  return ::epoll_wait(epoll, events.data(), room, static_cast<int>(limit));
}

void Reactor::wait(TimePoint until) {
  std::array<epoll_event, kEvents> events;
  const int n = impl_->look(until, events);
  for (int i = 0; i < n; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == kWake) {
      eventfd_t count = 0;
      ::eventfd_read(impl_->wake, &count);
      continue;
    }
    const auto& place = impl_->places[static_cast<std::uint32_t>(event.data.u64)];
    if (place.watch == nullptr || place.generation != event.data.u64 >> 32) continue;
    place.watch->tell({.read = (event.events & EPOLLIN) != 0,
                       .write = (event.events & (EPOLLOUT | EPOLLHUP)) != 0,
                       .alarm = (event.events & EPOLLERR) != 0,
                       .end = (event.events & (EPOLLRDHUP | EPOLLHUP)) != 0});
  }
}

void Reactor::wake() { ::eventfd_write(impl_->wake, 1); }

int Watch::start(int native, Kind kind) {
  Reactor::Impl& reactor = *readers_.loop().reactor().impl_;
  place_ = reactor.take_place(*this);
  native_ = kind == Kind::kDescriptor ? native : -1;
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                    .data = {.u64 = std::uint64_t{reactor.places[place_].generation} << 32 | place_}};
  if (::epoll_ctl(reactor.epoll, EPOLL_CTL_ADD, native, &event) == 0) return 0;
  const int error = errno;
  reactor.leave(std::exchange(place_, kNowhere));
  return error;
}

void Watch::stop() {
  if (place_ == kNowhere) return;
  Reactor::Impl& reactor = *readers_.loop().reactor().impl_;
  if (native_ >= 0) ::epoll_ctl(reactor.epoll, EPOLL_CTL_DEL, native_, nullptr);
  reactor.leave(std::exchange(place_, kNowhere));
  notify_all();
}

void Watch::was_drained() { may_read_ = ended_; }

void Watch::wait_readable(Waiter& w) {
  may_read_ = false;
  readers_.add(w);
}

void Watch::wait_writable(Waiter& w) { writers_.add(w); }

void Watch::wait_alarm(Waiter& w) { failure_waiters_.add(w); }

}  // namespace culvert
