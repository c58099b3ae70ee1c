// Settings that belong together, under a heading.
#pragma once

#include <vector>

#include "settings/setting_row.h"
#include "widgets/card.h"

class QLabel;
class QVBoxLayout;

namespace culvert::ui {

class SettingsGroup : public QWidget {
  Q_OBJECT

 public:
  explicit SettingsGroup(QWidget* parent);
  // False: nothing of it has these words, and it is not shown. Those of its heading count for all of it.
  bool search(const QStringList& words);

 protected:
  virtual void retranslate() = 0;  // called by whoever derives from this, and for another language
  void changeEvent(QEvent* event) override;

  SettingRow& add_row(QWidget* control, const char* name, SettingRow::Place place = SettingRow::Place::kBeside);
  void set_heading(const QString& heading);

 private:
  QLabel* heading_;
  Card* card_;
  QVBoxLayout* column_;
  std::vector<SettingRow*> rows_;
};

}  // namespace culvert::ui
