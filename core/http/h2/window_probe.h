// The bandwidth-delay product of a connection, measured with PINGs while data flows (requirement F3): how large stream
// windows have to be so that they are not what limits the rate. Arithmetic only; the caller sends and hears the PINGs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "net/loop.h"

namespace culvert::h2 {

class WindowProbe {
 public:
  static constexpr Duration kInterval = std::chrono::milliseconds(500);  // from one measurement to the next

  // The first measurement is due at `now`. `window` is that of every stream at first; it never passes `max_window`.
  WindowProbe(TimePoint now, std::size_t window, std::size_t max_window)
      : next_(now), window_(window), max_window_(max_window) {}

  void received(std::size_t bytes) { received_ += bytes; }
  [[nodiscard]] bool running() const { return running_; }
  // True if a measurement begins: a PING is to be sent. At most one is on its way.
  [[nodiscard]] bool start(TimePoint now);
  // The PING was answered: the size that stream windows shall grow to from now on, or nothing if they stay.
  [[nodiscard]] std::optional<std::size_t> finish(TimePoint now);

 private:
  bool running_ = false;
  TimePoint start_;
  TimePoint next_;
  std::uint64_t received_ = 0;           // ever
  std::uint64_t received_at_start_ = 0;  // of that, before the measurement
  Duration min_rtt_ = Duration::max();
  std::size_t window_;
  std::size_t max_window_;
};

}  // namespace culvert::h2
