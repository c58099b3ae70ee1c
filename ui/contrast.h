// How well one colour can be read on another (WCAG 2.2, contrast ratio).
#pragma once

#include <QColor>

namespace culvert::ui {

inline constexpr double kReadable = 4.5;

[[nodiscard]] double contrast(const QColor& a, const QColor& b);  // 1 to 21
// `colour`, made lighter or darker until it can be read on `ground`.
[[nodiscard]] QColor readable(const QColor& colour, const QColor& ground, double ratio);

}  // namespace culvert::ui
