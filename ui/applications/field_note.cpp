#include "applications/field_note.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "icons.h"
#include "theme.h"

namespace culvert::ui {

FieldNote::FieldNote(QWidget* parent)
    : QWidget(parent), picture_(new QLabel(this)), label_(new QLabel(this)), button_(new QPushButton(this)) {
  label_->setTextFormat(Qt::PlainText);
  label_->setWordWrap(true);
  auto* const layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 2);
  layout->setSpacing(6);
  layout->addWidget(picture_, 0, Qt::AlignTop);
  layout->addWidget(label_, 1);
  layout->addWidget(button_);
  connect(button_, &QPushButton::clicked, this, &FieldNote::action);
  clear();
}

void FieldNote::complain(const QString& sentence, const QString& action) {
  wrong_ = !sentence.isEmpty();
  label_->setText(sentence);
  button_->setText(action);
  button_->setVisible(!action.isEmpty());
  picture_->setVisible(wrong_);
  restyle();
  setVisible(!sentence.isEmpty());
}

void FieldNote::explain(const QString& sentence) {
  complain(sentence);
  wrong_ = false;
  picture_->hide();
  restyle();
}

QString FieldNote::text() const { return label_->text(); }

void FieldNote::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) restyle();
  QWidget::changeEvent(event);
}

void FieldNote::restyle() {
  const int size = label_->fontMetrics().height();
  if (wrong_) picture_->setPixmap(symbol(QStringLiteral("warning")).pixmap(QSize(size, size), devicePixelRatio()));
  const Theme* const theme = Theme::current();
  if (theme == nullptr) return;
  QPalette palette = label_->palette();
  const QColor colour = theme->colour(wrong_ ? Theme::Colour::kProblem : Theme::Colour::kMuted);
  if (palette.color(QPalette::Active, QPalette::WindowText) == colour) return;
  palette.setColor(QPalette::WindowText, colour);
  label_->setPalette(palette);
}

}  // namespace culvert::ui
