// Threads for the few things that block: name lookups of the system, password hashing. The loop never waits for them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "net/loop.h"

namespace culvert {

class Workers {
 public:
  static constexpr std::size_t kQueue = 1024;  // jobs under way or waiting; more are refused

  Workers(Loop& loop, std::size_t threads);
  ~Workers();  // waits for jobs under way; those that wait are dropped
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // The job's result, or nothing if too many jobs are there already. Dropping the task gives the job up: one that has
  // not begun is not begun any more. `job` runs on another thread and shares nothing with this one.
  template <class F>
  [[nodiscard]] Task<std::optional<std::invoke_result_t<F&>>> run(F job) {
    struct State {
      explicit State(F f) : job(std::move(f)) {}
      F job;
      std::optional<std::invoke_result_t<F&>> result;
    };
    const auto state = std::make_shared<State>(std::move(job));
    const Ticket ticket = submit([state] { state->result.emplace(state->job()); });
    if (ticket.job == nullptr) co_return std::nullopt;
    co_await poll([&](Waiter& w) { return poll_done(*ticket.job, w); });
    co_return std::move(state->result);
  }

 private:
  struct Job;
  // Tells the threads, on every way out of the waiting task, that nobody wants the result.
  struct Ticket {
    explicit Ticket(std::shared_ptr<Job> j) : job(std::move(j)) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket();
    std::shared_ptr<Job> job;
  };
  [[nodiscard]] Ticket submit(std::move_only_function<void()> work);
  [[nodiscard]] Poll<bool> poll_done(Job& job, Waiter& w);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace culvert
