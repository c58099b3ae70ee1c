#include "overview/state_card.h"

#include <QEvent>
#include <QHBoxLayout>

#include "conductor.h"
#include "conductor_trouble.h"
#include "overview/remedy.h"
#include "setup_document.h"
#include "widgets/message_bar.h"
#include "widgets/quiet_label.h"
#include "widgets/switch.h"

namespace culvert::ui {

StateCard::StateCard(const Context& context, QWidget* parent)
    : Card(parent),
      context_(context),
      switch_(new Switch(this)),
      sentence_(new QuietLabel(QuietLabel::Ink::kText, QuietLabel::Room::kWraps, this)),
      more_(new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kWraps, this)),
      trouble_(new MessageBar(this)) {
  switch_->setObjectName(QStringLiteral("overview.switch"));
  switch_->set_large(true);
  sentence_->setObjectName(QStringLiteral("overview.state"));
  more_->setObjectName(QStringLiteral("overview.state.more"));
  trouble_->setObjectName(QStringLiteral("overview.trouble"));
  QFont font = sentence_->font();
  font.setPointSizeF(font.pointSizeF() * 1.5);
  font.setWeight(QFont::DemiBold);
  sentence_->setFont(font);

  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addStretch();
  texts->addWidget(sentence_);
  texts->addWidget(more_);
  texts->addStretch();
  auto* row = new QHBoxLayout;
  row->setSpacing(18);
  row->addWidget(switch_, 0, Qt::AlignVCenter);
  row->addLayout(texts, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 14, 18, 14);
  column->setSpacing(12);
  column->addLayout(row);
  column->addWidget(trouble_);

  connect(switch_, &QAbstractButton::clicked, this, [this](bool on) {
    if (on) {
      context_.conductor.turn_on();
    } else {
      context_.conductor.turn_off();
    }
    show_state();
  });
  connect(trouble_, &MessageBar::action, this, [this] {
    if (const auto& trouble = context_.conductor.status().trouble) remedy(context_, *trouble);
  });
  connect(&context.conductor, &Conductor::status_changed, this, &StateCard::show_state);
  connect(&context.setup, &SetupDocument::changed, this, &StateCard::show_state);
  show_state();
}

void StateCard::changeEvent(QEvent* event) {
  Card::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) show_state();
}

void StateCard::show_state() {
  const Status& status = context_.conductor.status();
  const bool problem = status.state == State::kProblem && status.trouble;
  switch_->setChecked(context_.conductor.is_on());
  switch_->setAccessibleName(tr("Culvert"));
  switch_->setAccessibleDescription(status.sentence);
  switch_->setToolTip(switch_->isChecked() ? tr("Turn Culvert off") : tr("Turn Culvert on"));
  sentence_->setText(problem ? tr("Problem") : status.sentence);
  QString more;
  switch (status.state) {
    case State::kOff:
      if (const config::Profile* used = profile_in_use(context_.setup.setup())) {
        more = tr("Turn it on, and applications can go through %1.").arg(name_of(*used));
      }
      break;
    case State::kProblem:
      more = tr("Culvert tries again by itself until you turn it off.");
      break;
    case State::kConnecting:
    case State::kOn:
      break;
  }
  more_->setText(more);
  more_->setVisible(!more.isEmpty());
  if (problem) {
    trouble_->tell(MessageBar::Tone::kProblem, status.trouble->sentence, status.trouble->action,
                   status.trouble->details);
  } else {
    trouble_->clear();
  }
}

}  // namespace culvert::ui
