// What people and files call profiles and applications, as it is shown: made visible, in one line, no longer than a
// row, a menu and a sentence can bear, and without touching the direction of what stands beside it.
#pragma once

#include <QString>
#include <string>

namespace culvert::ui {

inline constexpr qsizetype kLongestName = 48;  // characters

// `otherwise`: in the place of a name that shows nothing.
[[nodiscard]] QString shown_name(const std::string& name, const std::string& otherwise,
                                 qsizetype longest = kLongestName);

// A sentence for what reads markup where it has the chance: desktops in notifications and in an icon's tool tip.
[[nodiscard]] QString without_markup(QString sentence);

// The name of a copy, which a setup takes: `pattern` is "%1 (copy)". For what has none, `otherwise`.
[[nodiscard]] QString name_of_copy(const std::string& name, const QString& otherwise, const QString& pattern);

}  // namespace culvert::ui
