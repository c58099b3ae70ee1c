#include "conductor.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <algorithm>
#include <limits>
#include <utility>

#include "conductor_private.h"

namespace culvert::ui {

namespace {

constexpr std::chrono::seconds kCountAgain{1};

// The same for the same secret, as long as this program runs; no secret itself.
std::string mark_of(const std::string& secret) {
  static const quint64 salt = QRandomGenerator::system()->generate64();
  if (secret.empty()) return {};
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(QByteArrayView(reinterpret_cast<const char*>(&salt), sizeof salt));
  hash.addData(QByteArrayView(secret.data(), static_cast<qsizetype>(secret.size())));
  return hash.result().toStdString();
}

}  // namespace

config::Profile as_reached(config::Profile p) {
  p.name.clear();
  p.kept = {};
  config::Authentication& a = p.authentication;
  a.secret = {};
  a.credentials.password = mark_of(a.credentials.password);
  a.token = mark_of(a.token);
  return p;
}

bool Status::operator==(const Status& other) const {
  const auto number = [](const Status& s) { return s.carrier ? s.carrier->number : 0; };
  return state == other.state && sentence == other.sentence && trouble == other.trouble &&
         carrier.has_value() == other.carrier.has_value() && number(*this) == number(other) &&
         connections == other.connections;
}

Conductor::Private::Private(Conductor& c, CoreBridge& b, SetupDocument& s, Secrets& k, Pace p)
    : conductor(c), core(b), document(s), secrets(k), pace(p), pause(p.first_retry) {
  for (QTimer* timer : {&apply_timer, &retry_timer, &count_timer}) timer->setSingleShot(true);
  QObject::connect(&apply_timer, &QTimer::timeout, &c, [this] { apply(); });
  QObject::connect(&retry_timer, &QTimer::timeout, &c, [this] { retry(); });
  QObject::connect(&b, &CoreBridge::happened, &c, [this](const Happening& h) {
    take(h);
    update();
    const bool settles = h.kind == Happening::Kind::kApplied || h.kind == Happening::Kind::kSetupWrong ||
                         h.kind == Happening::Kind::kStopped;
    if (settles && conductor.is_settled()) emit conductor.settled();
  });
  QObject::connect(&b, &CoreBridge::counted, &c, [this] { update(); });
  QObject::connect(&b, &CoreBridge::lost, &c, [this] {
    if (!count_timer.isActive()) count_timer.start(kCountAgain);
  });
  QObject::connect(&count_timer, &QTimer::timeout, &c, [this] { count_carriers(); });
  QObject::connect(&s, &SetupDocument::changed, &c, [this] { apply_soon(); });
  QObject::connect(&s, &SetupDocument::file_changed, &c, [this] { apply_soon(); });
  QObject::connect(&s, &SetupDocument::secret_unused, &k, &Secrets::forget);
  QObject::connect(&k, &Secrets::changed, &c, [this] { apply_soon(); });
}

// Some of them may have come and gone without being heard of.
void Conductor::Private::count_carriers() {
  core.snapshot(&conductor, [this](const LivePointer& live) {
    carriers.clear();
    std::ranges::copy_if(live->carriers, std::back_inserter(carriers),
                         [this](const Carrier& one) { return is_in_use(one.profile); });
    update();
  });
}

// ---- What is wanted runs

void Conductor::Private::apply_soon() {
  if (!on) return;
  by_person = true;
  if (!apply_timer.isActive()) apply_timer.start(pace.apply);
}

void Conductor::Private::apply() {
  apply_timer.stop();
  if (!on) return;
  const config::Profile* used = profile_in_use(wanted());
  if (used == nullptr) {
    troubles.set(QStringLiteral("profile"), Rank::kNoProfile, {},
                 [this] { return document.file().usable() ? no_profile(wanted()) : no_file(document.file()); });
  } else {
    troubles.over(QStringLiteral("profile"));
  }
  if (used == nullptr && wanted().profiles.empty() && change == 0) return update();  // there is nothing to run yet
  resolving = true;
  update();
  secrets.resolve(wanted(), [this](config::Setup resolved, const QList<Secrets::Missing>& missing) {
    resolving = false;
    if (on) apply(std::move(resolved), missing);
    update();
  });
}

void Conductor::Private::apply(config::Setup resolved, const QList<Secrets::Missing>& missing) {
  troubles.doubt({Rank::kSecret, Rank::kProfile, Rank::kOtherProfile, Rank::kSetup});
  for (const Secrets::Missing& one : missing) {
    const bool of_another = !one.profile.isEmpty() && !is_in_use(one.profile);
    troubles.set(QStringLiteral("secret ") + one.field, of_another ? Rank::kOtherProfile : Rank::kSecret, one.profile,
                 [one, setup = wanted()] { return missing_secret(one, setup); });
  }
  const config::Profile* used = profile_in_use(resolved);
  std::optional<config::Profile> next;
  if (used != nullptr) next = as_reached(*used);
  if (next != running) {
    running = std::move(next);
    is_reached = false;
    std::erase_if(carriers, [this](const Carrier& one) { return !is_in_use(one.profile); });
    troubles.over({Rank::kSignIn, Rank::kReach});
  }
  change = core.apply(std::move(resolved));
}

void Conductor::Private::applied(quint64 number) {
  done = number;
  if (!on) return;
  stops = 0;
  if (number < change) return;
  old = newest;
  troubles.drop_doubted();
  forget_entrances();
  if (!is_reached) {
    pause = pace.first_retry;
    reach();
  }
}

void Conductor::Private::reach() {
  if (!on || !running) return;
  core.reach(&conductor, [this, number = ++reaching](const std::optional<Happening>& failed) {
    if (number != reaching || !on) return;
    reached(failed);
    update();
  });
}

void Conductor::Private::reached(const std::optional<Happening>& failed) {
  is_reached = !failed;
  if (is_reached) {
    in_doubt = false;
    troubles.over(QStringLiteral("reach"));
    pause = pace.first_retry;
    return;
  }
  // That a profile cannot be used is told by itself.
  const bool unusable = troubles.any([this](const QString&, const Known& known) {
    return is_in_use(known.profile) && (known.rank == Rank::kProfile || known.rank == Rank::kSecret);
  });
  if (!unusable) {
    troubles.set(
        QStringLiteral("reach"), Rank::kReach, QString::fromStdString(wanted().profile),
        [this, error = failed->error.value_or(Error())] { return profile_trouble(error, profile_in_use(wanted())); });
  }
  retry_later();
}

void Conductor::Private::retry_later() {
  if (!on || retry_timer.isActive()) return;
  retry_timer.start(pause);
  pause = std::min(2 * pause, pace.longest_retry);
}

// Profiles and entrances that failed are tried by the core when it is given the setup anew.
void Conductor::Private::retry() {
  if (!on) return;
  if (troubles.any({Rank::kProfile, Rank::kOtherProfile, Rank::kEntrance})) {
    apply();
    retry_later();
  } else if (!is_reached) {
    reach();
  }
}

// ---- In words

QString Conductor::Private::connecting_sentence() const {
  if (resolving) return tr("Getting the secrets …");
  const config::Profile* used = profile_in_use(wanted());
  return used == nullptr ? tr("Starting …") : tr("Reaching %1 …").arg(proxy_of(*used));
}

QString Conductor::Private::on_sentence() const {
  const config::Profile* used = profile_in_use(wanted());
  const QString name = used == nullptr ? QString() : name_of(*used);
  const int n = static_cast<int>(std::min<quint64>(status.connections, std::numeric_limits<int>::max()));
  if (carriers.empty()) return tr("On through %1 · %n connection(s)", nullptr, n).arg(name);
  return tr("On through %1 · %2 · %n connection(s)", nullptr, n).arg(name, carriers.back().http_version);
}

void Conductor::Private::update() {
  const Status before = status;
  status.connections = on ? core.open_connections() : 0;
  status.carrier.reset();
  if (!carriers.empty()) status.carrier = carriers.back();
  status.trouble = troubles.last();
  const Trouble* worst = troubles.worst();
  if (worst != nullptr) status.trouble = *worst;
  if (!on) {
    status.state = State::kOff;
    status.sentence = tr("Off");
  } else if (worst != nullptr) {
    status.state = State::kProblem;
    status.sentence = worst->sentence;
  } else if (!is_reached || resolving) {
    status.state = is_reached && before.state == State::kOn ? State::kOn : State::kConnecting;
    status.sentence = status.state == State::kOn ? on_sentence() : connecting_sentence();
  } else {
    status.state = State::kOn;
    status.sentence = on_sentence();
  }
  if (status != before) {
    emit conductor.status_changed(before);
    tell_notable(before);
  }
  // What the person wanted has come to its end.
  if (status.state != State::kConnecting && !apply_timer.isActive() && !resolving && done >= change) by_person = false;
}

void Conductor::Private::tell_notable(const Status& before) {
  if (status.state == State::kConnecting || status.state == before.state) return;
  const bool same = std::exchange(settled, status.state) == status.state;
  if (by_person || same) return;
  emit conductor.notable(status.state == State::kOff ? tr("Culvert was turned off by another program.")
                                                     : status.sentence);
}

// ---- The outside

Conductor::Conductor(CoreBridge& core, SetupDocument& setup, Secrets& secrets, Pace pace, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>(*this, core, setup, secrets, pace)) {
  d_->update();
}

Conductor::~Conductor() = default;

void Conductor::turn_on() {
  if (d_->on) return try_again();
  d_->on = true;
  d_->by_person = true;
  d_->pause = d_->pace.first_retry;
  d_->apply();
}

void Conductor::turn_off() {
  if (!d_->on) return;
  d_->on = false;
  d_->by_person = true;
  d_->resolving = false;
  d_->secrets.give_up();
  d_->apply_timer.stop();
  d_->retry_timer.stop();
  ++d_->stops;
  d_->core.stop();
  d_->change = 0;
  d_->troubles.over_if(
      [](const QString&, const Private::Known& known) { return known.rank != Private::Rank::kElsewhere; });
  d_->update();
}

void Conductor::toggle() { is_on() ? turn_off() : turn_on(); }

bool Conductor::is_on() const { return d_->on; }

const Status& Conductor::status() const { return d_->status; }

const std::vector<Entrance>& Conductor::entrances() const { return d_->entrances; }

void Conductor::report(const QString& source, std::function<Trouble()> make) {
  const QString key = QStringLiteral("elsewhere ") + source;
  if (!make || make().sentence.isEmpty()) {
    d_->troubles.over(key);
  } else {
    d_->troubles.set(key, Private::Rank::kElsewhere, {}, std::move(make));
  }
  d_->update();
}

void Conductor::try_again() {
  if (!d_->on) return;
  d_->pause = d_->pace.first_retry;
  d_->retry_timer.stop();
  if (d_->troubles.empty() && d_->is_reached) return d_->reach();  // whether it still is
  d_->apply();
}

bool Conductor::is_settled() const {
  if (!d_->on) return d_->stops == 0;
  return !d_->apply_timer.isActive() && !d_->resolving && std::max(d_->done, d_->wrong) >= d_->change;
}

void Conductor::retranslate() {
  d_->troubles.retranslate();
  // What the core says of these is put into words when it is said.
  if (d_->on && d_->troubles.any({Private::Rank::kEntrance, Private::Rank::kSecret})) d_->apply();
  d_->update();
}

}  // namespace culvert::ui
