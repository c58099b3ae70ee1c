// Where applications come in, and whether the system leads them here.
#pragma once

#include <vector>

#include "context.h"
#include "settings/settings_group.h"

class QPushButton;
class QVBoxLayout;

namespace culvert::ui {

class ListenerEditor;
class Switch;

class NetworkGroup final : public SettingsGroup {
  Q_OBJECT

 public:
  NetworkGroup(const Context& context, QWidget* parent);
  // The field of this listener's address, or of the first; false: there is none.
  bool focus_listener(const QString& address);

 protected:
  void retranslate() override;

 private:
  void add();
  void show_listeners();
  void order_tabs();
  void show_system_proxy();

  const Context context_;
  QWidget* list_;
  QVBoxLayout* list_column_;
  QPushButton* add_;
  Switch* system_proxy_;
  SettingRow& listeners_row_;
  SettingRow& system_proxy_row_;
  std::vector<ListenerEditor*> editors_;
};

}  // namespace culvert::ui
