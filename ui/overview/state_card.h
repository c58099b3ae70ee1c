// The switch, what state Culvert is in, and what is wrong now.
#pragma once

#include "context.h"
#include "widgets/card.h"

namespace culvert::ui {

class MessageBar;
class QuietLabel;
class Switch;

class StateCard : public Card {
  Q_OBJECT

 public:
  explicit StateCard(const Context& context, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void show_state();

  const Context context_;
  Switch* switch_;
  QuietLabel* sentence_;
  QuietLabel* more_;
  MessageBar* trouble_;
};

}  // namespace culvert::ui
