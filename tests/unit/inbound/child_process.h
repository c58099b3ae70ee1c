// A program that runs beside a test, and ends with it.
#pragma once

#include <string>
#include <vector>

namespace culvert::test {

class ChildProcess {
 public:
  // The first is the program's path. What it prints comes from read_line(); its input is open until the end.
  explicit ChildProcess(const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  static ChildProcess python(const std::string& script) { return ChildProcess({"/usr/bin/python3", "-c", script}); }

  [[nodiscard]] unsigned pid() const { return static_cast<unsigned>(pid_); }
  [[nodiscard]] std::string read_line() const;  // waits for it; empty at the end of the output
  void write_line(const std::string& text) const;
  void end();  // kills it, and waits until it is gone

 private:
  int pid_ = -1;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace culvert::test
