// All that is wrong at the moment. Inside of the conductor.
#pragma once

#include <QString>
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "conductor.h"

namespace culvert::ui {

class Troubles {
 public:
  // What keeps more from working comes first.
  enum class Rank : std::uint8_t {
    kNoProfile,
    kSetup,
    kSecret,
    kProfile,
    kSignIn,
    kReach,
    kOtherProfile,
    kEntrance,
    kElsewhere,
  };
  struct Known {
    Rank rank{};
    QString profile;  // id, of a trouble of one
    Trouble trouble;
    std::function<Trouble()> make;  // in the language of the moment
    bool doubted = false;
  };

  // In the place of what there was under this key. The same once more keeps its time.
  void set(const QString& key, Rank rank, const QString& profile, std::function<Trouble()> make);
  void over(const QString& key);
  template <class Which>  // takes the key, and what is known
  void over_if(Which which) {
    for (auto it = all_.begin(); it != all_.end();) {
      if (which(it->first, it->second)) {
        last_ = it->second.trouble;
        it = all_.erase(it);
      } else {
        ++it;
      }
    }
  }
  template <class Which>
  [[nodiscard]] bool any(Which which) const {
    return std::ranges::any_of(all_, [&](const auto& one) { return which(one.first, one.second); });
  }
  [[nodiscard]] bool any(std::initializer_list<Rank> ranks) const;
  void over(std::initializer_list<Rank> ranks);
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] const Trouble* worst() const;                                 // null: there is none
  [[nodiscard]] const std::optional<Trouble>& last() const { return last_; }  // that is over
  // From here on they are there until drop_doubted(), unless they are set again before.
  void doubt(std::initializer_list<Rank> ranks);
  void drop_doubted();
  void retranslate();

 private:
  std::map<QString, Known> all_;
  std::optional<Trouble> last_;
};

}  // namespace culvert::ui
