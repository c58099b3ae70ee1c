// Coroutines of the core. A Task is a function that can wait; it owns its frame, so that destroying a Task ends
// whatever it was doing, at the point where it waits, with every local object destroyed in order. Cancelling is
// therefore nothing but ownership: who drops the task has cancelled it.
//
// Asio's own awaitables were not taken: they are cancelled by signals rather than by ownership, need three heap
// frames for each idle tunnel, and would bring Asio's headers into every room.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "base/small_memory.h"

namespace culvert {

template <class T>
class Task;

namespace detail {

struct PromiseBase : SmallObject {  // the frame is made where its promise says
  std::coroutine_handle<> continuation = std::noop_coroutine();

  struct Final {
    bool await_ready() noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
      return self.promise().continuation;
    }
    void await_resume() noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }  // errors are values here
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& v) {
    value.emplace(std::forward<U>(v));
  }
  T take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() noexcept {}
  void take() noexcept {}
};

}  // namespace detail

// Starts when awaited; awaited at most once.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle h) : handle_(h) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
    handle_.promise().continuation = waiting;
    return handle_;
  }
  T await_resume() { return handle_.promise().take(); }

  // Runs it as a root, with nobody waiting; for TaskSet.
  void start() { handle_.resume(); }

 private:
  Handle handle_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
  return Task<T>(Task<T>::Handle::from_promise(*this));
}
inline Task<void> detail::Promise<void>::get_return_object() {
  return Task<void>(Task<void>::Handle::from_promise(*this));
}

}  // namespace culvert
