#include "profiles/form.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "icons.h"
#include "theme.h"

namespace culvert::ui {

namespace {

using Qt::StringLiterals::operator""_s;

constexpr double kSmall = 0.92;  // of the font

QColor colour(Theme::Colour which, const QPalette& palette) {
  const Theme* theme = Theme::current();
  return theme != nullptr ? theme->colour(which) : palette.color(QPalette::WindowText);
}

bool is_restyling(const QEvent& event) {
  return event.type() == QEvent::PaletteChange || event.type() == QEvent::StyleChange;
}

}  // namespace

QString without_mnemonic(QString text) { return text.remove(u'&'); }

int form_space(const QWidget& widget) { return widget.fontMetrics().height() / 2; }

// ---- HelpLabel
// -------------------------------------------------------------------------------------------------------

HelpLabel::HelpLabel(QWidget* parent, bool small) : QLabel(parent), small_(small) {
  setTextFormat(Qt::PlainText);
  setWordWrap(true);
  if (small_) {
    QFont smaller = font();
    smaller.setPointSizeF(smaller.pointSizeF() * kSmall);
    setFont(smaller);
  }
  restyle();
}

void HelpLabel::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (is_restyling(*event)) restyle();
}

void HelpLabel::restyle() {
  const QColor muted = colour(Theme::Colour::kMuted, palette());
  if (palette().color(QPalette::WindowText) == muted) return;
  QPalette mine = palette();
  mine.setColor(QPalette::WindowText, muted);
  setPalette(mine);
}

// ---- Verdict
// ----------------------------------------------------------------------------------------------------------

Verdict::Verdict(QWidget* parent) : QWidget(parent), sign_(new QLabel(this)), text_(new QLabel(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(form_space(*this));
  row->addWidget(sign_, 0, Qt::AlignTop);
  row->addWidget(text_, 1);
  text_->setTextFormat(Qt::PlainText);
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  hide();
}

void Verdict::tell(Tone tone, const QString& sentence) {
  tone_ = tone;
  text_->setText(sentence);
  setAccessibleName(sentence);
  setVisible(!sentence.isEmpty());
  restyle();
}

void Verdict::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (is_restyling(*event)) restyle();
}

void Verdict::restyle() {
  const int size = fontMetrics().height();
  const QString sign = tone_ == Tone::kGood ? u"check"_s : tone_ == Tone::kProblem ? u"warning"_s : u"info"_s;
  sign_->setPixmap(symbol(sign).pixmap(QSize(size, size), devicePixelRatioF()));
  const QColor text = tone_ == Tone::kGood      ? palette().color(QPalette::WindowText)
                      : tone_ == Tone::kProblem ? colour(Theme::Colour::kProblem, palette())
                                                : colour(Theme::Colour::kMuted, palette());
  if (text_->palette().color(QPalette::WindowText) == text) return;
  QPalette mine = text_->palette();
  mine.setColor(QPalette::WindowText, text);
  text_->setPalette(mine);
}

// ---- FieldCard
// -------------------------------------------------------------------------------------------------------------

FieldCard::FieldCard(QWidget* parent) : Card(parent), title_(new QLabel(this)), content_(new QVBoxLayout) {
  auto* column = new QVBoxLayout(this);
  const int space = form_space(*this);
  column->setContentsMargins(2 * space, 2 * space, 2 * space, 2 * space);
  column->setSpacing(space + space / 2);
  column->addWidget(title_);
  content_->setSpacing(space + space / 2);
  column->addLayout(content_);
  QFont bold = title_->font();
  bold.setWeight(QFont::DemiBold);
  title_->setFont(bold);
  title_->setTextFormat(Qt::PlainText);
  title_->hide();
}

void FieldCard::set_title(const QString& title) {
  title_->setText(title);
  title_->setVisible(!title.isEmpty());
  setAccessibleName(title);
}

// ---- FieldBox
// ---------------------------------------------------------------------------------------------------------

FieldBox::FieldBox(QWidget* parent)
    : QWidget(parent), label_(new QLabel(this)), problem_(new Verdict(this)), help_(new HelpLabel(this, true)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(form_space(*this) / 2);
  column->addWidget(label_);
  column->addWidget(problem_);
  column->addWidget(help_);
  label_->setTextFormat(Qt::PlainText);
  label_->hide();
  help_->hide();
}

void FieldBox::set_control(QWidget* control, QWidget* inner) {
  inner_ = inner != nullptr ? inner : control;
  static_cast<QVBoxLayout*>(layout())->insertWidget(1, control);
  label_->setBuddy(inner_);
  problem_->setObjectName(inner_->objectName() + u".problem"_s);
  setFocusProxy(inner_);
}

void FieldBox::set_texts(const QString& label, const QString& help) {
  label_->setText(label);
  label_->setVisible(!label.isEmpty());
  help_->setText(help);
  help_->setVisible(!help.isEmpty());
  if (!label.isEmpty()) inner_->setAccessibleName(without_mnemonic(label));
  describe();
}

void FieldBox::set_problem(const QString& sentence) {
  if (sentence == problem_->text()) return;
  problem_->tell(Verdict::Tone::kProblem, sentence);
  describe();
}

void FieldBox::describe() {
  inner_->setAccessibleDescription(problem_->text().isEmpty() ? help_->text() : problem_->text());
}

}  // namespace culvert::ui
