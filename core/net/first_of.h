// `co_await first_of(f, g)`, f and g being poll functions (net/waiter.h): the result of whichever has one first, f
// being asked before g. Both give the same type.
#pragma once

#include <coroutine>
#include <utility>

#include "net/waiter.h"

namespace culvert {

template <class F, class G>
class [[nodiscard]] FirstOf {
  struct Arm final : Waiter {
    FirstOf* owner = nullptr;
    void wake() override { owner->wake(); }
  };

 public:
  using R = typename decltype(std::declval<F&>()(std::declval<Waiter&>()))::value_type;
  FirstOf(F f, G g) : f_(std::move(f)), g_(std::move(g)) {}
  FirstOf(const FirstOf&) = delete;
  bool await_ready() { return ask(); }
  void await_suspend(std::coroutine_handle<> h) { handle_ = h; }
  R await_resume() {
    a_.unlink();
    b_.unlink();
    return std::move(*result_);
  }

 private:
  bool ask() {
    a_.owner = b_.owner = this;
    result_ = f_(a_);
    if (!result_) result_ = g_(b_);
    return result_.has_value();
  }
  void wake() {
    if (ask()) {
      a_.unlink();
      b_.unlink();
      handle_.resume();
    }
  }
  F f_;
  G g_;
  Arm a_;
  Arm b_;
  std::coroutine_handle<> handle_;
  Poll<R> result_;
};

template <class F, class G>
[[nodiscard]] auto first_of(F f, G g) {
  return FirstOf<F, G>(std::move(f), std::move(g));
}

}  // namespace culvert
