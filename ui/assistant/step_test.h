// The second step: one real tunnel through what was given.
#pragma once

#include "assistant/step.h"
#include "context.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace culvert::ui {

class FieldCard;
class FieldBox;
class TestPanel;

class StepTest final : public AssistantStep {
  Q_OBJECT

 public:
  StepTest(const Context& context, QWidget* parent);

  void set_profile(const NewProfile& profile);
  [[nodiscard]] bool works() const { return works_; }
  [[nodiscard]] NewProfile result() const;  // with a user name and a password, if they were asked for

  void enter() override;
  void leave() override;
  [[nodiscard]] QString title() const override;
  [[nodiscard]] QString next_text() const override;
  [[nodiscard]] bool can_go_on() const override;
  void retranslate() override;

 signals:
  void back_wanted();  // what failed is to be put right where it was given

 private:
  void ask_who();
  void test_again();

  NewProfile profile_;
  QLabel* intro_;
  TestPanel* test_;
  FieldCard* who_;
  FieldBox* user_box_;
  QLineEdit* user_;
  FieldBox* secret_box_;
  QLineEdit* secret_;
  QPushButton* again_;
  bool works_ = false;
};

}  // namespace culvert::ui
