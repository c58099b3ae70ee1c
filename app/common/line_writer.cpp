#include "common/line_writer.h"

#include <chrono>
#include <utility>

namespace culvert::app {

namespace {
constexpr std::chrono::milliseconds kGather{3};
}

LineWriter::LineWriter(std::FILE* to, std::function<std::string(std::size_t)> lost)
    : to_(to), lost_line_(std::move(lost)), thread_([this] { run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  news_.notify_one();
  thread_.join();
}

void LineWriter::write(Message message) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueued) {
      ++lost_;
      return;
    }
    first = queue_.empty();
    queue_.push_back(std::move(message));
  }
  if (first) news_.notify_one();
}

void LineWriter::run() {
  for (;;) {
    std::deque<Message> batch;
    std::size_t lost = 0;
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      // Under load many messages come at once: one wake-up serves them all.
      news_.wait_for(lock, kGather, [this] { return ending_; });
      batch.swap(queue_);
      lost = std::exchange(lost_, 0);
    }
    std::string text;
    for (Message& message : batch) {
      if (std::string line = message(); !line.empty()) text += line + "\n";
    }
    if (lost != 0) text += lost_line_(lost) + "\n";
    std::fwrite(text.data(), 1, text.size(), to_);
    std::fflush(to_);
  }
}

}  // namespace culvert::app
