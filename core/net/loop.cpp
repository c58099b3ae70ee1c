#include "net/loop.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

namespace culvert {

namespace {
// Waiters run between two looks at the sockets: enough to amortise the look, few enough that none starves.
constexpr int kTurn = 128;
}  // namespace

void WaitList::notify_all() { loop_->make_ready(waiters_); }

struct Loop::Alarm {
  explicit Alarm(asio::io_context& io) : timer(io), work(asio::make_work_guard(io)) {}
  asio::steady_timer timer;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  TimePoint at = TimePoint::max();  // what `timer` is set to
};

Loop::Loop() : io_(std::make_unique<asio::io_context>(1)), alarm_(std::make_unique<Alarm>(*io_)) {}

Loop::~Loop() = default;

void Loop::run() {
  turn();
  io_->run();
}

void Loop::stop() { io_->stop(); }

void Loop::post(std::move_only_function<void()> work) {
  asio::post(*io_, [this, work = std::move(work)]() mutable {
    work();
    turn();
  });
}

TimePoint Loop::now() const { return std::chrono::steady_clock::now(); }

void Loop::make_ready(Waiter& w) { ready_.push(w); }

void Loop::make_ready(WaiterQueue& all) { ready_.splice(all); }

void Loop::turn() {
  if (turn_posted_) return;
  turn_posted_ = true;
  asio::post(*io_, [this] {
    turn_posted_ = false;
    run_ready();
  });
}

void Loop::run_ready() {
  for (int i = 0; i < kTurn; ++i) {
    Waiter* w = ready_.pop();
    if (w == nullptr) break;
    w->wake();
  }
  if (!ready_.empty()) turn();
  arm();
}

void Loop::arm() {
  const TimePoint first = timers_.empty() ? TimePoint::max() : timers_.begin()->first;
  // An alarm that is too early costs one idle wake-up; re-arming for every timer that moved later would cost more.
  if (first >= alarm_->at) return;
  alarm_->at = first;
  alarm_->timer.expires_at(first);
  alarm_->timer.async_wait([this](const asio::error_code& ec) {
    if (ec) return;  // set anew
    alarm_->at = TimePoint::max();
    fire();
    turn();
  });
}

void Loop::fire() {
  const TimePoint time = now();
  while (!timers_.empty() && timers_.begin()->first <= time) {
    Timer* timer = timers_.begin()->second;
    timers_.erase(timers_.begin());
    timer->running_ = false;
    timer->expired_ = true;
    timer->waiters_.notify_all();
  }
}

void Timer::start(Duration after) {
  cancel();
  place_ = loop_->timers_.emplace(loop_->now() + after, this);
  running_ = true;
  // Outside a turn (set-up before run()) the next run_ready() arms it.
}

void Timer::cancel() {
  if (running_) loop_->timers_.erase(place_);
  running_ = expired_ = false;
}

Poll<bool> Timer::poll_expired(Waiter& w) {
  if (expired_) return true;
  waiters_.add(w);
  return {};
}

Task<> sleep(Loop& loop, Duration duration) {
  Timer timer(loop);
  timer.start(duration);
  co_await poll([&](Waiter& w) { return timer.poll_expired(w); });
}

struct TaskSet::Entry final : Waiter {
  Entry(TaskSet& owner, Task<> work) : task(run(owner, *this, std::move(work))) {}
  static Task<> run(TaskSet& owner, Entry& entry, Task<> work) {
    co_await std::move(work);
    owner.finished(entry);
  }
  void wake() override { task.start(); }

  Task<> task;
  Entry* next = nullptr;
  Entry* prev = nullptr;
  bool done = false;
};

struct TaskSet::Reaper final : Waiter {
  explicit Reaper(TaskSet& s) : set(&s) {}
  // Deletes what has finished; never from inside the finished coroutine.
  void wake() override {
    for (Entry* e = done; e != nullptr;) delete std::exchange(e, e->next);
    done = nullptr;
    if (set->running_ == 0) set->empty_.notify_all();
  }
  TaskSet* set;
  Entry* done = nullptr;
};

TaskSet::TaskSet(Loop& loop) : loop_(&loop), reaper_(std::make_unique<Reaper>(*this)), empty_(loop) {}

TaskSet::~TaskSet() {
  for (Entry* e = reaper_->done; e != nullptr;) delete std::exchange(e, e->next);
  reaper_->done = nullptr;
  while (first_ != nullptr) delete std::exchange(first_, first_->next);
}

void TaskSet::spawn(Task<> task) {
  auto* entry = new Entry(*this, std::move(task));
  entry->next = first_;
  if (first_ != nullptr) first_->prev = entry;
  first_ = entry;
  ++running_;
  loop_->make_ready(*entry);
}

void TaskSet::finished(Entry& entry) {
  if (entry.prev != nullptr) entry.prev->next = entry.next;
  if (entry.next != nullptr) entry.next->prev = entry.prev;
  if (first_ == &entry) first_ = entry.next;
  entry.next = reaper_->done;
  reaper_->done = &entry;
  --running_;
  loop_->make_ready(*reaper_);
}

Poll<bool> TaskSet::poll_empty(Waiter& w) {
  if (running_ == 0) return true;
  empty_.add(w);
  return {};
}

}  // namespace culvert
