#include "settings/setting_row.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>
#include <vector>

#include "widgets/quiet_label.h"

namespace culvert::ui {

namespace {

QString without_mnemonic(QString text) {
  static const QString kBoth = QStringLiteral("&&");
  const QChar stand_in(0x1);
  return text.replace(kBoth, stand_in).remove(u'&').replace(stand_in, u'&');
}

// As rich text, with the words marked.
QString marked(const QString& text, const QStringList& words, const QPalette& palette) {
  std::vector<bool> mark(static_cast<std::size_t>(text.size()), false);
  for (const QString& word : words) {
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
      std::fill_n(mark.begin() + at, word.size(), true);
    }
  }
  const QString open =
      QStringLiteral("<span style=\"background-color:%1;color:%2\">")
          .arg(palette.color(QPalette::Highlight).name(), palette.color(QPalette::HighlightedText).name());
  QString out;
  for (qsizetype i = 0; i < text.size(); ++i) {
    const bool on = mark[static_cast<std::size_t>(i)];
    const bool before = i > 0 && mark[static_cast<std::size_t>(i - 1)];
    if (on && !before) out += open;
    if (!on && before) out += QStringLiteral("</span>");
    out += QString(text[i]).toHtmlEscaped();
  }
  return !mark.empty() && mark.back() ? QString(out + QStringLiteral("</span>")) : out;
}

void show_text(QLabel& label, const QString& text, const QStringList& words) {
  const QString plain = without_mnemonic(text);
  const bool found =
      std::ranges::any_of(words, [&](const QString& w) { return plain.contains(w, Qt::CaseInsensitive); });
  label.setTextFormat(found ? Qt::RichText : Qt::PlainText);
  label.setText(found ? marked(plain, words, label.palette()) : text);
}

}  // namespace

SettingRow::SettingRow(QWidget* control, Place place, QWidget* parent)
    : QWidget(parent),
      control_(control),
      controls_(new QHBoxLayout),
      name_label_(new QLabel(this)),
      help_label_(new QuietLabel(QuietLabel::Ink::kMuted, QuietLabel::Room::kWraps, this)),
      message_(new MessageBar(this)) {
  name_label_->setWordWrap(true);
  name_label_->setBuddy(control);
  name_label_->setObjectName(QStringLiteral("setting.name"));
  help_label_->setObjectName(QStringLiteral("setting.help"));
  auto* texts = new QVBoxLayout;
  texts->setSpacing(1);
  texts->addWidget(name_label_);
  texts->addWidget(help_label_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  if (control != nullptr) controls_->addWidget(control);
  if (place == Place::kBeside) {
    auto* row = new QHBoxLayout;
    row->setSpacing(18);
    row->addLayout(texts, 1);
    row->addLayout(controls_);
    column->addLayout(row);
  } else {
    column->addLayout(texts);
    column->addLayout(controls_);
  }
  column->addWidget(message_);
}

void SettingRow::add_control(QWidget* control) { controls_->addWidget(control); }

void SettingRow::set_text(const QString& name, const QString& help) {
  name_ = name;
  help_ = help;
  show_texts();
}

void SettingRow::set_help(const QString& help) {
  help_ = help;
  show_texts();
}

void SettingRow::show_texts() {
  show_text(*name_label_, name_, words_);
  show_text(*help_label_, help_, words_);
  help_label_->setVisible(!help_.isEmpty());
  if (control_ == nullptr) return;
  control_->setAccessibleName(without_mnemonic(name_));
  control_->setAccessibleDescription(help_);
}

bool SettingRow::search(const QStringList& words) {
  const QString all = without_mnemonic(name_) + u'\n' + help_;
  const bool has = std::ranges::all_of(words, [&](const QString& w) { return all.contains(w, Qt::CaseInsensitive); });
  words_ = has ? words : QStringList();
  show_texts();
  setVisible(has);
  return has;
}

void SettingRow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !words_.isEmpty()) show_texts();
}

}  // namespace culvert::ui
