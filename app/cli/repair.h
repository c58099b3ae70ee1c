// culvert-cli repair: sets back what a run that was cut off has left behind.
#pragma once

#include "arguments.h"

namespace culvert::app {

// The exit code.
[[nodiscard]] int repair(const Arguments& arguments);

}  // namespace culvert::app
