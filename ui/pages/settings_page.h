// What a person chooses about this program. Every change is saved at once.
#pragma once

#include <memory>

#include "pages/page.h"

namespace culvert::ui {

class SettingsPage : public PageWidget {
  Q_OBJECT

 public:
  SettingsPage(const Context& context, QWidget* parent);
  ~SettingsPage() override;

  // `entry`: the address of a listener. `field`: as in config::Settings, or "listeners".
  void go(const QString& entry, const QString& field) override;
  // Whether a start without a window could be found again. Asked of the desktop when the page is made.
  void set_tray_available(bool available);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void search(const QString& text);
  void show_file();

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
