#include "format.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <limits>

namespace culvert::ui {

namespace {

class Format {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Format)
};

constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;
constexpr int kCountedDays = 7;  // beyond, the date says more

}  // namespace

QString bytes_text(quint64 bytes) {
  const auto shown = static_cast<qint64>(std::min<quint64>(bytes, std::numeric_limits<qint64>::max()));
  return QLocale().formattedDataSize(shown, 1, QLocale::DataSizeIecFormat);
}

QString rate_text(double bytes_per_second) {
  const double bounded = std::clamp(bytes_per_second, 0.0, 9e18);
  return Format::tr("%1/s", "bytes in a second, with their unit").arg(bytes_text(static_cast<quint64>(bounded)));
}

QString duration_text(std::chrono::microseconds took) {
  const QLocale locale;
  const double ms = static_cast<double>(took.count()) / 1000;
  if (ms < 9.95) return Format::tr("%1 ms").arg(locale.toString(ms, 'f', 1));
  if (ms < 999.5) return Format::tr("%1 ms").arg(locale.toString(ms, 'f', 0));
  if (ms < 59'950) return Format::tr("%1 s").arg(locale.toString(ms / 1000, 'f', 1));
  const auto seconds = std::chrono::round<std::chrono::seconds>(took).count();
  return Format::tr("%1 min %2 s").arg(locale.toString(seconds / kMinute), locale.toString(seconds % kMinute));
}

QString age_text(std::chrono::seconds age) {
  const QLocale locale;
  const qint64 s = std::max<qint64>(age.count(), 0);
  if (s < kMinute) return Format::tr("%1 s").arg(locale.toString(s));
  if (s < kHour) return Format::tr("%1 min").arg(locale.toString(s / kMinute));
  if (s < kDay) return Format::tr("%1 h %2 min").arg(locale.toString(s / kHour), locale.toString(s % kHour / kMinute));
  return Format::tr("%1 d %2 h").arg(locale.toString(s / kDay), locale.toString(s % kDay / kHour));
}

QString ago_text(const QDateTime& then, const QDateTime& now) {
  if (!then.isValid()) return {};
  const qint64 s = std::max<qint64>(then.secsTo(now), 0);
  if (s < kMinute) return Format::tr("just now");
  if (s < kHour) return Format::tr("%n minute(s) ago", nullptr, static_cast<int>(s / kMinute));
  if (s < kDay) return Format::tr("%n hour(s) ago", nullptr, static_cast<int>(s / kHour));
  if (s < kCountedDays * kDay) return Format::tr("%n day(s) ago", nullptr, static_cast<int>(s / kDay));
  return QLocale().toString(then.date(), QLocale::ShortFormat);
}

QString exact_time(const QDateTime& time) {
  const QLocale locale;
  return Format::tr("%1, %2", "date, time")
      .arg(locale.toString(time.date(), QLocale::LongFormat), locale.toString(time.time(), QLocale::LongFormat));
}

}  // namespace culvert::ui
