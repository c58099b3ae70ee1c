// What has been done just now and can be taken back, for as long as it can.
#pragma once

#include "window/overlay.h"

class QLabel;
class QPushButton;

namespace culvert::ui {

class SetupDocument;

class UndoBar final : public Overlay {
  Q_OBJECT

 public:
  UndoBar(SetupDocument& setup, QWidget* over);

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void place() override;

 private:
  void update_offer();
  void update_colours();

  SetupDocument& setup_;
  QLabel* what_;
  QPushButton* undo_;
};

}  // namespace culvert::ui
