#include "profiles/deletion_question.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace culvert::ui {

using Qt::StringLiterals::operator""_s;

DeletionQuestion::DeletionQuestion(QWidget* parent)
    : FieldCard(parent), consequence_(new QLabel), really_(new QPushButton), rather_not_(new QPushButton) {
  setObjectName(u"profiles.delete"_s);
  consequence_->setObjectName(u"profiles.delete.text"_s);
  consequence_->setTextFormat(Qt::PlainText);
  consequence_->setWordWrap(true);
  really_->setObjectName(u"profiles.delete.really"_s);
  rather_not_->setObjectName(u"profiles.delete.keep"_s);
  content()->addWidget(consequence_);
  auto* choice = new QHBoxLayout;
  choice->addStretch();
  choice->addWidget(rather_not_);
  choice->addWidget(really_);
  content()->addLayout(choice);
  hide();
  connect(really_, &QPushButton::clicked, this, [this] {
    hide();
    emit confirmed();
  });
  connect(rather_not_, &QPushButton::clicked, this, &DeletionQuestion::decline);
}

void DeletionQuestion::ask(const QString& name, const QString& consequence) {
  set_title(tr("Delete “%1”?").arg(name));
  consequence_->setText(consequence);
  show();
  rather_not_->setFocus(Qt::OtherFocusReason);
}

void DeletionQuestion::decline() {
  hide();
  emit declined();
}

void DeletionQuestion::retranslate() {
  really_->setText(tr("&Delete"));
  rather_not_->setText(tr("&Keep it"));
}

}  // namespace culvert::ui
