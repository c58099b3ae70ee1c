#include "profiles/phase_bars.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <array>

#include "format.h"
#include "theme.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;
using Phase = ProbeRow::Phase;
using Microseconds = std::chrono::microseconds;

constexpr double kGap = 2;     // between segments
constexpr double kRadius = 4;  // of the bar's ends

// One colour a phase, with 4.5:1 between it and the number in it (white in the light, black in the dark), and 3:1 to
// the ground. The numbers, not the colours, say which is which.
QColor phase_colour(Phase phase, bool dark) {
  struct Pair {
    QRgb light;
    QRgb dark;
  };
  static constexpr std::array<Pair, 7> kColours{{{0xff5b6770, 0xffa9b6c0},    // lookup
                                                 {0xff1f6fb2, 0xff74b8f0},    // TCP
                                                 {0xff1f6fb2, 0xff74b8f0},    // QUIC, instead of TCP and TLS
                                                 {0xff6a4fb3, 0xffb9a3f2},    // TLS
                                                 {0xff0b7a75, 0xff58c9c2},    // settings
                                                 {0xff9a3f86, 0xffe59ad2},    // request
                                                 {0xff3d7a2e, 0xff8fd07c}}};  // destination
  const Pair& pair = kColours.at(std::size_t(phase));
  return QColor::fromRgb(dark ? pair.dark : pair.light);
}

bool is_dark(const QWidget& widget) {
  const Theme* theme = Theme::current();
  return theme != nullptr ? theme->dark() : widget.palette().color(QPalette::Window).lightness() < 128;
}

QColor theme_colour(Theme::Colour which, const QWidget& widget) {
  const Theme* theme = Theme::current();
  return theme != nullptr ? theme->colour(which) : widget.palette().color(QPalette::WindowText);
}

struct Words {
  Q_DECLARE_TR_FUNCTIONS(culvert::ui::PhaseBar)
};

}  // namespace

QString phase_name(Phase phase) {
  switch (phase) {
    case Phase::kLookup:
      return Words::tr("Name lookup");
    case Phase::kTcp:
      return Words::tr("TCP");
    case Phase::kQuic:
      return Words::tr("QUIC");
    case Phase::kTls:
      return Words::tr("TLS");
    case Phase::kSettings:
      return Words::tr("Settings");
    case Phase::kRequest:
      return Words::tr("Request");
    case Phase::kDestination:
      return Words::tr("Destination");
  }
  return {};
}

namespace {

// Who one is has no phase of its own: the proxy has answered by then.
QString failed_name(const ProbeRow& row) {
  if (row.error && row.error->stage == Stage::kAuth) return Words::tr("Sign-in");
  return row.failed_in ? phase_name(*row.failed_in) : QString();
}

}  // namespace

QString phases_text(const ProbeRow& row) {
  QStringList parts;
  for (const ProbeRow::Part& part : row.parts) {
    parts += Words::tr("%1 %2", "phase and its time").arg(phase_name(part.phase), duration_text(part.took));
  }
  const QString total = duration_text(row.total);
  if (!row.error) return Words::tr("%1: %2; %3 in all.").arg(row.proxy, parts.join(u", "_s), total);
  const QString failed = failed_name(row);
  if (failed.isEmpty()) return Words::tr("%1: failed after %2.").arg(row.proxy, total);
  if (parts.isEmpty()) return Words::tr("%1: failed at %2 after %3.").arg(row.proxy, failed, total);
  return Words::tr("%1: %2; failed at %3 after %4.").arg(row.proxy, parts.join(u", "_s), failed, total);
}

PhaseBar::PhaseBar(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void PhaseBar::show_row(const ProbeRow& row, Microseconds longest) {
  row_ = row;
  longest_ = std::max(longest, Microseconds(1));
  retranslate();
}

void PhaseBar::retranslate() {
  segments_.clear();
  for (const ProbeRow::Part& part : row_.parts) {
    segments_.push_back({part.phase, false, phase_name(part.phase), duration_text(part.took), {}});
  }
  if (row_.error && row_.failed_in) {
    segments_.push_back({*row_.failed_in, true, Words::tr("%1: failed here").arg(failed_name(row_)), {}, {}});
  }
  setAccessibleName(Words::tr("How long each part of the test took"));
  setAccessibleDescription(phases_text(row_));
  updateGeometry();
  update();
}

int PhaseBar::bar_height() const { return fontMetrics().height() * 3 / 2; }

// Each segment is wide enough for its number; what is left over goes by time.
void PhaseBar::lay_out_bar() {
  if (segments_.empty()) return;
  const double least = fontMetrics().horizontalAdvance(u'0') * 2.5;
  const double own = width() * std::clamp(double(row_.total.count()) / double(longest_.count()), 0.0, 1.0);
  const double gaps = kGap * double(segments_.size() - 1);
  const double full = std::max(own, std::min(double(width()), (least + kGap) * double(segments_.size())));
  const double spare = std::max(0.0, full - gaps - least * double(segments_.size()));
  Microseconds known{};
  for (const ProbeRow::Part& part : row_.parts) known += part.took;
  const Microseconds rest = std::max(row_.total - known, Microseconds(0));  // where it failed
  const double all = std::max(1.0, double(std::max(row_.error ? row_.total : known, known).count()));
  double x = 0;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Microseconds took = i < row_.parts.size() ? row_.parts[i].took : rest;
    const double wide = least + spare * double(took.count()) / all;
    segments_[i].place = QRectF(x, 0, wide, bar_height());
    x += wide + kGap;
  }
}

std::vector<PhaseBar::Item> PhaseBar::lay_out_legend(int width, int* height) const {
  const QFontMetrics metrics = fontMetrics();
  const int line = metrics.height() * 5 / 4;
  const int square = metrics.height();
  const int gap = metrics.horizontalAdvance(u'0') * 2;
  std::vector<Item> items;
  int x = 0;
  int y = bar_height() + metrics.height() / 2;
  for (int i = 0; i < int(segments_.size()); ++i) {
    const Segment& s = segments_[std::size_t(i)];
    const int wide = square + metrics.height() / 3 + metrics.horizontalAdvance(s.name + u"  "_s + s.time);
    if (x > 0 && x + wide > width) {
      x = 0;
      y += line;
    }
    items.push_back({i, QRect(x, y, wide, line)});
    x += wide + gap;
  }
  *height = segments_.empty() ? 0 : y + line;
  return items;
}

QSize PhaseBar::sizeHint() const {
  const int width = fontMetrics().horizontalAdvance(u'0') * 60;
  return {width, heightForWidth(width)};
}

int PhaseBar::heightForWidth(int width) const {
  int height = 0;
  static_cast<void>(lay_out_legend(width, &height));
  return height;
}

void PhaseBar::paint_segment(QPainter& painter, const Segment& segment, int number) const {
  const bool dark = is_dark(*this);
  const QColor problem = theme_colour(Theme::Colour::kProblem, *this);
  QPainterPath path;
  path.addRoundedRect(segment.place, kRadius, kRadius);
  if (segment.failed) {  // hatched, and with a cross: not by its colour alone
    painter.setPen(QPen(problem, 1.5));
    painter.setBrush(QBrush(problem, Qt::BDiagPattern));
    painter.drawPath(path);
    const QPointF centre = segment.place.center();
    const double arm = bar_height() * 0.22;
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().window());
    painter.drawEllipse(centre, arm * 1.9, arm * 1.9);
    painter.setPen(QPen(problem, 2));
    painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm));
    painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm));
    return;
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(phase_colour(segment.phase, dark));
  painter.drawPath(path);
  painter.setPen(dark ? Qt::black : Qt::white);
  painter.drawText(segment.place, Qt::AlignCenter, locale().toString(number));
}

void PhaseBar::paintEvent(QPaintEvent* /*event*/) {
  lay_out_bar();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < segments_.size(); ++i) paint_segment(painter, segments_[i], int(i) + 1);
  int height = 0;
  const int square = fontMetrics().height();
  for (const Item& item : lay_out_legend(width(), &height)) {
    const Segment& s = segments_[std::size_t(item.segment)];
    QRectF box(item.place.left(), item.place.top() + (item.place.height() - square) / 2.0, square, square);
    if (s.failed) {
      painter.setPen(QPen(theme_colour(Theme::Colour::kProblem, *this), 2));
      const QRectF cross = box.adjusted(square / 4.0, square / 4.0, -square / 4.0, -square / 4.0);
      painter.drawLine(cross.topLeft(), cross.bottomRight());
      painter.drawLine(cross.bottomLeft(), cross.topRight());
    } else {
      Segment sign = s;
      sign.place = box;
      paint_segment(painter, sign, item.segment + 1);
    }
    QRect text = item.place.adjusted(square + square / 3, 0, 0, 0);
    painter.setPen(s.failed ? theme_colour(Theme::Colour::kProblem, *this) : palette().color(QPalette::WindowText));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, s.name);
    text.setLeft(text.left() + fontMetrics().horizontalAdvance(s.name + u"  "_s));
    painter.setPen(theme_colour(Theme::Colour::kMuted, *this));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, s.time);
  }
}

void PhaseBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) retranslate();
}

bool PhaseBar::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto under = [&](const Segment& s) { return s.place.contains(QPointF(help->pos())); };
    const auto found = std::ranges::find_if(segments_, under);
    if (found != segments_.end()) {
      QToolTip::showText(help->globalPos(), QString(found->name + u" "_s + found->time).trimmed(), this);
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace culvert::ui
