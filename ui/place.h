// Where in the window something is: what a button of a problem leads to.
#pragma once

#include <QString>
#include <cstdint>

namespace culvert::ui {

enum class Page : std::uint8_t { kOverview, kProfiles, kApplications, kConnections, kTrace, kSettings };
inline constexpr int kPages = 6;

struct Place {
  Page page = Page::kOverview;
  QString entry;  // id of a profile, an application, a rule or a listener; of a connection its number; empty: none
  QString field;  // of a profile: as in config::Problem ("authentication.secret"); of the settings: a field's name
  bool operator==(const Place&) const = default;
};

}  // namespace culvert::ui
