// Files that only their owner may read. One implementation per platform.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace culvert {

// The first bytes of the file, at most `most`. It is looked at after it was opened, so that nobody can put another one
// in its place in between. What is no file of a file system (a pipe from the shell) has no owner to protect it from.
// Errors: kLocal, kInvalid; the detail goes on where the file's name ends ("is not there").
[[nodiscard]] Result<std::string> read_private_file(const std::string& path, std::size_t most);
// Whether there is a file of that name at all.
[[nodiscard]] bool file_exists(const std::string& path);
// Puts a file with this content in the place of the one that is there, if any, whole or not at all: nobody ever finds
// half of it. Blocks until it is on the disk. Errors as above; what was there stays.
[[nodiscard]] Result<> write_private_file(const std::string& path, std::string_view content);

}  // namespace culvert
