// culvert-system-proxy, the program that speaks to GLib (settings_helper_linux.cpp).
#pragma once

#include <string>

namespace culvert::system_proxy {

// Beside the program that runs, or where it is installed.
[[nodiscard]] std::string settings_helper();

}  // namespace culvert::system_proxy
