// Compiled by nobody yet, run by nobody: Windows has no way to ask whether a pipe is ready.

#include <cstdio>

#include "common/standard_output.h"

namespace culvert::app {

std::optional<std::size_t> write_output(Output to, std::string_view text, std::chrono::milliseconds) {
  std::FILE* const stream = to == Output::kStandard ? stdout : stderr;
  const std::size_t n = std::fwrite(text.data(), 1, text.size(), stream);
  if (n == 0 || std::fflush(stream) != 0) return {};
  return n;
}

}  // namespace culvert::app
