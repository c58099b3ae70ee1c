// Qt follows macOS by itself.
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

// Its high contrast is part of the palette that Qt gives.
bool DesktopAppearance::high_contrast() const { return false; }

bool DesktopAppearance::reduced_motion() const { return false; }
DesktopHabits DesktopAppearance::habits() const { return {}; }

std::optional<QColor> DesktopAppearance::accent() const { return QGuiApplication::palette().color(QPalette::Accent); }

}  // namespace culvert::ui
