// Qt follows Windows by itself.
#include <windows.h>

#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>

#include "desktop_appearance.h"

namespace culvert::ui {

struct DesktopAppearance::Private {};

DesktopAppearance::DesktopAppearance(QObject* parent) : QObject(parent), d_(std::make_unique<Private>()) {
  connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &DesktopAppearance::changed);
}

DesktopAppearance::~DesktopAppearance() = default;

void DesktopAppearance::prepare() {}
void DesktopAppearance::catch_up() {}

std::optional<bool> DesktopAppearance::dark() const {
  return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
}

bool DesktopAppearance::high_contrast() const {
  HIGHCONTRASTW contrast{};
  contrast.cbSize = sizeof contrast;
  return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof contrast, &contrast, 0) != 0 &&
         (contrast.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

bool DesktopAppearance::reduced_motion() const {
  BOOL animated = TRUE;
  return SystemParametersInfoW(SPI_GETCLIENTAREAANIMATION, 0, &animated, 0) != 0 && animated == FALSE;
}

DesktopHabits DesktopAppearance::habits() const { return {}; }

std::optional<QColor> DesktopAppearance::accent() const { return QGuiApplication::palette().color(QPalette::Accent); }

}  // namespace culvert::ui
