// What helps somebody else to find out what is wrong, as one JSON file. It is made of what is known to be harmless, and
// not of everything without what is known to be harmful: no secret, no user name, no name or address of a proxy or a
// destination, no path of a person's file gets there, whatever stands in the setup.
#pragma once

#include <QByteArray>
#include <QString>
#include <deque>

#include "config/settings.h"
#include "live.h"

namespace culvert::desktop {

// The last things that happened, for the diagnosis.
class RecentHappenings {
 public:
  static constexpr std::size_t kMost = 500;
  void add(const ui::Happening& happening);
  [[nodiscard]] const std::deque<ui::Happening>& all() const { return all_; }

 private:
  std::deque<ui::Happening> all_;
};

// In stable words, never translated: "listener-failed".
[[nodiscard]] QLatin1StringView name_of(ui::Happening::Kind kind);

struct DiagnosisFacts {
  config::Settings settings;
  config::Setup setup;
  QString setup_file;                    // how it was found: "ok", "damaged"
  ui::LivePointer live;                  // may be null
  std::deque<ui::Happening> happenings;  // of which kind, time and error are taken
  QList<ui::TraceRow> steps;             // of which the text is not taken
  QString tray;                          // "available", "none"
  QString system_proxy;                  // "in effect", "not in effect"
};
[[nodiscard]] QByteArray diagnosis(const DiagnosisFacts& facts);

}  // namespace culvert::desktop
