// For context.cpp only. One implementation per platform.
#pragma once

#include <cstdio>
#include <string>

namespace culvert {

// A file to add lines to, that only its owner can read if it is new; null and errno.
[[nodiscard]] std::FILE* open_key_log(const std::string& path);

}  // namespace culvert
