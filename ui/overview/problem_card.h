// The last problem, which is over: when it was, and what can be done so that it does not come back.
#pragma once

#include <QTimer>

#include "context.h"
#include "widgets/card.h"

class QLabel;
class QPushButton;

namespace culvert::ui {

class QuietLabel;

class ProblemCard : public Card {
  Q_OBJECT

 public:
  explicit ProblemCard(const Context& context, QWidget* parent = nullptr);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void show_problem();

  const Context context_;
  QLabel* title_;
  QuietLabel* when_;
  QuietLabel* sentence_;
  QPushButton* action_;
  QTimer clock_;
};

}  // namespace culvert::ui
