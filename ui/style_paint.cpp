#include "style_paint.h"

#include <QPainterPath>
#include <algorithm>

#include "theme.h"

namespace culvert::ui {

namespace {

QPalette::ColorGroup group(const QStyleOption& option) {
  return is_on(option, QStyle::State_Enabled) ? QPalette::Active : QPalette::Disabled;
}

QColor accent(const QStyleOption& option) { return option.palette.color(group(option), QPalette::Accent); }

QColor themed(Theme::Colour colour, const QColor& otherwise) {
  const Theme* theme = Theme::current();
  return theme != nullptr ? theme->colour(colour) : otherwise;
}

QRectF inside(const QRect& rect, qreal by = 0.5) { return QRectF(rect).adjusted(by, by, -by, -by); }

}  // namespace

QColor mixed(const QColor& ground, const QColor& ink, qreal part) {
  const auto between = [part](int a, int b) { return qRound(a + (b - a) * part); };
  return {between(ground.red(), ink.red()), between(ground.green(), ink.green()), between(ground.blue(), ink.blue())};
}

QColor edge_colour(const QStyleOption& option) {
  const QColor edge = themed(Theme::Colour::kEdge, option.palette.color(QPalette::Dark));
  if (is_on(option, QStyle::State_Enabled)) return edge;
  return mixed(option.palette.color(QPalette::Window), edge, 0.45);
}

QColor line_colour(const QStyleOption& option) {
  return themed(Theme::Colour::kLine, option.palette.color(QPalette::Mid));
}

bool is_on(const QStyleOption& option, QStyle::StateFlag flag) { return option.state.testFlag(flag); }

bool is_ringed(const QStyleOption& option) {
  return is_on(option, QStyle::State_HasFocus) && is_on(option, QStyle::State_KeyboardFocusChange);
}

void draw_field(const QStyleOption& option, QPainter* painter) {
  const Paint paint(painter);
  const bool focus = is_on(option, QStyle::State_HasFocus) && is_on(option, QStyle::State_Enabled);
  const bool read_only = is_on(option, QStyle::State_ReadOnly) || !is_on(option, QStyle::State_Enabled);
  paint->setBrush(option.palette.color(group(option), read_only ? QPalette::Window : QPalette::Base));
  paint->setPen(QPen(focus ? accent(option) : edge_colour(option), focus ? 2 : 1));
  paint->drawRoundedRect(inside(option.rect, focus ? 1 : 0.5), kRadius, kRadius);
}

void draw_button(const QStyleOption& option, QPainter* painter, bool main, bool flat) {
  const Paint paint(painter);
  const QPalette& p = option.palette;
  const bool enabled = is_on(option, QStyle::State_Enabled);
  const bool over = is_on(option, QStyle::State_MouseOver) && enabled;
  const bool down = is_on(option, QStyle::State_Sunken);
  const bool chosen = is_on(option, QStyle::State_On);
  const QColor text = p.color(group(option), QPalette::ButtonText);
  QColor ground = p.color(group(option), flat ? QPalette::Window : QPalette::Button);
  QPen edge(edge_colour(option), 1);
  if (main && enabled) {
    ground = accent(option);
    edge = QPen(Qt::NoPen);
    if (over || down) ground = mixed(ground, p.color(QPalette::HighlightedText), down ? 0.22 : 0.1);
  } else if (chosen) {
    ground = mixed(ground, accent(option), 0.18);
    edge = QPen(accent(option), 1);
  } else if (down || over) {
    ground = mixed(ground, text, down ? 0.14 : 0.07);
  }
  if (flat && !chosen) {
    edge = QPen(Qt::NoPen);
    if (!over && !down) ground = Qt::transparent;
  }
  paint->setBrush(ground);
  paint->setPen(edge);
  paint->drawRoundedRect(inside(option.rect, edge.style() == Qt::NoPen ? 0 : 0.5), kRadius, kRadius);
  if (!is_ringed(option)) return;
  if (main) {  // on its own colour it could not be seen
    paint->setBrush(Qt::NoBrush);
    paint->setPen(QPen(p.color(QPalette::HighlightedText), 1.5));
    paint->drawRoundedRect(inside(option.rect, 2.75), kRadius - 2, kRadius - 2);
  } else {
    draw_ring(option.rect, accent(option), painter);
  }
}

void draw_ring(const QRect& rect, const QColor& colour, QPainter* painter) {
  const Paint paint(painter);
  paint->setBrush(Qt::NoBrush);
  paint->setPen(QPen(colour, 2));
  const qreal radius = std::min<qreal>(kRadius, rect.height() / 4.0);
  paint->drawRoundedRect(inside(rect, 1), radius, radius);
}

void draw_chevron(const QRect& rect, const QColor& colour, int turned, QPainter* painter) {
  const Paint paint(painter);
  const qreal size = std::clamp(std::min(rect.width(), rect.height()) * 0.5, 6.0, 10.0);
  paint->translate(QRectF(rect).center());
  paint->rotate(turned);
  paint->setPen(QPen(colour, std::max(1.4, size / 6), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  paint->setBrush(Qt::NoBrush);
  paint->drawPolyline(QPolygonF({{-size / 2, -size / 4}, {0, size / 4}, {size / 2, -size / 4}}));
}

void draw_check_box(const QStyleOption& option, QPainter* painter) {
  const Paint paint(painter);
  const int side = std::min(option.rect.width(), option.rect.height());
  QRect box(0, 0, side, side);
  box.moveCenter(option.rect.center());
  const bool some = is_on(option, QStyle::State_NoChange);
  const bool chosen = is_on(option, QStyle::State_On) || some;
  const bool lit = (is_on(option, QStyle::State_MouseOver) || is_on(option, QStyle::State_Sunken)) &&
                   is_on(option, QStyle::State_Enabled);
  QColor ground = option.palette.color(group(option), QPalette::Base);
  if (lit) ground = mixed(ground, accent(option), 0.12);
  if (chosen) ground = accent(option);
  paint->setBrush(ground);
  paint->setPen(chosen ? QPen(Qt::NoPen) : QPen(edge_colour(option), 1.2));
  const qreal radius = side * 0.24;
  paint->drawRoundedRect(inside(box, chosen ? 0 : 0.6), radius, radius);
  if (!chosen) return;
  paint->setBrush(Qt::NoBrush);
  paint->setPen(QPen(option.palette.color(group(option), QPalette::HighlightedText), std::max(1.6, side / 9.0),
                     Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  paint->translate(box.topLeft());
  if (some) {
    paint->drawLine(QPointF(side * 0.28, side * 0.5), QPointF(side * 0.72, side * 0.5));
  } else {
    paint->drawPolyline(
        QPolygonF({{side * 0.25, side * 0.52}, {side * 0.43, side * 0.70}, {side * 0.76, side * 0.32}}));
  }
}

void draw_radio_button(const QStyleOption& option, QPainter* painter) {
  const Paint paint(painter);
  const int side = std::min(option.rect.width(), option.rect.height());
  QRect box(0, 0, side, side);
  box.moveCenter(option.rect.center());
  const bool chosen = is_on(option, QStyle::State_On);
  const bool lit = (is_on(option, QStyle::State_MouseOver) || is_on(option, QStyle::State_Sunken)) &&
                   is_on(option, QStyle::State_Enabled);
  QColor ground = option.palette.color(group(option), QPalette::Base);
  if (lit) ground = mixed(ground, accent(option), 0.12);
  paint->setBrush(chosen ? accent(option) : ground);
  paint->setPen(chosen ? QPen(Qt::NoPen) : QPen(edge_colour(option), 1.2));
  paint->drawEllipse(inside(box, chosen ? 0 : 0.6));
  if (!chosen) return;
  paint->setBrush(option.palette.color(group(option), QPalette::HighlightedText));
  paint->setPen(Qt::NoPen);
  paint->drawEllipse(inside(box, side * 0.31));
}

}  // namespace culvert::ui
