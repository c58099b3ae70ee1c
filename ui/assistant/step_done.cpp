#include "assistant/step_done.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "conductor.h"
#include "desktop.h"
#include "profiles/form.h"
#include "profiles/understood.h"
#include "setup_document.h"
#include "widgets/copy_button.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

StepDone::StepDone(const Context& context, QWidget* parent)
    : AssistantStep(parent),
      context_(context),
      state_(new Verdict(this)),
      trouble_(new MessageBar(this)),
      note_(new MessageBar(this)),
      use_(new QPushButton(this)),
      card_(new FieldCard(this)),
      where_(new QLabel(card_)),
      copy_address_(new CopyButton([this] { return address(); }, card_)),
      how_(new HelpLabel(card_)),
      copy_(new CopyButton([this] { return context_.desktop.environment_lines(address()); }, card_)) {
  state_->setObjectName(u"assistant.state"_s);
  trouble_->setObjectName(u"assistant.trouble"_s);
  note_->setObjectName(u"assistant.note"_s);
  use_->setObjectName(u"assistant.use"_s);
  where_->setObjectName(u"assistant.address"_s);
  copy_address_->setObjectName(u"assistant.copy_address"_s);
  copy_->setObjectName(u"assistant.copy"_s);
  copy_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  copy_->setAutoRaise(false);
  copy_->setFocusPolicy(Qt::StrongFocus);
  copy_address_->setFocusPolicy(Qt::StrongFocus);
  where_->setTextFormat(Qt::PlainText);
  where_->setWordWrap(true);
  where_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 2);
  for (QWidget* part : std::initializer_list<QWidget*>{state_, trouble_, note_}) column->addWidget(part);
  column->addWidget(use_, 0, Qt::AlignLeft);
  column->addWidget(card_);
  column->addStretch();
  auto* row = new QHBoxLayout;
  row->addWidget(where_, 1);
  row->addWidget(copy_address_);
  card_->content()->addLayout(row);
  card_->content()->addWidget(how_);
  card_->content()->addWidget(copy_, 0, Qt::AlignLeft);
  connect(&context_.conductor, &Conductor::status_changed, this, &StepDone::show_state);
  connect(&context_.conductor, &Conductor::entrances_changed, this, &StepDone::show_state);
  connect(&context_.setup, &SetupDocument::changed, this, &StepDone::show_state);
  connect(trouble_, &MessageBar::action, this, [this] {
    if (const auto& trouble = context_.conductor.status().trouble) emit leave_for(trouble->place);
  });
  connect(use_, &QPushButton::clicked, this, [this] {
    context_.setup.edit([this](config::Setup& setup) { setup.profile = profile_.toStdString(); });
    context_.conductor.turn_on();
  });
  retranslate();
}

void StepDone::set_profile(const QString& id) { profile_ = id; }

void StepDone::tell(const QString& sentence) { note_->tell(MessageBar::Tone::kNote, sentence); }

void StepDone::set_waiting(bool waiting) {
  waiting_ = waiting;
  show_state();
}

void StepDone::enter() { retranslate(); }

QString StepDone::title() const { return tr("Done"); }

QString StepDone::next_text() const { return tr("&Finish"); }

// Where programs come in: as it is, or as it is going to be.
QString StepDone::address() const {
  for (const Entrance& entrance : context_.conductor.entrances()) {
    if (!entrance.forward && entrance.sentence.isEmpty()) return entrance.address;
  }
  const auto& listeners = context_.setup.setup().listeners;
  return listeners.empty() ? QString() : QString::fromStdString(listeners.front().listen.to_string());
}

void StepDone::show_state() {
  const config::Setup& setup = context_.setup.setup();
  const config::Profile* profile = config::find_profile(setup, profile_.toStdString());
  if (profile == nullptr) return;
  const Status& status = context_.conductor.status();
  const bool in_use = setup.profile == profile->id;
  const bool on = context_.conductor.is_on();
  QString sentence = tr("The profile “%1” has been added.").arg(title_of(*profile));
  if (waiting_) {
    sentence = tr("The password goes into the keychain …");
  } else if (in_use && on) {
    sentence = status.sentence;
  }
  const bool problem = on && status.state == State::kProblem && status.trouble && !waiting_;
  state_->tell(Verdict::Tone::kGood, problem ? QString() : sentence);
  if (problem) {
    trouble_->tell(MessageBar::Tone::kProblem, status.trouble->sentence, status.trouble->action,
                   status.trouble->details);
  } else {
    trouble_->clear();
  }
  use_->setVisible(!waiting_ && (!in_use || !on));
  where_->setText(tr("Programs come in at %1, by SOCKS or HTTP.").arg(address()));
  card_->setVisible(!address().isEmpty());
  emit changed();
}

void StepDone::retranslate() {
  card_->set_title(tr("For your programs"));
  how_->setText(tr("Paste this into a terminal, and what you start in it goes through Culvert:"));
  copy_->setText(tr("&Copy for terminal"));
  copy_->setAccessibleName(tr("Copy for terminal"));
  copy_address_->setAccessibleName(tr("Copy the address"));
  copy_address_->setToolTip(copy_address_->accessibleName());
  use_->setText(tr("&Use it now"));
  show_state();
}

}  // namespace culvert::ui
