#include "overview/entrance_row.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>

#include "desktop.h"
#include "overview/remedy.h"
#include "widgets/copy_button.h"
#include "widgets/message_bar.h"
#include "widgets/quiet_label.h"

namespace culvert::ui {

EntranceRow::EntranceRow(const Context& context, QWidget* parent)
    : QWidget(parent),
      context_(context),
      address_(new QuietLabel(QuietLabel::Ink::kText, QuietLabel::Room::kElides, this)),
      what_(new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kElides, this)),
      copy_(new CopyButton([this] { return entrance_.address; }, this)),
      terminal_(new CopyButton([this] { return context_.desktop.environment_lines(entrance_.address); }, this)),
      trouble_(new MessageBar(this)) {
  address_->setObjectName(QStringLiteral("overview.entrance.address"));
  what_->setObjectName(QStringLiteral("overview.entrance.what"));
  copy_->setObjectName(QStringLiteral("overview.entrance.copy"));
  terminal_->setObjectName(QStringLiteral("overview.entrance.terminal"));
  trouble_->setObjectName(QStringLiteral("overview.entrance.trouble"));
  QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  fixed.setPointSizeF(font().pointSizeF() * 1.05);
  address_->setFont(fixed);
  terminal_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  for (CopyButton* button : {copy_, terminal_}) button->setFocusPolicy(Qt::StrongFocus);

  auto* texts = new QVBoxLayout;
  texts->setSpacing(0);
  texts->addWidget(address_);
  texts->addWidget(what_);
  auto* row = new QHBoxLayout;
  row->addLayout(texts, 1);
  row->addWidget(copy_, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addLayout(row);
  column->addWidget(terminal_, 0, Qt::AlignLeft);
  column->addWidget(trouble_);
  connect(trouble_, &MessageBar::action, this, &EntranceRow::put_right);
}

void EntranceRow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void EntranceRow::show_entrance(const Entrance& entrance, bool open, bool told, std::optional<quint16> free_port) {
  entrance_ = entrance;
  open_ = open;
  told_ = told;
  free_port_ = free_port;
  retranslate();
}

void EntranceRow::retranslate() {
  const bool failed = open_ && !entrance_.sentence.isEmpty();
  address_->setText(entrance_.address);
  if (entrance_.forward) {
    what_->setText(tr("Leads to %1").arg(entrance_.target));
  } else if (failed) {
    what_->setText(tr("SOCKS and HTTP, for all applications · not open"));
  } else if (open_) {
    what_->setText(tr("SOCKS and HTTP, for all applications"));
  } else {
    what_->setText(tr("SOCKS and HTTP, for all applications, while Culvert is on"));
  }
  copy_->setAccessibleName(tr("Copy the address %1").arg(entrance_.address));
  copy_->setToolTip(tr("Copy the address"));
  terminal_->setText(tr("Copy for terminal"));
  terminal_->setAccessibleName(tr("Copy for terminal, %1").arg(entrance_.address));
  terminal_->setToolTip(tr("Copy the lines that lead the programs of a terminal through this address"));
  terminal_->setVisible(!entrance_.forward);
  if (!failed || told_) return trouble_->clear();
  trouble_->tell(MessageBar::Tone::kProblem, entrance_.sentence,
                 free_port_ ? tr("Use port %1").arg(*free_port_) : tr("Choose another port"));
}

void EntranceRow::put_right() {
  if (free_port_) {
    return use_port(context_.setup, entrance_.forward ? QString() : entrance_.address, entrance_.forward_id,
                    *free_port_);
  }
  if (entrance_.forward) {
    context_.navigator.go({Page::kApplications, entrance_.application,
                           QStringLiteral("forwards.") + entrance_.forward_id + QStringLiteral(".listen")});
  } else {
    context_.navigator.go({Page::kSettings, entrance_.address, QStringLiteral("listen")});
  }
}

}  // namespace culvert::ui
