#include <algorithm>
#include <array>
#include <cstdlib>
#include <ranges>

#include "system_proxy/child.h"
#include "system_proxy/desktop_linux.h"
#include "system_proxy/gnome_linux.h"
#include "system_proxy/helper_linux.h"
#include "system_proxy/kde_linux.h"
#include "system_proxy/state.h"
#include "system_proxy/system_proxy.h"

namespace culvert::system_proxy {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string configuration_directory() {
  const std::string set = variable("XDG_CONFIG_HOME");
  return set.starts_with('/') ? set : variable("HOME") + "/.config";
}

// The signal that KIO listens to. Whether somebody heard it changes nothing about the file.
void tell_kde() { [[maybe_unused]] const auto told = run_child({settings_helper(), "tell-kde"}); }

std::unique_ptr<SettingsStore> open(std::string_view name, int lock) {
  if (name == kGnome) return make_gnome_store(settings_helper(), configuration_directory(), lock);
  if (name == kKde) return make_kde_store(configuration_directory(), lock, tell_kde);
  return nullptr;
}

}  // namespace

std::string_view store_of_desktop(std::string_view desktops) {
  // Those whose programs ask GSettings, by the names they give themselves.
  constexpr std::array<std::string_view, 7> kLikeGnome{"GNOME", "Unity",  "Cinnamon", "X-Cinnamon",
                                                       "MATE",  "Budgie", "Pantheon"};
  for (const auto part : std::views::split(desktops, ':')) {
    const std::string_view desktop(part.begin(), part.end());
    if (std::ranges::contains(kLikeGnome, desktop)) return kGnome;
    if (desktop == "KDE") return kKde;
  }
  return {};
}

Surroundings this_computer() {
  return {.directory = state_directory(),
          .store = std::string(store_of_desktop(variable("XDG_CURRENT_DESKTOP"))),
          .open = open,
          .self = this_process(),
          .alive = is_alive};
}

}  // namespace culvert::system_proxy
