// The options that say which proxy is meant and how; run, connect and check have them.
#pragma once

#include "arguments.h"
#include "command.h"

namespace culvert::app {

// `required`: there has to be a --proxy.
void add_proxy_options(CLI::App& command, Arguments& a, bool required = true);
// Says what is wrong with the command line, and gives kUsage.
int usage_error(const Error& error);

}  // namespace culvert::app
