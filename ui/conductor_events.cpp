// What the core tells, and what that means for the switch.

#include <algorithm>
#include <utility>

#include "conductor_private.h"

namespace culvert::ui {

namespace {

QString listener_key(const Entrance& e) {
  return e.forward ? QStringLiteral("forward ") + e.forward_id : QStringLiteral("listener ") + e.address;
}

// To the proxy.
bool is_on_the_way(Stage stage) { return stage >= Stage::kDns && stage <= Stage::kHttp; }

}  // namespace

// ---- What the core tells

void Conductor::Private::take(const Happening& h) {
  using Kind = Happening::Kind;
  switch (h.kind) {
    case Kind::kListening:
      troubles.over(listener_key(h.entrance));
      return set_entrance(h.entrance);
    case Kind::kListenerFailed:
      if (on) troubles.set(listener_key(h.entrance), Rank::kEntrance, {}, [h] { return listener_trouble(h); });
      set_entrance(h.entrance);
      return retry_later();
    case Kind::kListenerClosed:
      troubles.over(listener_key(h.entrance));
      std::erase_if(entrances, [&](const Entrance& e) { return listener_key(e) == listener_key(h.entrance); });
      emit conductor.entrances_changed();
      return;
    case Kind::kProfileFailed:
      // Without its secret it cannot be used, as was told already.
      if (!on || troubles.any([&](const QString& key, const Known& known) {
            return known.profile == h.profile && !known.doubted && key.startsWith(u"secret ");
          })) {
        return;
      }
      troubles.set(QStringLiteral("unusable ") + h.profile, is_in_use(h.profile) ? Rank::kProfile : Rank::kOtherProfile,
                   h.profile, [this, h] {
                     return profile_trouble(h.error.value_or(Error()),
                                            config::find_profile(wanted(), h.profile.toStdString()));
                   });
      return retry_later();
    case Kind::kStarted:
      return came_by_itself();
    case Kind::kApplied:
      return applied(h.change);
    case Kind::kSetupWrong:
      wrong = std::max(wrong, h.change);
      if (on && h.change == change) {
        troubles.set(QStringLiteral("setup"), Rank::kSetup, {},
                     [h, setup = wanted()] { return setup_trouble(h, setup); });
      }
      return;
    case Kind::kStopped:
      return stopped();
    case Kind::kCarrierUp:
    case Kind::kCarrierDown:
      return take_of_carrier(h);
    case Kind::kConnectionOpened:
    case Kind::kConnectionFailed:
    case Kind::kConnectionClosed:
      newest = std::max(newest, h.connection);
      return take_of_connection(h);
    case Kind::kProfileInUse:
    case Kind::kProxyAvoided:
    case Kind::kProxyBack:
    case Kind::kCallerRefused:
      return;
  }
}

void Conductor::Private::take_of_carrier(const Happening& h) {
  if (!h.carrier || !is_in_use(h.profile)) return;
  std::erase_if(carriers, [&](const Carrier& one) { return one.number == h.carrier->number; });
  if (h.kind == Happening::Kind::kCarrierUp) {
    carriers.push_back(*h.carrier);
    if (on && done >= change) reached(std::nullopt);
    return;
  }
  // In good order, and nobody has missed it: the next connection of an application makes a new one.
  if (h.error && h.error->code != Code::kClosed) in_doubt = true;
  look_again();
}

// Whether the proxy can still be reached.
void Conductor::Private::look_again() {
  if (!on || !in_doubt || !carriers.empty() || !is_reached) return;
  is_reached = false;
  pause = pace.first_retry;
  reach();
}

void Conductor::Private::take_of_connection(const Happening& h) {
  if (!on || h.profile.isEmpty()) return;
  if (h.error && is_on_the_way(h.error->stage) && is_in_use(h.profile)) {
    in_doubt = true;
    look_again();
  } else if (h.kind == Happening::Kind::kConnectionFailed) {
    if (h.error && h.error->stage == Stage::kAuth) sign_in_failed(h);
  } else if (h.kind == Happening::Kind::kConnectionOpened) {
    troubles.over(QStringLiteral("sign-in ") + h.profile);
    if (is_in_use(h.profile)) reached(std::nullopt);
  }
}

void Conductor::Private::sign_in_failed(const Happening& h) {
  const config::Profile* of = config::find_profile(wanted(), h.profile.toStdString());
  if (of == nullptr || h.connection <= old || resolving || done < change) return;  // it was with what was known before
  troubles.set(QStringLiteral("sign-in ") + h.profile, is_in_use(h.profile) ? Rank::kSignIn : Rank::kOtherProfile,
               h.profile, [this, error = *h.error, id = h.profile.toStdString()] {
                 return profile_trouble(error, config::find_profile(wanted(), id));
               });
  if (h.error->code != Code::kUnauthorized || of->authentication.secret.kind != config::SecretSource::Kind::kAsk)
    return;
  secrets.refused(h.profile);
  apply();  // which asks again
}

// Somebody else has turned it on.
void Conductor::Private::came_by_itself() {
  if (on || stops > 0) return;
  on = true;
  by_person = false;
  const config::Profile* used = profile_in_use(wanted());
  running.reset();
  if (used != nullptr) running = as_reached(*used);
  is_reached = false;
  pause = pace.first_retry;
  reach();
}

void Conductor::Private::stopped() {
  const bool by_others = on && stops == 0;
  stops = std::max(0, stops - 1);
  if (by_others) on = false;
  clear_engine();
  if (!by_others) return;
  change = 0;
  apply_timer.stop();
  retry_timer.stop();
  troubles.over_if([](const QString&, const Known&) { return true; });
}

void Conductor::Private::clear_engine() {
  carriers.clear();
  if (!on || change == 0) running.reset();
  is_reached = false;
  if (entrances.empty()) return;
  entrances.clear();
  emit conductor.entrances_changed();
}

// ---- Entrances

void Conductor::Private::set_entrance(const Entrance& entrance) {
  const QString key = listener_key(entrance);
  const auto at = std::ranges::find(entrances, key, &listener_key);
  if (at == entrances.end()) {
    const auto end_of_listeners = std::ranges::find(entrances, true, &Entrance::forward);
    entrances.insert(entrance.forward ? entrances.end() : end_of_listeners, entrance);
  } else if (*at == entrance) {
    return;
  } else {
    *at = entrance;
  }
  emit conductor.entrances_changed();
}

// Those that were not open are gone from the core without a word.
void Conductor::Private::forget_entrances() {
  const auto is_wanted = [this](const Entrance& e) {
    if (!e.forward) {
      const auto has = [&](const config::MixedListener& l) {
        return QString::fromStdString(l.listen.to_string()) == e.address;
      };
      return std::ranges::any_of(wanted().listeners, has);
    }
    return std::ranges::any_of(wanted().applications, [&](const config::Application& a) {
      const auto is_it = [&](const config::Forward& f) { return f.on && f.id == e.forward_id.toStdString(); };
      return a.on && std::ranges::any_of(a.forwards, is_it);
    });
  };
  const auto gone = std::erase_if(entrances, [&](const Entrance& e) {
    if (e.sentence.isEmpty() || is_wanted(e)) return false;
    troubles.over(listener_key(e));
    return true;
  });
  if (gone != 0) emit conductor.entrances_changed();
}

}  // namespace culvert::ui
