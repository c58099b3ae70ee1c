// What a settings manager of X11 says to all programs of the screen (XSETTINGS, version 0.5): fonts, themes, habits.
// Any program can pretend to be one, so it is read with care.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace culvert::ui {

using XSetting = std::variant<std::int32_t, std::string>;  // colours are left out
using XSettings = std::map<std::string, XSetting, std::less<>>;

inline constexpr std::size_t kMostXSettingsBytes = 64 * 1024;

// The property _XSETTINGS_SETTINGS of the manager's window; nothing if it is damaged.
[[nodiscard]] std::optional<XSettings> read_xsettings(std::string_view bytes);

}  // namespace culvert::ui
