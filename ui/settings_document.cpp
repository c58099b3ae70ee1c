#include "settings_document.h"

#include <QSignalBlocker>

namespace culvert::ui {

namespace {

template <class Value>
void merge_value(Value config::Settings::* value, const config::Settings& base, const config::Settings& mine,
                 Merged<config::Settings>& out) {
  if (mine.*value != base.*value) out.value.*value = mine.*value;
}

// Field by field. Nothing is lost that anybody would have to be told of: it is all in view.
Merged<config::Settings> merge_settings(const config::Settings& base, const config::Settings& mine,
                                        const config::Settings& theirs) {
  using config::Settings;
  Merged<Settings> out{theirs};
  for (const auto flag :
       {&Settings::start_at_login, &Settings::start_minimised, &Settings::system_proxy, &Settings::check_for_updates}) {
    merge_value(flag, base, mine, out);
  }
  for (const auto number : {&Settings::log_megabytes, &Settings::log_days}) merge_value(number, base, mine, out);
  merge_value(&Settings::language, base, mine, out);
  merge_value(&Settings::appearance, base, mine, out);
  merge_value(&Settings::kept, base, mine, out);
  return out;
}

}  // namespace

struct SettingsDocument::Private {
  Private(SettingsDocument& d, const QString& path, std::chrono::milliseconds save)
      : keeper(path, {save}, &merge_settings,
               {.changed = [&d](const config::Settings& before) { emit d.changed(before); },
                .saved = [] {},
                .file_changed = [&d] { emit d.file_changed(); },
                .save_trouble_changed = [&d] { emit d.save_trouble_changed(); },
                .not_merged = [] {}}) {}
  FileKeeper<config::Settings> keeper;
};

SettingsDocument::SettingsDocument(const QString& path, std::chrono::milliseconds save, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>(*this, path, save)) {}

SettingsDocument::~SettingsDocument() {
  const QSignalBlocker silent(this);
  d_->keeper.flush();
}

void SettingsDocument::load() { d_->keeper.load(); }

const SetupDocument::File& SettingsDocument::file() const { return d_->keeper.file(); }

void SettingsDocument::restore_backup() { d_->keeper.restore_backup(); }

void SettingsDocument::start_over() { d_->keeper.start_over(); }

QString SettingsDocument::save_trouble() const { return d_->keeper.save_trouble(); }

void SettingsDocument::save_again() { d_->keeper.save_again(); }

const config::Settings& SettingsDocument::settings() const { return d_->keeper.value(); }

void SettingsDocument::edit(const std::function<void(config::Settings&)>& change) {
  config::Settings next = settings();
  change(next);
  if (next == settings()) return;
  const config::Settings before = settings();
  d_->keeper.set(std::move(next));
  emit changed(before);
}

void SettingsDocument::flush() { d_->keeper.flush(); }

}  // namespace culvert::ui
