#include <QSettings>

#include "window/tray_panel.h"

namespace culvert::ui {

struct TrayPanel::Private {};

TrayPanel::TrayPanel(QObject* parent) : QObject(parent) {}
TrayPanel::~TrayPanel() = default;

// The taskbar has a colour of its own, apart from that of programs.
bool TrayPanel::is_dark(bool desktop_dark) {
  const QSettings settings(
      QStringLiteral("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"),
      QSettings::NativeFormat);
  const QVariant light = settings.value(QStringLiteral("SystemUsesLightTheme"));
  return light.isValid() ? light.toInt() == 0 : desktop_dark;
}

bool TrayPanel::wants_mask() { return false; }
bool TrayPanel::is_silent() const { return false; }

}  // namespace culvert::ui
