// The user's home directory. Inside of config/ only.
#pragma once

#include <string>

#include "base/error.h"

namespace culvert::config {

// $HOME if it is absolute, else what the system's user database says. Errors: kLocal, kNotFound.
[[nodiscard]] Result<std::string> home_directory();

}  // namespace culvert::config
