// The core thread's loop: ready waiters, timers, posted work, and the sockets' news.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/chunk.h"
#include "net/reactor.h"
#include "net/task.h"
#include "net/waiter.h"

namespace culvert {

class Timer;

class Loop {
 public:
  Loop() = default;
  ~Loop() = default;  // nothing that uses the loop is left by then
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();   // until stop(), which may have come before
  void stop();  // any thread
  // Runs `work` on the loop's thread, never inside this call. Any thread.
  void post(std::move_only_function<void()> work);

  [[nodiscard]] TimePoint now() const { return std::chrono::steady_clock::now(); }
  [[nodiscard]] ChunkPool& pool() { return pool_; }
  [[nodiscard]] Reactor& reactor() { return reactor_; }  // for net/ only

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

 private:
  friend class Timer;
  using Timers = std::multimap<TimePoint, Timer*>;
  void run_posted();
  void run_ready();
  void fire();

  Reactor reactor_;
  WaiterQueue ready_;
  Timers timers_;
  ChunkPool pool_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> has_posted_ = false;
  std::mutex posting_;
  std::vector<std::move_only_function<void()>> posted_;  // under posting_
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
