// How the program starts, and how it looks and speaks.
#pragma once

#include "context.h"
#include "settings/settings_group.h"

class QComboBox;

namespace culvert::ui {

class Switch;

class GeneralGroup final : public SettingsGroup {
  Q_OBJECT

 public:
  GeneralGroup(const Context& context, QWidget* parent);
  void set_tray_available(bool available);

 protected:
  void retranslate() override;

 private:
  void start_at_login(bool start);
  void start_minimised(bool minimised);
  void show_settings();

  const Context context_;
  bool tray_ = false;
  Switch* at_login_;
  Switch* minimised_;
  QComboBox* language_;
  QComboBox* appearance_;
  SettingRow& at_login_row_;
  SettingRow& minimised_row_;
  SettingRow& language_row_;
  SettingRow& appearance_row_;
};

}  // namespace culvert::ui
