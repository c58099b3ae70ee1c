// The last step: what is set up now, and how programs come to it.
#pragma once

#include "assistant/step.h"
#include "context.h"

class QLabel;
class QPushButton;

namespace culvert::ui {

class FieldCard;
class CopyButton;
class MessageBar;
class Verdict;

class StepDone final : public AssistantStep {
  Q_OBJECT

 public:
  StepDone(const Context& context, QWidget* parent);

  void set_profile(const QString& id);
  void tell(const QString& sentence);  // of the keychain; empty: nothing
  void set_waiting(bool waiting);      // for the keychain

  void enter() override;
  [[nodiscard]] QString title() const override;
  [[nodiscard]] QString next_text() const override;
  [[nodiscard]] bool can_go_on() const override { return true; }
  void retranslate() override;

 signals:
  void leave_for(const culvert::ui::Place& place);

 private:
  void show_state();
  [[nodiscard]] QString address() const;

  const Context context_;
  QString profile_;
  bool waiting_ = false;
  Verdict* state_;
  MessageBar* trouble_;
  MessageBar* note_;
  QPushButton* use_;
  FieldCard* card_;
  QLabel* where_;
  CopyButton* copy_address_;
  QLabel* how_;
  CopyButton* copy_;
};

}  // namespace culvert::ui
