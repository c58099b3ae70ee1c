// Waiting for the end of a program.
#pragma once

#include "net/loop.h"
#include "net/signals.h"

namespace culvert::app {

// Requests to stop on a thread that has nothing else to do.
class Signals {
 public:
  Signals() : set_(loop_) {}
  [[nodiscard]] Loop& loop() { return loop_; }  // runs while somebody waits
  void wait() {
    TaskSet tasks(loop_);
    tasks.spawn([](Signals& self) -> Task<> {
      co_await poll([&self](Waiter& w) { return self.set_.poll_more_than(0, w); });
      self.loop_.stop();
    }(*this));
    loop_.run();
  }
  void release() { loop_.stop(); }  // any thread

 private:
  Loop loop_;
  StopSignals set_;
};

}  // namespace culvert::app
