// The window: a narrow list of pages on the left, Ctrl+1 to Ctrl+6; above the pages what concerns all of them.
#pragma once

#include <QMainWindow>
#include <memory>

#include "context.h"

namespace culvert::ui {

class PageWidget;
class Theme;
struct Rooms;
struct Services;

class MainWindow : public QMainWindow, public Navigator {
  Q_OBJECT

 public:
  explicit MainWindow(const Services& services, QWidget* parent = nullptr);
  MainWindow(const Services& services, Rooms rooms, QWidget* parent = nullptr);
  ~MainWindow() override;

  void go(const Place& place) override;
  void add_profile(const QString& text) override;
  // Shown, not minimised, in front. `activation`: the token by which this was asked for, if there is one.
  void raise_window(const QByteArray& activation = {});
  void raise_or_hide();  // hidden if it is in front: what a click on the tray's icon does
  // Whether closing the window hides it (there is a tray to come back from), or ends the program. The end of the
  // program closes it in any case: only a person's closing is taken so. That there is no tray is said once.
  void set_tray_available(bool available);
  // Where the window was and which page it showed, to be kept from one start to the next.
  [[nodiscard]] QByteArray state_to_keep() const;
  void take_state(const QByteArray& state);

 signals:
  void quit_wanted();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

// What the window stands on; all of it outlives it.
struct Services {
  CoreBridge& core;
  SetupDocument& setup;
  SettingsDocument& settings;
  Secrets& secrets;
  Conductor& conductor;
  Desktop& desktop;
  Theme& theme;
};

}  // namespace culvert::ui
