// One address where applications come in: to be changed, protected with a password, removed. What is valid is saved at
// once, when a field is left; what is not says why, and what runs goes on.
#pragma once

#include <QWidget>
#include <vector>

#include "config/setup.h"
#include "context.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace culvert::ui {

class MessageBar;

class ListenerEditor : public QWidget {
  Q_OBJECT

 public:
  ListenerEditor(const Context& context, int index, QWidget* parent);

  void show_listener();                   // as the setup has it, but for what is being typed
  [[nodiscard]] QString address() const;  // in the setup
  void focus_address();
  [[nodiscard]] std::vector<QWidget*> fields() const;  // in the order in which they are walked through

 protected:
  void changeEvent(QEvent* event) override;

 private:
  [[nodiscard]] const config::MixedListener* saved() const;
  [[nodiscard]] config::Setup with(const config::MixedListener& listener) const;
  void retranslate();
  void check();  // says what is wrong with what stands in the fields
  void take();   // saves it if it is valid
  void take_password();
  void remove();
  // What the fields say; `why` it cannot be.
  [[nodiscard]] config::MixedListener typed(QString& why) const;

  const Context context_;
  const int index_;
  config::MixedListener shown_;
  config::SecretSource new_secret_;  // of a password that was typed
  bool keeping_ = false;             // it is on its way to the keychain
  QLabel* address_label_;
  QLineEdit* address_;
  QCheckBox* protect_;
  QLabel* user_label_;
  QLineEdit* user_;
  QLabel* password_label_;
  QLineEdit* password_;
  QToolButton* remove_;
  QWidget* credentials_;
  MessageBar* message_;
};

}  // namespace culvert::ui
