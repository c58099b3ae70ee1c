#include "net/loop.h"

#include <utility>

namespace culvert {

namespace {
// Waiters run between two looks at the sockets: enough to amortise the look, few enough that none starves.
constexpr int kTurn = 128;
}  // namespace

void WaitList::notify_all() { loop_->make_ready(waiters_); }

// One turn: what other threads want, everybody who is ready, timers; then the sockets. All their news is taken note of
// before anybody runs, so that what many sockets have to say goes out in one write.
void Loop::run() {
  while (!stopping_.exchange(false)) {
    run_posted();
    run_ready();
    fire();
    const TimePoint next = timers_.empty() ? TimePoint::max() : timers_.begin()->first;
    reactor_.wait(ready_.empty() ? next : TimePoint::min());
  }
}

void Loop::stop() {
  stopping_ = true;
  reactor_.wake();
}

void Loop::post(std::move_only_function<void()> work) {
  {
    const std::scoped_lock lock(posting_);
    posted_.push_back(std::move(work));
  }
  if (!has_posted_.exchange(true)) reactor_.wake();
}

void Loop::run_posted() {
  if (!has_posted_.exchange(false)) return;
  std::vector<std::move_only_function<void()>> all;
  {
    const std::scoped_lock lock(posting_);
    all.swap(posted_);
  }
  for (auto& work : all) work();
}

void Loop::make_ready(Waiter& w) { ready_.push(w); }

void Loop::make_ready(WaiterQueue& all) { ready_.splice(all); }

void Loop::run_ready() {
  for (int i = 0; i < kTurn; ++i) {
    Waiter* w = ready_.pop();
    if (w == nullptr) break;
    w->wake();
  }
}

void Loop::fire() {
  if (timers_.empty()) return;
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

struct TaskSet::Entry final : Waiter, SmallObject {
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
