// Starting with the person's session. One implementation per platform; only that of Linux and its like has been run.
#pragma once

#include <QString>
#include <QStringList>
#include <expected>

namespace culvert::desktop {

// Whether the system will start Culvert at the next login: also where the person or the desktop has switched off what
// was asked for here.
[[nodiscard]] bool starts_at_login();
// `command`: the program and its options. Errors: one sentence.
[[nodiscard]] std::expected<void, QString> set_start_at_login(bool start, const QStringList& command);

}  // namespace culvert::desktop
