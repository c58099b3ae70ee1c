// Compiled by nobody yet, run by nobody: Windows has no way to ask whether a pipe is ready.

#include <cstdio>

#include "common/standard_output.h"

namespace culvert::app {

std::optional<std::size_t> write_output(std::string_view text, std::chrono::milliseconds) {
  const std::size_t n = std::fwrite(text.data(), 1, text.size(), stdout);
  if (n == 0 || std::fflush(stdout) != 0) return {};
  return n;
}

}  // namespace culvert::app
