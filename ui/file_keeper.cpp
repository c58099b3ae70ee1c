#include "file_keeper.h"

#include <QCoreApplication>
#include <mutex>
#include <utility>

#include "sentences.h"

namespace culvert::ui {

namespace {

constexpr int kTries = 5;
constexpr int kIdleWriter = 10'000;  // milliseconds, until its thread ends

class Files {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::Files)
};

}  // namespace

QString FileFacts::sentence() const {
  switch (state) {
    case config::FileState::kOk:
    case config::FileState::kMissing:
      break;
    case config::FileState::kDamaged:
      return Files::tr("The file %1 is damaged. It was left as it is, and nothing is saved.").arg(path);
    case config::FileState::kNewer:
      return Files::tr("The file %1 was written by a newer Culvert. It was left as it is, and nothing is saved.")
          .arg(path);
    case config::FileState::kUnreadable:
      return Files::tr("The file %1 cannot be read. It was left as it is, and nothing is saved.").arg(path);
  }
  return {};
}

namespace {

QString save_sentence(const Error& error, const QString& path) {
  if (error.code == Code::kRetryable) {
    return Files::tr("The file %1 could not be saved: another program is writing it.").arg(path);
  }
  if (error.detail.empty()) return Files::tr("The file %1 could not be saved.").arg(path);
  return Files::tr("The file %1 could not be saved: %2.").arg(path, message_text(error.detail));
}

}  // namespace

// ---- Keeping a file

// The writer's side. The store is used by one thread at a time.
template <class T>
struct FileKeeper<T>::Shared {
  explicit Shared(std::string path) : store(std::move(path)) {}
  Outcome run(Order order) {
    Outcome made{std::move(order), {}};
    switch (made.order.job) {
      case Job::kSave:
        made.done = store.save(made.order.value);
        if (!made.done && made.done.error().code == Code::kRetryable) made.loaded = store.load();
        break;
      case Job::kReload:
        made.loaded = store.load();
        break;
      case Job::kRestore:
        made.done = store.restore_backup();
        made.loaded = store.load();
        break;
      case Job::kStartOver:
        made.done = store.start_over();
        if (!made.done) made.loaded = store.load();
        break;
    }
    return made;
  }
  config::Store<T> store;
  std::mutex mutex;
  std::optional<Outcome> outcome;
};

template <class T>
FileKeeper<T>::FileKeeper(const QString& path, Pauses pauses, Merge merge, Listener listener)
    : path_(path),
      merge_(merge),
      listener_(std::move(listener)),
      shared_(std::make_shared<Shared>(path.toStdString())) {
  writer_.setMaxThreadCount(1);
  writer_.setExpiryTimeout(kIdleWriter);
  pause_.setSingleShot(true);
  pause_.setInterval(pauses.save);
  QObject::connect(&pause_, &QTimer::timeout, &context_, [this] { go_on(); });
  again_.setSingleShot(true);
  again_.setInterval(pauses.again);
  QObject::connect(&again_, &QTimer::timeout, &context_, [this] { save_again(); });
  file_.path = path;
}

template <class T>
FileKeeper<T>::~FileKeeper() {
  writer_.waitForDone();
}

template <class T>
void FileKeeper<T>::load() {
  writer_.waitForDone();
  collect();
  adopt(shared_->store.load(), true);
}

template <class T>
void FileKeeper<T>::set(T value) {
  value_ = std::move(value);
  tries_ = 0;
  if (file_.usable() && !pause_.isActive()) pause_.start();
  look_whether_saved();
}

template <class T>
void FileKeeper<T>::save_again() {
  tries_ = 0;
  if (!pause_.isActive()) go_on();
}

template <class T>
QString FileKeeper<T>::save_trouble() const {
  return unsaved_ ? save_sentence(*unsaved_, path_) : QString();
}

template <class T>
void FileKeeper<T>::replaced(const T& theirs) {
  T before = value_;
  take(theirs);
  if (!(value_ == before)) listener_.changed(before);
  reload_ = true;
  go_on();
}

template <class T>
void FileKeeper<T>::flush() {
  pause_.stop();
  writer_.waitForDone();
  collect();
  tries_ = 0;  // what was in vain before may work now
  for (int i = 0; i < 2 * kTries && wants_more(); ++i) {
    finish(shared_->run(next()));
    pause_.stop();
  }
}

template <class T>
bool FileKeeper<T>::wants_more() const {
  return reload_ || (file_.usable() && !(value_ == saved_) && tries_ < kTries);
}

template <class T>
typename FileKeeper<T>::Order FileKeeper<T>::next() {
  return {std::exchange(reload_, false) ? Job::kReload : Job::kSave, value_};
}

template <class T>
void FileKeeper<T>::go_on() {
  if (!writing_ && wants_more()) start(next());
}

template <class T>
void FileKeeper<T>::start(Order order) {
  if (writing_) {  // what a person asks for may wait; anything else comes of itself
    waiting_ = order.job;
    return;
  }
  writing_ = true;
  writer_.start([this, shared = shared_, order = std::move(order)] {
    Outcome outcome = shared->run(order);
    const std::lock_guard lock(shared->mutex);
    shared->outcome = std::move(outcome);
    QMetaObject::invokeMethod(&context_, [this] { collect(); }, Qt::QueuedConnection);
  });
}

template <class T>
void FileKeeper<T>::collect() {
  std::optional<Outcome> outcome;
  {
    const std::lock_guard lock(shared_->mutex);
    outcome = std::exchange(shared_->outcome, std::nullopt);
  }
  if (!outcome) return;
  writing_ = false;
  finish(std::move(*outcome));
  if (const auto job = std::exchange(waiting_, std::nullopt)) {
    start({*job, value_});
  } else if (wants_more() && !pause_.isActive()) {
    tries_ == 0 ? pause_.start() : go_on();
  }
}

template <class T>
void FileKeeper<T>::finish(Outcome outcome) {
  if (outcome.order.job == Job::kStartOver && outcome.done) {
    file_ = {.state = config::FileState::kMissing, .path = path_, .details = {}, .backup_good = false};
    saved_ = T();
    listener_.file_changed();
    look_whether_saved();
    return;
  }
  if (outcome.loaded) {
    tries_ += outcome.order.job == Job::kSave ? 1 : 0;
    adopt(std::move(*outcome.loaded), outcome.order.job == Job::kRestore && outcome.done.has_value());
    const bool unwritten = outcome.order.job != Job::kReload && !outcome.done;
    if (unwritten && file_.usable() && tries_ < kTries) return;  // it is tried again now
    // That nothing is saved as long as the file cannot be used is said of the file.
    if (unwritten && (file_.usable() || outcome.order.job != Job::kSave)) failed(outcome.done.error());
    return;
  }
  if (!outcome.done) {
    tries_ = kTries;
    failed(outcome.done.error());
    return;
  }
  saved_ = std::move(outcome.order.value);
  tries_ = 0;
  file_.state = config::FileState::kOk;
  look_whether_saved();
  listener_.saved();
}

template <class T>
void FileKeeper<T>::failed(const Error& error) {
  if (file_.usable() && is_saved()) return look_whether_saved();  // it was taken back meanwhile
  again_.start();
  if (unsaved_ == error) return;
  unsaved_ = error;
  listener_.save_trouble_changed();
}

// Also if what could not be saved is what the file has: somebody has taken it back.
template <class T>
void FileKeeper<T>::look_whether_saved() {
  if (!unsaved_ || !file_.usable() || !is_saved()) return;
  unsaved_.reset();
  again_.stop();
  listener_.save_trouble_changed();
}

// What the file has. `anew`: it is the truth, whatever was there.
template <class T>
void FileKeeper<T>::adopt(typename config::Store<T>::Loaded loaded, bool anew) {
  const FileFacts was = file_;
  file_ = {loaded.state, path_, QString::fromStdString(loaded.message), loaded.backup_good};
  const T before = value_;
  if (loaded.state == config::FileState::kOk && anew) {
    value_ = loaded.value;
    saved_ = std::move(loaded.value);
  } else if (loaded.state == config::FileState::kOk) {
    take(loaded.value);
  } else if (loaded.state == config::FileState::kMissing) {
    saved_ = T();  // all of ours is to be written
  }
  if (!(value_ == before)) listener_.changed(before);
  if (was.state != file_.state || !file_.usable()) listener_.file_changed();
  look_whether_saved();
}

template <class T>
void FileKeeper<T>::take(const T& theirs) {
  Merged<T> merged = merge_(saved_, value_, theirs);
  saved_ = theirs;
  value_ = std::move(merged.value);
  if (merged.lost) listener_.not_merged();
}

template class FileKeeper<config::Setup>;
template class FileKeeper<config::Settings>;

}  // namespace culvert::ui
