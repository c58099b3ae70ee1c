// A part of a page that stands out from its ground.
#pragma once

#include <QFrame>

class QLabel;

namespace culvert::ui {

class Card : public QFrame {
  Q_OBJECT

 public:
  explicit Card(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

// What a card is called.
void make_title(QLabel& label);

}  // namespace culvert::ui
