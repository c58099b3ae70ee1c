// What state Culvert is in, and the switch: above every page but the overview, which has its own.
#pragma once

#include <QWidget>

class QLabel;

namespace culvert::ui {

class Conductor;
class Switch;

class StateStrip : public QWidget {
  Q_OBJECT

 public:
  explicit StateStrip(Conductor& conductor, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void update_state();

  Conductor& conductor_;
  QLabel* picture_;
  QLabel* sentence_;
  Switch* switch_;
};

}  // namespace culvert::ui
