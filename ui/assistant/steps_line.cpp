#include "assistant/steps_line.h"

#include <QLocale>
#include <QPainter>

#include "theme.h"

namespace culvert::ui {

namespace {

QColor colour(Theme::Colour which, const QPalette& palette) {
  const Theme* theme = Theme::current();
  return theme != nullptr ? theme->colour(which) : palette.color(QPalette::WindowText);
}

}  // namespace

StepsLine::StepsLine(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); }

void StepsLine::set_names(const QStringList& names) {
  names_ = names;
  describe();
}

void StepsLine::set_current(int step) {
  current_ = step;
  describe();
}

void StepsLine::describe() {
  setAccessibleName(tr("Step %1 of %2: %3").arg(current_ + 1).arg(names_.size()).arg(names_.value(current_)));
  updateGeometry();
  update();
}

QSize StepsLine::sizeHint() const {
  const int line = fontMetrics().height();
  int width = 0;
  for (const QString& name : names_) width += fontMetrics().horizontalAdvance(name) + line * 5;
  return {width, line * 2};
}

void StepsLine::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor accent = colour(Theme::Colour::kAccent, palette());
  const QColor muted = colour(Theme::Colour::kMuted, palette());
  const QColor ground = palette().color(QPalette::Window);
  const double line = fontMetrics().height();
  const double radius = line * 0.75;
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  double x = 1;
  const double y = height() / 2.0;
  for (int i = 0; i < int(names_.size()); ++i) {
    const bool now = i == current_;
    const bool behind = i < current_;
    const QPointF centre(x + radius, y);
    painter.setPen(QPen(now || behind ? accent : muted, 1.5));
    painter.setBrush(now ? QBrush(accent) : QBrush(Qt::NoBrush));
    painter.drawEllipse(centre, radius - 1, radius - 1);
    if (behind) {
      const double arm = radius * 0.4;
      painter.setPen(QPen(accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.drawPolyline(QPolygonF{
          {centre + QPointF(-arm, 0), centre + QPointF(-arm * 0.2, arm * 0.8), centre + QPointF(arm, -arm * 0.8)}});
    } else {
      painter.setPen(now ? ground : muted);
      painter.setFont(now ? bold : font());
      painter.drawText(QRectF(centre.x() - radius, y - radius, radius * 2, radius * 2), Qt::AlignCenter,
                       locale().toString(i + 1));
    }
    x += radius * 2 + line / 2;
    painter.setFont(now ? bold : font());
    painter.setPen(now ? palette().color(QPalette::WindowText) : muted);
    const double wide = QFontMetricsF(bold).horizontalAdvance(names_[i]);
    painter.drawText(QRectF(x, 0, wide + line, height()), Qt::AlignVCenter | Qt::AlignLeft, names_[i]);
    x += wide + line / 2;
    if (i + 1 < int(names_.size())) {
      painter.setPen(QPen(behind ? accent : muted, 1.5));
      painter.drawLine(QPointF(x, y), QPointF(x + line * 1.5, y));
      x += line * 2;
    }
  }
}

}  // namespace culvert::ui
