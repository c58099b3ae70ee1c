// The icon in the panel: four states that differ in shape; a menu with the switch, profiles, applications. Where there
// is no panel for it nothing is missing: the window says so.
#pragma once

#include <QObject>
#include <chrono>
#include <memory>

#include "context.h"

namespace culvert::ui {

class Theme;

class Tray : public QObject {
  Q_OBJECT

 public:
  struct Pace {
    std::chrono::milliseconds step{450};              // of what moves while connecting
    std::chrono::milliseconds look{10'000};           // for a panel that nobody tells of, while there is none
    std::chrono::milliseconds between_notes{60'000};  // notifications
    std::chrono::milliseconds longest_menu{60'000};   // open; not every panel says when it is closed
  };
  Tray(const Context& context, Theme& theme, QObject* parent = nullptr) : Tray(context, theme, Pace(), parent) {}
  Tray(const Context& context, Theme& theme, Pace pace, QObject* parent = nullptr);
  ~Tray() override;

  // A panel shows it now. A panel that comes later is found, and shows it then.
  [[nodiscard]] bool available() const;

 signals:
  void available_changed();
  void open_wanted();  // the window, to be raised; hidden if it is in front
  void quit_wanted();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
