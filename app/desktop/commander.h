// What culvert-cli asks for, done as a person at the window would do it: the document stays the truth about the setup,
// and the conductor about the switch.
#pragma once

#include <QObject>
#include <QTimer>
#include <vector>

#include "control/engine_commands.h"

namespace culvert::ui {
class Conductor;
class SetupDocument;
}  // namespace culvert::ui

namespace culvert::desktop {

class Commander : public QObject {
  Q_OBJECT

 public:
  // How long somebody waits for what was asked for to be done: a person may have to give a password first.
  static constexpr std::chrono::seconds kPatience{20};
  Commander(ui::SetupDocument& setup, ui::Conductor& conductor, std::chrono::milliseconds patience = kPatience);

  // Its functions can be called on any thread, for as long as this exists.
  [[nodiscard]] control::EngineCommands::Owner owner();

 private:
  using Change = control::EngineCommands::Change;
  using Done = control::EngineCommands::Done;
  void change(Change& change, Done done);
  void turn(bool on, Done done);
  void wait(Done done);
  void answer_all(const Result<>& outcome);

  ui::SetupDocument& setup_;
  ui::Conductor& conductor_;
  std::vector<Done> waiting_;
  QTimer patience_;
};

}  // namespace culvert::desktop
