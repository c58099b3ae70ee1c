#include "profiles/proxy_field.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionFrame>
#include <QVBoxLayout>
#include <algorithm>

#include "profiles/form.h"

namespace culvert::ui {

GrowingEdit::GrowingEdit(int lines, int most, bool several, QWidget* parent)
    : QPlainTextEdit(parent), lines_(lines), most_(most), several_(several) {
  setTabChangesFocus(true);
  setWordWrapMode(QTextOption::WrapAnywhere);
  setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] { grow(); });
  grow();
}

// Its frame is that of a line of text, so that one sees where the focus is.
bool GrowingEdit::event(QEvent* event) {
  if (event->type() != QEvent::Paint) return QPlainTextEdit::event(event);
  QPainter painter(this);
  QStyleOptionFrame option;
  option.initFrom(this);
  option.lineWidth = frameWidth();
  option.midLineWidth = 0;
  option.state |= QStyle::State_Sunken;
  style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);
  return true;
}

void GrowingEdit::focusInEvent(QFocusEvent* event) {
  QPlainTextEdit::focusInEvent(event);
  update();
}

void GrowingEdit::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && !several_) {
    emit accepted();
    return;
  }
  if (event->key() == Qt::Key_Escape) return event->ignore();
  QPlainTextEdit::keyPressEvent(event);
}

void GrowingEdit::focusOutEvent(QFocusEvent* event) {
  QPlainTextEdit::focusOutEvent(event);
  update();
  if (event->reason() != Qt::PopupFocusReason) emit left();
}

void GrowingEdit::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  grow();
}

void GrowingEdit::changeEvent(QEvent* event) {
  QPlainTextEdit::changeEvent(event);
  if (event->type() == QEvent::FontChange) grow();
}

// The size of a plain text document is in lines.
void GrowingEdit::grow() {
  const int wanted = std::clamp(int(document()->size().height()), lines_, most_);
  const int margins = 2 * (frameWidth() + int(document()->documentMargin())) + 2;
  setFixedHeight(wanted * fontMetrics().lineSpacing() + margins);
}

ProxyField::ProxyField(const QString& name, QWidget* parent)
    : QWidget(parent), edit_(new GrowingEdit(1, 6, false, this)), verdict_(new Verdict(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) / 2);
  column->addWidget(edit_);
  column->addWidget(verdict_);
  edit_->setObjectName(name);
  verdict_->setObjectName(name + u".understood");
  setFocusProxy(edit_);
  connect(edit_, &QPlainTextEdit::textChanged, this, [this] {
    judge();
    emit changed();
  });
  connect(edit_, &GrowingEdit::accepted, this, &ProxyField::accepted);
  connect(edit_, &GrowingEdit::left, this, &ProxyField::left);
  retranslate();
}

void ProxyField::set_text(const QString& text) {
  if (text == edit_->toPlainText()) return;
  edit_->setPlainText(text);
}

void ProxyField::set_classic(bool classic) {
  if (classic == classic_) return;
  classic_ = classic;
  judge();
}

void ProxyField::judge() {
  understood_ = understand(edit_->toPlainText(), classic_);
  const auto tone = understood_.kind == Understood::Kind::kWrong ? Verdict::Tone::kProblem : Verdict::Tone::kGood;
  verdict_->tell(tone, understood_.sentence);
  edit_->setAccessibleDescription(understood_.sentence);
}

void ProxyField::retranslate() {
  edit_->setPlaceholderText(tr("Template, host, link or provisioning domain"));
  judge();
}

}  // namespace culvert::ui
