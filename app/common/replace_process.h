// Becoming another program. One implementation per platform: replace_process_posix.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "common/proxy_environment.h"

namespace culvert::app {

// Runs `words`, a program (looked for in the PATH) and its arguments, in the place of this one, with these variables
// beside those that are there. Returns only if that fails: kLocal, kNotFound or kSystem. On Windows, which knows no
// such thing, it waits for the program and ends with its exit code.
[[nodiscard]] Error replace_process(const std::vector<std::string>& words, const std::vector<Variable>& variables);

}  // namespace culvert::app
