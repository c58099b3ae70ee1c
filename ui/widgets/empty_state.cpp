#include "empty_state.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "icons.h"

namespace culvert::ui {

namespace {
constexpr int kPicture = 48;  // pixels
constexpr int kWidth = 420;   // of the text: longer lines are hard to read
}  // namespace

EmptyState::EmptyState(const QString& symbol, QWidget* parent)
    : QWidget(parent),
      symbol_(symbol),
      picture_(new QLabel(this)),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      button_(new QPushButton(this)) {
  picture_->setAlignment(Qt::AlignCenter);
  QFont large = title_->font();
  large.setPointSizeF(large.pointSizeF() * 1.35);
  large.setWeight(QFont::DemiBold);
  title_->setFont(large);
  for (QLabel* label : {title_, text_}) {
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setFixedWidth(kWidth);
  }
  button_->setObjectName(QStringLiteral("empty.button"));
  button_->setDefault(true);
  auto* column = new QVBoxLayout(this);
  column->addStretch(2);
  column->addWidget(picture_, 0, Qt::AlignHCenter);
  column->addSpacing(12);
  column->addWidget(title_, 0, Qt::AlignHCenter);
  column->addSpacing(6);
  column->addWidget(text_, 0, Qt::AlignHCenter);
  column->addSpacing(16);
  column->addWidget(button_, 0, Qt::AlignHCenter);
  column->addStretch(3);
  connect(button_, &QPushButton::clicked, this, &EmptyState::clicked);
  draw();
}

void EmptyState::set_text(const QString& title, const QString& text, const QString& button) {
  title_->setText(title);
  text_->setText(text);
  button_->setText(button);
  button_->setVisible(!button.isEmpty());
  draw();
}

void EmptyState::draw() {
  // A layout with little room would take it from texts that wrap.
  for (QLabel* label : {title_, text_}) label->setMinimumHeight(std::max(0, label->heightForWidth(kWidth)));
  picture_->setPixmap(ui::symbol(symbol_).pixmap(QSize(kPicture, kPicture), devicePixelRatioF()));
}

void EmptyState::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) draw();
}

}  // namespace culvert::ui
