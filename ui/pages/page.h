// One page of the main window. It is made when it is first shown.
#pragma once

#include <QByteArray>
#include <QWidget>

#include "context.h"

namespace culvert::ui {

class PageWidget : public QWidget {
  Q_OBJECT

 public:
  PageWidget(const Context& context, QWidget* parent) : QWidget(parent), context_(context) {}

  // Shows this entry, and puts the focus on this field. What is not there is passed over.
  virtual void go(const QString& entry, const QString& field) = 0;
  // How the person has arranged it (widths of columns and the like), to be kept from one start to the next.
  [[nodiscard]] virtual QByteArray state_to_keep() const { return {}; }
  virtual void take_state(const QByteArray& state) { Q_UNUSED(state) }

 protected:
  const Context context_;
};

}  // namespace culvert::ui
