// The one switch: what happens when it is turned, and what state Culvert is in, in words.
//
//   off --turn_on--> connecting --carrier up--> on <--> problem
//    ^                                                    |
//    +--------------------- turn_off ---------------------+
//
// On: the secrets are got, the setup is applied, the profile in use is reached, again and again with longer pauses as
// long as it cannot be. Every change of the setup is applied while it is on.
#pragma once

#include <QObject>
#include <QString>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "status.h"

namespace culvert::ui {

class CoreBridge;
class Secrets;
class SetupDocument;

class Conductor : public QObject {
  Q_OBJECT

 public:
  struct Pace {
    std::chrono::milliseconds apply = std::chrono::milliseconds(150);  // in which changes of the setup come together
    std::chrono::milliseconds first_retry = std::chrono::milliseconds(2000);
    std::chrono::milliseconds longest_retry = std::chrono::milliseconds(60000);
  };
  Conductor(CoreBridge& core, SetupDocument& setup, Secrets& secrets, QObject* parent = nullptr)
      : Conductor(core, setup, secrets, Pace(), parent) {}
  Conductor(CoreBridge& core, SetupDocument& setup, Secrets& secrets, Pace pace, QObject* parent = nullptr);
  ~Conductor() override;

  void turn_on();
  void turn_off();
  void toggle();
  [[nodiscard]] bool is_on() const;  // what is wanted: also while connecting, and with a problem
  [[nodiscard]] const Status& status() const;
  // Listeners and forwards, those too that could not be opened.
  [[nodiscard]] const std::vector<Entrance>& entrances() const;
  // A problem that lies outside of the core: of the system proxy, of the files. `make` puts it into words, anew in each
  // language; none, or an empty sentence: it is over.
  void report(const QString& source, std::function<Trouble()> make);
  // The computer wakes up, or is in another network: what failed is tried again now.
  void try_again();
  // Nothing is under way: what is set up runs or is known to have failed; or, while it is off, nothing runs.
  [[nodiscard]] bool is_settled() const;
  // Another language is in use now.
  void retranslate();

 signals:
  void status_changed(const culvert::ui::Status& before);
  void entrances_changed();
  void settled();  // is_settled(); may be told more than once
  // The state has changed and the person did not do it: for a notification. Limited in rate by whoever shows it.
  void notable(const QString& sentence);

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace culvert::ui
