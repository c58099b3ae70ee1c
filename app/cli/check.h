// culvert-cli check: the proxy, and a tunnel through it, tried step by step.
#pragma once

#include "arguments.h"

namespace culvert::app {

// The exit code of the program.
[[nodiscard]] int check(const Arguments& arguments);

}  // namespace culvert::app
