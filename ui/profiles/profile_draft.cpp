#include "profiles/profile_draft.h"

#include <algorithm>
#include <utility>

#include "profiles/profile_changes.h"
#include "setup_document.h"

namespace culvert::ui {

bool concerns(const config::Problem& problem, std::string_view field) {
  const std::string_view named = problem.field;
  if (!named.starts_with(field)) return false;
  return named.size() == field.size() || named[field.size()] == '.' || named[field.size()] == '[';
}

ProfileDraft::ProfileDraft(SetupDocument& setup, QObject* parent) : QObject(parent), setup_(setup) {
  connect(&setup_, &SetupDocument::changed, this, &ProfileDraft::setup_changed);
}

void ProfileDraft::open(const std::string& id) {
  const config::Profile* found = config::find_profile(setup_.setup(), id);
  profile_ = found != nullptr ? *found : config::Profile{};
  emit replaced();
}

void ProfileDraft::open_new(config::Profile profile) {
  profile_ = std::move(profile);
  profile_.id.clear();
  emit replaced();
}

config::Problems ProfileDraft::change(std::initializer_list<std::string_view> fields, const Change& change) {
  config::Profile candidate = profile_;
  change(candidate);
  if (candidate == profile_) return {};
  config::Problems all = config::validate(candidate, config::Secrets::kToCome);
  config::Problems own;
  std::ranges::copy_if(all, std::back_inserter(own), [&](const config::Problem& p) {
    return std::ranges::any_of(fields, [&](std::string_view field) { return concerns(p, field); });
  });
  if (!own.empty()) return own;
  if (all.empty()) candidate.kept.problem.clear();
  take(std::move(candidate));
  return {};
}

void ProfileDraft::take(config::Profile profile) {
  profile_ = std::move(profile);
  if (!is_new()) {
    setup_.edit([this](config::Setup& setup) {
      const auto found = std::ranges::find(setup.profiles, profile_.id, &config::Profile::id);
      if (found != setup.profiles.end()) *found = profile_;
    });
    return;
  }
  if (!config::validate(profile_, config::Secrets::kToCome).empty()) return;
  std::string id;
  setup_.edit([&](config::Setup& setup) {
    id = add_profile(setup, profile_);
    profile_.id = id;
  });
  emit added(id);
}

void ProfileDraft::setup_changed() {
  if (is_new()) return;
  const config::Profile* found = config::find_profile(setup_.setup(), profile_.id);
  if (found == nullptr || *found == profile_) return;
  profile_ = *found;
  emit replaced();
}

}  // namespace culvert::ui
