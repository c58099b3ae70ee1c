// The smaller groups: the log, updates, and what this program is.
#pragma once

#include "context.h"
#include "settings/settings_group.h"

class QLabel;
class QPushButton;
class QSpinBox;

namespace culvert::ui {

class Fold;
class Switch;

class LogGroup final : public SettingsGroup {
  Q_OBJECT

 public:
  LogGroup(const Context& context, QWidget* parent);

 protected:
  void retranslate() override;

 private:
  void show_settings();
  void save_diagnosis();
  void write_diagnosis(const QString& path);

  const Context context_;
  QSpinBox* megabytes_;
  QSpinBox* days_;
  QPushButton* open_;
  QPushButton* diagnosis_;
  SettingRow& megabytes_row_;
  SettingRow& days_row_;
  SettingRow& folder_row_;
  SettingRow& diagnosis_row_;
};

class UpdatesGroup final : public SettingsGroup {
  Q_OBJECT

 public:
  UpdatesGroup(const Context& context, QWidget* parent);

 protected:
  void retranslate() override;

 private:
  const Context context_;
  Switch* check_;  // null: somebody else keeps it up to date
  SettingRow& row_;
};

class AboutGroup final : public SettingsGroup {
  Q_OBJECT

 public:
  explicit AboutGroup(QWidget* parent);

 protected:
  void retranslate() override;

 private:
  Fold* libraries_;
  QLabel* list_;
  SettingRow& version_row_;
  SettingRow& libraries_row_;
};

}  // namespace culvert::ui
