// The options that say which proxy is meant and how; run, connect and check have them.
#pragma once

#include <span>
#include <string_view>

#include "arguments.h"
#include "command.h"

namespace culvert::app {

// `required`: there has to be a --proxy.
void add_proxy_options(CLI::App& command, Arguments& a, bool required = true);
// --profile, which stands for --proxy and all options that belong to it. Without both the profile in use is meant.
void add_saved_profile(CLI::App& command, Arguments& a);
// Without --proxy what is saved is meant, and the options that say something about a proxy say nothing: an error, but
// for those of `anyway`. To be called once the command line has been read.
void choose_saved(const CLI::App& command, Arguments& a, std::span<const std::string_view> anyway);
// Says what is wrong with the command line, and gives kUsage.
int usage_error(const Error& error);

}  // namespace culvert::app
