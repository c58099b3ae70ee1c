// Limits for a task: in time, or until something happens.
#pragma once

#include "net/first_of.h"
#include "net/loop.h"

namespace culvert {

// The task's result, or nothing if `stop` (a poll function) had a result first; the task is then destroyed where it
// waits.
template <class T, class Stop>
Task<std::optional<T>> unless(Loop& loop, Task<T> task, Stop stop) {
  struct State {
    explicit State(Loop& l) : done(l) {}
    Event done;
    std::optional<T> result;
  } state(loop);
  Task<> running = [](State& s, Task<T> t) -> Task<> {
    s.result.emplace(co_await std::move(t));
    s.done.set();
  }(state, std::move(task));
  running.start();
  co_await first_of([&](Waiter& w) { return state.done.poll_set(w); },
                    [&](Waiter& w) { return stop(w) ? Poll<bool>(true) : std::nullopt; });
  co_return std::move(state.result);
}

template <class T>
Task<std::optional<T>> with_timeout(Loop& loop, Duration limit, Task<T> task) {
  Timer timer(loop);
  timer.start(limit);
  co_return co_await unless(loop, std::move(task), [&timer](Waiter& w) { return timer.poll_expired(w); });
}

}  // namespace culvert
