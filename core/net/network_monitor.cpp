#include "net/network_monitor.h"

#include "net/first_of.h"
#include "net/network_news.h"

namespace culvert {

NetworkMonitor::NetworkMonitor(Loop& loop)
    : loop_(loop), view_(look_at_network()), slept_(time_asleep()), waiters_(loop), tasks_(loop) {
  tasks_.spawn(watch());
}

NetworkMonitor::~NetworkMonitor() = default;

Task<> NetworkMonitor::watch() {
  NetworkNews news(loop_);
  for (;;) {
    co_await first_of([&](Waiter& w) { return news.poll_network(w); }, [&](Waiter& w) { return news.poll_clock(w); });
    co_await sleep(loop_, kSettle);
    NetworkView view = look_at_network();
    const Duration slept = time_asleep();
    const bool woke = slept - slept_ >= kNap;
    if (!woke && view == view_) continue;
    view_ = std::move(view);
    slept_ = slept;
    if (woke) ++sleeps_;
    ++changes_;
    waiters_.notify_all();
  }
}

Poll<bool> NetworkMonitor::poll_changed(std::uint64_t seen, Waiter& w) {
  if (seen != changes_) return true;
  waiters_.add(w);
  return {};
}

}  // namespace culvert
