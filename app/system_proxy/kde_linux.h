// KDE: the file kioslaverc, written by KDE's own programs (kreadconfig6, kwriteconfig6).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "system_proxy/settings_store.h"

namespace culvert::system_proxy {

constexpr std::string_view kKde = "kde";

// `directory` is $XDG_CONFIG_HOME; `lock` is for KDE's programs (child.h). `tell` is called after a change, so that
// programs that run read the file again; those that start do so anyway.
[[nodiscard]] std::unique_ptr<SettingsStore> make_kde_store(const std::string& directory, int lock,
                                                            std::function<void()> tell);

[[nodiscard]] const std::vector<std::string>& kde_keys();
// `user` has what the user's file says, `effective` what holds, with the files of the system. kUnsupported: the user's
// own proxy has a password in its URL, which kwriteconfig6 would show to everybody (in the list of processes) when it
// is set back.
[[nodiscard]] Result<std::vector<Change>> plan_kde(const Values& user, const Values& effective, const Target& target);

}  // namespace culvert::system_proxy
