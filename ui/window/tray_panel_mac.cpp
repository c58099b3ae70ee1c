#include "window/tray_panel.h"

namespace culvert::ui {

struct TrayPanel::Private {};

TrayPanel::TrayPanel(QObject* parent) : QObject(parent) {}
TrayPanel::~TrayPanel() = default;

// The menu bar takes the shape, and has it in its own colour.
bool TrayPanel::is_dark(bool desktop_dark) { return desktop_dark; }
bool TrayPanel::wants_mask() { return true; }
bool TrayPanel::is_silent() const { return false; }

}  // namespace culvert::ui
