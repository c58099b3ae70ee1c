#include "secrets.h"

#include <QCoreApplication>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>
#include <algorithm>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "config/secret_file.h"
#include "config/secrets.h"
#include "sentences.h"

namespace culvert::ui {

namespace {

using config::NeededSecret;
using Kind = config::SecretSource::Kind;

constexpr std::size_t kRandomName = 8;  // characters
constexpr std::chrono::seconds kFilePatience{10};

void wipe(std::string& secret) {
  std::ranges::fill(secret, '\0');
  secret.clear();
}

std::string key_of_profile(const std::string& id) { return "ask profile " + id; }
std::string key_of_listener(const std::string& address) { return "ask listener " + address; }

// Where a secret is remembered: what a person was asked for belongs to a profile, or to a listener.
std::string key_of(const NeededSecret& needed) {
  switch (needed.source.kind) {
    case Kind::kKeychain:
      return "keychain " + needed.source.where;
    case Kind::kFile:
      return "file " + needed.source.where;
    case Kind::kNone:
    case Kind::kAsk:
      break;
  }
  return needed.of_listener ? key_of_listener(needed.at) : key_of_profile(needed.profile);
}

// How a thread that reads a file comes back to a Secrets that may be gone.
struct Way {
  std::mutex mutex;
  QObject* to = nullptr;
};

}  // namespace

// One resolve() on its way: what it still lacks is got, one after the other.
struct Secrets::Private {
  struct Round {
    quint64 number = 0;
    std::vector<NeededSecret> needed;
    std::size_t next = 0;
    std::map<std::string, Missing> missing;  // by key
    std::map<std::string, std::string> files;
    std::function<void(const Round&)> done;
    QPointer<QObject> context;
    bool has_context = false;
  };
  using RoundPointer = std::shared_ptr<Round>;

  Private(Secrets& s, Keychain& k) : secrets(s), keychain(k), way(std::make_shared<Way>()) { way->to = &secrets; }
  ~Private() {
    const std::lock_guard lock(way->mutex);
    way->to = nullptr;
    for (auto& [key, one] : known) wipe(one.secret);
  }

  void go_on(const RoundPointer& round);
  void read_keychain(const RoundPointer& round, const NeededSecret& needed);
  void read_file(const RoundPointer& round, const NeededSecret& needed);
  void ask(const RoundPointer& round, const NeededSecret& needed);
  void got(const RoundPointer& round, const NeededSecret& needed, std::string secret);
  void file_read(const RoundPointer& round, const NeededSecret& needed, const Result<std::string>& read);
  void lacks(const RoundPointer& round, const NeededSecret& needed, Keychain::Trouble trouble, const QString& sentence,
             const QString& details);
  [[nodiscard]] bool is_over(const Round& round) const {
    return round.has_context ? !round.context : round.number != last_round;
  }
  [[nodiscard]] config::SecretReaders readers(const Round& round) const;
  [[nodiscard]] QList<Missing> missing(const Round& round, const config::Problems& problems) const;
  void keep(const QString& prefix, const std::string& key, const std::string& profile, const QString& secret,
            QObject* context, Kept receive);
  static QString what(const NeededSecret& needed);
  static QString not_given(const NeededSecret& needed);
  static QString missing_sentence(const NeededSecret& needed, const QString& why);
  static QString keychain_sentence(const NeededSecret& needed, Keychain::Trouble trouble);

  Secrets& secrets;
  Keychain& keychain;
  std::shared_ptr<Way> way;
  struct Known {
    std::string secret;
    std::string profile;  // that it was got for
  };
  std::map<std::string, Known> known;  // by key
  quint64 last_round = 0;              // of those without a context
  quint64 last_question = 0;
  struct Question {
    RoundPointer round;
    NeededSecret needed;
  };
  std::map<quint64, Question> questions;
};

QString Secrets::Private::what(const NeededSecret& needed) {
  const QString at = shown(needed.at);
  if (needed.token) return tr("the token for %1").arg(at);
  return needed.of_listener ? tr("the password of %1 at %2").arg(shown(needed.user), at)
                            : tr("the password of %1 for %2").arg(shown(needed.user), at);
}

QString Secrets::Private::not_given(const NeededSecret& needed) {
  const QString at = shown(needed.at);
  if (needed.token) return tr("The token for %1 was not given.").arg(at);
  return needed.of_listener ? tr("The password of %1 at %2 was not given.").arg(shown(needed.user), at)
                            : tr("The password of %1 for %2 was not given.").arg(shown(needed.user), at);
}

QString Secrets::Private::missing_sentence(const NeededSecret& needed, const QString& why) {
  const QString at = shown(needed.at);
  if (needed.token) return tr("The token for %1 is missing: %2.").arg(at, why);
  return needed.of_listener ? tr("The password of %1 at %2 is missing: %3.").arg(shown(needed.user), at, why)
                            : tr("The password of %1 for %2 is missing: %3.").arg(shown(needed.user), at, why);
}

QString Secrets::Private::keychain_sentence(const NeededSecret& needed, Keychain::Trouble trouble) {
  const QString at = shown(needed.at);
  switch (trouble) {
    case Keychain::Trouble::kNone:
      break;
    case Keychain::Trouble::kNotFound:
      return tr("The keychain did not give the secret for %1: it is not there, or the keychain was not unlocked. "
                "Unlock "
                "it and try again, or type the secret anew.")
          .arg(at);
    case Keychain::Trouble::kDenied:
      return tr("The keychain is locked, so that the secret for %1 cannot be had. Unlock it and try again.").arg(at);
    case Keychain::Trouble::kMissing:
      return tr("There is no keychain here, so that the secret for %1 cannot be had. Type it anew.").arg(at);
    case Keychain::Trouble::kTimedOut:
      return tr("The keychain does not answer, so that the secret for %1 cannot be had. Try again, or type it anew.")
          .arg(at);
    case Keychain::Trouble::kFailed:
      return tr("The keychain failed, so that the secret for %1 cannot be had. Try again, or type it anew.").arg(at);
  }
  return {};
}

void Secrets::Private::go_on(const RoundPointer& round) {
  while (round->next < round->needed.size()) {
    if (is_over(*round)) return;
    const NeededSecret& needed = round->needed[round->next];
    const std::string key = key_of(needed);
    if (known.contains(key) || round->files.contains(key) || round->missing.contains(key) ||
        !config::problem_of(needed.source).empty()) {
      ++round->next;
      continue;
    }
    switch (needed.source.kind) {
      case Kind::kKeychain:
        return read_keychain(round, needed);
      case Kind::kFile:
        return read_file(round, needed);
      case Kind::kNone:
      case Kind::kAsk:
        return ask(round, needed);
    }
  }
  if (!is_over(*round)) round->done(*round);
  for (auto& [key, secret] : round->files) wipe(secret);
}

void Secrets::Private::got(const RoundPointer& round, const NeededSecret& needed, std::string secret) {
  known[key_of(needed)] = {std::move(secret), needed.profile};
  go_on(round);
}

void Secrets::Private::lacks(const RoundPointer& round, const NeededSecret& needed, Keychain::Trouble trouble,
                             const QString& sentence, const QString& details) {
  round->missing[key_of(needed)] = {QString::fromStdString(needed.profile), QString::fromStdString(needed.field),
                                    trouble, sentence, details};
  go_on(round);
}

void Secrets::Private::read_keychain(const RoundPointer& round, const NeededSecret& needed) {
  keychain.read(QString::fromStdString(needed.source.where), &secrets,
                [this, round, needed](std::expected<QString, Keychain::Failure> read) {
                  if (read && !read->isEmpty()) return got(round, needed, read->toStdString());
                  const Keychain::Failure why =
                      read ? Keychain::Failure{Keychain::Trouble::kNotFound, {}} : std::move(read.error());
                  lacks(round, needed, why.trouble, keychain_sentence(needed, why.trouble), why.details);
                });
}

// A disk may be slow, and a pipe may have nobody at its other end: a thread of its own, which nobody waits for.
void Secrets::Private::read_file(const RoundPointer& round, const NeededSecret& needed) {
  const std::size_t turn = round->next;
  std::thread([this, round, needed, turn, way = way] {
    auto read = config::read_secret_file(needed.source.where, needed.token ? "token" : "password");
    const std::lock_guard lock(way->mutex);
    if (way->to == nullptr) return;
    QMetaObject::invokeMethod(
        way->to,
        [this, round, needed, turn, read = std::move(read)] {
          if (round->next == turn) file_read(round, needed, read);
        },
        Qt::QueuedConnection);
  }).detach();
  QTimer::singleShot(kFilePatience, &secrets, [this, round, needed, turn] {
    if (round->next == turn) file_read(round, needed, fail(Stage::kLocal, Code::kTimedOut, "cannot be read in time"));
  });
}

void Secrets::Private::file_read(const RoundPointer& round, const NeededSecret& needed,
                                 const Result<std::string>& read) {
  if (read) {
    round->files[key_of(needed)] = *read;
    return go_on(round);
  }
  lacks(round, needed, Keychain::Trouble::kNone,
        tr("The secret for %1 cannot be read from the file %2. Choose another file, or make this one readable by you "
           "alone.")
            .arg(shown(needed.at), shown(needed.source.where, 4096)),
        shown(read.error().detail, 4096));
}

void Secrets::Private::ask(const RoundPointer& round, const NeededSecret& needed) {
  const quint64 number = ++last_question;
  questions[number] = {round, needed};
  emit secrets.asked(what(needed), number);
}

config::SecretReaders Secrets::Private::readers(const Round& round) const {
  config::SecretReaders readers;
  readers.any = [this, &round](const NeededSecret& needed) -> Result<std::string> {
    const std::string key = key_of(needed);
    if (const auto it = round.files.find(key); it != round.files.end()) return it->second;
    if (const auto it = known.find(key); it != known.end()) return it->second.secret;
    const auto why = round.missing.find(key);
    return fail(Stage::kLocal, Code::kNotFound, why == round.missing.end() ? "" : why->second.details.toStdString());
  };
  return readers;
}

QList<Secrets::Missing> Secrets::Private::missing(const Round& round, const config::Problems& problems) const {
  QList<Missing> all;
  for (const NeededSecret& needed : round.needed) {
    const auto problem = std::ranges::find(problems, needed.field, &config::Problem::field);
    if (problem == problems.end()) continue;
    Missing one{QString::fromStdString(needed.profile),
                QString::fromStdString(needed.field),
                Keychain::Trouble::kNone,
                missing_sentence(needed, problem_text(*problem)),
                {}};
    if (const auto why = round.missing.find(key_of(needed)); why != round.missing.end()) {
      one.trouble = why->second.trouble;
      one.sentence = why->second.sentence;
      one.details = why->second.details;
    }
    all.push_back(std::move(one));
  }
  return all;
}

// ---- The outside

Secrets::Secrets(Keychain& keychain, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>(*this, keychain)) {}

Secrets::~Secrets() = default;

void Secrets::give_up() {
  ++d_->last_round;
  std::vector<quint64> over;
  std::erase_if(d_->questions, [&](const auto& one) {
    if (one.second.round->has_context) return false;
    over.push_back(one.first);
    return true;
  });
  for (const quint64 question : over) emit question_over(question);
}

void Secrets::resolve(config::Setup setup, Resolved receive) {
  give_up();
  auto round = std::make_shared<Private::Round>();
  round->number = d_->last_round;
  round->needed = config::needed_secrets(setup);
  round->done = [this, setup = std::move(setup), receive = std::move(receive)](const Private::Round& r) {
    config::Setup resolved = setup;
    const auto problems = config::resolve_secrets(resolved, d_->readers(r));
    receive(std::move(resolved), d_->missing(r, problems));
  };
  QMetaObject::invokeMethod(this, [this, round] { d_->go_on(round); }, Qt::QueuedConnection);
}

void Secrets::resolve(config::Profile profile, QObject* context,
                      std::function<void(config::Profile, const QList<Missing>&)> receive) {
  auto round = std::make_shared<Private::Round>();
  round->needed = config::needed_secrets(profile);
  round->context = context;
  round->has_context = true;
  round->done = [this, profile = std::move(profile), receive = std::move(receive)](const Private::Round& r) {
    config::Profile resolved = profile;
    const auto problems = config::resolve_secrets(resolved, d_->readers(r));
    receive(std::move(resolved), d_->missing(r, problems));
  };
  QMetaObject::invokeMethod(this, [this, round] { d_->go_on(round); }, Qt::QueuedConnection);
}

void Secrets::answer(quint64 question, const QString& secret) {
  auto node = d_->questions.extract(question);
  if (!node) return;
  auto [round, needed] = std::move(node.mapped());
  if (!secret.isEmpty()) return d_->got(round, needed, secret.toStdString());
  d_->lacks(round, needed, Keychain::Trouble::kNone, Private::not_given(needed), {});
}

void Secrets::Private::keep(const QString& prefix, const std::string& key, const std::string& profile,
                            const QString& secret, QObject* context, Kept receive) {
  // A name of its own for each secret: the one before may be wanted back.
  QString name = prefix + QLatin1Char('-');
  static constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz234567";
  for (std::size_t i = 0; i < kRandomName; ++i) name += QLatin1Char(kLetters[QRandomGenerator::global()->bounded(32)]);
  keychain.write(
      name, secret, &secrets,
      [this, name, key, known_as = Known{secret.toStdString(), profile}, asker = QPointer<QObject>(context),
       receive = std::move(receive)](std::expected<void, Keychain::Failure> written) {
        config::SecretSource source{Kind::kKeychain, name.toStdString()};
        QString sentence;
        bool other = false;
        if (written) {
          known["keychain " + source.where] = known_as;
        } else {
          source = {Kind::kAsk, {}};
          sentence =
              tr("The keychain did not take it: it is in memory until Culvert ends, and asked for the next time.");
          other = known.contains(key) && known[key].secret != known_as.secret;
          known[key] = known_as;
        }
        if (asker) receive(std::move(source), sentence);
        if (other) emit secrets.changed();
      });
}

void Secrets::keep(const QString& profile, const QString& secret, QObject* context, Kept receive) {
  const std::string id = profile.toStdString();
  d_->keep(profile, key_of_profile(id), id, secret, context, std::move(receive));
}

void Secrets::keep_of_listener(const QString& address, const QString& secret, QObject* context, Kept receive) {
  d_->keep(QStringLiteral("listener"), key_of_listener(address.toStdString()), {}, secret, context, std::move(receive));
}

void Secrets::listener_moved(const QString& from, const QString& to) {
  if (from == to) return;
  auto node = d_->known.extract(key_of_listener(from.toStdString()));
  if (!node) return;
  node.key() = key_of_listener(to.toStdString());
  d_->known.insert_or_assign(node.key(), std::move(node.mapped()));
}

void Secrets::forget(const config::SecretSource& source) {
  if (source.kind != Kind::kKeychain) return;
  if (const auto it = d_->known.find("keychain " + source.where); it != d_->known.end()) {
    wipe(it->second.secret);
    d_->known.erase(it);
  }
  d_->keychain.remove(QString::fromStdString(source.where), this, [](const auto&) {});
}

void Secrets::refused(const QString& profile) {
  std::erase_if(d_->known, [of = profile.toStdString()](auto& entry) {
    const bool gone = entry.second.profile == of;
    if (gone) wipe(entry.second.secret);
    return gone;
  });
}

}  // namespace culvert::ui
