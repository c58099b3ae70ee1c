// Whether the peer of a connection is still there (requirement G4). Arithmetic only: time is passed in, and whoever
// asks sends the PING that it says is due.
//
// A peer that vanished without a word is found by its silence: while there are streams it is asked for a sign of life
// after `keep_alive` of silence, and given up after `silence_limit`. Without streams nobody is asked: it would only
// cost batteries. Every byte is a sign of life, not only the answer.
#pragma once

#include <optional>

#include "net/loop.h"

namespace culvert::http {

struct Patience {
  Duration keep_alive = std::chrono::seconds(10);
  Duration silence_limit = std::chrono::seconds(15);
  Duration probe_limit = std::chrono::seconds(3);  // after there was reason to doubt
};

class LifeSigns {
 public:
  LifeSigns(const Patience& patience, TimePoint now) : patience_(patience), heard_(now) {}

  void heard(TimePoint now) {
    heard_ = now;
    asked_ = false;
    doubt_until_.reset();
  }
  // From no stream to some: silence counts from here.
  void woke_up(TimePoint now) {
    if (!doubt_until_) heard(now);
  }
  // The network has changed, or this machine was asleep.
  void doubt(TimePoint now) {
    if (doubt_until_) return;
    doubt_until_ = now + patience_.probe_limit;
    asked_ = false;
  }

  struct Verdict {
    bool ask = false;  // PING now
    bool dead = false;
    TimePoint look_again = TimePoint::max();
  };
  [[nodiscard]] Verdict look(TimePoint now, bool streams) {
    Verdict v;
    if (doubt_until_) {
      v.dead = now >= *doubt_until_;
      v.look_again = *doubt_until_;
    } else if (streams) {
      v.dead = now >= heard_ + patience_.silence_limit;
      v.look_again = asked_ ? heard_ + patience_.silence_limit : heard_ + patience_.keep_alive;
    } else {
      return v;
    }
    v.ask = !v.dead && !asked_ && (doubt_until_ || now >= v.look_again);
    if (v.ask) {
      asked_ = true;
      if (!doubt_until_) v.look_again = heard_ + patience_.silence_limit;
    }
    return v;
  }

 private:
  const Patience patience_;
  TimePoint heard_;
  bool asked_ = false;  // since it was last heard
  std::optional<TimePoint> doubt_until_;
};

}  // namespace culvert::http
