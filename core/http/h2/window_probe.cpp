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
  const double rate = static_cast<double>(received_ - received_at_start_) / static_cast<double>(rtt.count());
  const double product = rate * static_cast<double>(min_rtt_.count());
  // Twice what arrives in a round trip of the empty path keeps a window from being what limits the rate. One that does
  // limit it shows as little as half of itself: nghttp2 gives credit back in halves.
  constexpr double kSuspicion = 2.5;
  if (kSuspicion * product <= static_cast<double>(window_) || window_ >= max_window_) return {};
  window_ = std::min(std::max(static_cast<std::size_t>(2 * product), 2 * window_), max_window_);
  return window_;
}

}  // namespace culvert::h2
