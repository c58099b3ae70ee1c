#include "overview/throughput.h"

#include <algorithm>
#include <cmath>

namespace culvert::ui {

namespace {

double seconds_of(Throughput::TimePoint at) { return std::chrono::duration<double>(at.time_since_epoch()).count(); }

quint64 difference(quint64 now, quint64 before) { return now >= before ? now - before : now; }

}  // namespace

Throughput::Slot& Throughput::slot(std::int64_t second) {
  Slot& slot = slots_[static_cast<std::size_t>(second % kSlots)];
  if (size_ == 0 || second > last_) {
    // Looks follow each other without a hole, so that each second is met in its turn.
    slot = Slot{.second = second};
    last_ = second;
    size_ = std::min(size_ + 1, kSlots);
  }
  return slot;
}

const Throughput::Slot& Throughput::newest(int back) const {
  return slots_[static_cast<std::size_t>((last_ - back) % kSlots)];
}

bool Throughput::add(TimePoint at, const Traffic& total) {
  if (look_ && at <= look_->at) return false;
  if (!look_) {
    look_ = Look{at, total};
    return false;
  }
  const double from = seconds_of(look_->at);
  const double to = seconds_of(at);
  const bool average = at - look_->at > kClose;
  const bool anew = total.down < look_->total.down || total.up < look_->total.up;
  const Traffic before = anew ? Traffic{} : look_->total;
  const double down = static_cast<double>(difference(total.down, before.down)) / (to - from);
  const double up = static_cast<double>(difference(total.up, before.up)) / (to - from);
  const auto last = static_cast<std::int64_t>(std::ceil(to)) - 1;  // the second that `to` ends, or lies in
  const auto first = std::max(static_cast<std::int64_t>(std::floor(from)), last - kSlots + 1);
  for (std::int64_t second = first; second <= last; ++second) {
    const double begin = std::max(from, static_cast<double>(second));
    const double share = std::min(to, static_cast<double>(second + 1)) - begin;
    if (share <= 0) continue;
    Slot& s = slot(second);
    s.down += down * share;
    s.up += up * share;
    s.covered += share;
    s.average = s.average || average;
  }
  look_ = Look{at, total};
  return true;
}

Throughput::Second Throughput::at(int i) const {
  const Slot& s = newest(size_ - 1 - i);
  const double now = seconds_of(look_->at);
  // The newest second is not over yet, and the first one may have begun in its middle.
  const double end = std::min(now, static_cast<double>(s.second + 1));
  const double middle = std::max(static_cast<double>(s.second), end - s.covered) + s.covered / 2;
  return {.age = std::max(0.0, now - middle), .down = s.down / s.covered, .up = s.up / s.covered, .average = s.average};
}

Throughput::Second Throughput::now() const {
  Second sum;
  double covered = 0;
  for (int back = 0; back < std::min(size_, 2); ++back) {
    const Slot& s = newest(back);
    sum.down += s.down;
    sum.up += s.up;
    covered += s.covered;
    sum.average = sum.average || s.average;
  }
  if (covered > 0) {
    sum.down /= covered;
    sum.up /= covered;
  }
  return sum;
}

Throughput::Second Throughput::peak() const {
  Second highest;
  for (int i = 0; i < size_; ++i) {
    const Second s = at(i);
    highest.down = std::max(highest.down, s.down);
    highest.up = std::max(highest.up, s.up);
  }
  return highest;
}

}  // namespace culvert::ui
