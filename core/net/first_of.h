// `co_await first_of(f, g, …)`, all being poll functions (net/waiter.h): the result of whichever has one first, asked
// in their order. All give the same type.
#pragma once

#include <array>
#include <coroutine>
#include <tuple>
#include <utility>

#include "net/waiter.h"

namespace culvert {

template <class First, class... Others>
class [[nodiscard]] FirstOf {
  struct Arm final : Waiter {
    FirstOf* owner = nullptr;
    void wake() override { owner->wake(); }
  };

 public:
  using R = typename decltype(std::declval<First&>()(std::declval<Waiter&>()))::value_type;
  explicit FirstOf(First first, Others... others) : asked_(std::move(first), std::move(others)...) {}
  FirstOf(const FirstOf&) = delete;
  bool await_ready() { return ask(); }
  void await_suspend(std::coroutine_handle<> h) { handle_ = h; }
  R await_resume() {
    unlink();
    return std::move(*result_);
  }

 private:
  bool ask() {
    std::size_t i = 0;
    std::apply([&](auto&... f) { (ask_one(f, arms_[i++]) || ...); }, asked_);
    return result_.has_value();
  }
  template <class F>
  bool ask_one(F& f, Arm& arm) {
    arm.owner = this;
    result_ = f(arm);
    return result_.has_value();
  }
  void unlink() {
    for (Arm& arm : arms_) arm.unlink();
  }
  void wake() {
    if (ask()) {
      unlink();
      handle_.resume();
    }
  }
  std::tuple<First, Others...> asked_;
  std::array<Arm, 1 + sizeof...(Others)> arms_;
  std::coroutine_handle<> handle_;
  Poll<R> result_;
};

template <class... F>
[[nodiscard]] auto first_of(F... f) {
  return FirstOf<F...>(std::move(f)...);
}

}  // namespace culvert
