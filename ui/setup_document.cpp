#include "setup_document.h"

#include <QMetaType>
#include <algorithm>
#include <utility>
#include <vector>

#include "setup_merge.h"

namespace culvert::ui {

namespace {

using SourceKind = config::SecretSource::Kind;

// What was typed belongs into the keychain, and what that gave back into the setup.
void wipe(std::string& secret, config::SecretSource& source) {
  if (secret.empty()) return;
  std::ranges::fill(secret, '\0');
  secret.clear();
  if (source.kind == SourceKind::kNone) source.kind = SourceKind::kAsk;
}

void strip_secrets(config::Setup& setup) {
  for (config::Profile& p : setup.profiles) {
    wipe(p.authentication.credentials.password, p.authentication.secret);
    wipe(p.authentication.token, p.authentication.secret);
  }
  for (config::MixedListener& l : setup.listeners) {
    if (l.credentials) wipe(l.credentials->password, l.secret);
  }
}

std::vector<config::SecretSource> entries_of(const config::Setup& setup) {
  std::vector<config::SecretSource> all;
  const auto add = [&](const config::SecretSource& source) {
    if (source.kind == SourceKind::kKeychain && !std::ranges::contains(all, source)) all.push_back(source);
  };
  for (const config::Profile& p : setup.profiles) add(p.authentication.secret);
  for (const config::MixedListener& l : setup.listeners) add(l.secret);
  return all;
}

}  // namespace

struct SetupDocument::Private {
  Private(SetupDocument& d, const QString& path, Pace pace)
      : document(d), keeper(path, {pace.save, pace.save_again}, &merge, listener()) {
    undo_time.setSingleShot(true);
    undo_time.setInterval(pace.undo);
    QObject::connect(&undo_time, &QTimer::timeout, &document, [this] { end_undo(); });
  }

  FileKeeper<config::Setup>::Listener listener() {
    return {.changed =
                [this](const config::Setup& before) {
                  problems = config::validate(keeper.value(), config::Secrets::kToCome);
                  emit document.changed(before);
                },
            .saved = [this] { forget_unused(); },
            .file_changed = [this] { emit document.file_changed(); },
            .save_trouble_changed = [this] { emit document.save_trouble_changed(); },
            .not_merged =
                [this] {
                  emit document.noted(
                      tr("Another program has changed the same thing at the same time. What you did here was kept."));
                }};
  }

  void set(config::Setup next) {
    strip_secrets(next);
    if (next == keeper.value()) return;
    const config::Setup before = keeper.value();
    for (const auto& entry : entries_of(before)) {
      if (!std::ranges::contains(entries, entry)) entries.push_back(entry);
    }
    keeper.set(std::move(next));
    problems = config::validate(keeper.value(), config::Secrets::kToCome);
    emit document.changed(before);
  }

  void end_undo() {
    undo_time.stop();
    if (what.isEmpty()) return;
    what.clear();
    undo_from = {};
    undo_to = {};
    emit document.undo_over();
    forget_unused();
  }

  // The file does not name it any more, and nobody brings it back.
  void forget_unused() {
    if (!what.isEmpty() || !keeper.is_saved() || !keeper.file().usable()) return;
    const auto used = entries_of(keeper.value());
    for (const auto& entry : std::exchange(entries, {})) {
      if (!std::ranges::contains(used, entry)) emit document.secret_unused(entry);
    }
  }

  SetupDocument& document;
  FileKeeper<config::Setup> keeper;
  config::Problems problems;
  QTimer undo_time;
  QString what;  // can be taken back; empty: nothing
  config::Setup undo_from;
  config::Setup undo_to;
  std::vector<config::SecretSource> entries;  // of the keychain, that the setup has had
};

SetupDocument::SetupDocument(const QString& path, Pace pace, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>(*this, path, pace)) {}

SetupDocument::~SetupDocument() {
  const QSignalBlocker silent(this);
  d_->keeper.flush();
}

void SetupDocument::load() { d_->keeper.load(); }

const SetupDocument::File& SetupDocument::file() const { return d_->keeper.file(); }

void SetupDocument::restore_backup() { d_->keeper.restore_backup(); }

void SetupDocument::start_over() { d_->keeper.start_over(); }

QString SetupDocument::save_trouble() const { return d_->keeper.save_trouble(); }

void SetupDocument::save_again() { d_->keeper.save_again(); }

const config::Setup& SetupDocument::setup() const { return d_->keeper.value(); }

const config::Problems& SetupDocument::problems() const { return d_->problems; }

void SetupDocument::edit(const Change& change) {
  config::Setup next = setup();
  change(next);
  d_->set(std::move(next));
}

void SetupDocument::edit_undoable(const QString& what, const Change& change) {
  config::Setup next = setup();
  change(next);
  if (next == setup()) return;
  d_->end_undo();
  d_->undo_to = setup();
  d_->what = what;
  d_->set(std::move(next));
  d_->undo_from = setup();
  d_->undo_time.start();
  emit undo_offered(what);
}

void SetupDocument::undo() {
  if (d_->what.isEmpty()) return;
  // First of all: at its end secrets are forgotten.
  d_->set(merge(d_->undo_from, setup(), d_->undo_to).value);
  d_->end_undo();
}

QString SetupDocument::undoable() const { return d_->what; }

void SetupDocument::replaced(config::Setup setup) {
  strip_secrets(setup);
  d_->keeper.replaced(setup);
}

void SetupDocument::flush() { d_->keeper.flush(); }

}  // namespace culvert::ui
