// How long the thread of the window is away from its events: its heart beats every 2 ms, and what is measured is what
// the thread has worked between two beats. The time in which the machine let others run is not in it (Linux; elsewhere
// it is).
#pragma once

#include <QFile>
#include <QTimer>
#include <algorithm>
#include <chrono>

namespace culvert::ui::test {

class Heartbeat {
  using Clock = std::chrono::steady_clock;

 public:
  Heartbeat() {
    if (schedule_.exists()) static_cast<void>(schedule_.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(kBeat);
    QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { beat(); });
    timer_.start();
    last_ = now();
  }

  // The most between two beats, in ms.
  [[nodiscard]] double longest() const { return longest_; }
  [[nodiscard]] double longest_by_the_wall() const { return longest_by_the_wall_; }

 private:
  static constexpr std::chrono::milliseconds kBeat{2};

  struct Moment {
    Clock::time_point wall;
    double worked = 0;  // ms, since the thread began
  };
  Moment now() {
    Moment moment{.wall = Clock::now(), .worked = 0};
    moment.worked = std::chrono::duration<double, std::milli>(moment.wall.time_since_epoch()).count();
    if (schedule_.isOpen()) {  // "running waiting slices", in ns, of this thread
      schedule_.seek(0);
      moment.worked = static_cast<double>(schedule_.read(128).split(' ').value(0).toLongLong()) / 1e6;
    }
    return moment;
  }
  void beat() {
    const Moment moment = now();
    longest_ = std::max(longest_, moment.worked - last_.worked);
    longest_by_the_wall_ =
        std::max(longest_by_the_wall_, std::chrono::duration<double, std::milli>(moment.wall - last_.wall).count());
    last_ = moment;
  }

  QTimer timer_;
  QFile schedule_{QStringLiteral("/proc/thread-self/schedstat")};
  Moment last_;
  double longest_ = 0;
  double longest_by_the_wall_ = 0;
};

}  // namespace culvert::ui::test
