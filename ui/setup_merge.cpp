#include "setup_merge.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culvert::ui {

namespace {

std::string key_of(const config::Profile& p) { return p.id; }
std::string key_of(const config::Application& a) { return a.id; }
std::string key_of(const config::Rule& r) { return r.id; }
std::string key_of(const config::MixedListener& l) { return l.listen.to_string(); }

template <class Entry>
class Lists {
 public:
  using List = std::vector<Entry>;
  Lists(const List& base, const List& mine, const List& theirs) : base_(base), mine_(mine), theirs_(theirs) {}

  Merged<List> merged() && {
    if (mine_ == base_ || mine_ == theirs_) return {theirs_};
    if (theirs_ == base_) return {mine_};
    // Entries that nobody can tell apart are not taken apart.
    if (!has_keys(base_) || !has_keys(mine_) || !has_keys(theirs_)) return {mine_, true};
    const bool mine_leads = order(theirs_) == order(base_) || order(mine_) != order(base_);
    const List& leads = mine_leads ? mine_ : theirs_;
    const List& follows = mine_leads ? theirs_ : mine_;
    for (const Entry& e : leads) add(key_of(e), out_.value.size());
    for (std::size_t i = 0; i < follows.size(); ++i) {
      if (done_.contains(key_of(follows[i]))) continue;
      add(key_of(follows[i]), behind(follows, i));
    }
    return std::move(out_);
  }

 private:
  static bool has_keys(const List& list) {
    std::set<std::string> keys;
    return std::ranges::all_of(list,
                               [&](const Entry& e) { return !key_of(e).empty() && keys.insert(key_of(e)).second; });
  }
  // Of those that all three have.
  std::vector<std::string> order(const List& list) const {
    std::vector<std::string> keys;
    for (const Entry& e : list) {
      const std::string key = key_of(e);
      if (find(base_, key) != nullptr && find(mine_, key) != nullptr && find(theirs_, key) != nullptr) {
        keys.push_back(key);
      }
    }
    return keys;
  }
  static const Entry* find(const List& list, const std::string& key) {
    const auto at = std::ranges::find(list, key, [](const Entry& e) { return key_of(e); });
    return at == list.end() ? nullptr : &*at;
  }
  // Where an entry belongs that comes after list[i - 1].
  std::size_t behind(const List& list, std::size_t i) const {
    while (i-- > 0) {
      const auto at = std::ranges::find(out_.value, key_of(list[i]), [](const Entry& e) { return key_of(e); });
      if (at != out_.value.end()) return static_cast<std::size_t>(at - out_.value.begin()) + 1;
    }
    return 0;
  }
  void add(const std::string& key, std::size_t place) {
    done_.insert(key);
    if (const Entry* entry = choose(find(base_, key), find(mine_, key), find(theirs_, key))) {
      out_.value.insert(out_.value.begin() + static_cast<std::ptrdiff_t>(place), *entry);
    }
  }
  // Null: deleted.
  const Entry* choose(const Entry* before, const Entry* mine, const Entry* theirs) {
    const auto same = [](const Entry* a, const Entry* b) {
      return (a == nullptr) == (b == nullptr) && (a == nullptr || *a == *b);
    };
    if (same(mine, theirs) || same(theirs, before)) return mine;
    if (same(mine, before)) return theirs;
    if (mine == nullptr) return theirs;  // changed there, deleted here
    if (theirs != nullptr) out_.lost = true;
    return mine;
  }

  const List& base_;
  const List& mine_;
  const List& theirs_;
  Merged<List> out_;
  std::set<std::string> done_;
};

template <class Entry>
void merge_list(std::vector<Entry> config::Setup::* list, const config::Setup& base, const config::Setup& mine,
                const config::Setup& theirs, Merged<config::Setup>& out) {
  auto merged = Lists<Entry>(base.*list, mine.*list, theirs.*list).merged();
  out.value.*list = std::move(merged.value);
  out.lost = out.lost || merged.lost;
}

template <class Value>
void merge_value(Value config::Setup::* value, const config::Setup& base, const config::Setup& mine,
                 const config::Setup& theirs, Merged<config::Setup>& out) {
  const bool changed = mine.*value != base.*value;
  out.value.*value = changed ? mine.*value : theirs.*value;
  out.lost = out.lost || (changed && theirs.*value != base.*value && mine.*value != theirs.*value);
}

}  // namespace

Merged<config::Setup> merge(const config::Setup& base, const config::Setup& mine, const config::Setup& theirs) {
  Merged<config::Setup> out;
  merge_list(&config::Setup::profiles, base, mine, theirs, out);
  merge_value(&config::Setup::profile, base, mine, theirs, out);
  merge_list(&config::Setup::listeners, base, mine, theirs, out);
  merge_list(&config::Setup::applications, base, mine, theirs, out);
  merge_list(&config::Setup::rules, base, mine, theirs, out);
  merge_value(&config::Setup::kept, base, mine, theirs, out);
  return out;
}

}  // namespace culvert::ui
