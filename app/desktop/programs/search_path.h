// Where programs are found by their names alone. One implementation per platform: search_path_posix.cpp.
#pragma once

#include <string>
#include <string_view>

namespace culvert::desktop {

// The whole path of what starts by this name, from the PATH if it has no slash; empty if there is nothing that can be
// executed. May block as long as the disk does.
[[nodiscard]] std::string find_program(std::string_view name);

}  // namespace culvert::desktop
