// What a person sees of the program: the window, and the icon in the panel. One of them can always be reached.
#pragma once

#include <QObject>
#include <memory>

#include "main_window.h"
#include "summons.h"

namespace culvert::desktop {

class KeptState;

class Face : public QObject {
  Q_OBJECT

 public:
  // `minimised`: without the window, if there is a panel, or one comes within a few seconds.
  Face(const ui::Services& services, KeptState& state, bool minimised);
  ~Face() override;

  void take(const Summons& summons);
  [[nodiscard]] bool tray_available() const;
  // What is to be kept of the window is.
  void keep();
  void hide();

 signals:
  void quit_wanted();
  void tray_available_changed();

 private:
  void show_as_wanted(bool minimised);

  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop
