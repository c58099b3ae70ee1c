// Where other programs come in: second starts of this one, culvert-cli, and whoever wants it to end. It has a thread
// and a loop of its own, so that none of them holds up the window, or the data.
#pragma once

#include <QMetaType>
#include <QObject>
#include <memory>

#include "control/engine_commands.h"
#include "summons.h"

namespace culvert::desktop {

class FrontDoor : public QObject {
  Q_OBJECT

 public:
  FrontDoor();
  ~FrontDoor() override;

  // Before start(). Errors: kLocal; kDenied if another program has the place.
  [[nodiscard]] Result<> take_summons(const std::string& place);
  // Before start(), and before there is an engine: what culvert-cli asks for is answered at `place`. Signals do not end
  // the process from here on.
  [[nodiscard]] Result<> take_commands(const std::string& place, config::Setup setup,
                                       control::EngineCommands::Owner owner);
  // From now on signals are told, also those that have come since take_commands().
  void start(api::Engine& engine);
  // Nobody is answered any more. Before the engine ends; this outlives it.
  void stop();

  void set_setup(config::Setup setup);
  void tell(const api::Event& event);  // the core thread; returns at once

 signals:
  void summoned(const culvert::desktop::Summons& summons);
  void stop_wanted();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::desktop

Q_DECLARE_METATYPE(culvert::desktop::Summons)
