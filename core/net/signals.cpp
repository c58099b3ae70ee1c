#include "net/signals.h"

#include "net/socket_io.h"

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <csignal>

namespace culvert {

struct StopSignals::Impl : std::enable_shared_from_this<Impl> {
  explicit Impl(Loop& l) : loop(l), set(l.io(), SIGINT, SIGTERM), waiters(l) {}
  void wait() {
    set.async_wait([self = shared_from_this()](const asio::error_code& ec, int) {
      if (ec) return;
      ++self->count;
      self->waiters.notify_all();
      self->wait();
      self->loop.turn();
    });
  }
  Loop& loop;
  asio::signal_set set;
  WaitList waiters;
  int count = 0;
};

void ignore_broken_pipes() { socket_io::ignore_broken_pipes(); }

StopSignals::StopSignals(Loop& loop) : impl_(std::make_shared<Impl>(loop)) { impl_->wait(); }

StopSignals::~StopSignals() {
  asio::error_code ignored;
  impl_->set.cancel(ignored);
}

Poll<int> StopSignals::poll_more_than(int seen, Waiter& w) {
  if (impl_->count > seen) return impl_->count;
  impl_->waiters.add(w);
  return {};
}

}  // namespace culvert
