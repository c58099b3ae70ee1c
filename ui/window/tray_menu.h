// The menu of the tray's icon. It is changed only when something is different, since every change goes to the panel.
#pragma once

#include <QMenu>
#include <chrono>
#include <memory>

#include "context.h"

namespace culvert::ui {

class TrayMenu : public QMenu {
  Q_OBJECT

 public:
  // `longest`: that it is taken for open; not every panel says when it is closed.
  TrayMenu(const Context& context, std::chrono::milliseconds longest);
  ~TrayMenu() override;

 signals:
  void open_wanted();
  void quit_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
