// Files that only their owner may read. One implementation per platform.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"

namespace culvert::app {

// The first bytes of the file, at most `most`. It is looked at after it was opened, so that nobody can put another one
// in its place in between. What is no file of a file system (a pipe from the shell) has no owner to protect it from.
// Errors: kLocal, kInvalid; the detail goes on where the file's name ends ("is not there").
[[nodiscard]] Result<std::string> read_private_file(const std::string& path, std::size_t most);

}  // namespace culvert::app
