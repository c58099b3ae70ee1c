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

// Whatever a screen reader finds below `face` and that answers with something when asked for a child that is not there,
// by its name. It asks so when children disappear while it counts them; some of Qt's own classes read beyond their list
// then.
inline void find_beyond_their_children(const QAccessibleInterface& face, std::vector<std::string>& found) {
  const int count = face.childCount();
  for (const int index : {count, count + 7})
    if (face.child(index) != nullptr &&
        face.role() != QAccessible::Table)  // which makes up a header, and reads nothing
      found.push_back(face.text(QAccessible::Name).toStdString());
  for (int i = 0; i < count; ++i)
    if (const QAccessibleInterface* child = face.child(i)) find_beyond_their_children(*child, found);
}

[[nodiscard]] inline std::vector<std::string> beyond_their_children(QWidget& top) {
  std::vector<std::string> found;
  find_beyond_their_children(*QAccessible::queryAccessibleInterface(&top), found);
  return found;
}

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
