// Lines of text to standard output or error, without ever holding up the thread that has something to say.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace culvert::app {

// Turns messages into lines on a thread of its own. At most kQueued messages wait; when the reader of our output is so
// slow that more come, the newest are dropped and counted, and a line says so.
class LineWriter {
 public:
  static constexpr std::size_t kQueued = 16 * 1024;
  // Makes the line, without its end; runs on the writer's thread. Empty: nothing is written.
  using Message = std::move_only_function<std::string()>;

  // `lost` makes the line that tells how many messages were dropped.
  LineWriter(std::FILE* to, std::function<std::string(std::size_t)> lost);
  ~LineWriter();  // writes what waits
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void write(Message message);  // any thread

 private:
  void run();

  std::FILE* to_;
  std::function<std::string(std::size_t)> lost_line_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Message> queue_;
  std::size_t lost_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace culvert::app
