#include "card.h"

#include <QLabel>
#include <QPainter>

#include "theme.h"

namespace culvert::ui {

Card::Card(QWidget* parent) : QFrame(parent) { setFrameShape(QFrame::NoFrame); }

void Card::paintEvent(QPaintEvent* /*event*/) {
  const Theme* theme = Theme::current();
  if (theme == nullptr) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme->colour(Theme::Colour::kLine), 1));
  painter.setBrush(theme->colour(Theme::Colour::kCard));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

void make_title(QLabel& label) {
  QFont font = label.font();
  font.setWeight(QFont::DemiBold);
  label.setFont(font);
}

}  // namespace culvert::ui
