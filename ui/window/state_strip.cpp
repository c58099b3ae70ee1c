#include "window/state_strip.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyleOption>

#include "conductor.h"
#include "icons.h"
#include "style_paint.h"
#include "theme.h"
#include "widgets/switch.h"

namespace culvert::ui {

namespace {
constexpr int kPicture = 22;
}

StateStrip::StateStrip(Conductor& conductor, QWidget* parent)
    : QWidget(parent),
      conductor_(conductor),
      picture_(new QLabel(this)),
      sentence_(new QLabel(this)),
      switch_(new Switch(this)) {
  setObjectName(QStringLiteral("state"));
  picture_->setObjectName(QStringLiteral("state.picture"));
  sentence_->setObjectName(QStringLiteral("state.sentence"));
  sentence_->setTextFormat(Qt::PlainText);
  sentence_->setWordWrap(true);
  switch_->setObjectName(QStringLiteral("state.switch"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 10, 16, 11);
  row->setSpacing(10);
  row->addWidget(picture_);
  row->addWidget(sentence_, 1);
  row->addWidget(switch_);
  connect(switch_, &QAbstractButton::clicked, this, [this] {
    conductor_.toggle();
    update_state();
  });
  connect(&conductor_, &Conductor::status_changed, this, &StateStrip::update_state);
  update_state();
}

void StateStrip::update_state() {
  const Status& status = conductor_.status();
  const bool dark = palette().color(QPalette::Window).lightness() < 128;
  picture_->setPixmap(tray_icon(status.state, dark).pixmap(QSize(kPicture, kPicture), devicePixelRatioF()));
  // What the problem is stands below.
  sentence_->setText(status.state == State::kProblem ? tr("On, with a problem") : status.sentence);
  switch_->setChecked(conductor_.is_on());
  switch_->setAccessibleName(tr("Culvert is on"));
  switch_->setToolTip(conductor_.is_on() ? tr("Turn Culvert off") : tr("Turn Culvert on"));
}

void StateStrip::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) update_state();
}

void StateStrip::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  QStyleOption option;
  option.initFrom(this);
  painter.fillRect(QRect(0, height() - 1, width(), 1), line_colour(option));
}

}  // namespace culvert::ui
