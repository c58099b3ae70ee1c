// The first step: paste what you were given, or try the built-in proxy.
#pragma once

#include <memory>

#include "assistant/step.h"
#include "context.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace culvert::ui {

class FieldCard;
class DomainPanel;
class FieldBox;
class MessageBar;
class OfferView;
class ProxyField;

class StepGiven final : public AssistantStep {
  Q_OBJECT

 public:
  StepGiven(const Context& context, bool first, QWidget* parent);

  void set_text(const QString& text);
  [[nodiscard]] NewProfile result() const;

  void enter() override;
  void leave() override;
  [[nodiscard]] QString title() const override;
  [[nodiscard]] QString next_text() const override;
  [[nodiscard]] bool can_go_on() const override;
  void retranslate() override;

 private:
  void understood();
  void try_built_in();
  void ask_domain();
  [[nodiscard]] bool wants_secret() const;

  const Context context_;
  const bool first_;
  QLabel* intro_;
  FieldBox* proxy_box_;
  ProxyField* proxy_;
  DomainPanel* domains_;
  OfferView* offer_;
  FieldBox* secret_box_;
  QLineEdit* secret_;
  FieldBox* name_box_;
  QLineEdit* name_;
  FieldCard* built_in_card_;
  QLabel* built_in_text_;
  QPushButton* built_in_button_;
  MessageBar* built_in_message_;
  bool starting_ = false;
  NewProfile built_in_;  // if that was chosen
};

}  // namespace culvert::ui
