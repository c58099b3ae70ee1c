#include "overview/throughput_chart.h"

#include <QAccessibleWidget>
#include <QDateTime>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <algorithm>
#include <cmath>

#include "format.h"
#include "theme.h"

namespace culvert::ui {

namespace {

constexpr double kSpan = Throughput::kSeconds;
constexpr int kMinutes = Throughput::kSeconds / 60;
constexpr int kMargin = 6;

// What a chart shows is asked for when somebody wants to know, not told twice a second.
class AccessibleChart : public QAccessibleWidget {
 public:
  explicit AccessibleChart(ThroughputChart* chart) : QAccessibleWidget(chart, QAccessible::Chart), chart_(chart) {}
  [[nodiscard]] QString text(QAccessible::Text what) const override {
    if (what == QAccessible::Value || what == QAccessible::Description) {
      const QString asked = chart_->asked_text();
      return asked.isEmpty() ? chart_->summary() : asked;
    }
    return QAccessibleWidget::text(what);
  }

 private:
  ThroughputChart* chart_;
};

QAccessibleInterface* make_accessible(const QString&, QObject* object) {
  auto* chart = qobject_cast<ThroughputChart*>(object);
  return chart == nullptr ? nullptr : new AccessibleChart(chart);
}

QColor colour_of(Theme::Colour colour) {
  const Theme* theme = Theme::current();
  return theme == nullptr ? QColor(Qt::gray) : theme->colour(colour);
}

// "14:03:05": the locale's short time has no seconds.
QString time_text(const QTime& time) {
  const QLocale locale;
  QString format = locale.timeFormat(QLocale::ShortFormat);
  if (!format.contains(u's')) format.replace(QStringLiteral("mm"), QStringLiteral("mm:ss"));
  return locale.toString(time, format);
}

}  // namespace

ThroughputChart::ThroughputChart(QWidget* parent) : QWidget(parent) {
  static const bool kInstalled = [] {
    QAccessible::installFactory(make_accessible);
    return true;
  }();
  Q_UNUSED(kInstalled)
  setMouseTracking(true);
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  down_.points.reserve(Throughput::kSeconds + 4);
  up_.points.reserve(Throughput::kSeconds + 4);
  prepare();
}

QSize ThroughputChart::sizeHint() const { return {fontMetrics().height() * 26, fontMetrics().height() * 17}; }
QSize ThroughputChart::minimumSizeHint() const { return {fontMetrics().height() * 14, fontMetrics().height() * 8}; }

void ThroughputChart::add(Throughput::TimePoint at, const Traffic& total) {
  if (!history_.add(at, total)) return;
  const Throughput::Second peak = history_.peak();
  const double highest = std::max(peak.down, peak.up);
  const bool was_flat = std::exchange(flat_, highest < 1);
  if (scale_.fit(highest)) prepare_axes();
  // A line along the ground looks the same wherever it begins.
  if (!flat_ || !was_flat || asked_) update();
  emit changed();
}

QString ThroughputChart::summary() const {
  if (history_.size() == 0) return tr("Nothing is known yet.");
  const Throughput::Second now = history_.now();
  const Throughput::Second peak = history_.peak();
  return tr("Down %1, up %2. The most in the last five minutes: down %3, up %4.")
      .arg(rate_text(now.down), rate_text(now.up), rate_text(peak.down), rate_text(peak.up));
}

// ---- The time that somebody asks for
// ---------------------------------------------------------------------------------

void ThroughputChart::ask(std::optional<double> age) {
  if (age) age = std::clamp(*age, 0.0, kSpan);
  if (asked_ == age) return;
  asked_ = age;
  update();
  if (QAccessible::isActive() && hasFocus()) {
    QAccessibleValueChangeEvent event(this, asked_text());
    QAccessible::updateAccessibility(&event);
  }
}

std::optional<Throughput::Second> ThroughputChart::asked() const {
  if (!asked_) return std::nullopt;
  std::optional<Throughput::Second> nearest;
  for (int i = 0; i < history_.size(); ++i) {
    const Throughput::Second s = history_.at(i);
    if (!nearest || std::abs(s.age - *asked_) < std::abs(nearest->age - *asked_)) nearest = s;
  }
  return nearest && std::abs(nearest->age - *asked_) < 2 ? nearest : std::nullopt;
}

std::array<QString, 3> ThroughputChart::lines_of(const Throughput::Second& second) const {
  const QDateTime then = QDateTime::currentDateTime().addMSecs(-std::llround(second.age * 1000));
  const QString time = time_text(then.time());
  return {second.average ? tr("%1, on average").arg(time) : time, tr("Down %1").arg(rate_text(second.down)),
          tr("Up %1").arg(rate_text(second.up))};
}

QString ThroughputChart::asked_text() const {
  const auto second = asked();
  if (!second) return {};
  const auto lines = lines_of(*second);
  return lines[0] + u'\n' + lines[1] + u'\n' + lines[2];
}

void ThroughputChart::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  const bool inside = at.x() >= plot_.left() - 1 && at.x() <= plot_.right() + 1 && plot_.width() > 0;
  ask(inside ? std::optional((plot_.right() - at.x()) / plot_.width() * kSpan) : std::nullopt);
}

void ThroughputChart::leaveEvent(QEvent*) { ask(std::nullopt); }
void ThroughputChart::focusOutEvent(QFocusEvent* event) {
  ask(std::nullopt);
  QWidget::focusOutEvent(event);
}

void ThroughputChart::keyPressEvent(QKeyEvent* event) {
  const double step = event->modifiers().testFlag(Qt::ControlModifier) ? 60 : 5;
  switch (event->key()) {
    case Qt::Key_Left:
      ask(asked_ ? *asked_ + step : 0);
      return;
    case Qt::Key_Right:
      ask(asked_ ? *asked_ - step : 0);
      return;
    case Qt::Key_Home:
      ask(kSpan);
      return;
    case Qt::Key_End:
      ask(0);
      return;
    case Qt::Key_Escape:
      if (!asked_) break;
      ask(std::nullopt);
      return;
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

// ---- Painting
// --------------------------------------------------------------------------------------------------------

void ThroughputChart::changeEvent(QEvent* event) {
  switch (event->type()) {
    case QEvent::LanguageChange:
    case QEvent::FontChange:
    case QEvent::PaletteChange:
    case QEvent::StyleChange:
      prepare();
      break;
    default:
      break;
  }
  QWidget::changeEvent(event);
}

void ThroughputChart::resizeEvent(QResizeEvent*) { prepare(); }

void ThroughputChart::prepare() {
  setAccessibleName(tr("Throughput of the last five minutes"));
  const QFontMetricsF metrics(font());
  const double left = metrics.horizontalAdvance(Scale::widest_label()) + kMargin * 2;
  plot_ = QRectF(rect()).adjusted(left, metrics.height() / 2 + 1, -kMargin, -metrics.height() - kMargin - 3);
  const auto fill = [this](QColor colour) {
    QLinearGradient gradient(plot_.topLeft(), plot_.bottomLeft());
    colour.setAlphaF(0.42F);
    gradient.setColorAt(0, colour);
    colour.setAlphaF(0.10F);
    gradient.setColorAt(1, colour);
    return QBrush(gradient);
  };
  down_.colour = colour_of(Theme::Colour::kDown);
  up_.colour = colour_of(Theme::Colour::kUp);
  down_.fill = fill(down_.colour);
  up_.fill = fill(up_.colour);
  prepare_axes();
}

void ThroughputChart::prepare_axes() {
  const auto made = [this](const QString& text) {
    QStaticText label(text);
    label.setTextFormat(Qt::PlainText);
    label.prepare({}, font());
    return label;
  };
  heights_.clear();
  for (int step = 0; step <= scale_.steps(); ++step) heights_.push_back(made(step == 0 ? tr("0") : scale_.label(step)));
  minutes_.clear();
  minutes_.push_back(made(tr("now")));
  for (int minute = 1; minute <= kMinutes; ++minute)
    minutes_.push_back(made(tr("%1 min", "of an axis, how long ago").arg(QLocale().toString(minute))));
  nothing_ = made(tr("Nothing went through in the last five minutes"));
  update();
}

QPointF ThroughputChart::position(double age, double bytes_per_second) const {
  return {plot_.right() - plot_.width() * age / kSpan,
          plot_.bottom() - plot_.height() * bytes_per_second / scale_.top()};
}

void ThroughputChart::paint_grid(QPainter& painter) {
  const QColor line = colour_of(Theme::Colour::kLine);
  const QColor text = colour_of(Theme::Colour::kMuted);
  const QFontMetricsF metrics(font());
  const int steps = scale_.steps();
  // Labels that would touch each other are left out, every second one.
  const int every = plot_.height() / steps < metrics.height() * 1.2 ? 2 : 1;
  for (int step = 0; step <= steps; ++step) {
    const double y = std::floor(position(0, scale_.top() * step / steps).y()) + 0.5;
    painter.setPen(QPen(line, 1));
    painter.drawLine(QPointF(plot_.left(), y), QPointF(plot_.right(), y));
    if ((steps - step) % every != 0 && step != 0) continue;
    const QStaticText& label = heights_[static_cast<std::size_t>(step)];
    painter.setPen(text);
    painter.drawStaticText(QPointF(plot_.left() - kMargin - label.size().width(), y - label.size().height() / 2),
                           label);
  }
  painter.setPen(text);
  for (int minute = 0; minute <= kMinutes; ++minute) {
    const QStaticText& label = minutes_[static_cast<std::size_t>(minute)];
    const double x = position(minute * 60, 0).x() - label.size().width() / 2;
    const double most = width() - label.size().width();
    painter.drawStaticText(QPointF(std::clamp(x, 0.0, std::max(0.0, most)), plot_.bottom() + kMargin + 2), label);
  }
}

void ThroughputChart::paint_curve(QPainter& painter, Curve& curve, double Throughput::Second::* value) {
  const int n = history_.size();
  if (n == 0) return;
  QPolygonF& points = curve.points;
  points.resize(0);
  const double floor = plot_.bottom();
  for (int i = 0; i < n; ++i) {
    const Throughput::Second s = history_.at(i);
    const QPointF at = position(std::min(s.age, kSpan), s.*value);
    if (i == 0) points.append({at.x(), floor});
    points.append(at);
  }
  // To the edge: the newest second's middle lies a little before it.
  points.append({plot_.right(), points.last().y()});
  points.append({plot_.right(), floor});
  painter.setPen(Qt::NoPen);
  painter.setBrush(curve.fill);
  painter.drawPolygon(points);

  painter.setBrush(Qt::NoBrush);
  QPen pen(curve.colour, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  // points[i + 1] is that of second i.
  for (int from = 0; from < n;) {
    const bool average = history_.at(from).average;
    int to = from + 1;
    while (to < n && history_.at(to).average == average) ++to;
    pen.setStyle(average ? Qt::DotLine : Qt::SolidLine);
    painter.setPen(pen);
    const int last = to == n ? n + 1 : to + 1;
    painter.drawPolyline(points.constData() + from + 1, last - from);
    from = to;
  }
}

void ThroughputChart::paint_asked(QPainter& painter, const Throughput::Second& second) {
  const QPointF down = position(second.age, second.down);
  const QPointF up = position(second.age, second.up);
  const QColor ground = colour_of(Theme::Colour::kCard);
  painter.setPen(QPen(colour_of(Theme::Colour::kMuted), 1, Qt::DashLine));
  painter.drawLine(QPointF(down.x(), plot_.top()), QPointF(down.x(), plot_.bottom()));
  painter.setPen(QPen(down_.colour, 2));
  painter.setBrush(down_.colour);
  painter.drawEllipse(down, 3.5, 3.5);
  painter.setPen(QPen(up_.colour, 2));
  painter.setBrush(ground);
  painter.drawEllipse(up, 3.5, 3.5);

  const auto lines = lines_of(second);
  const QFontMetricsF metrics(font());
  const double key = metrics.height() * 0.8;  // the width of the sign before a value
  double width = metrics.horizontalAdvance(lines[0]);
  for (const QString& line : {lines[1], lines[2]}) width = std::max(width, key + metrics.horizontalAdvance(line));
  QRectF box(0, 0, width + 20, metrics.lineSpacing() * 3 + 14);
  box.moveTop(plot_.top() + 4);
  box.moveLeft(down.x() + 12 + box.width() < plot_.right() ? down.x() + 12 : down.x() - 12 - box.width());
  painter.setPen(QPen(colour_of(Theme::Colour::kLine), 1));
  painter.setBrush(ground);
  painter.drawRoundedRect(box, 6, 6);
  double y = box.top() + 7 + metrics.ascent();
  painter.setPen(colour_of(Theme::Colour::kMuted));
  painter.drawText(QPointF(box.left() + 10, y), lines[0]);
  for (int i = 1; i <= 2; ++i) {
    y += metrics.lineSpacing();
    const Curve& curve = i == 1 ? down_ : up_;
    painter.setPen(QPen(curve.colour, 2));
    painter.setBrush(i == 1 ? curve.colour : ground);
    painter.drawEllipse(QPointF(box.left() + 14, y - metrics.xHeight() / 2), 3, 3);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QPointF(box.left() + 10 + key, y), lines[static_cast<std::size_t>(i)]);
  }
}

void ThroughputChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  paint_grid(painter);
  if (flat_) {
    painter.setPen(colour_of(Theme::Colour::kMuted));
    painter.drawStaticText(plot_.center() - QPointF(nothing_.size().width() / 2, nothing_.size().height() / 2),
                           nothing_);
  }
  paint_curve(painter, down_, &Throughput::Second::down);
  paint_curve(painter, up_, &Throughput::Second::up);
  if (const auto second = asked()) paint_asked(painter, *second);
  if (hasFocus()) {
    painter.setPen(QPen(colour_of(Theme::Colour::kAccent), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
  }
}

}  // namespace culvert::ui
