#include "contrast.h"

#include <algorithm>
#include <cmath>

namespace culvert::ui {

namespace {

double linear(float part) {
  const auto value = static_cast<double>(part);
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor readable(const QColor& colour, const QColor& ground, double ratio) {
  const bool lighter = luminance(ground) < 0.18;
  QColor best = colour;
  for (int step = 0; step < 20 && contrast(best, ground) < ratio; ++step) {
    const float lightness = best.lightnessF() + (lighter ? 0.05F : -0.05F);
    best = QColor::fromHslF(std::max(best.hslHueF(), 0.0F), best.hslSaturationF(), std::clamp(lightness, 0.0F, 1.0F));
  }
  return best;
}

}  // namespace culvert::ui
