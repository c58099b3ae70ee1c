#include "conductor_troubles.h"

namespace culvert::ui {

void Troubles::set(const QString& key, Rank rank, const QString& profile, std::function<Trouble()> make) {
  Trouble now = make();
  const auto known = all_.find(key);
  if (known != all_.end() && known->second.trouble.sentence == now.sentence) now.at = known->second.trouble.at;
  all_[key] = {rank, profile, std::move(now), std::move(make)};
}

void Troubles::over(const QString& key) {
  over_if([&key](const QString& one, const Known&) { return one == key; });
}

bool Troubles::any(std::initializer_list<Rank> ranks) const {
  return any([&](const QString&, const Known& known) { return std::ranges::find(ranks, known.rank) != ranks.end(); });
}

void Troubles::over(std::initializer_list<Rank> ranks) {
  over_if([&](const QString&, const Known& known) { return std::ranges::find(ranks, known.rank) != ranks.end(); });
}

void Troubles::doubt(std::initializer_list<Rank> ranks) {
  for (auto& [key, known] : all_) known.doubted = std::ranges::find(ranks, known.rank) != ranks.end();
}

void Troubles::drop_doubted() {
  over_if([](const QString&, const Known& known) { return known.doubted; });
}

const Trouble* Troubles::worst() const {
  const auto at = std::ranges::min_element(all_, {}, [](const auto& one) { return one.second.rank; });
  return at == all_.end() ? nullptr : &at->second.trouble;
}

void Troubles::retranslate() {
  for (auto& [key, known] : all_) {
    const QDateTime at = known.trouble.at;
    known.trouble = known.make();
    known.trouble.at = at;
  }
}

}  // namespace culvert::ui
