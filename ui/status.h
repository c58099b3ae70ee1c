// What state Culvert is in, and what is wrong.
#pragma once

#include <QDateTime>
#include <QString>
#include <cstdint>
#include <optional>

#include "live.h"
#include "place.h"

namespace culvert::ui {

enum class State : std::uint8_t { kOff, kConnecting, kOn, kProblem };

// Something that a person can do something about. Places: of a profile its id with a field as in config::Problem, of a
// listener its address ("localhost:1080") on the settings' page, of a forward its application's id with the field
// "forwards.ID.listen", of a rule its id on the settings' page, of the setup's file the field "file" there.
struct Trouble {
  QString sentence;  // "Sign-in refused by proxy.example: check the password"
  QString details;   // more of it, may be empty
  QString action;    // of the button that leads to `place`: "Check password"; empty: there is none
  Place place;
  std::optional<quint16> free_port;  // where the action is to listen at this one instead
  QDateTime at;
  bool operator==(const Trouble&) const = default;
};

struct Status {
  State state = State::kOff;
  QString sentence;                // "On through Work · HTTP/3 · 12 connections"
  std::optional<Trouble> trouble;  // kProblem: what it is. Else the last one that is over, for the overview; or none
  std::optional<Carrier> carrier;  // of the profile in use, the newest
  quint64 connections = 0;
  bool operator==(const Status& other) const;
};

}  // namespace culvert::ui
