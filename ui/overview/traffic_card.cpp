#include "overview/traffic_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include "format.h"
#include "overview/throughput_chart.h"
#include "theme.h"
#include "widgets/quiet_label.h"

namespace culvert::ui {

// ---- Legend

Legend::Legend(Of of, QWidget* parent) : QWidget(parent), of_(of) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Legend::set_text(const QString& text) {
  if (text == text_) return;
  text_ = text;
  setAccessibleName(text);
  const int width = fontMetrics().horizontalAdvance(text);
  if (width > widest_) {
    widest_ = width;
    updateGeometry();
  }
  update();
}

void Legend::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::FontChange) return;
  widest_ = fontMetrics().horizontalAdvance(text_);
  updateGeometry();
}

QSize Legend::sizeHint() const { return {widest_ + fontMetrics().height(), fontMetrics().height() + 2}; }

void Legend::paintEvent(QPaintEvent* /*event*/) {
  const Theme* theme = Theme::current();
  if (theme == nullptr) return;
  const bool down = of_ == Of::kDown;
  const QColor colour = theme->colour(down ? Theme::Colour::kDown : Theme::Colour::kUp);
  const double radius = fontMetrics().height() * 0.24;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colour, 2));
  painter.setBrush(down ? colour : theme->colour(Theme::Colour::kCard));
  painter.drawEllipse(QPointF(radius + 1.5, height() / 2.0), radius, radius);
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(rect().adjusted(fontMetrics().height(), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text_);
}

// ---- Card

TrafficCard::TrafficCard(const Context& context, QWidget* parent)
    : Card(parent),
      context_(context),
      title_(new QLabel(this)),
      down_(new Legend(Legend::Of::kDown, this)),
      up_(new Legend(Legend::Of::kUp, this)),
      total_(new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kElides, this)),
      chart_(new ThroughputChart(this)) {
  make_title(*title_);
  down_->setObjectName(QStringLiteral("overview.down"));
  up_->setObjectName(QStringLiteral("overview.up"));
  total_->setObjectName(QStringLiteral("overview.total"));
  chart_->setObjectName(QStringLiteral("overview.chart"));
  total_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  auto* head = new QHBoxLayout;
  head->setSpacing(16);
  head->addWidget(title_);
  head->addWidget(total_, 1);
  auto* legend = new QHBoxLayout;
  legend->setSpacing(16);
  legend->addWidget(down_);
  legend->addWidget(up_);
  legend->addStretch();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(18, 14, 14, 12);
  column->setSpacing(8);
  column->addLayout(head);
  column->addLayout(legend);
  column->addWidget(chart_, 1);
  connect(&context.core, &CoreBridge::live, this, &TrafficCard::show_live);
  connect(chart_, &ThroughputChart::changed, this, &TrafficCard::show_rates);
  retranslate();
}

void TrafficCard::showEvent(QShowEvent* event) {
  Card::showEvent(event);
  if (!watch_) watch_ = context_.core.watch(CoreBridge::View::kTotals);
}

void TrafficCard::hideEvent(QHideEvent* event) {
  Card::hideEvent(event);
  watch_ = {};
}

void TrafficCard::changeEvent(QEvent* event) {
  Card::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void TrafficCard::retranslate() {
  title_->setText(tr("Throughput"));
  show_rates();
}

// It comes for whoever watches, this card or another one.
void TrafficCard::show_live(const LivePointer& live) {
  if (!isVisible()) return;
  sum_ = live->total.traffic;
  chart_->add(live->at, sum_);
}

void TrafficCard::show_rates() {
  const Throughput::Second now = chart_->history().now();
  down_->set_text(tr("Down %1").arg(rate_text(now.down)));
  up_->set_text(tr("Up %1").arg(rate_text(now.up)));
  total_->setText(sum_ == Traffic{}
                      ? QString()
                      : tr("%1 down, %2 up since the start").arg(bytes_text(sum_.down), bytes_text(sum_.up)));
}

}  // namespace culvert::ui
