#include "profiles/import_panel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/message_bar.h"

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

namespace {
constexpr int kWidest = 46;  // in heights of the font
}

ImportPanel::ImportPanel(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      message_(new MessageBar(this)),
      view_(new OfferView(u"profiles.offer"_s, this)),
      add_(new QPushButton(this)),
      skip_(new QPushButton(this)) {
  add_->setObjectName(u"profiles.offer.add"_s);
  skip_->setObjectName(u"profiles.offer.skip"_s);
  message_->setObjectName(u"profiles.offer.message"_s);
  title_->setTextFormat(Qt::PlainText);
  title_->setWordWrap(true);
  QFont large = title_->font();
  large.setPointSizeF(large.pointSizeF() * 1.3);
  large.setWeight(QFont::DemiBold);
  title_->setFont(large);
  setMaximumWidth(fontMetrics().height() * kWidest);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) * 2);
  column->addWidget(title_);
  column->addWidget(message_);
  column->addWidget(view_);
  auto* row = new QHBoxLayout;
  row->addStretch();
  row->addWidget(skip_);
  row->addWidget(add_);
  column->addLayout(row);
  column->addStretch();
  add_->setDefault(true);
  connect(view_, &OfferView::changed, this, [this] { add_->setEnabled(view_->ready()); });
  connect(add_, &QPushButton::clicked, this, [this] {
    emit taken(view_->taken());
    show_next();
  });
  connect(skip_, &QPushButton::clicked, this, &ImportPanel::show_next);
}

void ImportPanel::show_offers(std::vector<config::Offer> offers) {
  offers_ = std::move(offers);
  next_ = 0;
  message_->clear();
  add_->show();
  show_next();
}

void ImportPanel::show_error(const QString& sentence) {
  offers_.clear();
  next_ = 0;
  view_->clear();
  add_->hide();
  message_->tell(MessageBar::Tone::kProblem, sentence);
  retranslate();
  skip_->setFocus(Qt::OtherFocusReason);
}

void ImportPanel::show_next() {
  if (next_ >= offers_.size()) {
    view_->clear();
    emit over();
    return;
  }
  view_->show_offer(offers_[next_++]);
  retranslate();
  add_->setFocus(Qt::OtherFocusReason);
}

void ImportPanel::retranslate() {
  title_->setText(offers_.size() > 1 ? tr("A profile from somebody else, %1 of %2").arg(next_).arg(offers_.size())
                                     : tr("A profile from somebody else"));
  add_->setText(tr("&Add this profile"));
  skip_->setText(offers_.empty() ? tr("&Close") : tr("Do &not add it"));
  view_->retranslate();
}

}  // namespace culvert::ui
