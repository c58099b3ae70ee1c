// What went up and down in each second of the last five minutes, made of counters that are looked at now and then.
// Between two looks the bytes are spread evenly: where nobody looked for long, that is the average.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "live.h"

namespace culvert::ui {

class Throughput {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr int kSeconds = 300;
  // Between two looks: more than this, and their seconds are marked as averages.
  static constexpr std::chrono::milliseconds kClose{2500};

  struct Second {
    double age = 0;  // of its middle, in seconds before the newest look
    double down = 0;
    double up = 0;  // bytes a second
    bool average = false;
  };

  // The counters at that moment; false: it tells nothing new. Counters that went back have begun anew.
  bool add(TimePoint at, const Traffic& total);
  void clear() { *this = {}; }

  // Those that are known, the oldest first; none before the second look.
  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] Second at(int i) const;
  // Of the last second or two.
  [[nodiscard]] Second now() const;
  [[nodiscard]] Second peak() const;  // the highest of each, not of one second

 private:
  struct Slot {
    std::int64_t second = 0;
    double down = 0;  // bytes
    double up = 0;
    double covered = 0;  // of this second, 0 to 1
    bool average = false;
  };
  struct Look {
    TimePoint at;
    Traffic total;
  };
  static constexpr int kSlots = kSeconds + 1;
  [[nodiscard]] Slot& slot(std::int64_t second);
  [[nodiscard]] const Slot& newest(int back) const;

  std::array<Slot, kSlots> slots_{};
  int size_ = 0;
  std::int64_t last_ = 0;  // the second of the newest slot
  std::optional<Look> look_;
};

}  // namespace culvert::ui
