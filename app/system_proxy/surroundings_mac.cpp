// Written for macOS and not run there.

#include "system_proxy/network_services.h"
#include "system_proxy/state.h"
#include "system_proxy/system_proxy.h"

namespace culvert::system_proxy {

namespace {

std::unique_ptr<SettingsStore> open(std::string_view name, int lock) {
  return name == kNetworkServices ? make_network_service_store(lock) : nullptr;
}

}  // namespace

Surroundings this_computer() {
  return {.directory = state_directory(),
          .store = std::string(kNetworkServices),
          .open = open,
          .self = this_process(),
          .alive = is_alive};
}

}  // namespace culvert::system_proxy
