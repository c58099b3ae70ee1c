// Which desktop this is. Pure.
#pragma once

#include <string_view>

namespace culvert::system_proxy {

// The name of the store for $XDG_CURRENT_DESKTOP, a list with colons; empty: none that is known.
[[nodiscard]] std::string_view store_of_desktop(std::string_view desktops);

}  // namespace culvert::system_proxy
