#include "net/workers.h"

#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <atomic>

namespace culvert {

struct Workers::Job {
  Job(Loop& loop, std::move_only_function<void()> w) : done(loop), work(std::move(w)) {}
  Event done;  // the loop's thread only
  std::atomic<bool> wanted = true;
  std::move_only_function<void()> work;
};

struct Workers::Impl {
  Impl(Loop& l, std::size_t n) : loop(l), threads(n) {}
  Loop& loop;
  std::shared_ptr<std::size_t> queued = std::make_shared<std::size_t>(0);  // the loop's thread only
  asio::thread_pool threads;
};

Workers::Workers(Loop& loop, std::size_t threads) : impl_(std::make_unique<Impl>(loop, threads)) {}

Workers::~Workers() {
  impl_->threads.stop();
  impl_->threads.join();
}

Workers::Ticket::~Ticket() {
  if (job != nullptr) job->wanted = false;
}

Workers::Ticket Workers::submit(std::move_only_function<void()> work) {
  if (*impl_->queued >= kQueue) return Ticket(nullptr);
  ++*impl_->queued;
  auto job = std::make_shared<Job>(impl_->loop, std::move(work));
  asio::post(impl_->threads, [job, queued = impl_->queued, &loop = impl_->loop] {
    if (job->wanted) job->work();
    loop.post([job, queued] {
      --*queued;
      job->done.set();
    });
  });
  return Ticket(std::move(job));
}

Poll<bool> Workers::poll_done(Job& job, Waiter& w) { return job.done.poll_set(w); }

}  // namespace culvert
