#include "window/notices.h"

#include <QEvent>
#include <QVBoxLayout>

#include "setup_document.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

Notices::Notices(SetupDocument& setup, Conductor& conductor, QWidget* parent)
    : QWidget(parent),
      setup_(setup),
      conductor_(conductor),
      file_bar_(new MessageBar(this)),
      unsaved_bar_(new MessageBar(this)),
      trouble_bar_(new MessageBar(this)),
      note_bar_(new MessageBar(this)),
      tray_bar_(new MessageBar(this)) {
  setObjectName(QStringLiteral("notices"));
  file_bar_->setObjectName(QStringLiteral("notices.file"));
  unsaved_bar_->setObjectName(QStringLiteral("notices.unsaved"));
  trouble_bar_->setObjectName(QStringLiteral("notices.trouble"));
  note_bar_->setObjectName(QStringLiteral("notices.note"));
  tray_bar_->setObjectName(QStringLiteral("notices.tray"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 16, 0);
  column->setSpacing(8);
  for (MessageBar* bar : {file_bar_, unsaved_bar_, trouble_bar_, note_bar_, tray_bar_}) column->addWidget(bar);

  connect_setup();
  connect(&conductor_, &Conductor::status_changed, this, [this] { update_all(); });
  connect(trouble_bar_, &MessageBar::action, this, [this] {
    if (const auto trouble = conductor_.status().trouble) emit remedy_wanted(*trouble);
  });
  connect(tray_bar_, &MessageBar::action, this, [this] {
    no_tray_ = false;
    update_all();
  });
  update_all();
}

void Notices::connect_setup() {
  connect(&setup_, &SetupDocument::file_changed, this, &Notices::update_all);
  connect(&setup_, &SetupDocument::save_trouble_changed, this, &Notices::update_all);
  connect(unsaved_bar_, &MessageBar::action, &setup_, &SetupDocument::save_again);
  connect(&setup_, &SetupDocument::noted, this, [this](const QString& sentence) {
    note_ = sentence;
    update_all();
  });
  connect(note_bar_, &MessageBar::action, this, [this] {
    note_.clear();
    update_all();
  });
  connect(file_bar_, &MessageBar::action, this,
          [this] { setup_.file().backup_good ? setup_.restore_backup() : setup_.start_over(); });
  connect(file_bar_, &MessageBar::second_action, this, [this] { setup_.start_over(); });
}

void Notices::show_trouble(bool shown) {
  shows_trouble_ = shown;
  update_all();
}

void Notices::tell_no_tray() {
  no_tray_ = true;
  update_all();
}

void Notices::update_file() {
  const SetupDocument::File& file = setup_.file();
  if (file.usable()) return file_bar_->clear();
  // What the system does not let us read is mended by nothing that could be done here.
  const bool readable = file.state != config::FileState::kUnreadable;
  const QString over = readable ? tr("Start over") : QString();
  file_bar_->tell(MessageBar::Tone::kProblem, file.sentence(),
                  readable && file.backup_good ? tr("Use the backup") : over, file.details);
  file_bar_->offer_second(readable && file.backup_good ? over : QString());
}

void Notices::update_trouble() {
  const Status& status = conductor_.status();
  if (!shows_trouble_ || status.state != State::kProblem || !status.trouble) return trouble_bar_->clear();
  trouble_bar_->tell(MessageBar::Tone::kProblem, status.trouble->sentence, status.trouble->action,
                     status.trouble->details);
}

void Notices::update_all() {
  update_file();
  unsaved_bar_->tell(MessageBar::Tone::kProblem, setup_.save_trouble(), tr("Try again"));
  update_trouble();
  note_bar_->tell(MessageBar::Tone::kNote, note_, tr("OK"));
  tray_bar_->tell(
      MessageBar::Tone::kNote,
      no_tray_ ? tr("This desktop has no place for Culvert's icon: closing the window ends the program.") : QString(),
      tr("OK"));
  bool any = false;
  for (const MessageBar* bar : {file_bar_, unsaved_bar_, trouble_bar_, note_bar_, tray_bar_}) any |= !bar->isHidden();
  setVisible(any);
}

void Notices::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) update_all();
}

}  // namespace culvert::ui
