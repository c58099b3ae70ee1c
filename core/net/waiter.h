// How the core waits. A source of events keeps a WaitList; whoever waits hangs a Waiter there. When the event comes,
// the waiters move to the loop's ready list and are run from there, one after the other, never from inside the code
// that raised the event. A waiter takes itself off whatever list it is on when it is destroyed, so that dropping a
// coroutine is always safe.
//
// A source offers `Poll<R> poll_x(Waiter&)`: the result if there is one, or nothing, and then the waiter is hung up
// and will be run when asking again is worth while. `co_await poll(...)` turns that into waiting without a heap frame.
#pragma once

#include <coroutine>
#include <optional>
#include <utility>

namespace culvert {

class Loop;

template <class R>
using Poll = std::optional<R>;

class Waiter {
 public:
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  virtual ~Waiter() { unlink(); }

  // Called by the loop, off every list.
  virtual void wake() = 0;
  [[nodiscard]] bool waiting() const { return next_ != nullptr; }
  void unlink() {
    if (next_ == nullptr) return;
    prev_->next_ = next_;
    next_->prev_ = prev_;
    next_ = prev_ = nullptr;
  }

 private:
  friend class WaiterQueue;
  Waiter* next_ = nullptr;  // circular, through the list's head
  Waiter* prev_ = nullptr;
};

// A circular list of waiters.
class WaiterQueue {
 public:
  WaiterQueue() { head_.next_ = head_.prev_ = &head_; }
  ~WaiterQueue() {
    while (!empty()) head_.next_->unlink();
    head_.next_ = head_.prev_ = nullptr;
  }
  WaiterQueue(const WaiterQueue&) = delete;
  WaiterQueue& operator=(const WaiterQueue&) = delete;

  [[nodiscard]] bool empty() const { return head_.next_ == &head_; }
  void push(Waiter& w) {
    w.unlink();
    w.prev_ = head_.prev_;
    w.next_ = &head_;
    head_.prev_->next_ = &w;
    head_.prev_ = &w;
  }
  Waiter* pop() {
    if (empty()) return nullptr;
    Waiter* w = head_.next_;
    w->unlink();
    return w;
  }
  // Moves every waiter of `other` behind those here.
  void splice(WaiterQueue& other) {
    while (Waiter* w = other.pop()) push(*w);
  }

 private:
  struct Head final : Waiter {
    void wake() override {}
  };
  Head head_;
};

// Where waiters for one kind of event hang.
class WaitList {
 public:
  explicit WaitList(Loop& loop) : loop_(&loop) {}
  void add(Waiter& w) { waiters_.push(w); }
  void notify_all();  // moves them to the loop's ready list
  [[nodiscard]] bool empty() const { return waiters_.empty(); }
  [[nodiscard]] Loop& loop() const { return *loop_; }

 private:
  Loop* loop_;
  WaiterQueue waiters_;
};

// `co_await poll(f)`, f being `Poll<R>(Waiter&)`: waits until f has a result. f is asked again at each wake-up, so a
// wake-up that brings nothing does no harm.
template <class F>
class [[nodiscard]] PollAwaiter final : public Waiter {
 public:
  using R = typename decltype(std::declval<F&>()(std::declval<Waiter&>()))::value_type;
  explicit PollAwaiter(F f) : poll_(std::move(f)) {}
  bool await_ready() {
    result_ = poll_(*this);
    return result_.has_value();
  }
  void await_suspend(std::coroutine_handle<> h) { handle_ = h; }
  R await_resume() {
    unlink();
    return std::move(*result_);
  }
  void wake() override {
    result_ = poll_(*this);
    if (result_) handle_.resume();
  }

 private:
  F poll_;
  std::coroutine_handle<> handle_;
  Poll<R> result_;
};

template <class F>
[[nodiscard]] auto poll(F f) {
  return PollAwaiter<F>(std::move(f));
}

}  // namespace culvert
