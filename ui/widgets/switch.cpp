#include "switch.h"

#include <QAccessible>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>

#include "theme.h"

namespace culvert::ui {

Switch::Switch(QWidget* parent) : QAbstractButton(parent) {
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  slide_.setDuration(120);
  connect(&slide_, &QVariantAnimation::valueChanged, this, [this](const QVariant& at) {
    at_ = at.toReal();
    update();
  });
  connect(this, &QAbstractButton::toggled, this, &Switch::move_knob);
}

void Switch::set_large(bool large) {
  large_ = large;
  updateGeometry();
  update();
}

QSize Switch::sizeHint() const {
  const int height = large_ ? fontMetrics().height() * 2 : qRound(fontMetrics().height() * 1.25);
  return {qRound(height * 1.85) + 2 * kRing, height + 2 * kRing};
}

void Switch::move_knob(bool on) {
  const qreal to = on ? 1 : 0;
  slide_.stop();
  if (!isVisible() || style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) == 0) {
    at_ = to;
    update();
    return;
  }
  slide_.setStartValue(at_);
  slide_.setEndValue(to);
  slide_.start();
}

bool Switch::hitButton(const QPoint& at) const { return rect().contains(at); }

void Switch::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void Switch::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void Switch::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette& p = palette();
  const QRectF track = QRectF(rect()).adjusted(kRing, kRing, -kRing, -kRing);
  const qreal radius = track.height() / 2;
  const bool on = isChecked();
  const QColor accent = p.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Accent);
  QColor edge = p.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText);
  edge.setAlphaF(isEnabled() ? 0.6F : 0.3F);
  painter.setPen(on ? QPen(Qt::NoPen) : QPen(edge, 1.5));
  QColor ground = on ? accent : p.color(QPalette::Base);
  if (underMouse() && isEnabled()) ground = on ? ground.lighter(108) : p.color(QPalette::AlternateBase);
  painter.setBrush(ground);
  painter.drawRoundedRect(track.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);

  const qreal gap = track.height() * 0.17;
  const qreal size = track.height() - 2 * gap;
  const qreal left = track.left() + gap + at_ * (track.width() - 2 * gap - size);
  const QRectF knob(left, track.top() + gap, size, size);
  const QColor ink = on ? p.color(QPalette::HighlightedText) : edge;
  painter.setPen(Qt::NoPen);
  painter.setBrush(ink);
  painter.drawEllipse(knob);

  // I and O beside the knob: which is which is not told by the colour alone.
  const QRectF free = on ? QRectF(track.left() + gap, track.top(), knob.left() - track.left() - gap, track.height())
                         : QRectF(knob.right(), track.top(), track.right() - gap - knob.right(), track.height());
  const qreal tall = track.height() * 0.32;
  painter.setPen(QPen(ink, qMax(1.5, track.height() / 14), Qt::SolidLine, Qt::RoundCap));
  painter.setBrush(Qt::NoBrush);
  if (on) {
    painter.drawLine(QPointF(free.center().x(), free.center().y() - tall / 2),
                     QPointF(free.center().x(), free.center().y() + tall / 2));
  } else {
    painter.drawEllipse(free.center(), tall / 2, tall / 2);
  }
  if (hasFocus()) {
    painter.setPen(QPen(p.color(QPalette::Accent), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius + kRing - 1, radius + kRing - 1);
  }
}

}  // namespace culvert::ui
