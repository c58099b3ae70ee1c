#include "window/secret_sheet.h"

#include <QApplication>
#include <QCheckBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "secrets.h"
#include "style_paint.h"
#include "theme.h"

namespace culvert::ui {

namespace {

constexpr int kWidth = 440;
constexpr int kMargin = 24;

class Card : public QFrame {
 public:
  using QFrame::QFrame;

 protected:
  void paintEvent(QPaintEvent* /*event*/) override {
    QPainter painter(this);
    const Paint paint(&painter);
    QStyleOption option;
    option.initFrom(this);
    paint->setPen(QPen(line_colour(option), 1));
    paint->setBrush(palette().color(QPalette::Window));
    paint->drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius * 2, kRadius * 2);
  }
};

QLabel* text_label(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  return label;
}

}  // namespace

SecretSheet::SecretSheet(Secrets& secrets, QWidget* over)
    : Overlay(over),
      secrets_(secrets),
      card_(new Card(this)),
      title_(text_label(card_)),
      what_(text_label(card_)),
      label_(new QLabel(card_)),
      field_(new QLineEdit(card_)),
      show_(new QCheckBox(card_)),
      help_(text_label(card_)),
      ok_(new QPushButton(card_)),
      not_now_(new QPushButton(card_)) {
  setObjectName(QStringLiteral("secret"));
  what_->setObjectName(QStringLiteral("secret.what"));
  field_->setObjectName(QStringLiteral("secret.field"));
  show_->setObjectName(QStringLiteral("secret.show"));
  ok_->setObjectName(QStringLiteral("secret.ok"));
  not_now_->setObjectName(QStringLiteral("secret.not_now"));
  QFont large = title_->font();
  large.setPointSizeF(large.pointSizeF() * 1.25);
  large.setWeight(QFont::DemiBold);
  title_->setFont(large);
  label_->setBuddy(field_);
  field_->setEchoMode(QLineEdit::Password);
  field_->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                              Qt::ImhNoAutoUppercase);
  ok_->setDefault(true);
  ok_->setEnabled(false);

  auto* buttons = new QHBoxLayout;
  buttons->addWidget(show_);
  buttons->addStretch();
  buttons->addWidget(not_now_);
  buttons->addWidget(ok_);
  auto* column = new QVBoxLayout(card_);
  column->setContentsMargins(kMargin, kMargin - 4, kMargin, kMargin - 4);
  column->setSpacing(8);
  column->addWidget(title_);
  column->addWidget(what_);
  column->addSpacing(8);
  column->addWidget(label_);
  column->addWidget(field_);
  column->addWidget(help_);
  column->addSpacing(12);
  column->addLayout(buttons);
  setTabOrder({field_, show_, not_now_, ok_});

  connect(field_, &QLineEdit::textChanged, this, [this](const QString& text) { ok_->setEnabled(!text.isEmpty()); });
  connect(field_, &QLineEdit::returnPressed, this, [this] {
    if (ok_->isEnabled()) answer(field_->text());
  });
  connect(show_, &QCheckBox::toggled, this,
          [this](bool shown) { field_->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password); });
  connect(ok_, &QPushButton::clicked, this, [this] { answer(field_->text()); });
  connect(not_now_, &QPushButton::clicked, this, [this] { answer({}); });
  connect(&secrets_, &Secrets::asked, this, [this](const QString& what, quint64 number) {
    questions_.append({number, what});
    if (questions_.size() == 1) next();
    emit this->asked();
  });
  connect(&secrets_, &Secrets::question_over, this, [this](quint64 number) {
    const bool first = !questions_.isEmpty() && questions_.front().number == number;
    questions_.removeIf([number](const Question& one) { return one.number == number; });
    if (first) next();
  });
  // What is below waits.
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget* /*old*/, QWidget* now) {
    if (isVisible() && now != nullptr && now->window() == window() && !isAncestorOf(now)) {
      field_->setFocus(Qt::OtherFocusReason);
    }
  });
  retranslate();
  hide();
}

void SecretSheet::answer(const QString& secret) {
  if (questions_.isEmpty()) return;
  const quint64 number = questions_.takeFirst().number;
  secrets_.answer(number, secret);
  next();
}

void SecretSheet::next() {
  field_->clear();
  show_->setChecked(false);
  if (questions_.isEmpty()) {
    if (isHidden()) return;
    hide();
    if (before_ != nullptr && before_->isVisible()) before_->setFocus(Qt::OtherFocusReason);
    return;
  }
  if (isHidden()) before_ = window()->focusWidget();
  retranslate();
  place();
  show();
  raise();
  field_->setFocus(Qt::OtherFocusReason);
}

void SecretSheet::retranslate() {
  title_->setText(tr("A secret is needed"));
  if (!questions_.isEmpty())
    what_->setText(tr("Please type %1.", "the password of somebody").arg(questions_.front().what));
  label_->setText(tr("&Secret"));
  field_->setAccessibleName(questions_.isEmpty() ? tr("Secret") : questions_.front().what);
  show_->setText(tr("S&how it"));
  help_->setText(tr("It stays in memory until Culvert ends, and is written nowhere."));
  ok_->setText(tr("&OK"));
  not_now_->setText(tr("&Not now"));
}

void SecretSheet::place() {
  setGeometry(parentWidget()->rect());
  const int width = std::min(kWidth, this->width() - 2 * kMargin);
  const int height = std::min(card_->heightForWidth(width), this->height());
  card_->setGeometry((this->width() - width) / 2, std::max(0, (this->height() - height) * 2 / 5), width, height);
}

bool SecretSheet::focusNextPrevChild(bool next) {
  QList<QWidget*> chain{field_, show_, not_now_};
  if (ok_->isEnabled()) chain.append(ok_);
  const auto at = chain.indexOf(window()->focusWidget());
  const auto to = (at + (next ? 1 : chain.size() - 1)) % chain.size();
  chain[to]->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
  return true;
}

void SecretSheet::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return answer({});
  event->accept();
}

void SecretSheet::changeEvent(QEvent* event) {
  Overlay::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    place();
  }
  if (event->type() == QEvent::PaletteChange && Theme::current() != nullptr) {
    QPalette secondary = QApplication::palette();
    secondary.setColor(QPalette::WindowText, Theme::current()->colour(Theme::Colour::kMuted));
    help_->setPalette(secondary);
  }
}

void SecretSheet::paintEvent(QPaintEvent* /*event*/) { QPainter(this).fillRect(rect(), QColor(0, 0, 0, 120)); }

}  // namespace culvert::ui
