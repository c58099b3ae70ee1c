#include "window/undo_bar.h"

#include <QAccessible>
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <algorithm>

#include "contrast.h"
#include "setup_document.h"
#include "style_paint.h"

namespace culvert::ui {

namespace {
constexpr int kMargin = 20;  // to the edge of what it stands over
}

UndoBar::UndoBar(SetupDocument& setup, QWidget* over)
    : Overlay(over), setup_(setup), what_(new QLabel(this)), undo_(new QPushButton(this)) {
  setObjectName(QStringLiteral("undo"));
  what_->setObjectName(QStringLiteral("undo.what"));
  what_->setTextFormat(Qt::PlainText);
  undo_->setObjectName(QStringLiteral("undo.button"));
  undo_->setFlat(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 6, 6, 6);
  row->setSpacing(16);
  row->addWidget(what_, 1);
  row->addWidget(undo_);
  connect(undo_, &QPushButton::clicked, this, [this] { setup_.undo(); });
  connect(&setup_, &SetupDocument::undo_offered, this, &UndoBar::update_offer);
  connect(&setup_, &SetupDocument::undo_over, this, &UndoBar::update_offer);
  update_colours();
  update_offer();
}

void UndoBar::update_offer() {
  const QString what = setup_.undoable();
  undo_->setText(tr("Undo"));
  undo_->setShortcut(QKeySequence(QKeySequence::Undo));
  undo_->setToolTip(tr("Undo (%1)", "keys").arg(QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText)));
  what_->setText(what);
  setVisible(!what.isEmpty());
  if (what.isEmpty()) return;
  place();
  raise();
  QAccessibleAnnouncementEvent said(this, what);
  QAccessible::updateAccessibility(&said);
}

// The other way round than everything else.
void UndoBar::update_colours() {
  const QPalette around = QApplication::palette();
  const QColor ground = mixed(around.color(QPalette::WindowText), around.color(QPalette::Window), 0.08);
  const QColor accent = readable(around.color(QPalette::Accent), ground, kReadable);
  QPalette mine = around;
  mine.setColor(QPalette::Window, ground);
  mine.setColor(QPalette::WindowText, around.color(QPalette::Base));
  mine.setColor(QPalette::ButtonText, accent);
  mine.setColor(QPalette::Accent, accent);
  if (palette() != mine) setPalette(mine);
}

void UndoBar::place() {
  const QWidget* over = parentWidget();
  const int room = over->width() - 2 * kMargin;
  what_->setWordWrap(false);
  if (sizeHint().width() > room) what_->setWordWrap(true);
  const int width = std::min(room, sizeHint().width());
  const int height =
      hasHeightForWidth() ? std::max(heightForWidth(width), undo_->sizeHint().height()) : sizeHint().height();
  setGeometry((over->width() - width) / 2, over->height() - height - kMargin, width, height);
}

void UndoBar::changeEvent(QEvent* event) {
  Overlay::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) update_offer();
  if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange) update_colours();
}

void UndoBar::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const Paint paint(&painter);
  paint->setPen(Qt::NoPen);
  paint->setBrush(palette().color(QPalette::Window));
  paint->drawRoundedRect(rect(), kRadius + 2, kRadius + 2);
}

}  // namespace culvert::ui
