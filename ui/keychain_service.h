// Whether there is a keychain at all, which QtKeychain does not tell apart from one that fails. One implementation per
// platform.
#pragma once

#include <QString>

namespace culvert::ui {

// `details`: of the failure. Does not wait for anybody.
[[nodiscard]] bool keychain_is_missing(const QString& details);

}  // namespace culvert::ui
