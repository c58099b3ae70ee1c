#include "widgets/accessible_scroll_area.h"

#include <QAccessibleWidget>
#include <QScrollArea>

namespace culvert::ui {

namespace {

QAccessibleInterface* describe(const QString& class_name, QObject* object) {
  if (class_name != QLatin1StringView(QScrollArea::staticMetaObject.className())) return nullptr;
  auto* const area = qobject_cast<QScrollArea*>(object);
  return area == nullptr ? nullptr : new QAccessibleWidget(area, QAccessible::Client);
}

}  // namespace

void make_scroll_areas_accessible() {
  static const bool kInstalled = [] {
    QAccessible::installFactory(describe);
    return true;
  }();
  Q_UNUSED(kInstalled)
}

}  // namespace culvert::ui
