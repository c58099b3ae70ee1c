// Windows: the proxy of WinINet, for the local network and for each dial-up or VPN connection.
#pragma once

#include <memory>
#include <string_view>

#include "system_proxy/settings_store.h"

namespace culvert::system_proxy {

constexpr std::string_view kWinInet = "wininet";

[[nodiscard]] std::unique_ptr<SettingsStore> make_wininet_store();

}  // namespace culvert::system_proxy
