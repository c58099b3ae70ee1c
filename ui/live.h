// What the core does at one moment, as values of the window. Texts are ready to be shown: what came from outside is
// escaped.
#pragma once

#include <QMetaType>
#include <QString>
#include <chrono>
#include <memory>
#include <vector>

#include "answers.h"
#include "connection.h"
#include "happening.h"

namespace culvert::ui {

struct ProfileLive {
  QString profile;  // id
  bool in_use = false;
  QString sentence;  // why it cannot be used; empty: it can
  Counters counters;
};
struct ForwardLive {
  QString application;
  QString forward;
  Counters counters;
};

struct Live {
  bool running = false;
  std::chrono::steady_clock::time_point at;
  std::vector<Entrance> entrances;
  std::vector<ProfileLive> profiles;
  std::vector<ForwardLive> forwards;
  std::vector<Carrier> carriers;
  std::vector<Connection> connections;  // by id; empty unless somebody watches View::kConnections
  Counters total;
  Counters direct;
};
using LivePointer = std::shared_ptr<const Live>;

}  // namespace culvert::ui

Q_DECLARE_METATYPE(culvert::ui::LivePointer)
