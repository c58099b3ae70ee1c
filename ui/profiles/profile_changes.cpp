#include "profiles/profile_changes.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <utility>

#include "config/link.h"
#include "profiles/understood.h"

namespace culvert::ui {

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::ProfileChanges)
};

template <class Change>
void each_forward(auto& setup, Change change) {
  for (auto& application : setup.applications) {
    for (auto& forward : application.forwards) change(forward);
  }
}

std::ptrdiff_t index_of(const config::Setup& setup, const std::string& id) {
  const auto found = std::ranges::find(setup.profiles, id, &config::Profile::id);
  return found == setup.profiles.end() ? -1 : found - setup.profiles.begin();
}

}  // namespace

std::string add_profile(config::Setup& setup, config::Profile profile) {
  profile.id = config::new_profile_id(setup, profile.name.empty() ? title_of(profile).toStdString() : profile.name);
  const std::string id = profile.id;
  setup.profiles.push_back(std::move(profile));
  if (setup.profile.empty()) setup.profile = id;
  return id;
}

std::string duplicate_profile(config::Setup& setup, const std::string& id, const QString& name) {
  const std::ptrdiff_t at = index_of(setup, id);
  if (at < 0) return {};
  config::Profile copy = setup.profiles[std::size_t(at)];
  copy.name = name.toStdString();
  copy.id = config::new_profile_id(setup, copy.name);
  const std::string added = copy.id;
  setup.profiles.insert(setup.profiles.begin() + at + 1, std::move(copy));
  return added;
}

bool move_profile(config::Setup& setup, const std::string& id, int by) {
  const std::ptrdiff_t from = index_of(setup, id);
  const std::ptrdiff_t to = from + by;
  if (from < 0 || to < 0 || to >= std::ssize(setup.profiles)) return false;
  const auto begin = setup.profiles.begin();
  if (to > from) std::rotate(begin + from, begin + from + 1, begin + to + 1);
  if (to < from) std::rotate(begin + to, begin + from, begin + from + 1);
  return true;
}

Uses uses_of(const config::Setup& setup, const std::string& id) {
  Uses uses;
  uses.in_use = setup.profile == id;
  const std::ptrdiff_t at = index_of(setup, id);
  if (at >= 0 && setup.profiles.size() > 1) {
    const bool last = std::size_t(at) + 1 == setup.profiles.size();
    uses.successor = setup.profiles[std::size_t(last ? at - 1 : at + 1)].id;
  }
  uses.rules = int(std::ranges::count(setup.rules, id, &config::Rule::profile));
  uses.listeners = int(std::ranges::count(setup.listeners, id, &config::MixedListener::profile));
  each_forward(setup, [&](const config::Forward& f) { uses.forwards += f.profile == id ? 1 : 0; });
  return uses;
}

QString removal_sentence(const config::Setup& setup, const std::string& id) {
  const Uses uses = uses_of(setup, id);
  QStringList sentences;
  if (uses.in_use) {
    const config::Profile* next = config::find_profile(setup, uses.successor);
    sentences += next != nullptr
                     ? Words::tr("It is the profile in use: Culvert goes through %1 from then on.").arg(title_of(*next))
                     : Words::tr("It is the profile in use, and the only one: Culvert has no proxy from then on.");
  }
  if (uses.rules > 0) sentences += Words::tr("%n rule(s) will go through the profile in use.", nullptr, uses.rules);
  if (uses.forwards > 0) {
    sentences += Words::tr("%n forward(s) will do what the rules say.", nullptr, uses.forwards);
  }
  if (uses.listeners > 0) {
    sentences += Words::tr("%n listening address(es) will do what the rules say.", nullptr, uses.listeners);
  }
  return sentences.join(u' ');
}

void remove_profile(config::Setup& setup, const std::string& id) {
  const Uses uses = uses_of(setup, id);
  if (uses.in_use) setup.profile = uses.successor;
  const auto let_go = [&](auto& entry) {
    if (entry.profile == id) entry.profile.clear();
  };
  std::ranges::for_each(setup.rules, let_go);
  std::ranges::for_each(setup.listeners, let_go);
  each_forward(setup, let_go);
  std::erase_if(setup.profiles, [&](const config::Profile& p) { return p.id == id; });
}

}  // namespace culvert::ui
