// What every page is given. All of it outlives the window.
#pragma once

#include "place.h"

namespace culvert::ui {

class Conductor;
class CoreBridge;
class Desktop;
class Secrets;
class SettingsDocument;
class SetupDocument;

// Leads to another place in the window: the main window does.
class Navigator {
 public:
  virtual ~Navigator() = default;
  virtual void go(const Place& place) = 0;
  // The assistant, for one more profile: `text` stands in its field already.
  virtual void add_profile(const QString& text) = 0;
};

struct Context {
  CoreBridge& core;
  SetupDocument& setup;
  SettingsDocument& settings;
  Secrets& secrets;
  Conductor& conductor;
  Desktop& desktop;
  Navigator& navigator;
};

}  // namespace culvert::ui
