// What the three steps of the assistant have in common.
#pragma once

#include <QWidget>

#include "config/profile.h"

namespace culvert::ui {

// What is going to be added. Nothing of it is in the setup before the end.
struct NewProfile {
  config::Profile profile;  // without a secret
  QString secret;           // that is used for the test; empty: none
  bool keep_secret = false;
  bool built_in = false;
};

class AssistantStep : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;
  virtual void enter() = 0;  // it is shown, with the focus where one begins
  virtual void leave() {}    // something else is: what runs is stopped
  [[nodiscard]] virtual QString title() const = 0;
  [[nodiscard]] virtual QString next_text() const = 0;
  [[nodiscard]] virtual bool can_go_on() const = 0;
  virtual void retranslate() = 0;

 signals:
  void changed();  // what can_go_on() and next_text() say
  void go_on();    // as if Next were clicked
};

}  // namespace culvert::ui
