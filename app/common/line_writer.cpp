#include "common/line_writer.h"

#include <utility>

namespace culvert::app {

namespace {
constexpr std::chrono::milliseconds kGather{3};
constexpr std::chrono::milliseconds kPatience{100};  // between two looks at whether it is time to end
constexpr std::chrono::milliseconds kFarewell{500};
}  // namespace

LineWriter::LineWriter(std::function<std::string(std::size_t)> lost, Output to)
    : lost_line_(std::move(lost)), to_(to), thread_([this] { run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    last_moment_ = std::chrono::steady_clock::now() + kFarewell;
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
    put(text);
  }
}

void LineWriter::put(std::string_view text) {
  while (!text.empty() && !gone_ && !late()) {
    const auto written = write_output(to_, text, kPatience);
    gone_ = !written;
    text.remove_prefix(written.value_or(0));
  }
}

bool LineWriter::late() {
  const std::lock_guard lock(mutex_);
  return ending_ && std::chrono::steady_clock::now() >= last_moment_;
}

}  // namespace culvert::app
