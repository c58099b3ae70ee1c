// Asks once more before a profile is deleted that others use, and says what becomes of them.
#pragma once

#include "profiles/form.h"

class QPushButton;

namespace culvert::ui {

class DeletionQuestion : public FieldCard {
  Q_OBJECT

 public:
  explicit DeletionQuestion(QWidget* parent);

  // `name`: of the profile; `consequence`: a sentence. The answer that changes nothing has the focus.
  void ask(const QString& name, const QString& consequence);
  void decline();
  void retranslate();

 signals:
  void confirmed();
  void declined();

 private:
  QLabel* consequence_;
  QPushButton* really_;
  QPushButton* rather_not_;
};

}  // namespace culvert::ui
