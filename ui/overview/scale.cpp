#include "overview/scale.h"

#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace culvert::ui {

namespace {

constexpr std::array kRound{1, 2, 5, 10, 20, 50, 100, 200, 500};
constexpr std::array kSteps{5, 4, 5};
constexpr int kInUnit = kRound.size();
constexpr int kUnits = 4;

double top_of(int index) {
  return kRound[static_cast<std::size_t>(index % kInUnit)] * std::pow(1024, 1 + index / kInUnit);
}

}  // namespace

QString Scale::with_unit(const QString& number, int unit) {
  switch (unit) {
    case 0:
      return tr("%1 KiB/s").arg(number);
    case 1:
      return tr("%1 MiB/s").arg(number);
    case 2:
      return tr("%1 GiB/s").arg(number);
    default:
      return tr("%1 TiB/s").arg(number);
  }
}

bool Scale::fit(double peak) {
  const int before = index_;
  const auto smallest_for = [](double value) {
    int index = kSmallest;
    while (index < kUnits * kInUnit - 1 && top_of(index) < value) ++index;
    return index;
  };
  index_ = std::max(smallest_for(peak), std::min(index_, smallest_for(peak * 1.5)));
  return index_ != before;
}

double Scale::top() const { return top_of(index_); }

int Scale::steps() const { return kSteps[static_cast<std::size_t>(index_ % 3)]; }

QString Scale::label(int step) const {
  const double value = static_cast<double>(kRound[static_cast<std::size_t>(index_ % kInUnit)]) * step / steps();
  return with_unit(QLocale().toString(value, 'f', value == std::floor(value) ? 0 : 1), index_ / kInUnit);
}

QString Scale::widest_label() { return with_unit(QLocale().toString(500), 1); }

}  // namespace culvert::ui
