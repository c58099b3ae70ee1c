#pragma once

#include <QString>
#include <QVariant>

namespace culvert::ui {

// Plain text, whatever it looks like: tool tips would take some of it for HTML.
[[nodiscard]] inline QVariant tool_tip(const QString& text) {
  if (text.isEmpty()) return {};
  return QString(u"<span>" + text.toHtmlEscaped() + u"</span>");
}

}  // namespace culvert::ui
