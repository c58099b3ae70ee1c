// Compiled with MinGW-w64, run by nobody yet.

#include "system_proxy/state.h"
#include "system_proxy/system_proxy.h"
#include "system_proxy/wininet_win.h"

namespace culvert::system_proxy {

namespace {

std::unique_ptr<SettingsStore> open(std::string_view name, int) {
  return name == kWinInet ? make_wininet_store() : nullptr;
}

}  // namespace

Surroundings this_computer() {
  return {.directory = state_directory(),
          .store = std::string(kWinInet),
          .open = open,
          .self = this_process(),
          .alive = is_alive};
}

}  // namespace culvert::system_proxy
