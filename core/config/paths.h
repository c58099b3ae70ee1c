// Where a person's files are on this computer. One implementation per platform.
#pragma once

#include <string>

#include "base/error.h"

namespace culvert::config {

// The directory of what a person sets up, be it there or not: $XDG_CONFIG_HOME/culvert or ~/.config/culvert (XDG Base
// Directory Specification), ~/Library/Application Support/Culvert, %APPDATA%\Culvert. UTF-8. Errors: kLocal, kNotFound,
// there is no home.
[[nodiscard]] Result<std::string> config_directory();

inline constexpr const char* kSetupFile = "setup.json";
inline constexpr const char* kSettingsFile = "settings.json";

}  // namespace culvert::config
