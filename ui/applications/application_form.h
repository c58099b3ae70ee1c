// The fields of an application, laid out and named. What they mean is the editor's business.
#pragma once

#include <QWidget>
#include <array>

#include "config/setup.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace culvert::ui {

class FieldNote;
class ForwardsEdit;
class MessageBar;
class ProgramsEdit;
class SetupDocument;
class Switch;

class ApplicationForm : public QWidget {
  Q_OBJECT

 public:
  explicit ApplicationForm(SetupDocument& setup, QWidget* parent = nullptr);

  static constexpr int kIcon = 48;
  static constexpr std::array kAccess{config::Application::Access::kEveryone, config::Application::Access::kUser,
                                      config::Application::Access::kPrograms};

  QPushButton* back = nullptr;
  QLabel* title = nullptr;
  Switch* power = nullptr;
  QPushButton* copy = nullptr;
  QPushButton* remove = nullptr;
  MessageBar* trouble = nullptr;
  QLabel* picture = nullptr;
  QLineEdit* name = nullptr;
  FieldNote* name_note = nullptr;
  QPushButton* pick = nullptr;
  QLineEdit* icon = nullptr;
  QPushButton* icon_file = nullptr;
  FieldNote* icon_note = nullptr;
  QLineEdit* launch = nullptr;
  FieldNote* launch_note = nullptr;
  std::array<QRadioButton*, 3> access{};  // as kAccess
  ProgramsEdit* programs = nullptr;
  FieldNote* programs_note = nullptr;
  ForwardsEdit* forwards = nullptr;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void make_parts(SetupDocument& setup);
  void lay_out();
  void retranslate();

  QLabel* what_ = nullptr;
  QLabel* name_label_ = nullptr;
  QLabel* icon_label_ = nullptr;
  QLabel* launch_label_ = nullptr;
  QLabel* forwards_title_ = nullptr;
  QLabel* who_ = nullptr;
};

}  // namespace culvert::ui
