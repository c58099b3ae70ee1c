// What can be done to the profiles of a setup as a whole. Every one of these leaves it as valid as it was.
#pragma once

#include <QString>
#include <string>

#include "config/setup.h"

namespace culvert::ui {

// Gives it an id and puts it at the end; the id. The first profile is the one in use.
std::string add_profile(config::Setup& setup, config::Profile profile);
// Behind the original; the new id, or empty if there is no such profile.
std::string duplicate_profile(config::Setup& setup, const std::string& id, const QString& name);
// By so many places, negative: up; false if it is at the end already.
bool move_profile(config::Setup& setup, const std::string& id, int by);

// Who goes through a profile.
struct Uses {
  bool in_use = false;
  std::string successor;  // that would be in use instead; empty: there is no other
  int rules = 0;
  int forwards = 0;
  int listeners = 0;
  [[nodiscard]] bool any() const { return in_use || rules + forwards + listeners > 0; }
};
[[nodiscard]] Uses uses_of(const config::Setup& setup, const std::string& id);
// What becomes of them when the profile is deleted; in the language of the window.
[[nodiscard]] QString removal_sentence(const config::Setup& setup, const std::string& id);
void remove_profile(config::Setup& setup, const std::string& id);

}  // namespace culvert::ui
