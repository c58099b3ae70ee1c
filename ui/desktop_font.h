// A font as GTK's desktops write it: "Cantarell 11", "Noto Sans CJK SC Medium 10.5", "Sans, Bold Italic 9".
#pragma once

#include <QFont>
#include <QString>
#include <optional>

namespace culvert::ui {

// The grammar is that of Pango (pango_font_description_from_string); sizes are points at 96 to the inch, times `scale`.
// Nothing for what is no font, or of a size that no one could read.
[[nodiscard]] std::optional<QFont> font_of(const QString& description, double scale = 1);

}  // namespace culvert::ui
