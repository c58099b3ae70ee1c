// Small programs that are asked something. One implementation per platform: child_posix.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace culvert::system_proxy {

struct Finished {
  int code = -1;  // -1: it was killed
  std::string output;
  std::string errors;
};

// Runs `command`, found in the PATH if its name has no slash, without an input and in a process group of its own, so
// that a Ctrl-C in the terminal does not meet it. It inherits `lock` (StateLock::handle()), unless that is -1. After
// ten seconds, or 256 KiB of output, it is killed. Blocks. Errors: kNotFound (there is no such program), kTimedOut,
// kLimit, kSystem.
[[nodiscard]] Result<Finished> run_child(const std::vector<std::string>& command, int lock = -1);
// The same for those that have to end with 0; what they say on standard error, or their number, becomes the error.
[[nodiscard]] Result<std::string> output_of(const std::vector<std::string>& command, int lock = -1);

}  // namespace culvert::system_proxy
