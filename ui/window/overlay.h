// Something that stands over another widget, and follows its size.
#pragma once

#include <QEvent>
#include <QWidget>

namespace culvert::ui {

class Overlay : public QWidget {
 public:
  explicit Overlay(QWidget* over) : QWidget(over) { over->installEventFilter(this); }

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == parentWidget() && event->type() == QEvent::Resize) place();
    return QWidget::eventFilter(watched, event);
  }

 protected:
  virtual void place() = 0;
};

}  // namespace culvert::ui
