// The conductor's inside.
#pragma once

#include <QTimer>
#include <optional>
#include <vector>

#include "conductor.h"
#include "conductor_trouble.h"
#include "conductor_troubles.h"
#include "core_bridge.h"
#include "secrets.h"
#include "setup_document.h"

namespace culvert::ui {

// What its being reached depends on; the secrets are told apart, and are not in it.
[[nodiscard]] config::Profile as_reached(config::Profile profile);

struct Conductor::Private {
  using Rank = Troubles::Rank;
  using Known = Troubles::Known;

  Private(Conductor& c, CoreBridge& b, SetupDocument& s, Secrets& k, Pace p);

  [[nodiscard]] const config::Setup& wanted() const { return document.setup(); }
  void count_carriers();
  void apply_soon();
  void apply();
  void apply(config::Setup resolved, const QList<Secrets::Missing>& missing);
  void reach();
  void reached(const std::optional<Happening>& failed);
  void retry();
  void retry_later();
  void came_by_itself();
  void take(const Happening& h);
  void take_of_carrier(const Happening& h);
  void take_of_connection(const Happening& h);
  void look_again();
  void sign_in_failed(const Happening& h);
  void applied(quint64 number);
  void stopped();
  void clear_engine();
  void set_entrance(const Entrance& entrance);
  void forget_entrances();

  [[nodiscard]] bool is_in_use(const QString& profile) const {
    return !profile.isEmpty() && profile.toStdString() == wanted().profile;
  }
  [[nodiscard]] QString connecting_sentence() const;
  [[nodiscard]] QString on_sentence() const;
  void update();
  void tell_notable(const Status& before);

  Conductor& conductor;
  CoreBridge& core;
  SetupDocument& document;
  Secrets& secrets;
  const Pace pace;

  bool on = false;
  bool by_person = false;   // the next state that is settled was asked for
  bool resolving = false;   // secrets are being got
  bool is_reached = false;  // the proxy of the profile in use
  bool in_doubt = false;    // whether it still is: connections of applications have broken
  int stops = 0;            // that were asked for here, and not told yet
  quint64 change = 0;       // the last one that was asked for
  quint64 done = 0;         // the last one that was applied
  quint64 wrong = 0;        // the last one that could not be
  quint64 reaching = 0;     // number of the last attempt
  quint64 newest = 0;       // connection that was heard of
  quint64 old = 0;          // those up to here came in before the last change
  std::chrono::milliseconds pause{};
  State settled = State::kOff;
  std::optional<config::Profile> running;  // the profile in use, as it was applied last
  std::vector<Carrier> carriers;           // of the profile in use, the newest last
  std::vector<Entrance> entrances;
  Troubles troubles;
  Status status;
  QTimer apply_timer;
  QTimer retry_timer;
  QTimer count_timer;
};

}  // namespace culvert::ui
