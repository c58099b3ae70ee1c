// The command line of the program.
#pragma once

#include <expected>

#include "summons.h"

namespace culvert::desktop {

struct Options {
  bool minimised = false;
  Summons summons;  // what the running program is asked for, or this one does
};

// Or the exit code, if there is nothing more to do: help was given, or the command line is wrong.
[[nodiscard]] std::expected<Options, int> read_options(int argc, char** argv);

}  // namespace culvert::desktop
