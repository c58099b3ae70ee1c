#include "settings/settings_group.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace culvert::ui {

SettingsGroup::SettingsGroup(QWidget* parent)
    : QWidget(parent), heading_(new QLabel(this)), card_(new Card(this)), column_(new QVBoxLayout(card_)) {
  make_title(*heading_);
  heading_->setTextFormat(Qt::PlainText);
  column_->setContentsMargins(18, 14, 18, 14);
  column_->setSpacing(16);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 8);
  column->setSpacing(6);
  column->addWidget(heading_);
  column->addWidget(card_);
}

void SettingsGroup::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

SettingRow& SettingsGroup::add_row(QWidget* control, const char* name, SettingRow::Place place) {
  auto* row = new SettingRow(control, place, card_);
  const QString object = QStringLiteral("settings.") + QLatin1StringView(name);
  row->setObjectName(object + QStringLiteral(".row"));
  if (control != nullptr) control->setObjectName(object);
  column_->addWidget(row);
  rows_.push_back(row);
  return *row;
}

void SettingsGroup::set_heading(const QString& heading) { heading_->setText(heading); }

bool SettingsGroup::search(const QStringList& words) {
  const bool all = !words.isEmpty() && std::ranges::all_of(words, [this](const QString& w) {
    return heading_->text().contains(w, Qt::CaseInsensitive);
  });
  bool any = false;
  for (SettingRow* row : rows_) any = row->search(all ? QStringList() : words) || any;
  setVisible(any);
  return any;
}

}  // namespace culvert::ui
