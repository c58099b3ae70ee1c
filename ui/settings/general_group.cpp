#include "settings/general_group.h"

#include <QComboBox>
#include <QSystemTrayIcon>

#include "desktop.h"
#include "languages.h"
#include "settings_document.h"
#include "widgets/switch.h"

namespace culvert::ui {

using Appearance = config::Settings::Appearance;

GeneralGroup::GeneralGroup(const Context& context, QWidget* parent)
    : SettingsGroup(parent),
      context_(context),
      tray_(QSystemTrayIcon::isSystemTrayAvailable()),
      at_login_(new Switch),
      minimised_(new Switch),
      language_(new QComboBox),
      appearance_(new QComboBox),
      at_login_row_(add_row(at_login_, "start_at_login")),
      minimised_row_(add_row(minimised_, "start_minimised")),
      language_row_(add_row(language_, "language")),
      appearance_row_(add_row(appearance_, "appearance")) {
  connect(at_login_, &QAbstractButton::clicked, this, &GeneralGroup::start_at_login);
  connect(minimised_, &QAbstractButton::clicked, this, &GeneralGroup::start_minimised);
  connect(language_, &QComboBox::activated, this, [this](int index) {
    const std::string code = language_->itemData(index).toString().toStdString();
    context_.settings.edit([&](config::Settings& s) { s.language = code; });
  });
  connect(appearance_, &QComboBox::activated, this, [this](int index) {
    const auto wanted = static_cast<Appearance>(appearance_->itemData(index).toInt());
    context_.settings.edit([&](config::Settings& s) { s.appearance = wanted; });
  });
  connect(&context.settings, &SettingsDocument::changed, this, &GeneralGroup::show_settings);
  retranslate();
}

void GeneralGroup::set_tray_available(bool available) {
  tray_ = available;
  show_settings();
}

void GeneralGroup::retranslate() {
  set_heading(tr("General"));
  at_login_row_.set_text(tr("Start at &login"), tr("Culvert starts when you log in to this computer."));
  minimised_row_.set_text(tr("Start &minimised"), tr("It starts without its window, as an icon in the tray."));
  language_row_.set_text(tr("Lan&guage"), tr("Of all texts, numbers and dates in this program."));
  appearance_row_.set_text(tr("&Appearance"), tr("Light or dark, or whichever the desktop has."));
  language_->clear();
  language_->addItem(tr("As the system"), QString());
  for (const Language& one : languages()) {
    language_->addItem(QString::fromUtf8(one.name), QString::fromLatin1(one.code));
  }
  appearance_->clear();
  appearance_->addItem(tr("As the system"), static_cast<int>(Appearance::kSystem));
  appearance_->addItem(tr("Light"), static_cast<int>(Appearance::kLight));
  appearance_->addItem(tr("Dark"), static_cast<int>(Appearance::kDark));
  show_settings();
}

void GeneralGroup::show_settings() {
  const config::Settings& s = context_.settings.settings();
  at_login_->setChecked(context_.desktop.starts_at_login());
  minimised_->setChecked(s.start_minimised);
  minimised_->setEnabled(tray_);
  if (tray_) {
    minimised_row_.message().clear();
  } else {
    minimised_row_.message().tell(
        MessageBar::Tone::kNote,
        tr("This desktop shows no tray: without its window Culvert could not be found again."));
  }
  language_->setCurrentIndex(std::max(0, language_->findData(QString::fromStdString(s.language))));
  appearance_->setCurrentIndex(appearance_->findData(static_cast<int>(s.appearance)));
}

void GeneralGroup::start_at_login(bool start) {
  const auto done = context_.desktop.set_start_at_login(start, context_.settings.settings().start_minimised);
  if (done) {
    at_login_row_.message().clear();
    context_.settings.edit([&](config::Settings& s) { s.start_at_login = start; });
  } else {
    at_login_row_.message().tell(MessageBar::Tone::kProblem, done.error());
  }
  at_login_->setChecked(context_.desktop.starts_at_login());
}

void GeneralGroup::start_minimised(bool minimised) {
  // What starts at login has to know it.
  if (context_.desktop.starts_at_login()) {
    if (const auto done = context_.desktop.set_start_at_login(true, minimised); !done) {
      minimised_->setChecked(!minimised);
      return minimised_row_.message().tell(MessageBar::Tone::kProblem, done.error());
    }
  }
  minimised_row_.message().clear();
  context_.settings.edit([&](config::Settings& s) { s.start_minimised = minimised; });
}

}  // namespace culvert::ui
