#include "overview/problem_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "conductor.h"
#include "format.h"
#include "overview/remedy.h"
#include "widgets/quiet_label.h"

namespace culvert::ui {

namespace {
constexpr std::chrono::seconds kTick{15};  // "3 minutes ago" goes on
}

ProblemCard::ProblemCard(const Context& context, QWidget* parent)
    : Card(parent),
      context_(context),
      title_(new QLabel(this)),
      when_(new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kWraps, this)),
      sentence_(new QuietLabel(QuietLabel::Ink::kText, QuietLabel::Room::kWraps, this)),
      action_(new QPushButton(this)) {
  make_title(*title_);
  when_->setObjectName(QStringLiteral("overview.problem.when"));
  when_->setWordWrap(false);
  sentence_->setObjectName(QStringLiteral("overview.problem.sentence"));
  sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  action_->setObjectName(QStringLiteral("overview.problem.action"));
  auto* head = new QHBoxLayout;
  head->addWidget(title_);
  head->addStretch();
  head->addWidget(when_);
  auto* row = new QHBoxLayout;
  row->setSpacing(14);
  row->addWidget(sentence_, 1);
  row->addWidget(action_, 0, Qt::AlignVCenter);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 14, 14, 14);
  column->setSpacing(8);
  column->addLayout(head);
  column->addLayout(row);
  clock_.setInterval(kTick);
  connect(&clock_, &QTimer::timeout, this, &ProblemCard::show_problem);
  connect(action_, &QPushButton::clicked, this, [this] {
    if (const auto& trouble = context_.conductor.status().trouble) remedy(context_, *trouble);
  });
  connect(&context.conductor, &Conductor::status_changed, this, &ProblemCard::show_problem);
  retranslate();
}

void ProblemCard::showEvent(QShowEvent* event) {
  Card::showEvent(event);
  clock_.start();
  show_problem();
}

void ProblemCard::hideEvent(QHideEvent* event) {
  Card::hideEvent(event);
  clock_.stop();
}

void ProblemCard::changeEvent(QEvent* event) {
  Card::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void ProblemCard::retranslate() {
  title_->setText(tr("Last problem"));
  show_problem();
}

void ProblemCard::show_problem() {
  const Status& status = context_.conductor.status();
  const bool over = status.state != State::kProblem && status.trouble.has_value();
  if (over) {
    const Trouble& trouble = *status.trouble;
    when_->setText(ago_text(trouble.at, QDateTime::currentDateTime()));
    when_->setToolTip(exact_time(trouble.at));
    sentence_->setText(trouble.sentence);
    // A port that was busy is free again, or another one is used: there is nothing to be done with that button.
    action_->setText(trouble.action);
    action_->setVisible(!trouble.action.isEmpty() && !trouble.free_port);
  }
  setVisible(over);
}

}  // namespace culvert::ui
