// The core thread's loop: ready waiters, timers, posted work. Asio's reactor is behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "base/chunk.h"
#include "net/task.h"
#include "net/waiter.h"

namespace asio {
class io_context;
}

namespace culvert {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;

class Timer;

class Loop {
 public:
  Loop();
  ~Loop();  // nothing that uses the loop is left by then
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();   // until stop()
  void stop();  // any thread
  // Runs `work` on the loop's thread, never inside this call. Any thread.
  void post(std::move_only_function<void()> work);

  [[nodiscard]] TimePoint now() const;
  [[nodiscard]] ChunkPool& pool() { return pool_; }
  [[nodiscard]] asio::io_context& io() { return *io_; }  // for net/ only

  // Runs the waiter once, after everything that is ready already.
  void make_ready(Waiter& w);
  void make_ready(WaiterQueue& all);
  // `co_await loop.yield()`: lets everything that is ready run first.
  [[nodiscard]] auto yield() {
    return poll([this, turn = false](Waiter& w) mutable -> Poll<bool> {
      if (turn) return true;
      turn = true;
      make_ready(w);
      return {};
    });
  }

  // Asks for the ready waiters to be run, once everything else that has already happened has been taken note of, so
  // that what many sockets have to say goes out in one write. net/ calls it at the end of each completion handler.
  void turn();

 private:
  friend class Timer;
  using Timers = std::multimap<TimePoint, Timer*>;
  void run_ready();
  void arm();
  void fire();

  std::unique_ptr<asio::io_context> io_;
  struct Alarm;
  std::unique_ptr<Alarm> alarm_;
  WaiterQueue ready_;
  Timers timers_;
  ChunkPool pool_;
  bool turn_posted_ = false;
};

// A deadline that a poll function can wait for.
class Timer {
 public:
  explicit Timer(Loop& loop) : loop_(&loop), waiters_(loop) {}
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(Duration after);
  void cancel();
  [[nodiscard]] bool running() const { return running_; }
  // True once the deadline has passed.
  Poll<bool> poll_expired(Waiter& w);

 private:
  friend class Loop;
  Loop* loop_;
  WaitList waiters_;
  std::multimap<TimePoint, Timer*>::iterator place_;
  bool running_ = false;
  bool expired_ = false;
};

// `co_await sleep(loop, 300ms)`
Task<> sleep(Loop& loop, Duration duration);

// One flag that a coroutine can wait for; stays set until cleared.
class Event {
 public:
  explicit Event(Loop& loop) : waiters_(loop) {}
  void set() {
    set_ = true;
    waiters_.notify_all();
  }
  void clear() { set_ = false; }
  [[nodiscard]] bool is_set() const { return set_; }
  Poll<bool> poll_set(Waiter& w) {
    if (set_) return true;
    waiters_.add(w);
    return {};
  }
  [[nodiscard]] auto wait() {
    return poll([this](Waiter& w) { return poll_set(w); });
  }

 private:
  WaitList waiters_;
  bool set_ = false;
};

// Tasks that run side by side and belong to one owner. Destroying the set ends them all.
class TaskSet {
 public:
  explicit TaskSet(Loop& loop);
  ~TaskSet();
  TaskSet(const TaskSet&) = delete;
  TaskSet& operator=(const TaskSet&) = delete;

  // Starts on the loop's next turn.
  void spawn(Task<> task);
  [[nodiscard]] std::size_t size() const { return running_; }
  // Completes when none is left.
  Poll<bool> poll_empty(Waiter& w);

 private:
  struct Entry;
  struct Reaper;
  void finished(Entry& entry);
  Loop* loop_;
  Entry* first_ = nullptr;
  std::size_t running_ = 0;
  std::unique_ptr<Reaper> reaper_;
  WaitList empty_;
};

}  // namespace culvert
