#include "quiet_label.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include "theme.h"

namespace culvert::ui {

QuietLabel::QuietLabel(Ink ink, Room room, QWidget* parent) : QLabel(parent), ink_(ink), room_(room) {
  setTextFormat(Qt::PlainText);
  setWordWrap(room == Room::kWraps);
  if (room == Room::kElides) setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  recolour();
}

QSize QuietLabel::minimumSizeHint() const {
  if (room_ == Room::kWraps) return QLabel::minimumSizeHint();
  return {fontMetrics().horizontalAdvance(u'm') * 4, QLabel::minimumSizeHint().height()};
}

void QuietLabel::recolour() {
  const Theme* theme = Theme::current();
  if (theme == nullptr || ink_ == Ink::kText) return;
  const QColor muted = theme->colour(Theme::Colour::kMuted);
  QPalette p = palette();
  if (p.color(QPalette::WindowText) == muted) return;
  p.setColor(QPalette::WindowText, muted);
  setPalette(p);
}

void QuietLabel::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) recolour();
}

void QuietLabel::paintEvent(QPaintEvent* event) {
  if (room_ == Room::kWraps) return QLabel::paintEvent(event);
  const QString shown = fontMetrics().elidedText(text(), Qt::ElideMiddle, contentsRect().width());
  const QString tip = shown == text() ? QString() : text();
  if (toolTip() != tip) setToolTip(tip);
  QPainter painter(this);
  style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, palette(),
                        isEnabled(), shown, QPalette::WindowText);
}

}  // namespace culvert::ui
