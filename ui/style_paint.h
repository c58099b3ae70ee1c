// The strokes that controls are made of. Inside of the style.
#pragma once

#include <QColor>
#include <QPainter>
#include <QStyleOption>

namespace culvert::ui {

inline constexpr qreal kRadius = 6;  // of corners, everywhere

// Keeps the painter as it was; smooth edges inside.
class Paint {
 public:
  explicit Paint(QPainter* painter) : painter_(painter) {
    painter_->save();
    painter_->setRenderHint(QPainter::Antialiasing);
  }
  ~Paint() { painter_->restore(); }
  Paint(const Paint&) = delete;
  Paint& operator=(const Paint&) = delete;
  QPainter* operator->() const { return painter_; }

 private:
  QPainter* painter_;
};

[[nodiscard]] QColor mixed(const QColor& ground, const QColor& ink, qreal part);  // 0: the ground, 1: the ink
// Edges of what can be changed or clicked: 3:1 on their ground (WCAG 2.2, 1.4.11).
[[nodiscard]] QColor edge_colour(const QStyleOption& option);
[[nodiscard]] QColor line_colour(const QStyleOption& option);  // between things
[[nodiscard]] bool is_on(const QStyleOption& option, QStyle::StateFlag flag);
// The focus came by a key.
[[nodiscard]] bool is_ringed(const QStyleOption& option);

void draw_field(const QStyleOption& option, QPainter* painter);  // where something is typed
void draw_button(const QStyleOption& option, QPainter* painter, bool main, bool flat);
void draw_ring(const QRect& rect, const QColor& colour, QPainter* painter);
// A small angle that points down, or where `turned` (degrees) says.
void draw_chevron(const QRect& rect, const QColor& colour, int turned, QPainter* painter);
void draw_check_box(const QStyleOption& option, QPainter* painter);
void draw_radio_button(const QStyleOption& option, QPainter* painter);

}  // namespace culvert::ui
