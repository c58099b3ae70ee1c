#include "settings/program_groups.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardPaths>
#include <QUrl>

#include "desktop.h"
#include "file_dialog.h"
#include "settings_document.h"
#include "widgets/fold.h"
#include "widgets/switch.h"

namespace culvert::ui {

// ---- Log

LogGroup::LogGroup(const Context& context, QWidget* parent)
    : SettingsGroup(parent),
      context_(context),
      megabytes_(new QSpinBox),
      days_(new QSpinBox),
      open_(new QPushButton),
      diagnosis_(new QPushButton),
      megabytes_row_(add_row(megabytes_, "log_megabytes")),
      days_row_(add_row(days_, "log_days")),
      folder_row_(add_row(open_, "log_folder")),
      diagnosis_row_(add_row(diagnosis_, "diagnosis")) {
  megabytes_->setRange(1, static_cast<int>(config::Settings::kMaxLogMegabytes));
  days_->setRange(1, static_cast<int>(config::Settings::kMaxLogDays));
  connect(megabytes_, &QSpinBox::valueChanged, this, [this](int value) {
    context_.settings.edit([&](config::Settings& s) { s.log_megabytes = static_cast<std::uint32_t>(value); });
  });
  connect(days_, &QSpinBox::valueChanged, this, [this](int value) {
    context_.settings.edit([&](config::Settings& s) { s.log_days = static_cast<std::uint32_t>(value); });
  });
  connect(open_, &QPushButton::clicked, this, [this] {
    const QString folder = context_.desktop.log_directory();
    if (QDesktopServices::openUrl(QUrl::fromLocalFile(folder))) return folder_row_.message().clear();
    folder_row_.message().tell(MessageBar::Tone::kNote,
                               tr("Nothing on this desktop opens folders. The log is in %1.").arg(folder));
  });
  connect(diagnosis_, &QPushButton::clicked, this, &LogGroup::save_diagnosis);
  connect(&context.settings, &SettingsDocument::changed, this, &LogGroup::show_settings);
  retranslate();
}

void LogGroup::retranslate() {
  set_heading(tr("Log"));
  megabytes_row_.set_text(tr("Room on the &disk"),
                          tr("All files of the log together are never larger; the oldest go first."));
  megabytes_->setSuffix(tr(" MiB", "after the number of a field"));
  days_row_.set_text(tr("&Keep for"), tr("Older entries are deleted."));
  days_->setSuffix(tr(" days", "after the number of a field"));
  folder_row_.set_text(tr("Files of the log"), tr("What happened, line by line, without secrets."));
  open_->setText(tr("&Open folder"));
  diagnosis_row_.set_text(
      tr("Diagnosis"),
      tr("One file for whoever helps you: versions, the setup, the state and the last steps of connections. Passwords, "
         "keys, user names and the names of destinations are left out."));
  diagnosis_->setText(tr("&Save diagnosis …"));
  open_->setAccessibleName(tr("Open the folder of the log"));
  diagnosis_->setAccessibleName(tr("Save diagnosis"));
  for (QSpinBox* box : {megabytes_, days_}) box->setLocale(QLocale());
  show_settings();
}

void LogGroup::show_settings() {
  const config::Settings& s = context_.settings.settings();
  const QSignalBlocker one(megabytes_);
  const QSignalBlocker other(days_);
  megabytes_->setValue(static_cast<int>(s.log_megabytes));
  days_->setValue(static_cast<int>(s.log_days));
}

void LogGroup::save_diagnosis() {
  const QString day = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd"));
  const QDir home(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  auto* dialog = new QFileDialog(this, tr("Save diagnosis"), home.path());
  dialog->setObjectName(QStringLiteral("settings.diagnosis.dialog"));
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("txt"));
  dialog->selectFile(QStringLiteral("culvert-diagnosis-%1.txt").arg(day));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setModal(false);
  connect(dialog, &QFileDialog::fileSelected, this, &LogGroup::write_diagnosis);
  show_file_dialog(*dialog);
}

void LogGroup::write_diagnosis(const QString& path) {
  diagnosis_->setEnabled(false);
  context_.desktop.write_diagnosis(path, this, [this, path](std::expected<void, QString> written) {
    diagnosis_->setEnabled(true);
    if (written) {
      diagnosis_row_.message().tell(
          MessageBar::Tone::kNote,
          tr("Saved as %1. Look at it before you give it away.").arg(QDir::toNativeSeparators(path)));
    } else {
      diagnosis_row_.message().tell(MessageBar::Tone::kProblem, written.error());
    }
  });
}

// ---- Updates

UpdatesGroup::UpdatesGroup(const Context& context, QWidget* parent)
    : SettingsGroup(parent),
      context_(context),
      check_(context.desktop.can_check_for_updates() ? new Switch : nullptr),
      row_(add_row(check_, "check_for_updates")) {
  if (check_ != nullptr) {
    const auto show = [this] { check_->setChecked(context_.settings.settings().check_for_updates); };
    connect(check_, &QAbstractButton::clicked, this,
            [this](bool on) { context_.settings.edit([&](config::Settings& s) { s.check_for_updates = on; }); });
    connect(&context.settings, &SettingsDocument::changed, this, show);
    show();
  }
  retranslate();
}

void UpdatesGroup::retranslate() {
  set_heading(tr("Updates"));
  row_.set_text(check_ != nullptr ? tr("Look for &updates") : tr("Updates"), context_.desktop.update_sentence());
}

// ---- About

AboutGroup::AboutGroup(QWidget* parent)
    : SettingsGroup(parent),
      libraries_(new Fold(QString())),
      list_(new QLabel),
      version_row_(add_row(nullptr, "version")),
      libraries_row_(add_row(libraries_, "libraries", SettingRow::Place::kBelow)) {
  list_->setObjectName(QStringLiteral("settings.libraries.list"));
  list_->setTextFormat(Qt::PlainText);
  list_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  // Names of programs and of licences are the same in every language.
  list_->setText(
      QStringLiteral("Qt · LGPL-3.0\n"
                     "QtKeychain · BSD-3-Clause\n"
                     "OpenSSL · Apache-2.0\n"
                     "nghttp2, nghttp3, ngtcp2, llhttp · MIT\n"
                     "JSON for Modern C++ · MIT\n"
                     "Asio · BSL-1.0\n"
                     "GNU Libidn2 · LGPL-3.0-or-later or GPL-2.0-or-later"));
  libraries_->set_content(list_);
  retranslate();
}

void AboutGroup::retranslate() {
  set_heading(tr("About"));
  version_row_.set_text(tr("Culvert %1").arg(QCoreApplication::applicationVersion()),
                        tr("Free software under the Apache License 2.0. It comes without any warranty."));
  libraries_row_.set_text(tr("Libraries"), tr("Culvert stands on the work of others, under licences of their own."));
  libraries_->set_title(tr("Show them"));
}

}  // namespace culvert::ui
