// Lines of text to standard output or standard error, without ever holding up the thread that has something to say.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "common/standard_output.h"

namespace culvert::app {

// Turns messages into lines on a thread of its own. At most kQueued messages wait; when the reader of our output is so
// slow that more come, the newest are dropped and counted, and a line says so. When there is no reader any more, all
// are.
class LineWriter {
 public:
  static constexpr std::size_t kQueued = 16 * 1024;
  // Makes the line, without its end; runs on the writer's thread. Empty: nothing is written.
  using Message = std::move_only_function<std::string()>;

  // `lost` makes the line that tells how many messages were dropped.
  explicit LineWriter(std::function<std::string(std::size_t)> lost, Output to = Output::kStandard);
  ~LineWriter();  // writes what waits, for half a second at most
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void write(Message message);  // any thread

 private:
  void run();
  void put(std::string_view text);
  [[nodiscard]] bool late();

  std::function<std::string(std::size_t)> lost_line_;
  const Output to_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Message> queue_;
  std::size_t lost_ = 0;
  bool ending_ = false;
  std::chrono::steady_clock::time_point last_moment_;  // once ending_
  bool gone_ = false;                                  // the reader; the writer's thread only
  std::thread thread_;
};

}  // namespace culvert::app
