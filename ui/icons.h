// The program's own icons, drawn from resources/icons in the colours of the moment.
#pragma once

#include <QIcon>
#include <QString>

#include "conductor.h"

namespace culvert::ui {

// Of a page, an action, a state: the name of a file in resources/icons/symbols, without ".svg" ("overview", "copy").
// They have one colour, the text's, and follow light and dark by themselves.
[[nodiscard]] QIcon symbol(const QString& name);
[[nodiscard]] QIcon program_icon();
// Of an application of the setup: a name of the icon theme or a path; where that is not to be had, a plain one.
[[nodiscard]] QIcon application_icon(const QString& name_or_path);
// For a panel; `step` 0 to 2 moves the one of kConnecting.
[[nodiscard]] QIcon tray_icon(State state, bool dark_panel, int step = 0);

}  // namespace culvert::ui
