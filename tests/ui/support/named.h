// What a person finds who cannot see the window, or has no mouse.
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QWidget>
#include <string>
#include <vector>

namespace culvert::ui::test {

// Each control that can be reached and has no name for a screen reader, by its class and objectName.
[[nodiscard]] inline std::vector<std::string> unnamed_controls(QWidget& top) {
  std::vector<std::string> found;
  for (QWidget* widget : top.findChildren<QWidget*>()) {
    const bool control = qobject_cast<QAbstractButton*>(widget) != nullptr ||
                         qobject_cast<QLineEdit*>(widget) != nullptr || qobject_cast<QComboBox*>(widget) != nullptr ||
                         qobject_cast<QAbstractSpinBox*>(widget) != nullptr ||
                         qobject_cast<QAbstractItemView*>(widget) != nullptr;
    if (!control || !widget->isVisibleTo(&top) || widget->focusPolicy() == Qt::NoFocus) continue;
    // Parts of other controls have theirs.
    if (qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) != nullptr ||
        qobject_cast<QComboBox*>(widget->parentWidget()) != nullptr)
      continue;
    if (widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
    if (face != nullptr && !face->text(QAccessible::Name).isEmpty()) continue;
    found.push_back(std::string(widget->metaObject()->className()) + " " + widget->objectName().toStdString());
  }
  return found;
}

}  // namespace culvert::ui::test
