#include "message_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "icons.h"
#include "theme.h"

namespace culvert::ui {

namespace {

QLabel* text_label(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setFocusPolicy(Qt::ClickFocus);
  return label;
}

}  // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent),
      picture_(new QLabel(this)),
      sentence_(text_label(this)),
      details_(text_label(this)),
      button_(new QPushButton(this)),
      second_(new QPushButton(this)),
      fold_(new QToolButton(this)) {
  setObjectName(QStringLiteral("message"));
  setFrameShape(QFrame::NoFrame);
  setAutoFillBackground(false);
  sentence_->setObjectName(QStringLiteral("message.sentence"));
  details_->setObjectName(QStringLiteral("message.details"));
  button_->setObjectName(QStringLiteral("message.action"));
  second_->setObjectName(QStringLiteral("message.second"));
  second_->hide();
  fold_->setObjectName(QStringLiteral("message.fold"));
  fold_->setCheckable(true);
  fold_->setAutoRaise(true);
  fold_->setIcon(symbol(QStringLiteral("chevron-right")));
  details_->hide();
  sentence_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);

  auto* row = new QHBoxLayout;
  row->addWidget(picture_, 0, Qt::AlignVCenter);
  row->addWidget(sentence_, 1);
  row->addWidget(button_, 0, Qt::AlignVCenter);
  row->addWidget(second_, 0, Qt::AlignVCenter);
  row->addWidget(fold_, 0, Qt::AlignVCenter);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 8, 8);
  column->addLayout(row);
  column->addWidget(details_);

  connect(button_, &QPushButton::clicked, this, &MessageBar::action);
  connect(second_, &QPushButton::clicked, this, &MessageBar::second_action);
  connect(fold_, &QToolButton::toggled, this, [this](bool open) {
    fold_->setIcon(symbol(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    details_->setVisible(open);
  });
  retranslate();
  hide();
}

void MessageBar::tell(Tone tone, const QString& sentence, const QString& action, const QString& details) {
  tone_ = tone;
  sentence_->setText(sentence);
  setAccessibleName(sentence);
  button_->setText(action);
  button_->setVisible(!action.isEmpty());
  second_->hide();
  details_->setText(details);
  fold_->setVisible(!details.isEmpty());
  if (details.isEmpty()) fold_->setChecked(false);
  restyle();
  setVisible(!sentence.isEmpty());
}

void MessageBar::offer_second(const QString& action) {
  second_->setText(action);
  second_->setVisible(!action.isEmpty());
}

void MessageBar::retranslate() {
  fold_->setAccessibleName(tr("Details"));
  fold_->setToolTip(tr("Details"));
}

void MessageBar::restyle() {
  const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
  const bool problem = tone_ == Tone::kProblem;
  picture_->setPixmap(symbol(problem ? QStringLiteral("warning") : QStringLiteral("info"))
                          .pixmap(QSize(size, size), devicePixelRatioF()));
  picture_->setAccessibleName(problem ? tr("Problem") : tr("Note"));
  update();
}

void MessageBar::paintEvent(QPaintEvent* /*event*/) {
  const Theme* theme = Theme::current();
  if (theme == nullptr) return;
  const QColor ink = theme->colour(tone_ == Tone::kProblem ? Theme::Colour::kProblem : Theme::Colour::kAccent);
  QColor ground = ink;
  ground.setAlphaF(theme->dark() ? 0.16F : 0.09F);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(theme->high_contrast() ? QPen(ink, 1) : QPen(Qt::NoPen));
  painter.setBrush(ground);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  painter.setPen(Qt::NoPen);
  painter.setBrush(ink);
  painter.drawRoundedRect(QRectF(0.5, 6, 3, height() - 12), 1.5, 1.5);
}

void MessageBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) restyle();
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    restyle();
  }
}

}  // namespace culvert::ui
