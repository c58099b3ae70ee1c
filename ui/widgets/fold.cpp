#include "fold.h"

#include <QToolButton>
#include <QVBoxLayout>

#include "icons.h"

namespace culvert::ui {

Fold::Fold(const QString& title, QWidget* parent)
    : QWidget(parent), head_(new QToolButton(this)), layout_(new QVBoxLayout(this)) {
  head_->setObjectName(QStringLiteral("fold.head"));
  head_->setCheckable(true);
  head_->setAutoRaise(true);
  head_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  head_->setIcon(symbol(QStringLiteral("chevron-right")));
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->addWidget(head_, 0, Qt::AlignLeft);
  set_title(title);
  connect(head_, &QToolButton::toggled, this, [this](bool open) {
    head_->setIcon(symbol(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    if (content_ != nullptr) content_->setVisible(open);
  });
}

void Fold::set_title(const QString& title) {
  head_->setText(title);
  head_->setAccessibleName(title);
}

void Fold::set_content(QWidget* content) {
  content_ = content;
  layout_->addWidget(content);
  content->setVisible(open());
}

void Fold::set_open(bool open) { head_->setChecked(open); }
bool Fold::open() const { return head_->isChecked(); }

}  // namespace culvert::ui
