// What QtKeychain leaves to us about what keeps the secrets. One implementation per platform.
#pragma once

#include <QString>

namespace culvert::ui {

// Whether there is none at all, which QtKeychain does not tell apart from one that fails. `details`: of the failure.
// Does not wait for anybody.
[[nodiscard]] bool keychain_is_missing(const QString& details);

// What was agreed upon with the service is forgotten: the next question is asked as by a program that has just started.
// False: there is nothing to forget here.
bool forget_keychain_session();

}  // namespace culvert::ui
