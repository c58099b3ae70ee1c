// Secrets from files.
#pragma once

#include <string>

#include "base/error.h"

namespace culvert::app {

// The first line of a file that only its owner can read. Errors: kLocal, kInvalid.
[[nodiscard]] Result<std::string> read_secret_file(const std::string& path);

}  // namespace culvert::app
