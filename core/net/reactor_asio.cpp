// Asio, for the systems where its reactor is the best there is. The tests run it on Linux, too.
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <utility>
#include <vector>

#include "net/loop.h"
#include "net/reactor.h"

namespace culvert {

namespace {
using AsioSocket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
constexpr int kHandlers = 256;  // of one look
}  // namespace

struct Reactor::Impl {
  // Shared with the handlers that are under way when the watch stops.
  struct Registration : std::enable_shared_from_this<Registration> {
    Registration(asio::io_context& io, Watch& w) : socket(io), watch(&w) {}

    void wait(AsioSocket::wait_type what, bool Registration::* armed, Watch::News news) {
      if (this->*armed) return;
      this->*armed = true;
      socket.async_wait(what, [self = shared_from_this(), armed, news](const asio::error_code& ec) {
        self.get()->*armed = false;
        if (ec || self->watch == nullptr) return;
        if (news.alarm) self->alarmed = true;
        if (news.write) self->watch->alarm_ = true;  // an attempt to connect that failed looks the same
        self->watch->tell(news);
        // They relied on the wait that is over now; if nobody waits to read again, they need one of their own.
        if (news.read) self->watch->failure_waiters_.notify_all();
      });
    }

    AsioSocket socket;
    Watch* watch;
    bool reading = false;
    bool writing = false;
    bool alarm_armed = false;
    // A hang-up and urgent data go on being reported: whoever asked again at once would be told again at once, for
    // ever. So the alarm is not armed again before everything there was has been read.
    bool alarmed = false;
  };

  Registration& of(std::uint32_t place) { return *registrations[place]; }

  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  std::vector<std::shared_ptr<Registration>> registrations;
  std::vector<std::uint32_t> free;
};

Reactor::Reactor() : impl_(std::make_unique<Impl>()) {}
Reactor::~Reactor() = default;

void Reactor::wait(TimePoint until) {
  asio::io_context& io = impl_->io;
  if (until == TimePoint::max()) {
    io.run_one();
  } else if (until != TimePoint::min()) {
    io.run_one_until(until);
  }
  for (int i = 0; i < kHandlers && io.poll_one() != 0; ++i) {
  }
}

void Reactor::wake() {
  asio::post(impl_->io, [] {});
}

int Watch::start(int native, Kind) {
  Reactor::Impl& reactor = *readers_.loop().reactor().impl_;
  auto registration = std::make_shared<Reactor::Impl::Registration>(reactor.io, *this);
  asio::error_code ec;
  registration->socket.assign(asio::ip::tcp::v4(), native, ec);  // the family matters to open() only
  if (ec) return ec.value();
  if (reactor.free.empty()) {
    reactor.free.push_back(static_cast<std::uint32_t>(reactor.registrations.size()));
    reactor.registrations.emplace_back();
  }
  place_ = reactor.free.back();
  reactor.free.pop_back();
  reactor.registrations[place_] = std::move(registration);
  return 0;
}

void Watch::stop() {
  if (place_ == kNowhere) return;
  Reactor::Impl& reactor = *readers_.loop().reactor().impl_;
  const auto registration = std::move(reactor.registrations[place_]);
  registration->watch = nullptr;
  asio::error_code ignored;
  static_cast<void>(registration->socket.release(ignored));
  reactor.free.push_back(std::exchange(place_, kNowhere));
  notify_all();
}

void Watch::was_drained() {
  may_read_ = false;
  if (std::exchange(readers_.loop().reactor().impl_->of(place_).alarmed, false)) failure_waiters_.notify_all();
}

void Watch::wait_readable(Waiter& w) {
  may_read_ = false;
  readers_.add(w);
  auto& registration = readers_.loop().reactor().impl_->of(place_);
  registration.alarmed = false;
  registration.wait(AsioSocket::wait_read, &Reactor::Impl::Registration::reading, {.read = true});
}

void Watch::wait_writable(Waiter& w) {
  writers_.add(w);
  auto& registration = readers_.loop().reactor().impl_->of(place_);
  registration.wait(AsioSocket::wait_write, &Reactor::Impl::Registration::writing, {.write = true});
}

void Watch::wait_alarm(Waiter& w) {
  failure_waiters_.add(w);
  auto& registration = readers_.loop().reactor().impl_->of(place_);
  // While somebody waits to read, a reset is noticed there.
  if (registration.reading || registration.alarmed) return;
  registration.wait(AsioSocket::wait_error, &Reactor::Impl::Registration::alarm_armed, {.alarm = true});
}

}  // namespace culvert
