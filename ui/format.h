// Numbers and times as people read them, in the locale of the window.
#pragma once

#include <QDateTime>
#include <QString>
#include <chrono>

namespace culvert::ui {

[[nodiscard]] QString bytes_text(quint64 bytes);                      // "1.4 MiB"
[[nodiscard]] QString rate_text(double bytes_per_second);             // "1.4 MiB/s"
[[nodiscard]] QString duration_text(std::chrono::microseconds took);  // "12 ms", "1.3 s"
[[nodiscard]] QString age_text(std::chrono::seconds age);             // "3 min", of something that is still there
[[nodiscard]] QString ago_text(const QDateTime& then, const QDateTime& now);  // "3 minutes ago"
[[nodiscard]] QString exact_time(const QDateTime& time);                      // for the tool tip

}  // namespace culvert::ui
