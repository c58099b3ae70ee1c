// GNOME and those who keep their proxy where it does: the schema org.gnome.system.proxy of GSettings.
//
// Values are written as JSON ("\"manual\"", "1080", "[\"localhost\"]"). GLib is spoken to by a program of its own, so
// that nobody else links it: see settings_helper_linux.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "system_proxy/settings_store.h"

namespace culvert::system_proxy {

constexpr std::string_view kGnome = "gnome";

// `directory` is $XDG_CONFIG_HOME, where dconf keeps its file; `lock` is for the helper (child.h).
[[nodiscard]] std::unique_ptr<SettingsStore> make_gnome_store(std::string helper, const std::string& directory,
                                                              int lock);

// "SCHEMA KEY" of all keys that a plan may change.
[[nodiscard]] const std::vector<std::string>& gnome_keys();
// From what the helper said: for each key {"user": value or null, "effective": value, "writable": boolean}.
[[nodiscard]] Result<std::vector<Change>> plan_gnome(std::string_view read, const Target& target);
[[nodiscard]] Result<Values> values_gnome(std::string_view read, const std::vector<std::string>& keys);

}  // namespace culvert::system_proxy
