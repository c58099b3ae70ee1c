#include "http/h2/window_probe.h"

#include <algorithm>

namespace culvert::h2 {

bool WindowProbe::start(TimePoint now) {
  if (running_ || now < next_) return false;
  running_ = true;
  start_ = now;
  received_at_start_ = received_;
  return true;
}

std::optional<std::size_t> WindowProbe::finish(TimePoint now) {
  if (!running_) return {};
  running_ = false;
  next_ = now + kInterval;
  const Duration rtt = std::max<Duration>(now - start_, std::chrono::microseconds(1));
  min_rtt_ = std::min(min_rtt_, rtt);
  // Twice what arrives in a round trip of the empty path keeps a window from being what limits the rate.
  const double rate = static_cast<double>(received_ - received_at_start_) / static_cast<double>(rtt.count());
  const auto wanted = static_cast<std::size_t>(2 * rate * static_cast<double>(min_rtt_.count()));
  if (wanted <= window_ || window_ >= max_window_) return {};
  window_ = std::min(std::max(wanted, 2 * window_), max_window_);
  return window_;
}

}  // namespace culvert::h2
