#include "profiles/domain_panel.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core_bridge.h"
#include "profiles/form.h"
#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

namespace {
constexpr int kMostRows = 6;  // then it scrolls
}

DomainPanel::DomainPanel(CoreBridge& core, const QString& name, QWidget* parent)
    : QWidget(parent),
      core_(core),
      progress_(new QProgressBar(this)),
      intro_(new QLabel(this)),
      list_(new QListWidget(this)),
      use_(new QPushButton(this)),
      stop_(new QPushButton(this)),
      message_(new MessageBar(this)) {
  list_->setObjectName(name + u".templates"_s);
  use_->setObjectName(name + u".use"_s);
  stop_->setObjectName(name + u".stop"_s);
  message_->setObjectName(name + u".message"_s);
  progress_->setObjectName(name + u".progress"_s);
  progress_->setRange(0, 0);
  progress_->setTextVisible(false);
  intro_->setTextFormat(Qt::PlainText);
  intro_->setWordWrap(true);
  intro_->setBuddy(list_);
  list_->setTextElideMode(Qt::ElideMiddle);
  list_->setUniformItemSizes(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(message_);
  column->addWidget(intro_);
  column->addWidget(list_);
  auto* row = new QHBoxLayout;
  row->addWidget(progress_, 1);
  row->addWidget(stop_);
  row->addWidget(use_);
  row->addStretch();
  column->addLayout(row);
  connect(stop_, &QPushButton::clicked, this, [this] {
    question_.reset();
    put_away();
  });
  connect(message_, &MessageBar::action, this, [this] { ask(profile_, uri_); });
  const auto choose = [this] {
    if (const QListWidgetItem* item = list_->currentItem()) emit chosen(item->data(Qt::UserRole).toString());
  };
  connect(use_, &QPushButton::clicked, this, choose);
  connect(list_, &QListWidget::itemActivated, this, choose);
  hide();
  retranslate();
}

void DomainPanel::ask(config::Profile profile, const QString& uri) {
  profile_ = profile;
  uri_ = uri;
  profile.proxy = uri.toStdString();
  profile.classic_connect = false;
  question_ = std::make_unique<QObject>();
  message_->clear();
  intro_->setText(tr("Asking %1 …").arg(uri));
  intro_->show();
  list_->hide();
  use_->hide();
  progress_->show();
  stop_->show();
  show();
  core_.fetch_domain(std::move(profile), question_.get(), [this](const DomainOffer& offer) { received(offer); });
}

void DomainPanel::finish() {
  question_.release()->deleteLater();  // the answer is being given to it
  progress_->hide();
  stop_->hide();
}

void DomainPanel::received(const DomainOffer& offer) {
  finish();
  if (offer.templates.isEmpty()) {
    intro_->hide();
    message_->tell(MessageBar::Tone::kProblem, offer.sentence, tr("Try again"), offer.details);
    return;
  }
  intro_->setText(tr("%n prox(y/ies) to choose from:", nullptr, int(offer.templates.size())));
  list_->clear();
  for (const QString& text : offer.templates) {
    auto* item = new QListWidgetItem(text, list_);
    item->setData(Qt::UserRole, text);
    item->setToolTip(text);
  }
  const int rows = std::min(kMostRows, list_->count());
  list_->setFixedHeight(list_->sizeHintForRow(0) * rows + 2 * list_->frameWidth());
  list_->setCurrentRow(0);
  list_->show();
  use_->show();
  list_->setFocus(Qt::OtherFocusReason);
}

void DomainPanel::put_away() {
  question_.reset();
  hide();
}

void DomainPanel::retranslate() {
  use_->setText(tr("&Use this proxy"));
  stop_->setText(tr("&Stop"));
  list_->setAccessibleName(tr("Proxies that the provisioning domain offers"));
  progress_->setAccessibleName(tr("The provisioning domain is being asked"));
}

}  // namespace culvert::ui
